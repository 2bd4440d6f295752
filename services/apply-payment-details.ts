/**
 * Stores what Vipps tells about a payment and derives the order's state and amounts from all that is known.
 * Answers may arrive out of order (two readers, one slow): events only add up, and a writer with an old picture
 * reads again, so that no newer state is overwritten by an older one.
 */
import { ore } from '#core/money';
import { derivePaymentState, paymentOperationOf, remainingToCapture } from '#core/payment-state';
import { nextPollAt } from '#core/poll-schedule';
import { atomically, exactly, UnexpectedChanges } from '#db/client';
import { hasCancelCommand } from '#db/commands';
import {
  findOrder,
  findSalesUnit,
  insertPaymentEventStatement,
  listPaymentEvents,
  type NewPaymentEvent,
  type OrderName,
  type OrderRow,
  updateOrderWithEventsStatement,
} from '#db/orders';
import type { Write } from '#db/write-together';
import type { PaymentDetails } from '#vipps/client';
import { customerStatements, shippingChange } from './customer-details';
import type { OfflineDesk } from './desk';
import { reservationClocks } from './register-order';

export type AppliedDetails =
  | { readonly kind: 'applied'; readonly order: OrderRow; readonly newEvents: number }
  /** The history breaks the rules of money: events and amounts are left as they were, the reason is stored. */
  | { readonly kind: 'inconsistent'; readonly reason: string };

const attempts = 5;

type ToldDetails = Pick<PaymentDetails, 'history' | 'summary' | 'user' | 'shipping'>;

/** Throws when the order is not known, or when it changes under every one of several attempts. */
export async function applyPaymentDetails(
  desk: OfflineDesk,
  name: OrderName,
  details: ToldDetails,
  write: Write = (statements) => atomically(desk.db, statements),
): Promise<AppliedDetails> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await applyOnce(desk, name, details, write);
    } catch (error) {
      if (!(error instanceof UnexpectedChanges) || attempt === attempts) throw error;
    }
  }
}

async function applyOnce(
  desk: OfflineDesk,
  name: OrderName,
  details: ToldDetails,
  write: Write,
): Promise<AppliedDetails> {
  const now = desk.clock.now();
  const order = await findOrder(desk.db, name);
  if (order === undefined) throw new Error(`order ${name.msn}/${name.orderId} is not registered`);
  const stored = await listPaymentEvents(desk.db, name);
  const known = new Set(stored.map((event) => event.eventKey));
  const told = eventRows(name, details.history, now);
  const fresh = told.filter((event) => !known.has(event.eventKey));
  const cancelledHere = await hasCancelCommand(desk.db, name);
  const derived = derivePaymentState([...stored, ...fresh], { cancelledHere });
  if (derived.kind === 'inconsistent') {
    await recordTrouble(desk, order, `history: ${derived.reason}`, now, write);
    return { kind: 'inconsistent', reason: derived.reason };
  }
  const unit = await findSalesUnit(desk.db, name.msn);
  const hasEvents = stored.length + fresh.length > 0;
  const state = hasEvents ? derived.state : order.state;
  const activityAt = derived.lastEventAt ?? order.activityAt;
  const remainingOre = remainingToCapture(derived);
  const change = {
    state,
    express: details.user !== undefined || details.shipping !== undefined ? ('yes' as const) : order.express,
    amountOre: derived.amountOre > 0 ? derived.amountOre : order.amountOre,
    reservedOre: derived.reservedOre,
    capturedOre: derived.capturedOre,
    refundedOre: derived.refundedOre,
    cancelledOre: derived.cancelledOre,
    initiatedAt: derived.initiatedAt ?? order.initiatedAt,
    reservedAt: derived.reservedAt,
    lastCapturedAt: derived.lastCapturedAt,
    activityAt,
    ...reservationClocks(derived.reservedAt, unit?.country),
    polledAt: now,
    pollFailures: 0,
    pollError: summaryDifference(details.summary, derived),
    nextPollAt: nextPollAt({ state, remainingOre, lastChangeAt: activityAt, failures: 0 }, now),
    eventCount: stored.length + fresh.length,
    ...shippingChange(details),
  };
  await write([
    exactly(1, updateOrderWithEventsStatement(desk.db, name, order.eventCount, change)),
    ...fresh.map((event) => exactly(1, insertPaymentEventStatement(desk.db, event))),
    ...(await customerStatements(desk, name, details, derived.reservedAt)),
  ]);
  return { kind: 'applied', order: { ...order, ...change, remainingOre }, newEvents: fresh.length };
}

/** Stores why an order could not be read, and when to try again. */
export async function recordTrouble(
  desk: OfflineDesk,
  order: OrderRow,
  trouble: string,
  now: string,
  write: Write = (statements) => atomically(desk.db, statements),
): Promise<void> {
  const failures = order.pollFailures + 1;
  await write([
    updateOrderWithEventsStatement(desk.db, order, order.eventCount, {
      pollFailures: failures,
      pollError: trouble.slice(0, 500),
      nextPollAt: nextPollAt(
        { state: order.state, remainingOre: order.remainingOre, lastChangeAt: order.activityAt, failures },
        now,
      ),
    }),
  ]);
}

/** Vipps's own sums must agree with those derived from its history. */
function summaryDifference(
  summary: PaymentDetails['summary'],
  derived: { capturedOre: number; refundedOre: number },
): string | null {
  if (summary === undefined) return null;
  if (summary.capturedOre === derived.capturedOre && summary.refundedOre === derived.refundedOre) return null;
  return `summary: Vipps says captured ${summary.capturedOre} and refunded ${summary.refundedOre} øre, its history adds up to ${derived.capturedOre} and ${derived.refundedOre}`;
}

/** Vipps returns the whole history, newest first. Equal entries of one answer are told apart by a counter. */
function eventRows(name: OrderName, history: PaymentDetails['history'], seenAt: string): NewPaymentEvent[] {
  const seen = new Map<string, number>();
  return [...history].reverse().map((entry, position) => {
    const fields = [
      entry.operation,
      entry.transactionId,
      entry.timeStamp,
      entry.requestId,
      entry.amountOre,
      entry.success,
    ];
    const base = fields.map((field) => String(field ?? '')).join('|');
    const copy = (seen.get(base) ?? 0) + 1;
    seen.set(base, copy);
    return {
      ...name,
      eventKey: copy === 1 ? base : `${base}#${copy}`,
      operation: paymentOperationOf(entry.operation),
      operationName: entry.operation,
      amountOre: ore(entry.amountOre),
      success: entry.success,
      occurredAt: entry.timeStamp,
      transactionId: entry.transactionId ?? null,
      requestId: entry.requestId ?? null,
      transactionText: entry.text ?? null,
      position,
      seenAt,
    };
  });
}
