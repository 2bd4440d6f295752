/** Payouts for lists and their own pages. */
import { type SQL, sql } from 'drizzle-orm';
import { assertNever } from '#core/assert-never';
import type { Day } from '#core/calendar';
import { type PayoutSort, payoutDirections } from '#core/list-words';
import { type Currency, type Ore, zeroOre } from '#core/money';
import type { PayoutState } from '#core/payout-state';
import type { Db } from '../client';
import {
  inRange,
  joined,
  type ListPage,
  type ListPageRequest,
  type ListTotal,
  nullsLast,
  pickPage,
  type RangeFilter,
} from './keyset';
import { bankKnownThrough, hasNoSuggestion, isMissingInBank } from './order-detail';

export type PayoutListRow = {
  readonly ledgerId: string;
  readonly settlementNumber: string;
  readonly currency: Currency;
  readonly amountOre: Ore;
  readonly ledgerDate: Day;
  readonly coversFrom: Day;
  readonly coversTo: Day;
  readonly scheduledAt: string;
  readonly expectedEarliest: Day;
  readonly expectedLatest: Day;
  readonly abortedAt: string | null;
  /** What was expected when the payout was first seen; what the prediction is scored by. */
  readonly predictedEarliest: Day;
  readonly predictedLatest: Day;
  readonly arrivedOn: Day | null;
  /** What the bank booked for it; null until it arrived. */
  readonly arrivedOre: Ore | null;
  /** What its entries leave unexplained; null until they were added up. */
  readonly differenceOre: Ore | null;
  /** The entries of the funds feed it is the balance of: after the first, up to the second. Null for files. */
  readonly afterFeedOrder: number | null;
  readonly throughFeedOrder: number | null;
  readonly source: 'feed' | 'file';
  readonly settlementType: 'gross' | 'net' | null;
  readonly bankAccount: string | null;
  readonly bankKnownThrough: Day | null;
  /** 1 = a bank line may be its money, and nobody has decided on it. */
  readonly suggested: 0 | 1;
  readonly units: string | null;
  /** The texts of the bank lines it is matched with. */
  readonly bankText: string | null;
};

const columns = sql`
  p.ledger_id AS "ledgerId", p.settlement_number AS "settlementNumber", p.currency, p.amount_ore AS "amountOre",
  p.ledger_date AS "ledgerDate", p.covers_from AS "coversFrom", p.covers_to AS "coversTo", p.scheduled_at AS "scheduledAt",
  p.expected_earliest AS "expectedEarliest", p.expected_latest AS "expectedLatest", p.aborted_at AS "abortedAt",
  p.predicted_earliest AS "predictedEarliest", p.predicted_latest AS "predictedLatest",
  p.arrived_on AS "arrivedOn", p.arrived_ore AS "arrivedOre", p.difference_ore AS "differenceOre",
  p.after_feed_order AS "afterFeedOrder", p.through_feed_order AS "throughFeedOrder", p.source, p.settlement_type AS "settlementType", g.bank_account AS "bankAccount",
  ${bankKnownThrough} AS "bankKnownThrough", NOT ${hasNoSuggestion} AS suggested,
  (SELECT group_concat(coalesce(u.name, h.handle), ', ') FROM ledger_handles h LEFT JOIN sales_units u ON u.msn = h.msn
    WHERE h.ledger_id = p.ledger_id) AS units,
  (SELECT group_concat(l.description, ' · ') FROM bank_match_payouts mp
    JOIN bank_match_lines ml ON ml.match_id = mp.match_id JOIN bank_lines l ON l.id = ml.line_id
    WHERE mp.ledger_id = p.ledger_id AND mp.settlement_number = p.settlement_number AND mp.in_force = 'yes') AS "bankText"`;

export type PayoutListFilter = RangeFilter & {
  readonly ledgerId?: string;
  /** A state on a day. */
  readonly state?: { readonly is: PayoutState; readonly today: Day };
  /** The beginning of the settlement number. */
  readonly text?: string;
};

