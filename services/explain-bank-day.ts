/** What the forecast of a bank day is made of, and what the bank booked on it: the parts add up to the figures of the lists. */
import { type Day, dayOf } from '#core/calendar';
import { forecastPayoutsOn, nextBankDays } from '#core/forecast';
import { addOre, type Ore, sumOre, zeroOre } from '#core/money';
import { payoutDayOf } from '#core/payout-schedule';
import { listPayoutsArrivedOn, listPayoutsForecastOn, type PayoutListRow } from '#db/queries/payouts-list';
import type { OfflineDesk } from './desk';
import { type AskedLedger, type NotInLedgerAmount, readForecastLedgers } from './forecast-payouts';

export type ComingPart = {
  readonly ledgerId: string;
  /** The last ledger day of the payout that is still to be made. */
  readonly day: Day;
  readonly carriedOre: Ore;
  /** By ledger day: what moved, less fees that are kept back. */
  readonly unpaid: readonly { readonly day: Day; readonly amountOre: Ore }[];
  /** Captures and refunds the ledger does not show yet, less their fees. */
  readonly notInLedger: readonly NotInLedgerAmount[];
  readonly amountOre: Ore;
};

export type BankDay = {
  readonly day: Day;
  readonly scheduled: readonly PayoutListRow[];
  readonly scheduledOre: Ore;
  readonly coming: readonly ComingPart[];
  readonly comingOre: Ore;
  readonly arrived: readonly PayoutListRow[];
  readonly arrivedOre: Ore;
};

export async function explainBankDay(desk: OfflineDesk, bankDay: Day): Promise<BankDay> {
  const today = dayOf(desk.clock.now());
  const ledgers = bankDay < today ? [] : await readForecastLedgers(desk);
  const isFirst = (ledger: AskedLedger) =>
    nextBankDays(today, 1, ledger.country, ledger.overrides)[0] === bankDay;
  const scheduled: PayoutListRow[] = [];
  for (const ledger of ledgers) {
    const from = isFirst(ledger) ? null : bankDay;
    scheduled.push(...(await listPayoutsForecastOn(desk.db, ledger.ledgerId, { from, to: bankDay, today })));
  }
  const coming = ledgers.flatMap((ledger) => comingParts(ledger, today, bankDay));
  const arrived = await listPayoutsArrivedOn(desk.db, bankDay, 200);
  return {
    day: bankDay,
    scheduled,
    scheduledOre: sumOre(scheduled.map((row) => row.amountOre)),
    coming,
    comingOre: sumOre(coming.map((part) => part.amountOre)),
    arrived,
    arrivedOre: sumOre(arrived.map((row) => row.arrivedOre ?? zeroOre)),
  };
}

function comingParts(ledger: AskedLedger, today: Day, bankDay: Day): ComingPart[] {
  return forecastPayoutsOn(ledger, today, bankDay).map(({ day, carriedOre, unpaid }) => {
    const notInLedger = ledger.notInLedger.filter((row) => payoutDayOf(row.day, ledger.schedule) === day);
    const amountOre = addOre(
      carriedOre,
      ...unpaid.map((row) => row.amountOre),
      ...notInLedger.map((row) => row.amountOre),
    );
    return { ledgerId: ledger.ledgerId, day, carriedOre, unpaid: byDay(unpaid), notInLedger, amountOre };
  });
}

/** Funds and fees of a day stand as one. */
function byDay(amounts: ComingPart['unpaid']): ComingPart['unpaid'] {
  const days = new Map<Day, Ore>();
  for (const { day, amountOre } of amounts) days.set(day, addOre(days.get(day) ?? zeroOre, amountOre));
  return [...days].map(([day, amountOre]) => ({ day, amountOre })).sort((a, b) => (a.day < b.day ? -1 : 1));
}
