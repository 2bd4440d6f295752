/** What somebody is told of who does not look at the desk: when it is worth a message, and when the next message is due. */
import { addMs, hourMs } from './calendar';
import type { Currency, Ore } from './money';

export const alertKinds = [
  'payout-overdue',
  'guarantee-lost',
  'guarantee-ending',
  'job-failing',
  'job-silent',
  'command-unknown',
  'entries-refused',
  'feed-standing',
  'channel-failing',
] as const;
export type AlertKind = (typeof alertKinds)[number];

export const alertChannels = ['email', 'webhook'] as const;
export type AlertChannel = (typeof alertChannels)[number];

export type AlertCondition = {
  /** What it is about: the same thing is told once, however long it lasts. */
  readonly key: string;
  readonly kind: AlertKind;
  readonly subject: string;
  readonly path: string;
  readonly amountOre: Ore | null;
  readonly currency: Currency | null;
  readonly since: string | null;
};

export type OpenAlert = {
  readonly id: string;
  readonly conditionKey: string;
  readonly kind: AlertKind;
  readonly lastToldAt: string | null;
  readonly missingSince: string | null;
};

export type AlertChanges = {
  readonly opened: readonly AlertCondition[];
  /** Gone since now, and back again: ids. */
  readonly missing: readonly string[];
  readonly returned: readonly string[];
  /** `tell`: somebody was told that it is there. */
  readonly cleared: readonly { readonly id: string; readonly tell: boolean }[];
};

/** A reservation this close to the end of its guarantee is told of. */
export const guaranteeEndsSoonMs = 24 * hourMs;
/** What comes and goes is one condition: it is over when it was not seen for so long. */
export const clearAfterMs = 5 * 60_000;
/** What cannot wait is told at once, and then in one message every so often; the rest is gathered for longer. */
export const urgentPauseMs = 10 * 60_000;
export const calmPauseMs = hourMs;
export const reminderMs = 24 * hourMs;
/** Failures in a row that are no accident any more. */
export const failuresToTell = 3;
/** Entries that were refused are told of for so long. */
export const refusedForMs = 24 * hourMs;
/** Feeds are read hourly. */
export const feedStandsAfterMs = 3 * hourMs;
/** A message that waits for so long says that its channel is broken. */
export const channelFailsAfterMs = hourMs / 2;

/** They come by the clock, and few of them can be mended within minutes. */
const calmKinds: readonly AlertKind[] = ['payout-overdue', 'guarantee-lost', 'guarantee-ending'];

/** How what was found now differs from the conditions that are open. */
export function compareAlerts(
  open: readonly OpenAlert[],
  found: readonly AlertCondition[],
  now: string,
): AlertChanges {
  const kindOf = new Map(found.map(({ key, kind }) => [key, kind]));
  const kept = new Set<string>();
  const missing: string[] = [];
  const returned: string[] = [];
  const cleared: { id: string; tell: boolean }[] = [];
  for (const { id, conditionKey, kind, missingSince, lastToldAt } of open) {
    const foundKind = kindOf.get(conditionKey);
    if (foundKind === kind) {
      kept.add(conditionKey);
      if (missingSince !== null) returned.push(id);
    } else if (foundKind !== undefined)
      cleared.push({ id, tell: false }); // it has become another, which is told of
    else if (missingSince === null) missing.push(id);
    else if (hasPassed(missingSince, clearAfterMs, now)) cleared.push({ id, tell: lastToldAt !== null });
  }
  return { opened: found.filter(({ key }) => !kept.has(key)), missing, returned, cleared };
}

export type UntoldAlerts = {
  readonly opened: readonly { readonly id: string; readonly kind: AlertKind }[];
  readonly cleared: readonly { readonly id: string; readonly kind: AlertKind }[];
  /** Open, and told before. */
  readonly told: readonly { readonly id: string; readonly lastToldAt: string }[];
  readonly lastMessageAt: string | null;
};

export type PlannedMessage = {
  readonly opened: readonly string[];
  readonly cleared: readonly string[];
  readonly reminded: readonly string[];
};

/** What the next message says, or undefined while none is due. A reminder tells of all that is open, so that there is one a day. */
export function planMessage(
  { opened, cleared, told, lastMessageAt }: UntoldAlerts,
  now: string,
): PlannedMessage | undefined {
  const remind = told.some(({ lastToldAt }) => hasPassed(lastToldAt, reminderMs, now));
  const news = [...opened, ...cleared];
  const urgent = opened.some(({ kind }) => !calmKinds.includes(kind));
  const pauseMs = urgent ? urgentPauseMs : calmPauseMs;
  const rested = lastMessageAt === null || hasPassed(lastMessageAt, pauseMs, now);
  if (!remind && (news.length === 0 || !rested)) return undefined;
  return {
    opened: opened.map(({ id }) => id),
    cleared: cleared.map(({ id }) => id),
    reminded: remind ? told.map(({ id }) => id) : [],
  };
}

/** So long since then; also when it lies ahead: the machine's clock was wrong, and nobody shall wait until it is that late. */
function hasPassed(since: string, ms: number, now: string): boolean {
  return addMs(since, ms) <= now || since > now;
}

export type JobState = {
  readonly everyMs: number;
  readonly lastSuccessAt: string | null;
  readonly failuresInARow: number;
};

/** `silent`: without a success for far longer than its schedule, counted from the start of the jobs process at the earliest. */
export function jobTrouble(
  { everyMs, lastSuccessAt, failuresInARow }: JobState,
  startedAt: string,
  now: string,
): { readonly kind: 'job-failing' | 'job-silent'; readonly since: string } | undefined {
  if (failuresInARow >= failuresToTell) return { kind: 'job-failing', since: lastSuccessAt ?? startedAt };
  const from = lastSuccessAt !== null && lastSuccessAt > startedAt ? lastSuccessAt : startedAt;
  return addMs(from, silentAfterMs(everyMs)) <= now ? { kind: 'job-silent', since: from } : undefined;
}

/** Three times its interval; half an hour at least, and for what runs daily half a day more than a day. */
export function silentAfterMs(everyMs: number): number {
  return Math.max(hourMs / 2, Math.min(3 * everyMs, everyMs + 12 * hourMs));
}

/** When a message that could not be delivered is tried again, or undefined when it has been tried for days. */
export function nextDeliveryAt(attempts: number, madeAt: string, now: string): string | undefined {
  const at = addMs(now, Math.min(hourMs, 60_000 * 2 ** Math.max(0, attempts - 1)));
  return addMs(madeAt, giveUpAfterMs) <= at ? undefined : at;
}

const giveUpAfterMs = 72 * hourMs;
