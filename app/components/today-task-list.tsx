/** The tasks of the page Today, from what was read: who decides what is urgent, and where each leads. */
import { useTranslation } from 'react-i18next';
import { formatCount, formatDuration } from '../format';
import { orderPath } from './order-table';
import { useLanguage } from './values';

export type Task = {
  readonly key: string;
  readonly to: string;
  readonly title: string;
  readonly hint: string;
  /** How long is left, or how long it has waited. */
  readonly clock: string | null;
  readonly amounts: readonly { readonly ore: number; readonly currency: string }[];
  readonly urgent: boolean;
  /** Its rows in smaller groups. */
  readonly parts?: readonly { readonly to: string; readonly label: string }[];
};

type Waiting = { readonly orders: number; readonly remainingOre: number; readonly firstAt: string | null };

export type TaskFacts = {
  readonly now: string;
  readonly lost: Waiting;
  readonly soon: Waiting;
  readonly sentUnpaid: Waiting;
  readonly commands: {
    readonly open: number;
    readonly unknown: number;
    readonly amountOre: number;
    readonly firstAt: string | null;
    readonly only: { readonly msn: string; readonly orderId: string } | null;
  } | null;
  readonly overdue: { readonly count: number; readonly amountOre: number };
  readonly overdueAt: string | null;
  readonly exceptions: {
    readonly totals: readonly {
      readonly currency: string;
      readonly count: number;
      readonly amountOre: number;
    }[];
    readonly oldest: string | null;
  };
  readonly exceptionAges: readonly {
    readonly age: '0-1' | '2-7' | '8-30' | 'over-30';
    readonly count: number;
  }[];
  readonly failing: readonly { readonly job: string; readonly sinceMs: number | null }[];
  readonly lateFeeds: readonly { readonly ledgerId: string; readonly readAt: string | null }[];
  readonly suggestions: {
    readonly count: number;
    readonly amountOre: number;
    readonly firstAt: string | null;
  };
  readonly approvals: { readonly count: number; readonly amountOre: number; readonly firstAt: string | null };
  readonly imports: { readonly count: number; readonly firstAt: string | null };
  readonly unreadable: { readonly orders: number; readonly firstAt: string | null };
};

export function useTasks(facts: TaskFacts): Task[] {
  return [...useMoneyTasks(facts), ...useBooksTasks(facts), ...useMachineTasks(facts)];
}

/** Orders and payouts: money that is at risk, or that nobody can vouch for. */
function useMoneyTasks({ now, lost, soon, sentUnpaid, commands, overdue, overdueAt }: TaskFacts): Task[] {
  const { t } = useTranslation();
  const clock = useClock(now);
  const tasks: (Task | false | null)[] = [
    lost.orders > 0 && {
      key: 'lost',
      to: '/orders?flag=guarantee-over',
      title: t('today.lost', counted(lost.orders)),
      hint: t('today.lostHint'),
      clock: clock(lost.firstAt, 'firstOver'),
      amounts: nok(lost.remainingOre),
      urgent: true,
    },
    soon.orders > 0 && {
      key: 'soon',
      to: '/orders?flag=guarantee-soon',
      title: t('today.soon', counted(soon.orders)),
      hint: t('today.soonHint'),
      clock: clock(soon.firstAt, 'firstLeft'),
      amounts: nok(soon.remainingOre),
      urgent: false,
    },
    commands && {
      key: 'commands',
      to: commands.only ? orderPath(commands.only) : '/orders?flag=command-open',
      title: t('today.unknown', counted(commands.open)),
      hint: t('today.unknownHint', { unknown: formatCount(commands.unknown) }),
      clock: clock(commands.firstAt, 'since'),
      amounts: nok(commands.amountOre),
      urgent: true,
    },
    overdue.count > 0 && {
      key: 'overdue',
      to: '/payouts?state=overdue',
      title: t('today.overdue', counted(overdue.count)),
      hint: t('today.overdueHint'),
      clock: clock(overdueAt, 'late'),
      amounts: nok(overdue.amountOre),
      urgent: true,
    },
    sentUnpaid.orders > 0 && {
      key: 'sent',
      to: '/orders?flag=sent-unpaid',
      title: t('today.sent', counted(sentUnpaid.orders)),
      hint: t('today.sentHint'),
      clock: clock(sentUnpaid.firstAt, 'firstSent'),
      amounts: nok(sentUnpaid.remainingOre),
      urgent: false,
    },
  ];
  return present(tasks);
}

