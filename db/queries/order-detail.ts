/** All the desk knows of one order. */
import { and, eq, sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import type { Ore } from '#core/money';
import type { Db } from '../client';
import { type CommandRow, listCommands } from '../commands';
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
};

export type OrderDetail = {
  readonly order: OrderRow;
  readonly unit: SalesUnitRow | undefined;
  readonly events: readonly PaymentEventRow[];
  readonly commands: readonly CommandRow[];
  readonly entries: readonly OrderEntry[];
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
    entries: entries.map((entry) => ({
      ...entry,
      payout: entry.topic === 'funds' ? payoutOf(db, entry) : null,
    })),
  };
}

/** The payout an entry is in: the one its file names, else the first not aborted that covers its ledger day. */
function payoutOf(db: Db, entry: LedgerEntryRow): OrderPayout | null {
  const chosen =
    entry.settlementNumber === null
      ? sql`p.covers_to >= ${entry.ledgerDate} AND p.covers_from <= ${entry.ledgerDate} AND p.aborted_at IS NULL`
      : sql`p.settlement_number = ${entry.settlementNumber}`;
  return (
    db.get<OrderPayout>(sql`
      SELECT p.ledger_id AS "ledgerId", p.settlement_number AS "settlementNumber", p.amount_ore AS "amountOre",
        p.expected_earliest AS "expectedEarliest", p.expected_latest AS "expectedLatest", p.aborted_at AS "abortedAt",
        p.arrived_on AS "arrivedOn", ${bankKnownThrough} AS "bankKnownThrough"
      FROM payouts p JOIN ledgers g ON g.ledger_id = p.ledger_id
      WHERE p.ledger_id = ${entry.ledgerId} AND ${chosen} ORDER BY p.covers_to LIMIT 1`) ?? null
  );
}

/** The last day the statements of the ledger's bank account cover, for a query over payouts p and ledgers g. */
export const bankKnownThrough = sql.raw(
  `(SELECT max(s.through_day) FROM bank_statements s WHERE s.account = g.bank_account)`,
);
