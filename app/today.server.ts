/** All that the page Today tells, read side by side. */
import { addDays, addMs, dayOf, hourMs, instantAt } from '#core/calendar';
import { countByAge } from '#core/exception-ages';
import { sumOre } from '#core/money';
import { soonMs } from '#core/reservation-clocks';
import { openExceptionsByAge } from '#db/queries/exceptions-by-age';
import { jobOverviews } from '#db/queries/job-overview';
import { bankKnownThroughDay, listLedgerBalances } from '#db/queries/ledger-balances';
import { orderTotalsByState } from '#db/queries/orders-list';
import { movedPerDay } from '#db/queries/payments-list';
import { arrivalsByDay } from '#db/queries/payouts-list';
import { todayFacts } from '#db/queries/today';
import type { OfflineDesk } from '#services/desk';
import { forecastPayouts } from '#services/forecast-payouts';
import { jobNames } from '#services/job-names';

const movedDays = 14;
/** Feeds are read once an hour, at a random minute: later than this is late. */
const feedLateMs = 2 * hourMs;
/** A command is answered in seconds; before this nobody needs to hear of it. */
const commandLateMs = 60_000;

/** `realNow` is the machine's: jobs run by it, whatever the clock of the books says. `ownNames`: whose requests who looks does not decide on. */
export async function readToday(desk: OfflineDesk, realNow: number, ownNames: readonly string[]) {
  const { db, clock } = desk;
  const now = clock.now();
  const today = dayOf(now);
  const yesterday = addDays(today, -1);
  const [facts, totals, overviews, forecast, moved, balances, bankThrough, arrivals, ages] =
    await Promise.all([
      todayFacts(db, now, today, addMs(now, soonMs), ownNames),
      orderTotalsByState(db),
      jobOverviews(db, jobNames),
      forecastPayouts(desk),
      movedPerDay(db, addDays(today, 1 - movedDays), today),
      listLedgerBalances(db),
      bankKnownThroughDay(db),
      arrivalsByDay(db, yesterday, yesterday),
      openExceptionsByAge(db, { withoutOwner: true }),
    ]);
  const { commands } = facts;
  const commandsLate = commands.unknown > 0 || (commands.firstAt ?? now) < addMs(now, -commandLateMs);
  const sinceMs = (at: string | null | undefined) => (at ? Math.max(0, realNow - Date.parse(at)) : null);
  return {
    ...facts,
    now,
    today,
    commands: commandsLate ? commands : null,
    overdueAt: facts.overdue.firstDay && instantAt(addDays(facts.overdue.firstDay, 1)),
    exceptionAges: countByAge(ages, today),
    failing: overviews
      .filter((job) => job.failuresInARow > 0)
      .map((job) => ({ job: job.job, sinceMs: sinceMs(job.lastSuccessAt) })),
    lateFeeds: balances.filter(({ readAt }) => readAt !== null && readAt < addMs(now, -feedLateMs)),
    paymentsReadMs: sinceMs(overviews.find((job) => job.job === 'poll-payments')?.lastSuccessAt),
    totals,
    forecast: forecast.days,
    moved,
    yesterday: {
      moved: moved.find(({ day }) => day === yesterday) ?? null,
      day: yesterday,
      arrivedOre: sumOre(arrivals.map(({ amountOre }) => amountOre)),
    },
    balances,
    bankThrough,
  };
}