function useBooksTasks({
  now,
  approvals,
  exceptions,
  exceptionAges,
  suggestions,
  imports,
}: TaskFacts): Task[] {
  const { t } = useTranslation();
  const clock = useClock(now);
  const open = exceptions.totals.reduce((sum, total) => sum + total.count, 0);
  const tasks: (Task | false)[] = [
    approvals.count > 0 && {
      key: 'approvals',
      to: '/approvals',
      title: t('today.approvals', counted(approvals.count)),
      hint: t('today.approvalsHint'),
      clock: clock(approvals.firstAt, 'since'),
      amounts: nok(approvals.amountOre),
      urgent: false,
    },
    open > 0 && {
      key: 'exceptions',
      to: '/exceptions?owner=nobody',
      title: t('today.exceptions', counted(open)),
      hint: t('today.exceptionsHint'),
      clock: clock(exceptions.oldest && `${exceptions.oldest}T12:00:00.000Z`, 'oldest'),
      amounts: exceptions.totals.map(({ amountOre, currency }) => ({ ore: amountOre, currency })),
      urgent: false,
      parts: exceptionAges
        .filter(({ count }) => count > 0)
        .map(({ age, count }) => ({
          to: `/exceptions?owner=nobody&age=${age}`,
          label: `${t(`charts.ages.${age}`)}: ${formatCount(count)}`,
        })),
    },
    suggestions.count > 0 && {
      key: 'suggestions',
      to: '/bank',
      title: t('today.suggestions', counted(suggestions.count)),
      hint: t('today.suggestionsHint'),
      clock: clock(suggestions.firstAt, 'since'),
      amounts: nok(suggestions.amountOre),
      urgent: false,
    },
    imports.count > 0 && {
      key: 'imports',
      to: '/imports',
      title: t('today.imports', counted(imports.count)),
      hint: t('today.importsHint'),
      clock: clock(imports.firstAt, 'since'),
      amounts: [],
      urgent: false,
    },
  ];
  return present(tasks);
}

/** What makes the page itself old. */
function useMachineTasks({ now, failing, lateFeeds, unreadable }: TaskFacts): Task[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const clock = useClock(now);
  const names = failing.map(({ job }) => t(`jobs.names.${job}` as 'jobs.names.poll-payments'));
  const sinceMs = Math.max(...failing.map((job) => job.sinceMs ?? 0));
  const tasks: (Task | false)[] = [
    failing.length > 0 && {
      key: 'jobs',
      to: '/jobs',
      title: t('today.jobs', { names: names.join(', ') }),
      hint: t('today.jobsHint'),
      clock: sinceMs > 0 ? t('today.clock.lastWell', { time: formatDuration(sinceMs, language) }) : null,
      amounts: [],
      urgent: true,
    },
    lateFeeds.length > 0 && {
      key: 'feeds',
      to: '/jobs',
      title: t('today.feeds', counted(lateFeeds.length)),
      hint: t('today.feedsHint'),
      clock: clock(lateFeeds.map(({ readAt }) => readAt ?? '').sort()[0] ?? null, 'lastRead'),
      amounts: [],
      urgent: true,
    },
    unreadable.orders > 0 && {
      key: 'unreadable',
      to: '/orders?flag=unreadable',
      title: t('today.unreadable', counted(unreadable.orders)),
      hint: t('today.unreadableHint'),
      clock: clock(unreadable.firstAt, 'since'),
      amounts: [],
      urgent: false,
    },
  ];
  return present(tasks);
}

type ClockWord = 'firstOver' | 'firstLeft' | 'since' | 'late' | 'firstSent' | 'oldest' | 'lastRead';

function useClock(now: string): (at: string | null, word: ClockWord) => string | null {
  const { t } = useTranslation();
  const language = useLanguage();
  return (at, word) => {
    if (at === null) return null;
    return t(`today.clock.${word}`, { time: formatDuration(Date.parse(at) - Date.parse(now), language) });
  };
}

function counted(count: number) {
  return { count, replace: { count: formatCount(count) } };
}

function nok(ore: number) {
  return [{ ore, currency: 'NOK' }];
}

function present(tasks: readonly (Task | false | null)[]): Task[] {
  return tasks.filter((task): task is Task => task !== false && task !== null);
}
