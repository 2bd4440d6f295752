/** Each report with its columns, its rows and their count: what both the file and the preview are made of. */
import { addDays, instantAt } from '#core/calendar';
import { defaultJournalAccounts, type JournalAccounts } from '#core/journal-accounts';
import type { ReportKind, ReportPeriod } from '#core/report-kinds';
import type { Db } from '#db/client';
import { findLedger } from '#db/ledgers';
import {
  type BankLineKey,
  countBankLines,
  countExceptions,
  type ExceptionKey,
  pageOfBankLines,
  pageOfExceptions,
} from '#db/queries/export-exceptions';
import { countEntries, type EntryKey, pageOfEntries } from '#db/queries/export-ledger';
import {
  countOrders,
  countSomeEvents,
  countUncaptured,
  type OrderExportRow,
  type OrderKey,
  orderLinePages,
  pageOfEvents,
  pageOfOrders,
  pageOfUncaptured,
} from '#db/queries/export-orders';
import type { CountLimit, ExportPage } from '#db/queries/export-page';
import {
  countPayoutEntries,
  countPayouts,
  pageOfPayoutEntries,
  pageOfPayouts,
} from '#db/queries/export-payouts';
import { type CsvColumn, type CsvOptions, writeCsv } from '#files/csv-writer';
import { eventColumns, orderColumns, type StoredColumn } from './export-columns';
import {
  bankLineColumns,
  entryColumns,
  exceptionColumns,
  journalColumns,
  type PayoutEntryRow,
  payoutColumns,
  payoutEntryColumns,
} from './export-ledger-columns';
import { type FilePiece, type LineSource, writeLines } from './export-lines';
import { rowsByPage } from './export-rows';
import { journalOf } from './journal-lines';

/** What a report is limited to. A report ignores nothing of it: see core/report-kinds for what each takes. */
export type ReportFilter = {
  /** Absent only where the report has no period, or shows one payout. */
  readonly period?: ReportPeriod;
  readonly msn?: string;
  readonly ledgerId?: string;
  readonly settlementNumber?: string;
  readonly accounts?: JournalAccounts;
};

export type PreviewCell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'amount'; readonly ore: number | null }
  | { readonly kind: 'number'; readonly number: number | null };

export type Report = {
  readonly headers: readonly { readonly name: string; readonly kind: PreviewCell['kind'] }[];
  /** The file, piece by piece. */
  csv(db: Db, filter: ReportFilter, options: CsvOptions): AsyncGenerator<FilePiece, void, undefined>;
  /** The first rows. */
  preview(db: Db, filter: ReportFilter, rows: number): Promise<PreviewCell[][]>;
  /** How many rows; no more are counted than the limit. */
  count(db: Db, filter: ReportFilter, limit?: CountLimit): Promise<number>;
};

export function findReport(kind: ReportKind): Report {
  return reports[kind];
}

type Rows<Row> = (db: Db, filter: ReportFilter) => AsyncGenerator<Row, void, undefined>;

function define<Row>(columns: readonly CsvColumn<Row>[], rows: Rows<Row>, count: Report['count']): Report {
  return {
    headers: columns.map(({ header, kind }) => ({ name: header, kind })),
    csv: (db, filter, options) => writeCsv(rows(db, filter), columns, options),
    async preview(db, filter, limit) {
      const found: PreviewCell[][] = [];
      for await (const row of rows(db, filter)) {
        found.push(columns.map((column) => cellOf(column, row)));
        if (found.length >= limit) break;
      }
      return found;
    },
    count,
  };
}

/** A report whose lines the database writes itself. */
function defineLines<Row, Key>(
  source: (db: Db, filter: ReportFilter) => LineSource<Row, Key>,
  columns: readonly StoredColumn<Row>[],
  count: Report['count'],
): Report {
  return {
    ...define<Row>(columns, (db, filter) => rowsByPage<Row, Key>(source(db, filter).rows), count),
    csv: (db, filter, options) => writeLines(source(db, filter), options),
  };
}

/** Rows that one kind of page holds. */
function paged<Row, Key>(
  page: (db: Db, filter: ReportFilter, after: Key | undefined) => Promise<ExportPage<Row, Key>>,
): Rows<Row> {
  return (db, filter) => rowsByPage<Row, Key>((after) => page(db, filter, after));
}

