/** All the desk knows of one order. */
import { and, eq, sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import type { Ore } from '#core/money';
import { type CallbackRow, listCallbacks } from '../callbacks';
import type { Db } from '../client';
import { type CommandRow, listCommands } from '../commands';
import { type CustomerRow, findCustomer } from '../customers';
import type { LedgerEntryRow } from '../ledgers';
import {
  findOrder,
  findSalesUnit,
  listPaymentEvents,
  type OrderName,
  type OrderRow,
  type PaymentEventRow,
  type SalesUnitRow,
} from '../orders';
import { ledgerEntries } from '../schema/index';
import { listShipments, type ShipmentRow } from '../shipments';

export type OrderEntry = LedgerEntryRow & { readonly payout: OrderPayout | null };
export type OrderPayout = {
  readonly ledgerId: string;
  readonly settlementNumber: string;
  readonly amountOre: Ore;
  readonly expectedEarliest: Day;
  readonly expectedLatest: Day;
  readonly abortedAt: string | null;
  readonly arrivedOn: Day | null;
  readonly bankKnownThrough: Day | null;
  readonly suggested: 0 | 1;
};

export type OrderDetail = {
  readonly order: OrderRow;
  readonly unit: SalesUnitRow | undefined;
  readonly events: readonly PaymentEventRow[];
  readonly commands: readonly CommandRow[];
  readonly entries: readonly OrderEntry[];
  readonly shipments: readonly ShipmentRow[];
  /** Of an express order; undefined when nothing was shared, or it is not read yet. */
  readonly customer: CustomerRow | undefined;
  readonly callbacks: readonly CallbackRow[];
};

export async function findOrderDetail(db: Db, name: OrderName): Promise<OrderDetail | undefined> {
  const order = await findOrder(db, name);
  if (order === undefined) return undefined;
  const entries = db
    .select()
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.reference, name.orderId), eq(ledgerEntries.msn, name.msn)))
    .orderBy(ledgerEntries.sequence)
    .limit(500)
    .all();
  return {
    order,
    unit: await findSalesUnit(db, name.msn),
    events: await listPaymentEvents(db, name),
    commands: await listCommands(db, name),
    shipments: await listShipments(db, name),
    customer: await findCustomer(db, name),
    callbacks: await listCallbacks(db, name),
    entries: entries.map((entry) => ({
      ...entry,
      payout: entry.topic === 'funds' ? payoutOf(db, entry) : null,
    })),
  };
}

/** What the newest payouts of a ledger covered, newest first, 20 at most: how often it is paid out can be seen from it. */
export async function listRecentCovers(db: Db, ledgerId: string): Promise<{ from: Day; to: Day }[]> {
  return db.all<{ from: Day; to: Day }>(sql`SELECT covers_from AS "from", covers_to AS "to" FROM payouts
    WHERE ledger_id = ${ledgerId} AND aborted_at IS NULL ORDER BY ledger_date DESC LIMIT 20`);
}

/**
 * The payout an entry is in: the one its file names, else the first not aborted that was made after it was booked. An
 * entry that came late is in the payout that followed, not in the one of its day.
 */
function payoutOf(db: Db, entry: LedgerEntryRow): OrderPayout | null {
  if (entry.settlementNumber === null && entry.feedOrder === null) return null;
  const chosen =
    entry.settlementNumber === null
      ? sql`p.covers_to >= ${entry.ledgerDate} AND p.through_feed_order >= ${entry.feedOrder} AND p.aborted_at IS NULL`
      : sql`p.settlement_number = ${entry.settlementNumber}`;
  return (
    db.get<OrderPayout>(sql`
      SELECT p.ledger_id AS "ledgerId", p.settlement_number AS "settlementNumber", p.amount_ore AS "amountOre",
        p.expected_earliest AS "expectedEarliest", p.expected_latest AS "expectedLatest", p.aborted_at AS "abortedAt",
        p.arrived_on AS "arrivedOn", ${bankKnownThrough} AS "bankKnownThrough", NOT ${hasNoSuggestion} AS suggested
      FROM payouts p JOIN ledgers g ON g.ledger_id = p.ledger_id
      WHERE p.ledger_id = ${entry.ledgerId} AND ${chosen} ORDER BY p.covers_to LIMIT 1`) ?? null
  );
}

/**
 * How far the bank is known for a payout, in a query over payouts p and ledgers g: the last day of the account's
 * statements, or null when they begin too late or one between them is missing (a statement that does not open with the
 * balance the one before closed with) around the days on which the money is expected.
 */
export const bankKnownThrough = sql.raw(`(
  SELECT CASE WHEN max(s.gap) = 1 OR min(s.from_day) > p.expected_earliest THEN NULL ELSE max(s.through_day) END
  FROM (
    SELECT b.from_day, b.through_day,
      b.opening_ore <> lag(b.closing_ore) OVER one_by_one AND b.from_day >= p.expected_earliest
        AND lag(b.through_day) OVER one_by_one <= p.expected_latest AS gap
    FROM bank_statements b WHERE b.account = g.bank_account
    WINDOW one_by_one AS (ORDER BY b.from_day, b.through_day, b.id)
  ) s)`);

/** A payout p that a suggestion is open for is not known to be missing. */
export const hasNoSuggestion =
  sql.raw(`NOT EXISTS (SELECT 1 FROM bank_match_payouts s JOIN bank_matches b ON b.id = s.match_id
  WHERE s.ledger_id = p.ledger_id AND s.settlement_number = p.settlement_number AND b.status = 'suggested')`);

/** A payout p of a ledger g that the bank is known not to have: core/payout-state says the same of one row. */
export const isMissingInBank = (
  today: Day,
) => sql`p.arrived_on IS NULL AND p.aborted_at IS NULL AND p.expected_latest < ${today}
  AND ${bankKnownThrough} >= p.expected_latest AND ${hasNoSuggestion}`;
