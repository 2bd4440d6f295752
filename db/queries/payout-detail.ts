/** What a payout is made of: its sums, its entries and the orders behind them. */
import { type SQL, sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import { type EntryGroup, entryGroupOf, type LedgerTopic } from '#core/ledger-entry-types';
import type { Ore } from '#core/money';
import type { Db } from '../client';
import { feeCounts } from '../fee-check';
import { findPayoutRow, type PayoutListRow } from './payouts-list';

export type EntryTypeSum = {
  readonly topic: LedgerTopic;
  readonly entryType: string;
  readonly entries: number;
  readonly amountOre: Ore;
};

export type PayoutEntry = {
  readonly sequence: number;
  /** Its place in the payout: what pages are cut by. */
  readonly position: number;
  readonly ledgerDate: Day;
  readonly occurredAt: string;
  readonly topic: LedgerTopic;
  readonly entryType: string;
  readonly pspReference: string;
  readonly reference: string | null;
  readonly msn: string | null;
  readonly amountOre: Ore;
  /** The fees of a capture, negative; null where there are none. */
  readonly feeOre: Ore | null;
  readonly known: number;
  /** It belongs to a ledger day before those the payout covers, and came late. */
  readonly late: number;
};

export type PayoutDetail = {
  readonly payout: PayoutListRow;
  readonly sums: readonly EntryTypeSum[];
  /** Balance of the funds ledger before the first entry and after the payout; null for files, which do not tell. */
  readonly openingOre: Ore | null;
  readonly closingOre: Ore | null;
  readonly entries: readonly PayoutEntry[];
  /** Entries after this position make the next page. */
  readonly entriesAfter: number | null;
  /** Bank lines that name the payout with another amount than was paid out. */
  readonly differingLines: readonly DifferingLine[];
};

export type DifferingLine = { readonly bookedOn: Day; readonly amountOre: Ore; readonly description: string };

/** A group of the funds ledger, or the entries of the fees ledger. */
export type EntryView = EntryGroup | 'fee-entries';

export type EntryPage = { readonly limit: number; readonly after?: number; readonly view?: EntryView };

export async function findPayoutDetail(
  db: Db,
  ledgerId: string,
  settlementNumber: string,
  page: EntryPage,
): Promise<PayoutDetail | undefined> {
  const payout = await findPayoutRow(db, ledgerId, settlementNumber);
  if (payout === undefined) return undefined;
  const sums = [...sumsOf(db, payout, 'funds'), ...sumsOf(db, payout, 'fees')];
  const found = entriesOf(db, payout, sums, page);
  const entries = found.slice(0, page.limit);
  const differingLines = db.all<DifferingLine>(sql`
    SELECT l.booked_on AS "bookedOn", l.amount_ore AS "amountOre", l.description FROM bank_lines l
    WHERE l.settlement_number = ${payout.settlementNumber} AND l.account = ${payout.bankAccount}
      AND l.amount_ore <> ${payout.amountOre}
      AND NOT EXISTS (SELECT 1 FROM bank_match_lines m WHERE m.line_id = l.id AND m.in_force = 'yes')
    ORDER BY l.booked_on LIMIT 10`);
  return {
    payout,
    sums,
    ...balancesAround(db, payout),
    entries,
    entriesAfter: found.length > page.limit ? (entries.at(-1)?.position ?? null) : null,
    differingLines,
  };
}

function sumsOf(db: Db, payout: PayoutListRow, topic: LedgerTopic): EntryTypeSum[] {
  return db.all<EntryTypeSum>(sql`
    SELECT e.topic, e.entry_type AS "entryType", count(*) AS entries, sum(e.amount_ore) AS "amountOre"
    FROM ledger_entries e WHERE ${inPayout(payout, topic)} GROUP BY e.entry_type ORDER BY 4 DESC, 2`);
}

/** Both balances or neither: one alone would make a difference where there is none. */
function balancesAround(db: Db, payout: PayoutListRow): { openingOre: Ore | null; closingOre: Ore | null } {
  const within = inPayout(payout, 'funds');
  // Entries two sources brought stand in the order of the first, so in files the edges are found by time.
  const order = byFeed(payout) ? sql`e.feed_order` : sql`e.ledger_date, e.occurred_at, e.sequence`;
  const opening = db.get<{ ore: Ore | null }>(sql`
    SELECT e.balance_before_ore AS ore FROM ledger_entries e WHERE ${within} ORDER BY ${order} LIMIT 1`);
  const closing = db.get<{ ore: Ore | null }>(sql`
    SELECT e.balance_after_ore AS ore FROM ledger_entries e
    WHERE ${within} AND e.psp_reference = ${payout.settlementNumber}
      AND e.entry_type IN ('scheduled-for-payout','payout-scheduled') ORDER BY e.sequence DESC LIMIT 1`);
  const [openingOre, closingOre] = [opening?.ore ?? null, closing?.ore ?? null];
  return openingOre === null || closingOre === null
    ? { openingOre: null, closingOre: null }
    : { openingOre, closingOre };
}

function entriesOf(
  db: Db,
  payout: PayoutListRow,
  sums: readonly EntryTypeSum[],
  { limit, after, view }: EntryPage,
): PayoutEntry[] {
  const topic = view === 'fee-entries' ? 'fees' : 'funds';
  const position = topic === 'funds' && byFeed(payout) ? sql`e.feed_order` : sql`e.sequence`;
  const conditions = [inPayout(payout, topic)];
  if (after !== undefined) conditions.push(sql`${position} > ${after}`);
  if (view !== undefined && view !== 'fee-entries') {
    const types = sums.filter((sum) => sum.topic === 'funds' && entryGroupOf(sum.entryType) === view);
    conditions.push(sql`e.entry_type IN (SELECT value FROM json_each(${jsonNames(types)}))`);
  }
  return db.all<PayoutEntry>(sql`
    SELECT e.sequence, ${position} AS position, e.ledger_date AS "ledgerDate", e.occurred_at AS "occurredAt", e.topic,
      e.entry_type AS "entryType", e.psp_reference AS "pspReference", e.reference, e.msn, e.amount_ore AS "amountOre",
      CASE WHEN e.entry_type = 'capture' THEN ${feesOfCapture} END AS "feeOre",
      EXISTS (SELECT 1 FROM orders o WHERE o.msn = e.msn AND o.order_id = e.reference) AS known,
      e.ledger_date < ${payout.coversFrom} AS late
    FROM ledger_entries e WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY ${position} LIMIT ${limit + 1}`);
}

const jsonNames = (sums: readonly EntryTypeSum[]) => JSON.stringify(sums.map((sum) => sum.entryType));

/** The fees of the capture e, wherever they are settled. */
const feesOfCapture = sql.raw(`(SELECT sum(f.amount_ore) FROM ledger_entries f
  WHERE f.psp_reference = e.psp_reference AND f.ledger_id = e.ledger_id AND f.topic = 'fees'
    AND f.entry_type = 'capture-fee' AND ${feeCounts})`);

export type PayoutOrder = {
  readonly msn: string;
  readonly reference: string;
  readonly capturedOre: Ore;
  readonly refundedOre: Ore;
  /** Negative. */
  readonly feesOre: Ore;
  readonly otherOre: Ore;
  readonly known: number;
};

/** The orders behind the entries of a payout, by sales unit and order id; a page of them. */
export async function listPayoutOrders(
  db: Db,
  payout: PayoutListRow,
  page: { limit: number; after?: readonly [msn: string, reference: string] },
): Promise<{ rows: PayoutOrder[]; after: readonly [string, string] | null }> {
  const from =
    page.after === undefined ? sql`1` : sql`(e.msn, e.reference) > (${page.after[0]}, ${page.after[1]})`;
  const found = db.all<PayoutOrder>(sql`
    SELECT g.*, EXISTS (SELECT 1 FROM orders o WHERE o.msn = g.msn AND o.order_id = g.reference) AS known FROM (
      SELECT e.msn, e.reference,
        sum(CASE WHEN e.entry_type = 'capture' THEN e.amount_ore ELSE 0 END) AS "capturedOre",
        sum(CASE WHEN e.entry_type = 'refund' THEN e.amount_ore ELSE 0 END) AS "refundedOre",
        sum(CASE WHEN e.entry_type = 'capture' THEN coalesce(${feesOfCapture}, 0) ELSE 0 END) AS "feesOre",
        sum(CASE WHEN e.entry_type NOT IN ('capture','refund') THEN e.amount_ore ELSE 0 END) AS "otherOre"
      FROM ledger_entries e
      WHERE ${inPayout(payout, 'funds')} AND e.msn IS NOT NULL AND e.reference IS NOT NULL AND ${from}
      GROUP BY e.msn, e.reference ORDER BY e.msn, e.reference LIMIT ${page.limit + 1}) g`);
  const rows = found.slice(0, page.limit);
  const last = rows.at(-1);
  return { rows, after: found.length > page.limit && last ? [last.msn, last.reference] : null };
}

function byFeed(payout: PayoutListRow): boolean {
  return payout.source === 'feed' && payout.throughFeedOrder !== null;
}

/**
 * Which ledger_entries e a payout is made of. Of the feed: the funds entries booked after the payout before it, late ones
 * of earlier days among them, and the fees of its days. Of a file: what the file puts in it.
 */
function inPayout(payout: PayoutListRow, topic: LedgerTopic): SQL {
  const ofTopic = sql`e.ledger_id = ${payout.ledgerId} AND e.topic = ${topic}`;
  if (payout.source === 'file') return sql`${ofTopic} AND e.settlement_number = ${payout.settlementNumber}`;
  if (topic === 'funds' && byFeed(payout)) {
    return sql`${ofTopic} AND e.feed_order > ${payout.afterFeedOrder ?? -1} AND e.feed_order <= ${payout.throughFeedOrder}`;
  }
  return sql`${ofTopic} AND e.ledger_date BETWEEN ${payout.coversFrom} AND ${payout.coversTo}
    AND (e.source = 'feed' OR e.also_key IS NOT NULL)`;
}
