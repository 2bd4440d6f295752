/** Ledger entries for files. */
import { sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import { type LedgerTopic, ledgerTopics } from '#core/ledger-entry-types';
import type { Currency, Ore } from '#core/money';
import type { ReportPeriod } from '#core/report-kinds';
import type { Db } from '../client';
import { counted } from './export-orders';
import { type CountLimit, type ExportPage, exportPageSize, pageOf } from './export-page';

export type EntryExportRow = {
  readonly sequence: number;
  readonly ledgerId: string;
  readonly topic: LedgerTopic;
  readonly ledgerDate: Day;
  readonly occurredAt: string;
  readonly entryType: string;
  readonly pspReference: string;
  readonly reference: string | null;
  readonly msn: string | null;
  readonly recipientHandle: string | null;
  readonly currency: Currency;
  readonly amountOre: Ore;
  readonly balanceBeforeOre: Ore | null;
  readonly balanceAfterOre: Ore | null;
  readonly settlementNumber: string | null;
  readonly source: string;
};

export const entryColumns =
  sql.raw(`e.sequence, e.ledger_id AS "ledgerId", e.topic, e.ledger_date AS "ledgerDate",
  e.occurred_at AS "occurredAt", e.entry_type AS "entryType", e.psp_reference AS "pspReference", e.reference, e.msn,
  e.recipient_handle AS "recipientHandle", e.currency, e.amount_ore AS "amountOre",
  e.balance_before_ore AS "balanceBeforeOre", e.balance_after_ore AS "balanceAfterOre",
  e.settlement_number AS "settlementNumber", e.source`);

export type EntryFilter = {
  readonly period: ReportPeriod;
  readonly ledgerId?: string;
  readonly msn?: string;
};

/** One ledger and topic after another; in each by ledger day, then in the order of arrival. */
export type EntryKey = readonly [part: number, ledgerDate: string, sequence: number];

export async function pageOfEntries(
  db: Db,
  filter: EntryFilter,
  after: EntryKey = [0, filter.period.from, 0],
): Promise<ExportPage<EntryExportRow, EntryKey>> {
  const [part, ledgerDate, sequence] = after;
  const parts = await partsOf(db, filter.ledgerId);
  const here = parts[part];
  if (here === undefined) return { rows: [], after: undefined };
  const rows = db.all<EntryExportRow>(sql`
    SELECT ${entryColumns} FROM ledger_entries e
    WHERE e.ledger_id = ${here.ledgerId} AND e.topic = ${here.topic}
      AND (e.ledger_date, e.sequence) > (${ledgerDate}, ${sequence}) AND e.ledger_date <= ${filter.period.to}
    ORDER BY e.ledger_date, e.sequence LIMIT ${exportPageSize}`);
  const page = pageOf<EntryExportRow, EntryKey>(rows, (row) => [part, row.ledgerDate, row.sequence]);
  const next: EntryKey | undefined = part + 1 < parts.length ? [part + 1, filter.period.from, 0] : undefined;
  const { msn } = filter; // looked at here, so that a page reads no more rows than it may
  return {
    rows: msn === undefined ? rows : rows.filter((row) => row.msn === msn),
    after: page.after ?? next,
  };
}

export async function countEntries(db: Db, filter: EntryFilter, limit?: CountLimit): Promise<number> {
  let count = 0;
  for (const { ledgerId, topic } of await partsOf(db, filter.ledgerId)) {
    const left = limit === undefined ? undefined : limit - count;
    if (left !== undefined && left <= 0) break;
    count += counted(
      db,
      sql`SELECT 1 FROM ledger_entries WHERE ledger_id = ${ledgerId} AND topic = ${topic}
        AND ledger_date BETWEEN ${filter.period.from} AND ${filter.period.to}
        ${filter.msn === undefined ? sql`` : sql`AND msn = ${filter.msn}`}`,
      left,
    );
  }
  return count;
}

async function partsOf(db: Db, ledgerId: string | undefined) {
  const rows = db.all<{ ledgerId: string }>(sql`
    SELECT ledger_id AS "ledgerId" FROM ledgers ${ledgerId === undefined ? sql`` : sql`WHERE ledger_id = ${ledgerId}`}
    ORDER BY ledger_id`);
  return rows.flatMap((row) => ledgerTopics.map((topic) => ({ ledgerId: row.ledgerId, topic })));
}