function cellOf<Row>(column: CsvColumn<Row>, row: Row): PreviewCell {
  switch (column.kind) {
    case 'text':
      return { kind: 'text', text: column.value(row) ?? '' };
    case 'amount':
      return { kind: 'amount', ore: column.value(row) ?? null };
    case 'number':
      return { kind: 'number', number: column.value(row) ?? null };
  }
}

const reports: Readonly<Record<ReportKind, Report>> = {
  journal: define(
    journalColumns,
    (db, filter) => journalOf(db, filter, accountsOf(filter)),
    async (db, filter, limit) => countOf(journalOf(db, filter, accountsOf(filter)), limit),
  ),
  payouts: define(payoutColumns, paged(pageOfPayouts), countPayouts),
  'payout-entries': define(payoutEntryColumns, payoutEntries, async (db, filter, limit) => {
    let count = 0;
    for await (const payout of payoutsOf(db, filter)) {
      count += await countPayoutEntries(db, payout, limit);
      if (limit !== undefined && count >= limit) return limit;
    }
    return count;
  }),
  orders: defineLines<OrderExportRow, OrderKey>(
    (db, filter) => {
      const instants = inInstants(filter);
      return {
        columns: orderColumns,
        lines: (form) => orderLinePages(db, instants, form),
        rows: (after) => pageOfOrders(db, instants, after),
      };
    },
    orderColumns,
    (db, filter, limit) => countOrders(db, inInstants(filter), limit),
  ),
  uncaptured: define(orderColumns, paged(pageOfUncaptured), countUncaptured),
  'payment-events': define(
    eventColumns,
    paged((db, filter, after: number | undefined) => pageOfEvents(db, inInstants(filter), after)),
    countEvents,
  ),
  'ledger-entries': define(
    entryColumns,
    paged((db, filter, after: EntryKey | undefined) => pageOfEntries(db, inDays(filter), after)),
    (db, filter, limit) => countEntries(db, inDays(filter), limit),
  ),
  exceptions: define(
    exceptionColumns,
    paged((db, filter, after: ExceptionKey | undefined) => pageOfExceptions(db, inDays(filter), after)),
    (db, filter, limit) => countExceptions(db, inDays(filter), limit),
  ),
  'bank-lines': define(
    bankLineColumns,
    paged(async (db, filter, after: BankLineKey | undefined) =>
      pageOfBankLines(db, await onAccount(db, filter), after),
    ),
    async (db, filter, limit) => countBankLines(db, await onAccount(db, filter), limit),
  ),
};

const payoutsOf = paged(pageOfPayouts);

async function* payoutEntries(db: Db, filter: ReportFilter): AsyncGenerator<PayoutEntryRow, void, undefined> {
  for await (const payout of payoutsOf(db, filter)) {
    const entries = rowsByPage((after: Parameters<typeof pageOfPayoutEntries>[2]) =>
      pageOfPayoutEntries(db, payout, after),
    );
    for await (const entry of entries) yield { payout, entry };
  }
}

async function countEvents(db: Db, filter: ReportFilter, limit: CountLimit): Promise<number> {
  const range = inInstants(filter);
  let count = 0;
  const stretches = rowsByPage(async (after: number | undefined) => {
    const part = await countSomeEvents(db, range, after);
    return { rows: [part.count], after: part.after };
  });
  for await (const some of stretches) {
    count += some;
    if (limit !== undefined && count >= limit) return limit;
  }
  return count;
}

async function countOf(rows: AsyncIterable<unknown>, limit: CountLimit): Promise<number> {
  let count = 0;
  for await (const _row of rows) {
    count += 1;
    if (limit !== undefined && count >= limit) break;
  }
  return count;
}

function accountsOf(filter: ReportFilter): JournalAccounts {
  return filter.accounts ?? defaultJournalAccounts;
}

function inDays(filter: ReportFilter) {
  if (filter.period === undefined) throw new Error('this report needs a period');
  return { ...filter, period: filter.period };
}

/** Days in Oslo begin at its midnight, whatever that is in UTC. */
function inInstants(filter: ReportFilter) {
  const { from, to } = inDays(filter).period;
  return { range: { from: instantAt(from), before: instantAt(addDays(to, 1)) }, msn: filter.msn };
}

async function onAccount(db: Db, filter: ReportFilter) {
  const { period } = inDays(filter);
  if (filter.ledgerId === undefined) return { period };
  return { period, account: (await findLedger(db, filter.ledgerId))?.bankAccount ?? null };
}
