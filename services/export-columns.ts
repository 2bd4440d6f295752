/** The columns of orders, payment events and what both share. docs/reports.md describes each; names never change. */
import type { Ore } from '#core/money';
import type { LineCell } from '#db/queries/export-lines';
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

/** A column that SQL can write as well: what of the row it shows. */
export type StoredColumn<Row, Field extends string = string> = CsvColumn<Row> & {
  readonly stored: LineCell<Field>;
};

/** A column that shows a field of its row as it is. */
export const storedText = <Field extends string>(
  header: string,
  field: Field,
): StoredColumn<Readonly<Record<Field, string | null>>, Field> => ({
  ...text(header, (row) => row[field]),
  stored: { field, as: 'stored' },
});
export const storedAmount = <Field extends string>(
  header: string,
  field: Field,
): StoredColumn<Readonly<Record<Field, Ore | null>>, Field> => ({
  ...amount(header, (row) => row[field]),
  stored: { field, as: 'stored' },
});

/** As `instantColumns`, of a field. */
export function storedInstant<Field extends string>(
  name: string,
  field: Field,
): StoredColumn<Readonly<Record<Field, string>>, Field>[] {
  const [at, day, offset] = instantColumns<Readonly<Record<Field, string>>>(name, (row) => row[field]);
  return [
    { ...at, stored: { field, as: 'stored' } },
    { ...day, stored: { field, as: 'day-in-oslo' } },
    { ...offset, stored: { field, as: 'offset-in-oslo' } },
  ];
}

/** An instant in UTC, the day it is in Oslo, and the offset that makes the one the other. */
export function instantColumns<Row>(
  name: string,
  value: (row: Row) => string,
): [at: CsvColumn<Row>, day: CsvColumn<Row>, offset: CsvColumn<Row>] {
  return [
    text(`${name}_at`, value),
    text(`${name}_on_oslo`, (row) => localDay(value(row))),
    text(`${name}_oslo_offset`, (row) => localOffsetText(value(row))),
  ];
}

export const orderColumns: readonly StoredColumn<OrderExportRow, keyof OrderExportRow>[] = [
  storedText('msn', 'msn'),
  storedText('sales_unit', 'unitName'),
  storedText('order_id', 'orderId'),
  storedText('state', 'state'),
  storedText('currency', 'currency'),
  storedAmount('amount', 'amountOre'),
  storedAmount('reserved', 'reservedOre'),
  storedAmount('captured', 'capturedOre'),
  storedAmount('refunded', 'refundedOre'),
  storedAmount('released', 'cancelledOre'),
  storedAmount('left_to_capture', 'remainingOre'),
  ...storedInstant('last_change', 'activityAt'),
  storedText('registered_at', 'registeredAt'),
  storedText('initiated_at', 'initiatedAt'),
  storedText('reserved_at', 'reservedAt'),
  storedText('last_captured_at', 'lastCapturedAt'),
  storedText('shipped_at', 'shippedAt'),
  storedText('guaranteed_until', 'guaranteeUntil'),
  storedText('capture_deadline_at', 'deadlineAt'),
  storedText('known_from', 'source'),
  storedText('express', 'express'),
  storedText('description', 'description'),
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
