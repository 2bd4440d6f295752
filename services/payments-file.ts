/** Captures and refunds as a file: exactly the rows of a filter, from one picture of the books. */

import { negateOre } from '#core/money';
import { openSnapshot } from '#db/queries/export-snapshot';
import { listPayments, type PaymentRow, type PaymentsFilter } from '#db/queries/payments-list';
import { type CsvColumn, writeCsv } from '#files/csv-writer';
import type { OfflineDesk } from './desk';
import { amount, instantColumns, text } from './export-columns';
import { rowsByPage } from './export-rows';

const pageSize = 1000;

const columns: readonly CsvColumn<PaymentRow>[] = [
  ...instantColumns<PaymentRow>('occurred', (row) => row.occurredAt),
  text('msn', (row) => row.msn),
  text('sales_unit', (row) => row.unitName),
  text('order_id', (row) => row.orderId),
  text('operation', (row) => row.operation),
  text('currency', (row) => row.currency),
  amount('amount', signedAmount),
  text('transaction_id', (row) => row.transactionId),
  text('text', (row) => row.transactionText),
  text('by', (row) => row.actor),
];

/** Close it when it is done or given up; see services/export-stream. */
export function writePayments(desk: Pick<OfflineDesk, 'db'>, filter: PaymentsFilter) {
  const snapshot = openSnapshot(desk.db);
  let open = true;
  const rows = rowsByPage(async (after: Parameters<typeof listPayments>[2]['after']) => {
    const page = await listPayments(snapshot.db, filter, { limit: pageSize, after });
    return { rows: page.rows, after: page.after ?? undefined };
  });
  return {
    fileName: `payments_${filter.from}_${filter.to}.csv`,
    pieces: writeCsv(rows, columns),
    close() {
      if (open) snapshot.close();
      open = false;
    },
  };
}

/** Seen from the merchant: a refund is negative. */
function signedAmount(row: PaymentRow) {
  return row.operation === 'refunded' ? negateOre(row.amountOre) : row.amountOre;
}
