/** Payouts for files, and the entries each is made of. */
import { type SQL, sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import type { PayoutSort } from '#core/list-words';
import type { Currency, Ore } from '#core/money';
import type { ReportPeriod } from '#core/report-kinds';
import type { Db } from '../client';
import { type EntryExportRow, entryColumns } from './export-ledger';
import { counted } from './export-orders';
import { type CountLimit, type ExportPage, exportPage, exportPageSize, pageOf } from './export-page';
import type { ListKey, ListSort } from './keyset';
import { type PayoutListFilter, pickPayouts } from './payouts-list';

export type PayoutExportRow = {
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
  readonly arrivedOn: Day | null;
  readonly arrivedOre: Ore | null;
  readonly abortedAt: string | null;
  readonly differenceOre: Ore | null;
  readonly afterFeedOrder: number | null;
  readonly throughFeedOrder: number | null;
  readonly source: 'feed' | 'file';
  readonly settlementType: 'gross' | 'net' | null;
  readonly bankAccount: string | null;
  readonly units: string | null;
};

/** By ledger day; or one payout of one ledger. */
export type PayoutFilter = {
  readonly period?: ReportPeriod;
  readonly ledgerId?: string;
  readonly settlementNumber?: string;
};

export type PayoutKey = readonly [ledgerDate: string, ledgerId: string, settlementNumber: string];

const payoutColumns =
  sql.raw(`p.ledger_id AS "ledgerId", p.settlement_number AS "settlementNumber", p.currency,
  p.amount_ore AS "amountOre", p.ledger_date AS "ledgerDate", p.covers_from AS "coversFrom", p.covers_to AS "coversTo",
  p.scheduled_at AS "scheduledAt", p.expected_earliest AS "expectedEarliest", p.expected_latest AS "expectedLatest",
  p.arrived_on AS "arrivedOn", p.arrived_ore AS "arrivedOre", p.aborted_at AS "abortedAt",
  p.difference_ore AS "differenceOre", p.after_feed_order AS "afterFeedOrder",
  p.through_feed_order AS "throughFeedOrder", p.source, p.settlement_type AS "settlementType",
  g.bank_account AS "bankAccount",
  (SELECT group_concat(h.msn, ' ') FROM ledger_handles h WHERE h.ledger_id = p.ledger_id AND h.msn IS NOT NULL) AS units`);

export async function pageOfPayouts(
  db: Db,
  filter: PayoutFilter,
  after: PayoutKey = [filter.period?.from ?? '', '', ''],
): Promise<ExportPage<PayoutExportRow, PayoutKey>> {
  const rows = db.all<PayoutExportRow>(sql`
    SELECT ${payoutColumns} FROM payouts p JOIN ledgers g ON g.ledger_id = p.ledger_id
    WHERE (p.ledger_date, p.ledger_id, p.settlement_number) > (${after[0]}, ${after[1]}, ${after[2]})
      AND ${conditionOf(filter)}
    ORDER BY p.ledger_date, p.ledger_id, p.settlement_number LIMIT ${exportPageSize}`);
  return pageOf(rows, (row) => [row.ledgerDate, row.ledgerId, row.settlementNumber]);
}

/** What the list of payouts lets through, in its order. */
export async function pageOfListedPayouts(
  db: Db,
  filter: PayoutListFilter,
  sort: ListSort<PayoutSort>,
  after?: ListKey,
): Promise<ExportPage<PayoutExportRow, ListKey>> {
  const { by, dir } = sort;
  return exportPage(pickPayouts(db, payoutColumns, { limit: exportPageSize, sort: by, dir, after }, filter));
}

export async function countPayouts(db: Db, filter: PayoutFilter, limit?: CountLimit): Promise<number> {
  return counted(db, sql`SELECT 1 FROM payouts p WHERE ${conditionOf(filter)}`, limit);
}

function conditionOf({ period, ledgerId, settlementNumber }: PayoutFilter): SQL {
  const conditions = [sql`true`];
  if (period !== undefined) conditions.push(sql`p.ledger_date BETWEEN ${period.from} AND ${period.to}`);
  if (ledgerId !== undefined) conditions.push(sql`p.ledger_id = ${ledgerId}`);
  if (settlementNumber !== undefined) conditions.push(sql`p.settlement_number = ${settlementNumber}`);
  return sql.join(conditions, sql` AND `);
}

/** Where in a payout's entries a page begins: its funds, then its fees; a file's all together. */
export type PayoutEntryKey = readonly [part: number, place: string | number, sequence: number];

/**
 * The entries of one payout: of the feed those booked after the payout before and up to its own, and the fees of its days;
 * of a file those it names.
 */
export async function pageOfPayoutEntries(
  db: Db,
  payout: PayoutExportRow,
  after: PayoutEntryKey = [0, firstPlace(payout), 0],
): Promise<ExportPage<EntryExportRow, PayoutEntryKey>> {
  const [part, place, sequence] = after;
  const { ofPayout, order } = entryParts(payout)[part] ?? noEntries;
  const rows = db.all<EntryExportRow & { place: string | number }>(sql`
    SELECT ${entryColumns}, ${order} AS place FROM ledger_entries e
    WHERE ${ofPayout} AND (${order}, e.sequence) > (${place}, ${sequence})
    ORDER BY ${order}, e.sequence LIMIT ${exportPageSize}`);
  const page = pageOf<(typeof rows)[number], PayoutEntryKey>(rows, (row) => [part, row.place, row.sequence]);
  const next: PayoutEntryKey | undefined = part === 0 && payout.source === 'feed' ? [1, '', 0] : undefined;
  return { rows, after: page.after ?? next };
}

export async function countPayoutEntries(
  db: Db,
  payout: PayoutExportRow,
  limit?: CountLimit,
): Promise<number> {
  let count = 0;
  for (const { ofPayout } of entryParts(payout)) {
    count += counted(db, sql`SELECT 1 FROM ledger_entries e WHERE ${ofPayout}`, limit);
  }
  return count;
}

type EntryPart = { readonly ofPayout: SQL; readonly order: SQL };
const noEntries: EntryPart = { ofPayout: sql`false`, order: sql`e.sequence` };

/** The first part of a feed's payout is ordered by numbers, in SQLite below every text; the others by days. */
function firstPlace(payout: PayoutExportRow): string | number {
  return byFeedOrder(payout) ? 0 : '';
}

const byFeedOrder = (payout: PayoutExportRow) => payout.source === 'feed' && payout.throughFeedOrder !== null;

function entryParts(payout: PayoutExportRow): EntryPart[] {
  const ofLedger = sql`e.ledger_id = ${payout.ledgerId}`;
  const byDay = sql`e.ledger_date`;
  if (payout.source === 'file') {
    return [
      { ofPayout: sql`${ofLedger} AND e.settlement_number = ${payout.settlementNumber}`, order: byDay },
    ];
  }
  const ofDays = sql`e.ledger_date BETWEEN ${payout.coversFrom} AND ${payout.coversTo}
    AND e.feed_order IS NOT NULL`;
  const fees = { ofPayout: sql`${ofLedger} AND e.topic = 'fees' AND ${ofDays}`, order: byDay };
  if (!byFeedOrder(payout)) {
    return [{ ofPayout: sql`${ofLedger} AND e.topic = 'funds' AND ${ofDays}`, order: byDay }, fees];
  }
  const funds = sql`${ofLedger} AND e.topic = 'funds' AND e.feed_order > ${payout.afterFeedOrder ?? 0}
    AND e.feed_order <= ${payout.throughFeedOrder}`;
  return [{ ofPayout: funds, order: sql`e.feed_order` }, fees];
}