/** A page of payouts: unless told otherwise the newest ledger day first. */
export async function listPayouts(
  db: Db,
  page: ListPageRequest<PayoutSort>,
  filter: PayoutListFilter = {},
): Promise<ListPage<PayoutListRow>> {
  return pickPayouts<PayoutListRow>(db, columns, page, filter);
}

/** The same with columns of payouts p and ledgers g. */
export function pickPayouts<Row extends object>(
  db: Db,
  wanted: SQL,
  page: ListPageRequest<PayoutSort>,
  filter: PayoutListFilter,
): ListPage<Row> {
  const sort = page.sort ?? 'day';
  const ascending = (page.dir ?? payoutDirections[sort]) === 'asc';
  return pickPage<Row>(
    db,
    {
      columns: wanted,
      from: sql`payouts p JOIN ledgers g ON g.ledger_id = p.ledger_id`,
      conditions: payoutConditions(filter),
      value: nullsLast(payoutValues[sort], ascending),
      numeric: sort === 'amount',
      name: sql`p.ledger_id`,
      more: sql`p.settlement_number`,
      ascending,
    },
    page,
  );
}

const payoutValues: Readonly<Record<PayoutSort, SQL>> = {
  day: sql`p.ledger_date`,
  amount: sql`p.amount_ore`,
  expected: sql`p.expected_earliest`,
  arrived: sql`p.arrived_on`,
};

/** Count and sum of what a filter lets through. */
export async function payoutTotals(db: Db, filter: PayoutListFilter): Promise<ListTotal[]> {
  return db.all<ListTotal>(sql`
    SELECT p.currency, count(*) AS count, sum(p.amount_ore) AS "amountOre"
    FROM payouts p JOIN ledgers g ON g.ledger_id = p.ledger_id
    WHERE ${joined(payoutConditions(filter))} GROUP BY p.currency ORDER BY 2 DESC, 1`);
}

function payoutConditions(filter: PayoutListFilter): SQL[] {
  const { ledgerId, state, text } = filter;
  const conditions = inRange(filter, sql`p.ledger_date`, sql`p.amount_ore`);
  if (ledgerId !== undefined) conditions.push(sql`p.ledger_id = ${ledgerId}`);
  if (state !== undefined) conditions.push(isInState(state.is, state.today));
  if (text !== undefined)
    conditions.push(sql`p.settlement_number >= ${text} AND p.settlement_number < ${`${text}\u{10ffff}`}`);
  return conditions;
}

/** A payout p of a ledger g in a state: core/payout-state says the same of one row. */
function isInState(state: PayoutState, today: Day): SQL {
  const open = sql`p.arrived_on IS NULL AND p.aborted_at IS NULL`;
  switch (state) {
    case 'arrived':
      return sql`p.arrived_on IS NOT NULL`;
    case 'aborted':
      return sql`p.arrived_on IS NULL AND p.aborted_at IS NOT NULL`;
    case 'scheduled':
      return sql`${open} AND p.expected_earliest > ${today}`;
    case 'due':
      return sql`${open} AND p.expected_earliest <= ${today} AND NOT coalesce(${isMissingInBank(today)}, false)`;
    case 'overdue':
      return isMissingInBank(today);
    default:
      return assertNever(state);
  }
}

/** Payouts whose money may still come in time: not arrived, not aborted, latest expected today or later; bounded. */
export async function listComingPayouts(db: Db, today: Day, limit: number): Promise<PayoutListRow[]> {
  return selectPayouts(
    db,
    sql`p.arrived_on IS NULL AND p.aborted_at IS NULL AND p.expected_latest >= ${today}
      ORDER BY p.expected_latest LIMIT ${limit}`,
  );
}

export type OverduePayouts = {
  readonly rows: PayoutListRow[];
  readonly count: number;
  readonly amountOre: Ore;
};

