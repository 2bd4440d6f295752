/**
 * What will reach the bank on the next bank days: payouts that are scheduled, what is on the balance and not paid out yet, and what is
 * captured and not in the ledger yet. A payout is a balance: what is negative is carried to the next one.
 */
import { addBankDays, addDays, type BankDayOverrides, type Country, type Day, isBankDay } from './calendar';
import { addOre, maxOre, minOre, type Ore, subtractOre, sumOre, zeroOre } from './money';
import { type PayoutSchedule, payoutDayOf } from './payout-schedule';

export type DayAmount = { readonly day: Day; readonly amountOre: Ore };

export type ForecastLedger = {
  readonly ledgerId: string;
  readonly country: Country;
  readonly overrides: BankDayOverrides;
  readonly payoutBankDays: number;
  readonly schedule: PayoutSchedule;
  /** Payouts on their way, by their earliest expected day. */
  readonly scheduled: readonly DayAmount[];
  /** What the last payout left below zero: the next one is smaller by it. 0 or less. */
  readonly carriedOre: Ore;
  /** What moved on the ledger since the last payout, less fees that will be kept back, by ledger day. */
  readonly unpaid: readonly DayAmount[];
  /** Captures and refunds the ledger does not show yet, less fees, by ledger day. */
  readonly notInLedger: readonly DayAmount[];
};

export type ForecastDay = {
  readonly bankDay: Day;
  readonly ledgerId: string;
  readonly scheduledOre: Ore;
  readonly unpaidOre: Ore;
  readonly notInLedgerOre: Ore;
  readonly payouts: number;
};

/** Days without money are left out; see nextBankDays for all. What should have come before today is expected today. */
export function forecastLedger(ledger: ForecastLedger, today: Day, bankDays: number): ForecastDay[] {
  const days = nextBankDays(today, bankDays, ledger.country, ledger.overrides);
  const first = days[0] ?? today;
  const found = new Map<Day, ForecastDay>();
  const add = (
    day: Day,
    more: Partial<Pick<ForecastDay, 'scheduledOre' | 'unpaidOre' | 'notInLedgerOre'>>,
  ) => {
    const bankDay = day < first ? first : day;
    if (!days.includes(bankDay)) return;
    const old = found.get(bankDay) ?? { ...empty, bankDay, ledgerId: ledger.ledgerId };
    found.set(bankDay, {
      ...old,
      scheduledOre: addOre(old.scheduledOre, more.scheduledOre ?? zeroOre),
      unpaidOre: addOre(old.unpaidOre, more.unpaidOre ?? zeroOre),
      notInLedgerOre: addOre(old.notInLedgerOre, more.notInLedgerOre ?? zeroOre),
      payouts: old.payouts + 1,
    });
  };
  for (const { day, amountOre } of ledger.scheduled) add(day, { scheduledOre: amountOre });
  for (const payout of comingPayouts(ledger)) add(arrivalOf(payout.day, ledger), payout);
  return [...found.values()].sort((a, b) => (a.bankDay < b.bankDay ? -1 : 1));
}

/** A payout that is still to be made: what it begins with, and what moves it. They add up to what the forecast says. */
export type ForecastPayout = {
  /** Its last ledger day. */
  readonly day: Day;
  /** What payouts before it leave below zero: 0 or less. */
  readonly carriedOre: Ore;
  readonly unpaid: readonly DayAmount[];
  readonly notInLedger: readonly DayAmount[];
};

/** The payouts still to be made that a bank day's forecast counts. */
export function forecastPayoutsOn(ledger: ForecastLedger, today: Day, bankDay: Day): ForecastPayout[] {
  const [first = today] = nextBankDays(today, 1, ledger.country, ledger.overrides);
  return comingPayouts(ledger)
    .filter(({ day }) => {
      const arrival = arrivalOf(day, ledger);
      return arrival === bankDay || (arrival < first && bankDay === first);
    })
    .map(({ day, carriedOre }) => {
      const ofPayout = (amounts: readonly DayAmount[]) =>
        amounts.filter((amount) => payoutDayOf(amount.day, ledger.schedule) === day);
      return { day, carriedOre, unpaid: ofPayout(ledger.unpaid), notInLedger: ofPayout(ledger.notInLedger) };
    });
}

function arrivalOf(day: Day, ledger: ForecastLedger): Day {
  return addBankDays(day, ledger.payoutBankDays, ledger.country, ledger.overrides);
}

/** The next so many bank days, today included when it is one. */
export function nextBankDays(
  today: Day,
  count: number,
  country: Country,
  overrides: BankDayOverrides = new Map(),
): Day[] {
  const days: Day[] = [];
  for (let day = today; days.length < count; day = addDays(day, 1))
    if (isBankDay(day, country, overrides)) days.push(day);
  return days;
}

const empty = { scheduledOre: zeroOre, unpaidOre: zeroOre, notInLedgerOre: zeroOre, payouts: 0 };

type ComingPayout = {
  readonly day: Day;
  readonly carriedOre: Ore;
  readonly unpaidOre: Ore;
  readonly notInLedgerOre: Ore;
};

/** Payouts still to be made, each with its last ledger day. */
function comingPayouts(ledger: ForecastLedger): ComingPayout[] {
  const days = new Set([...ledger.unpaid, ...ledger.notInLedger].map(({ day }) => day));
  const payoutDayBy = new Map([...days].map((day) => [day, payoutDayOf(day, ledger.schedule)]));
  const byDay = (amounts: readonly DayAmount[], payoutDay: Day) =>
    sumOre(amounts.filter(({ day }) => payoutDayBy.get(day) === payoutDay).map(({ amountOre }) => amountOre));
  const payoutDays = [...new Set(payoutDayBy.values())].sort();
  const coming: ComingPayout[] = [];
  let carriedOre = ledger.carriedOre;
  for (const day of payoutDays) {
    const balanceOre = addOre(carriedOre, byDay(ledger.unpaid, day));
    const totalOre = addOre(balanceOre, byDay(ledger.notInLedger, day));
    const before = carriedOre;
    carriedOre = minOre(totalOre, zeroOre);
    if (totalOre <= 0) continue;
    const unpaidOre = maxOre(minOre(balanceOre, totalOre), zeroOre);
    const notInLedgerOre = subtractOre(totalOre, unpaidOre);
    coming.push({ day, carriedOre: before, unpaidOre, notInLedgerOre });
  }
  return coming;
}
