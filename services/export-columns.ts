/** The columns of orders, payment events and what both share. docs/reports.md describes each; names never change. */
import type { Ore } from '#core/money';
import type { EventExportRow, OrderExportRow } from '#db/queries/export-orders';
import type { CsvColumn } from '#files/csv-writer';
import { localDay, localOffsetText } from './export-local-time';

type Value<Row, Kind> = (row: Row) => Kind | null | undefined;

export const text = <Row>(header: string, value: Value<Row, string>): CsvColumn<Row> => ({
  header,
  kind: 'text',
  value,
});
export const amount = <Row>(header: string, value: Value<Row, Ore>): CsvColumn<Row> => ({
  header,
  kind: 'amount',
  value,
});
export const number = <Row>(header: string, value: Value<Row, number>): CsvColumn<Row> => ({
  header,
  kind: 'number',
  value,
});

/** An instant in UTC, the day it is in Oslo, and the offset that makes the one the other. */
export function instantColumns<Row>(name: string, value: (row: Row) => string): CsvColumn<Row>[] {
  return [
    text(`${name}_at`, value),
    text(`${name}_on_oslo`, (row) => localDay(value(row))),
    text(`${name}_oslo_offset`, (row) => localOffsetText(value(row))),
  ];
}

export const orderColumns: readonly CsvColumn<OrderExportRow>[] = [
  text('msn', (row) => row.msn),
  text('sales_unit', (row) => row.unitName),
  text('order_id', (row) => row.orderId),
  text('state', (row) => row.state),
  text('currency', (row) => row.currency),
  amount('amount', (row) => row.amountOre),
  amount('reserved', (row) => row.reservedOre),
  amount('captured', (row) => row.capturedOre),
  amount('refunded', (row) => row.refundedOre),
  amount('released', (row) => row.cancelledOre),
  amount('left_to_capture', (row) => row.remainingOre),
  ...instantColumns<OrderExportRow>('last_change', (row) => row.activityAt),
  text('registered_at', (row) => row.registeredAt),
  text('initiated_at', (row) => row.initiatedAt),
  text('reserved_at', (row) => row.reservedAt),
  text('last_captured_at', (row) => row.lastCapturedAt),
  text('shipped_at', (row) => row.shippedAt),
  text('guaranteed_until', (row) => row.guaranteeUntil),
  text('capture_deadline_at', (row) => row.deadlineAt),
  text('known_from', (row) => row.source),
  text('express', (row) => row.express),
  text('description', (row) => row.description),
];

export const eventColumns: readonly CsvColumn<EventExportRow>[] = [
  number('sequence', (row) => row.sequence),
  text('msn', (row) => row.msn),
  text('order_id', (row) => row.orderId),
  text('operation', (row) => row.operation),
  text('operation_by_vipps', (row) => row.operationName),
  text('success', (row) => (row.success === 1 ? 'yes' : 'no')),
  text('currency', (row) => row.currency),
  amount('amount', (row) => row.amountOre),
  ...instantColumns<EventExportRow>('occurred', (row) => row.occurredAt),
  text('transaction_id', (row) => row.transactionId),
  text('request_id', (row) => row.requestId),
  text('transaction_text', (row) => row.transactionText),
  text('seen_at', (row) => row.seenAt),
];