/** Payouts that some bank line may be the money of, and nobody has said so: their count and sum. */
export function suggestedPayouts(db: Db): { readonly count: number; readonly amountOre: Ore } {
  const total = db.get<{ count: number; amountOre: Ore }>(sql`
    SELECT count(*) AS count, coalesce(sum(p.amount_ore), 0) AS "amountOre"
    FROM payouts p WHERE (p.ledger_id, p.settlement_number) IN (SELECT m.ledger_id, m.settlement_number
      FROM bank_matches b JOIN bank_match_payouts m ON m.match_id = b.id WHERE b.status = 'suggested')`);
  return total ?? { count: 0, amountOre: zeroOre };
}

/**
 * Payouts the bank is known not to have, the longest overdue first: some rows, and the count and sum of all. Not those that a person
 * has looked into: their exception is resolved with a reason, and comes back when the cause changes.
 */
export async function overduePayouts(db: Db, today: Day, limit: number): Promise<OverduePayouts> {
  const overdue = sql`${isMissingInBank(today)} AND NOT EXISTS (SELECT 1 FROM exceptions x
    WHERE x.id = 'payout-not-in-bank:' || p.ledger_id || '/' || p.settlement_number AND x.status = 'resolved' AND x.cause_present = 'yes')`;
  const total = db.get<{ count: number; amountOre: Ore }>(sql`
    SELECT count(*) AS count, coalesce(sum(p.amount_ore), 0) AS "amountOre"
    FROM payouts p JOIN ledgers g ON g.ledger_id = p.ledger_id WHERE ${overdue}`);
  const rows = selectPayouts(db, sql`${overdue} ORDER BY p.expected_latest LIMIT ${limit}`);
  return { rows, count: total?.count ?? 0, amountOre: total?.amountOre ?? zeroOre };
}

/** Payouts whose ledger day lies in a range, oldest first; bounded. */
export async function listPayoutsBetween(
  db: Db,
  from: Day,
  to: Day,
  limit: number,
): Promise<PayoutListRow[]> {
  return selectPayouts(
    db,
    sql`p.ledger_date BETWEEN ${from} AND ${to} ORDER BY p.ledger_date LIMIT ${limit}`,
  );
}

/** Payouts expected in, or arrived in, the bank within a range of days; bounded. */
export async function listPayoutsExpectedBetween(
  db: Db,
  from: Day,
  to: Day,
  limit: number,
): Promise<PayoutListRow[]> {
  return selectPayouts(
    db,
    sql`p.aborted_at IS NULL AND coalesce(p.arrived_on, p.expected_earliest) BETWEEN ${from} AND ${to} ORDER BY p.expected_earliest LIMIT ${limit}`,
  );
}

/**
 * Payouts of a ledger that a forecast made today counts on a bank day: those expected on it, or, on the first of the bank days
 * (`from` is null), also those that were expected before and may still come. Bounded.
 */
export async function listPayoutsForecastOn(
  db: Db,
  ledgerId: string,
  { from, to, today }: { readonly from: Day | null; readonly to: Day; readonly today: Day },
): Promise<PayoutListRow[]> {
  return selectPayouts(
    db,
    sql`p.ledger_id = ${ledgerId} AND p.arrived_on IS NULL AND p.aborted_at IS NULL AND p.expected_latest >= ${today}
      AND p.expected_earliest BETWEEN ${from ?? ''} AND ${to} ORDER BY p.expected_latest LIMIT 200`,
  );
}

/** Payouts the bank booked on a day; bounded. */
export async function listPayoutsArrivedOn(db: Db, day: Day, limit: number): Promise<PayoutListRow[]> {
  return selectPayouts(
    db,
    sql`p.arrived_on = ${day} ORDER BY p.ledger_id, p.settlement_number LIMIT ${limit}`,
  );
}

export async function findPayoutRow(
  db: Db,
  ledgerId: string,
  settlementNumber: string,
): Promise<PayoutListRow | undefined> {
  const rows = selectPayouts(
    db,
    sql`p.ledger_id = ${ledgerId} AND p.settlement_number = ${settlementNumber}`,
  );
  return rows[0];
}

