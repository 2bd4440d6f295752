/** What becomes of one row of a table of orders: its registration, its shipment, or why it is left out. */
import { createHash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { addMs, dayOf } from '#core/calendar';
import type { ImportProblem } from '#db/imports';
import type { OrderRow } from '#db/orders';
import type { NewShipment, ShipmentRow } from '#db/shipments';
import type { OrderRowShipment, OrderRowValues } from '#files/orders-csv-row';
import { clocksDifferMs } from './clock';
import type { OrderRegistration, RegisteredField } from './register-order';

export type OrderOfFile = OrderRowValues & { readonly line: number };

export function registrationOf(row: OrderOfFile): OrderRegistration {
  const { msn, orderId, amountOre, description, express, customerKey } = row;
  // An order that was sent had been paid for by then, at the latest; the payment's own history tells the time when it is read.
  const initiatedAt = row.createdAt ?? row.shipment?.at;
  return {
    msn,
    orderId,
    amountOre,
    ...(description === undefined ? {} : { description }),
    ...(express === undefined ? {} : { express }),
    ...(customerKey === undefined ? {} : { customerKey }),
    ...(initiatedAt === undefined ? {} : { initiatedAt }),
  };
}

/** Why a row is left out, whatever the books say; undefined when it can be taken. `units` are those whose payments the desk reads. */
export function faultOf(
  { line, msn, createdAt, shipment }: OrderOfFile,
  units: ReadonlySet<string>,
  now: string,
): ImportProblem | undefined {
  if (!units.has(msn)) {
    const message = `Sales unit ${msn} is not one of this desk: its payments cannot be read. Correct the number, or add the unit to VIPPS_SALES_UNITS.`;
    return { line, kind: 'unknown-sales-unit', message };
  }
  const latest = addMs(now, clocksDifferMs);
  if ([createdAt, shipment?.at].some((at) => at !== undefined && at > latest))
    return { line, kind: 'in-the-future', message: 'The row has a time that is not yet. Correct it.' };
  if (shipment !== undefined && createdAt !== undefined && isBefore(shipment, createdAt))
    return { line, kind: 'before-order', message: 'The order was sent before it was made. Correct the row.' };
  return undefined;
}

/** Where only the day of shipping is known, an order that was begun on it was not sent before. */
function isBefore({ at, on }: OrderRowShipment, begun: string): boolean {
  return on === undefined ? addMs(at, clocksDifferMs) < begun : on < dayOf(begun);
}

/** A row that says of a known order what it is not. Nothing was changed. */
export function differingProblem({ line }: OrderOfFile, fields: readonly RegisteredField[]): ImportProblem {
  const message = `The order is registered already with other content (${fields.join(', ')}). Nothing of it was changed.`;
  return { line, kind: 'order-differs', message };
}

export type ShipmentOfRow =
  | { readonly kind: 'new'; readonly shipment: NewShipment }
  | { readonly kind: 'known' }
  | { readonly kind: 'refused'; readonly problem: ImportProblem };

/**
 * The shipment of all that remains of the order. A file moves no money, whatever its sales unit does on shipping: nobody has seen
 * the amounts. What is then shipped and not captured stands among the exceptions, and a person captures it.
 */
export function shipmentOf(
  row: OrderOfFile & { readonly shipment: OrderRowShipment },
  order: OrderRow,
  earlier: readonly ShipmentRow[],
  { actor, now }: { readonly actor: string; readonly now: string },
): ShipmentOfRow {
  const { shipment } = row;
  const whole = earlier.find(({ amountOre }) => amountOre === null);
  if (whole !== undefined)
    return isSameShipment(whole, shipment)
      ? { kind: 'known' }
      : refused(row, 'shipment-differs', 'The order was sent already, at another time or otherwise.');
  const isRead = order.state !== 'initiated' && order.state !== 'mentioned';
  if (order.state === 'cancelled' || (isRead && order.reservedOre === 0))
    return refused(row, 'not-reserved', 'The order is not paid for: nothing is reserved.');
  // Until the payment was read, its beginning is what somebody told, or when the desk heard of it.
  if (isRead && order.initiatedAt !== null && isBefore(shipment, order.initiatedAt))
    return refused(row, 'before-order', 'The order was sent before it was made.');
  return {
    kind: 'new',
    shipment: {
      id: uuidv7(),
      msn: row.msn,
      orderId: row.orderId,
      shipmentKey: shipmentKey(row),
      amountOre: null,
      carrier: shipment.carrier ?? null,
      trackingNumber: shipment.trackingNumber ?? null,
      shippedAt: timeOfShipping(shipment, order),
      registeredAt: now,
      actor,
      capture: 'not-asked',
    },
  };
}

/** The beginning of a day, where only that is known, but not before the order. */
function timeOfShipping({ at, on }: OrderRowShipment, { initiatedAt }: OrderRow): string {
  if (initiatedAt === null || on === undefined || on !== dayOf(initiatedAt)) return at;
  return at > initiatedAt ? at : initiatedAt;
}

function refused({ line }: OrderOfFile, kind: string, why: string): ShipmentOfRow {
  return { kind: 'refused', problem: { line, kind, message: `${why} No shipment was recorded.` } };
}

/** What the row leaves empty is not compared. */
function isSameShipment(stored: ShipmentRow, { at, on, carrier, trackingNumber }: OrderRowShipment): boolean {
  const isSameTime = on === undefined ? stored.shippedAt === at : dayOf(stored.shippedAt) === on;
  return (
    isSameTime &&
    (carrier === undefined || carrier === stored.carrier) &&
    (trackingNumber === undefined || trackingNumber === stored.trackingNumber)
  );
}

/** A shop's own names of shipments have no colon. */
function shipmentKey({
  msn,
  orderId,
  shipment,
}: OrderOfFile & { readonly shipment: OrderRowShipment }): string {
  return `csv:${digestOf([msn, orderId, shipment.on ?? shipment.at])}`;
}

/** Of what two rows of one order are compared by; `createdAt` is not: the payment's own history tells it. */
export function contentDigest({
  amountOre,
  description,
  express,
  customerKey,
  shipment,
}: OrderOfFile): string {
  const sent = shipment && [shipment.at, shipment.on, shipment.carrier, shipment.trackingNumber];
  return digestOf([amountOre, description, express, customerKey, sent]);
}

function digestOf(parts: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(parts.map((part) => part ?? null)))
    .digest('base64url')
    .slice(0, 22);
}
