/** One order out of a row of a table of orders. */
import { type Day, findDay } from '#core/calendar';
import { type Ore, ore } from '#core/money';
import { smallestAmountOre } from '#core/payment-actions';
import type { CsvRow } from './csv-row';
import type { OrderColumn } from './orders-csv-columns';

/** Amounts are øre, times ISO 8601 in UTC. What the row leaves empty is undefined. */
export interface OrderRowValues {
  readonly msn: string;
  readonly orderId: string;
  readonly amountOre: Ore;
  readonly description: string | undefined;
  /** A day without a time is its beginning in Oslo. */
  readonly createdAt: string | undefined;
  readonly express: boolean | undefined;
  readonly customerKey: string | undefined;
  readonly shipment: OrderRowShipment | undefined;
}

export interface OrderRowShipment {
  /** When `on` is set, only the day is known, and this is its beginning in Oslo. */
  readonly at: string;
  readonly on: Day | undefined;
  readonly carrier: string | undefined;
  readonly trackingNumber: string | undefined;
}

/** Throws FileFormatError with the line of the row. Order ids and amounts are what eCom v2 takes at its initiation of a payment. */
export function readOrderRow(row: CsvRow): OrderRowValues {
  return {
    msn: row.shaped(column('msn'), /^\d{4,7}$/, 'the 4 to 7 digits of a sales unit'),
    orderId: row.shaped(
      column('orderId'),
      /^[a-zA-Z0-9-]{1,50}$/,
      'an order id: 1 to 50 letters a to z, digits or hyphens',
    ),
    amountOre: readAmount(row),
    description: readText(row, 'description', 100),
    createdAt: readTime(row, 'created'),
    express: readYesNo(row, 'express'),
    customerKey: readCustomerKey(row),
    shipment: readShipment(row),
  };
}

/** A carrier or a tracking number without a time of shipping: nothing was sent yet. */
export function hasIdleDelivery(row: CsvRow): boolean {
  const isTold =
    row.find(column('carrier')) !== undefined || row.find(column('trackingNumber')) !== undefined;
  return isTold && row.find(column('shipped')) === undefined;
}

function column(name: OrderColumn): string {
  return name;
}

function readAmount(row: CsvRow): Ore {
  const amount = row.amount(column('amount'));
  if (amount >= smallestAmountOre) return ore(amount);
  throw row.refuse('unreadable-amount', column('amount'), 'is less than 1 krone, the least Vipps takes');
}

/** One line, without control characters. Kept as it is written: a formula is text here, and reports write it as text. */
function readText(row: CsvRow, name: OrderColumn, longest: number): string | undefined {
  const text = row
    .find(name)
    ?.replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  if (text === undefined || text === '') return undefined;
  if ([...text].length <= longest) return text;
  throw row.refuse('too-long', name, `is longer than ${longest} characters`);
}

function readCustomerKey(row: CsvRow): string | undefined {
  const name = column('customerKey');
  if (row.find(name) === undefined) return undefined;
  const shape = 'a key of 1 to 64 letters a to z, digits, _ or -: never a name or an address';
  return row.shaped(name, /^[A-Za-z0-9_-]{1,64}$/, shape);
}

const yes: ReadonlySet<string> = new Set(['ja', 'yes']);
const no: ReadonlySet<string> = new Set(['nei', 'no']);

function readYesNo(row: CsvRow, name: OrderColumn): boolean | undefined {
  const word = row.find(name)?.toLowerCase();
  if (word === undefined) return undefined;
  if (yes.has(word)) return true;
  if (no.has(word)) return false;
  throw row.refuse('unreadable-value', name, 'is not ja, nei, yes or no');
}

function readTime(row: CsvRow, name: OrderColumn): string | undefined {
  const text = row.find(name);
  if (text === undefined) return undefined;
  // 03/04/2026 is a day in March to some and in April to others.
  if (/^\d{1,4}\/\d{1,2}\/\d{1,4}/.test(text))
    throw row.refuse('unreadable-date', name, 'can be read in two ways; write it like 20.02.2018');
  return row.time(name);
}

function readShipment(row: CsvRow): OrderRowShipment | undefined {
  const at = readTime(row, 'shipped');
  if (at === undefined) return undefined;
  return {
    at,
    on: dayIn(row.find(column('shipped')) ?? ''),
    carrier: readText(row, 'carrier', 60),
    trackingNumber: readText(row, 'trackingNumber', 60),
  };
}

/** The day where a day is all that is written. */
function dayIn(text: string): Day | undefined {
  return findDay(text.replace(/^(\d{2})\.(\d{2})\.(\d{4})$/, '$3-$2-$1'));
}