export async function searchPayouts(db: Db, settlementNumber: string): Promise<PayoutListRow[]> {
  return selectPayouts(db, sql`p.settlement_number = ${settlementNumber} LIMIT 20`);
}

/** Of the newest payouts, those of exactly this amount. */
export async function payoutsWithAmount(
  db: Db,
  amountOre: Ore,
  newest: number,
  limit: number,
): Promise<PayoutListRow[]> {
  return selectPayouts(
    db,
    sql`p.rowid IN (SELECT id FROM (SELECT rowid AS id, amount_ore FROM payouts ORDER BY ledger_date DESC LIMIT ${newest})
      WHERE amount_ore = ${amountOre}) ORDER BY p.ledger_date DESC LIMIT ${limit}`,
  );
}

export type PredictionMiss = Pick<
  PayoutListRow,
  'ledgerId' | 'settlementNumber' | 'amountOre' | 'predictedEarliest' | 'predictedLatest'
> & { readonly arrivedOn: Day };

export type PredictionScore = {
  readonly onTime: number;
  readonly earlier: number;
  readonly later: number;
  /** Those that came outside the days that were predicted, the newest first. */
  readonly misses: readonly PredictionMiss[];
};

/** How good the predictions were of the payouts that arrived from a day on; at most `limit` misses are told. */
export async function scorePredictions(db: Db, from: Day, limit: number): Promise<PredictionScore> {
  const counts = db.get<{ onTime: number; earlier: number; later: number }>(sql`
    SELECT count(*) FILTER (WHERE arrived_on BETWEEN predicted_earliest AND predicted_latest) AS "onTime",
      count(*) FILTER (WHERE arrived_on < predicted_earliest) AS earlier,
      count(*) FILTER (WHERE arrived_on > predicted_latest) AS later
    FROM payouts WHERE arrived_on >= ${from}`);
  const misses = db.all<PredictionMiss>(sql`
    SELECT ledger_id AS "ledgerId", settlement_number AS "settlementNumber", amount_ore AS "amountOre",
      predicted_earliest AS "predictedEarliest", predicted_latest AS "predictedLatest", arrived_on AS "arrivedOn"
    FROM payouts WHERE arrived_on >= ${from} AND arrived_on NOT BETWEEN predicted_earliest AND predicted_latest
    ORDER BY arrived_on DESC, settlement_number LIMIT ${limit}`);
  return { ...(counts ?? { onTime: 0, earlier: 0, later: 0 }), misses };
}

export type DayForecast = { readonly bankDay: Day; readonly madeOn: Day; readonly amountOre: Ore };

/** What was forecast for each bank day of a range, over all ledgers, on each day it was forecast. */
export async function listForecasts(db: Db, from: Day, to: Day): Promise<DayForecast[]> {
  return db.all<DayForecast>(sql`
    SELECT bank_day AS "bankDay", made_on AS "madeOn", sum(amount_ore) AS "amountOre" FROM forecasts
    WHERE bank_day BETWEEN ${from} AND ${to} GROUP BY bank_day, made_on ORDER BY bank_day, made_on`);
}

/** What the bank booked for payouts on each day of a range. */
export async function arrivalsByDay(db: Db, from: Day, to: Day): Promise<{ bankDay: Day; amountOre: Ore }[]> {
  return db.all<{ bankDay: Day; amountOre: Ore }>(sql`
    SELECT arrived_on AS "bankDay", sum(arrived_ore) AS "amountOre" FROM payouts
    WHERE arrived_on BETWEEN ${from} AND ${to} GROUP BY arrived_on ORDER BY arrived_on`);
}

function selectPayouts(db: Db, condition: SQL): PayoutListRow[] {
  return db.all<PayoutListRow>(sql`
    SELECT ${columns} FROM payouts p JOIN ledgers g ON g.ledger_id = p.ledger_id WHERE ${condition}`);
}
