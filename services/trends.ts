/** Captured, paid out and charged over weeks or months, from the days of the ledgers. */
import { addDays, type Day, dayOf } from '#core/calendar';
import { agreedFee } from '#core/fee-check';
import { entryGroupOf } from '#core/ledger-entry-types';
import { addOre, type Currency, negateOre, type Ore, ore, sumOre, zeroOre } from '#core/money';
import {
  startOfMonth,
  startOfWeek,
  sumTrend,
  type TrendDay,
  type TrendStep,
  type TrendSum,
  trendPeriods,
} from '#core/trends';
import type { Db } from '#db/client';
import { type LedgerRow, listLedgers } from '#db/ledgers';
import { type DayTypeSum, listDayTypes } from '#db/queries/ledger-day-types';
import { ledgerDaySpan } from '#db/queries/ledger-days';
import type { OfflineDesk } from './desk';

export const trendSpans = ['90', '365', 'chosen'] as const;
export type TrendSpan = (typeof trendSpans)[number];

export type TrendChoice = {
  readonly span: TrendSpan;
  /** Read with `chosen` only. */
  readonly from?: Day;
  readonly to?: Day;
  readonly step?: TrendStep;
  readonly ledgerId?: string;
};

export type Trends = {
  readonly from: Day;
  readonly to: Day;
  readonly step: TrendStep;
  readonly ledgerId: string | null;
  readonly currency: Currency;
  /** Ledgers of other currencies, which are not added. */
  readonly leftOut: number;
  readonly periods: readonly TrendSum[];
};

/** At most two years; nothing before the first ledger day that is known. */
export async function readTrends(desk: OfflineDesk, choice: TrendChoice): Promise<Trends> {
  const today = dayOf(desk.clock.now());
  const ledgers = await listLedgers(desk.db);
  const chosen = ledgers.find(({ ledgerId }) => ledgerId === choice.ledgerId);
  const currency = chosen?.currency ?? usualCurrency(ledgers);
  const counted = chosen === undefined ? ledgers.filter((ledger) => ledger.currency === currency) : [chosen];
  const range = rangeOf(choice, today);
  const span = await ledgerDaySpan(desk.db);
  const from = span !== null && span.first > range.from && span.first <= range.to ? span.first : range.from;
  const days = await readDays(desk.db, counted, from, range.to);
  return {
    from,
    to: range.to,
    step: range.step,
    ledgerId: chosen?.ledgerId ?? null,
    currency,
    leftOut: chosen === undefined ? ledgers.length - counted.length : 0,
    periods: sumTrend(days, trendPeriods(from, range.to, range.step)),
  };
}

const longestDays = 731;
/** Longer ranges are shown by the month, unless told. */
const longestInWeeks = 120;

function rangeOf({ span, from, to, step }: TrendChoice, today: Day) {
  if (span === '365') {
    const asked = step ?? 'month';
    const first = addDays(today, -364);
    return { from: asked === 'month' ? startOfMonth(first) : startOfWeek(first), to: today, step: asked };
  }
  if (span === 'chosen' && from !== undefined && to !== undefined && from <= to) {
    const earliest = addDays(to, 1 - longestDays);
    const first = from < earliest ? earliest : from;
    return { from: first, to, step: step ?? (first < addDays(to, -longestInWeeks) ? 'month' : 'week') };
  }
  const asked = step ?? 'week';
  const first = addDays(today, -89);
  return { from: asked === 'month' ? startOfMonth(first) : startOfWeek(first), to: today, step: asked };
}

function usualCurrency(ledgers: readonly LedgerRow[]): Currency {
  const count = (currency: Currency) => ledgers.filter((ledger) => ledger.currency === currency).length;
  return (
    [...new Set(ledgers.map(({ currency }) => currency))].sort((a, b) => count(b) - count(a))[0] ?? 'NOK'
  );
}

async function readDays(db: Db, ledgers: readonly LedgerRow[], from: Day, to: Day): Promise<TrendDay[]> {
  const byId = new Map(ledgers.map((ledger) => [ledger.ledgerId, ledger]));
  return (await listDayTypes(db, [...byId.keys()], from, to)).flatMap(({ ledgerId, day, types }) => {
    const ledger = byId.get(ledgerId);
    return ledger === undefined ? [] : [trendDay(ledger, day, types)];
  });
}

/** Fees that are kept back or invoiced settle what was charged before: they are no charge of their own. */
const settlesFees = new Set(['fees-retained', 'fees-invoiced']);

function trendDay(ledger: LedgerRow, day: Day, types: readonly DayTypeSum[]): TrendDay {
  const total = (is: (type: DayTypeSum) => boolean) => sumOre(types.filter(is).map((type) => type.amountOre));
  const funds = (group: string) =>
    total((type) => type.topic === 'funds' && entryGroupOf(type.entryType) === group);
  const captures = types
    .filter((type) => type.topic === 'funds' && entryGroupOf(type.entryType) === 'captures')
    .reduce((sum, { entries }) => sum + entries, 0);
  const capturedOre = funds('captures');
  return {
    day,
    captures,
    capturedOre,
    refundedOre: negateOre(funds('refunds')),
    feesOre: negateOre(total((type) => type.topic === 'fees' && !settlesFees.has(type.entryType))),
    agreedOre: agreedOf(ledger, day, captures, capturedOre),
    paidOutOre: negateOre(funds('payouts')),
  };
}

function agreedOf(ledger: LedgerRow, day: Day, captures: number, capturedOre: Ore): Ore | null {
  const { feeBasisPoints, feeFixedOre, feeFrom } = ledger;
  if (feeBasisPoints === null || (feeFrom !== null && day < feeFrom)) return null;
  const share = agreedFee(capturedOre, { basisPoints: feeBasisPoints, fixedOre: zeroOre });
  return addOre(negateOre(share), ore(feeFixedOre * captures));
}
