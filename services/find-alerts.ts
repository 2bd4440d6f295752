/** What somebody should be told of now (core/alerts): of the books by their clock, of the desk itself by real time. */
import {
  type AlertCondition,
  channelFailsAfterMs,
  feedStandsAfterMs,
  guaranteeEndsSoonMs,
  jobTrouble,
  refusedForMs,
} from '#core/alerts';
import { addMs, dayOf } from '#core/calendar';
import { oldestWaiting } from '#db/alerts';
import { findProcessSign } from '#db/process-signs';
import {
  alertsAtMost,
  listCommandsOpenSince,
  listGuaranteesUntil,
  listRefusedSince,
  listScheduledJobs,
} from '#db/queries/alert-causes';
import { feedFigures } from '#db/queries/operation-figures';
import { overduePayouts } from '#db/queries/payouts-list';
import type { OfflineDesk } from './desk';
import { jobsProcess } from './readiness';
import type { Settings } from './settings';

export type FindAlertsDesk = Pick<OfflineDesk, 'db' | 'clock'> & {
  readonly settings: Pick<Settings, 'ALERT_UNKNOWN_MINUTES'>;
};

export async function findAlerts(desk: FindAlertsDesk, realNow: string): Promise<AlertCondition[]> {
  const found = [
    await overdue(desk),
    await guarantees(desk),
    await openCommands(desk),
    await refused(desk),
    await jobs(desk, realNow),
    await standingFeeds(desk),
    await brokenChannels(desk, realNow),
  ];
  return found.flat();
}

const noMoney = { amountOre: null, currency: null } as const;

async function overdue({ db, clock }: FindAlertsDesk): Promise<AlertCondition[]> {
  const { rows } = await overduePayouts(db, dayOf(clock.now()), alertsAtMost);
  return rows.map(({ ledgerId, settlementNumber, amountOre, currency, expectedLatest }) => ({
    key: `payout:${ledgerId}/${settlementNumber}`,
    kind: 'payout-overdue',
    subject: `${settlementNumber} (${ledgerId})`,
    path: `/payouts/${encodeURIComponent(ledgerId)}/${encodeURIComponent(settlementNumber)}`,
    amountOre,
    currency,
    since: expectedLatest,
  }));
}

/** One key for both: a guarantee that was about to end and has ended is told as lost, not as mended. */
async function guarantees({ db, clock }: FindAlertsDesk): Promise<AlertCondition[]> {
  const now = clock.now();
  const rows = await listGuaranteesUntil(db, addMs(now, guaranteeEndsSoonMs));
  return rows.map(({ msn, orderId, remainingOre, currency, guaranteeUntil }) => ({
    key: `guarantee:${msn}/${orderId}`,
    kind: guaranteeUntil <= now ? 'guarantee-lost' : 'guarantee-ending',
    ...ofOrder(msn, orderId),
    amountOre: remainingOre,
    currency,
    since: guaranteeUntil,
  }));
}

async function openCommands({ db, clock, settings }: FindAlertsDesk): Promise<AlertCondition[]> {
  const before = addMs(clock.now(), -settings.ALERT_UNKNOWN_MINUTES * 60_000);
  const rows = await listCommandsOpenSince(db, before);
  return rows.map(({ id, msn, orderId, amountOre, currency, createdAt }) => ({
    key: `command:${id}`,
    kind: 'command-unknown',
    ...ofOrder(msn, orderId),
    amountOre,
    currency,
    since: createdAt,
  }));
}

async function refused({ db, clock }: FindAlertsDesk): Promise<AlertCondition[]> {
  const rows = await listRefusedSince(db, addMs(clock.now(), -refusedForMs));
  return rows.map(({ ledgerId, topic, entries, firstAt }) => ({
    key: `refused:${ledgerId}/${topic}`,
    kind: 'entries-refused',
    subject: `${ledgerId}/${topic}: ${entries}`,
    path: '/jobs',
    ...noMoney,
    since: firstAt,
  }));
}

/** Nothing without a jobs process: `npm run job -- send-alerts` alone knows of no schedule that is kept. */
async function jobs({ db }: FindAlertsDesk, realNow: string): Promise<AlertCondition[]> {
  const sign = await findProcessSign(db, jobsProcess);
  if (sign === undefined) return [];
  return (await listScheduledJobs(db)).flatMap((state): AlertCondition[] => {
    const trouble = jobTrouble(state, sign.startedAt, realNow);
    if (trouble === undefined) return [];
    const { job } = state;
    return [
      {
        key: `job:${job}`,
        kind: trouble.kind,
        subject: job,
        path: '/jobs',
        ...noMoney,
        since: trouble.since,
      },
    ];
  });
}

/** Not before they have been tried since the desk was started: until then they stand because the desk did. */
async function standingFeeds({ db, clock }: FindAlertsDesk): Promise<AlertCondition[]> {
  const sign = await findProcessSign(db, jobsProcess);
  const sync = (await listScheduledJobs(db)).find(({ job }) => job === 'sync-ledgers');
  if (sign === undefined || (sync?.lastFinishedAt ?? '') < sign.startedAt) return [];
  const before = addMs(clock.now(), -feedStandsAfterMs);
  return (await feedFigures(db)).flatMap(({ ledgerId, topic, endReachedAt }): AlertCondition[] => {
    if (endReachedAt === null || endReachedAt > before) return [];
    const subject = `${ledgerId}/${topic}`;
    return [
      {
        key: `feed:${subject}`,
        kind: 'feed-standing',
        subject,
        path: '/jobs',
        ...noMoney,
        since: endReachedAt,
      },
    ];
  });
}

/** Told by the other channel, when there is one. */
async function brokenChannels({ db }: FindAlertsDesk, realNow: string): Promise<AlertCondition[]> {
  const before = addMs(realNow, -channelFailsAfterMs);
  return (await oldestWaiting(db)).flatMap(({ channel, madeAt }): AlertCondition[] =>
    madeAt > before
      ? []
      : [
          {
            key: `channel:${channel}`,
            kind: 'channel-failing',
            subject: channel,
            path: '/jobs',
            ...noMoney,
            since: madeAt,
          },
        ],
  );
}

function ofOrder(msn: string, orderId: string) {
  return { subject: `${msn}/${orderId}`, path: `/orders/${msn}/${encodeURIComponent(orderId)}` };
}
