/** Captures and refunds as a file: exactly the rows of a filter. */
import { negateOre } from '#core/money';
import { listPayments, type PaymentRow, type PaymentsFilter } from '#db/queries/payments-list';
import { type CsvColumn, writeCsv } from '#files/csv-writer';
import { amount, instantColumns, text } from './export-columns';
import type { ListSource } from './export-list';
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

export function paymentsListSource(filter: PaymentsFilter): ListSource {
  return {
    page: 'payments',
    csv: (db, options) =>
      writeCsv(
        rowsByPage(async (after: Parameters<typeof listPayments>[2]['after']) => {
          const page = await listPayments(db, filter, { limit: pageSize, after });
          return { rows: page.rows, after: page.after ?? undefined };
        }),
        columns,
        options,
      ),
  };
}

/** Seen from the merchant: a refund is negative. */
function signedAmount(row: PaymentRow) {
  return row.operation === 'refunded' ? negateOre(row.amountOre) : row.amountOre;
}
