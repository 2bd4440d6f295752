/** A list as a file: exactly what is filtered, in the order it is sorted, from one picture of the books, and told to the record. */
import { dayOf } from '#core/calendar';
import type { ViewPage } from '#core/list-pages';
import type { BankSort, ExceptionSort, PayoutSort } from '#core/list-words';
import type { OrderSort, SortDirection } from '#core/order-list';
import { auditStatement } from '#db/audit';
import { atomically, type Db } from '#db/client';
import type { BankLineListFilter, BankLineView } from '#db/queries/bank-lines-list';
import type { ExceptionFilter } from '#db/queries/exceptions-list';
import { pageOfListedBankLines, pageOfListedExceptions } from '#db/queries/export-exceptions';
import { pageOfListedOrders } from '#db/queries/export-orders';
import type { ExportPage } from '#db/queries/export-page';
import { pageOfListedPayouts } from '#db/queries/export-payouts';
import { openSnapshot } from '#db/queries/export-snapshot';
import type { OrderFilter } from '#db/queries/orders-list';
import type { PayoutListFilter } from '#db/queries/payouts-list';
import { type CsvColumn, type CsvOptions, writeCsv } from '#files/csv-writer';
import type { OfflineDesk } from './desk';
import { orderColumns } from './export-columns';
import { bankLineColumns, exceptionColumns, payoutColumns } from './export-ledger-columns';
import { csvOptions, type ReportFile } from './export-report';
import { rowsByPage } from './export-rows';

/** How many rows it holds nobody counts before they are written. */
export type ListFile = Omit<ReportFile, 'rows'>;

/** A list with its filter and order, to be written. */
export type ListSource = {
  readonly page: ViewPage | 'audit';
  csv(db: Db, options: CsvOptions): AsyncGenerator<string, void, undefined>;
};

type Sort<Name extends string> = { readonly by: Name; readonly dir: SortDirection };

export const orderListSource = (filter: OrderFilter, sort: OrderSort): ListSource =>
  source('orders', orderColumns, (db, after) => pageOfListedOrders(db, filter, sort, after));

export const payoutListSource = (filter: PayoutListFilter, sort: Sort<PayoutSort>): ListSource =>
  source('payouts', payoutColumns, (db, after) => pageOfListedPayouts(db, filter, sort, after));

export const exceptionListSource = (filter: ExceptionFilter, sort: Sort<ExceptionSort>): ListSource =>
  source('exceptions', exceptionColumns, (db, after) => pageOfListedExceptions(db, filter, sort, after));

export const bankListSource = (
  view: BankLineView,
  filter: BankLineListFilter,
  sort: Sort<BankSort>,
): ListSource =>
  source('bank', bankLineColumns, (db, after) => pageOfListedBankLines(db, view, filter, sort, after));

/** Where the next page begins. */
type Key = readonly [value: string, name: string, more: string];

function source<Row>(
  page: ViewPage,
  columns: readonly CsvColumn<Row>[],
  read: (db: Db, after: Key | undefined) => Promise<ExportPage<Row, Key>>,
): ListSource {
  return {
    page,
    csv: (db, options) =>
      writeCsv(
        rowsByPage<Row, Key>((after) => read(db, after)),
        columns,
        options,
      ),
  };
}

/** Everything in the file is as of this call, however long it takes. `query` is told to the record. `from`: the books as far as the
 * person may see them. */
export async function writeList(
  desk: OfflineDesk,
  list: ListSource,
  { query, actor, from }: { readonly query: string; readonly actor: string; readonly from?: Db },
): Promise<ListFile> {
  const at = desk.clock.now();
  await atomically(desk.db, [
    auditStatement(desk.db, {
      at,
      actor,
      action: 'list exported',
      subject: `list ${list.page}`,
      detail: { query: query.slice(0, 2000) },
    }),
  ]);
  const snapshot = openSnapshot(from ?? desk.db);
  let open = true;
  return {
    fileName: `oppgjor-${list.page}-${dayOf(at)}.csv`,
    pieces: list.csv(snapshot.db, csvOptions.excel),
    close() {
      if (open) snapshot.close();
      open = false;
    },
  };
}
