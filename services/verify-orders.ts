/** Each order's state and amounts against those derived from its payment events, and the totals of lists against the orders. */
import { derivePaymentState } from '#core/payment-state';
import type { Db } from '#db/client';
import {
  listOrderTotals,
  type OrderSums,
  type OrderTotal,
  type OrderToVerify,
  orderSums,
  ordersToVerify,
} from '#db/queries/verify-orders';
import { type Check, counted, kroner, Sums, Tally } from './verify-tally';

/** Two checks of one reading. */
export async function* verifyOrders(db: Db): AsyncGenerator<Check> {
  const tally = new Tally();
  const totals = new Map<string, Record<keyof OrderSums, number>>();
  const seen = { orders: 0, events: 0, captured: new Sums() };
  for (const order of ordersToVerify(db)) {
    seen.orders += 1;
    seen.events += order.events.length;
    seen.captured.add(order.currency, order.capturedOre);
    const problem = problemOf(order);
    if (problem !== undefined) tally.add(`order ${order.msn}/${order.orderId}`, problem);
    addTo(totals, order);
  }
  yield tally.check(
    'orders',
    `${counted(seen.orders, 'order')} with ${counted(seen.events, 'payment event')}, ${seen.captured} captured: each state and amount is the one derived from its events`,
  );
  yield verifyTotals(await listOrderTotals(db), totals);
}

/** What is not as services/apply-payment-details stores it. */
function problemOf(order: OrderToVerify): string | undefined {
  const { currency, events } = order;
  if (events.length !== order.eventCount)
    return `counts ${counted(order.eventCount, 'payment event')}, ${events.length} are there`;
  const derived = derivePaymentState(events, { cancelledHere: order.cancelledHere });
  if (derived.kind === 'inconsistent') return `its events cannot be: ${derived.reason}`;
  if (events.length === 0 && order.state !== 'initiated' && order.state !== 'mentioned')
    return `its state is ${order.state}, and there is no payment event`;
  if (events.length > 0 && order.state !== derived.state)
    return `its state is ${order.state}, its events say ${derived.state}`;
  const amounts = {
    ...derived,
    amountOre: derived.amountOre > 0 ? derived.amountOre : order.amountOre,
    remainingOre: derived.reservedOre - derived.capturedOre - derived.cancelledOre,
  };
  for (const [name, word] of amountWords)
    if (order[name] !== amounts[name])
      return `${word} is ${kroner(order[name], currency)}, its events say ${kroner(amounts[name], currency)}`;
  const times = { ...derived, initiatedAt: derived.initiatedAt ?? order.initiatedAt };
  for (const [name, word] of timeWords)
    if (order[name] !== times[name])
      return `${word} is ${order[name] ?? 'not told'}, its events say ${times[name] ?? 'never'}`;
  return undefined;
}

const amountWords = [
  ['amountOre', 'its amount'],
  ['reservedOre', 'what is reserved'],
  ['capturedOre', 'what is captured'],
  ['refundedOre', 'what is refunded'],
  ['cancelledOre', 'what is released'],
  ['remainingOre', 'what is left to capture'],
] as const;
const timeWords = [
  ['initiatedAt', 'the time it began'],
  ['reservedAt', 'the time it was reserved'],
  ['lastCapturedAt', 'the time it was captured last'],
] as const;

const nothing = (): Record<keyof OrderSums, number> => ({
  orders: 0,
  amountOre: 0,
  reservedOre: 0,
  capturedOre: 0,
  refundedOre: 0,
  remainingOre: 0,
  uncaptured: 0,
});

function addTo(totals: Map<string, Record<keyof OrderSums, number>>, order: OrderToVerify): void {
  const key = keyOf(order);
  const total = totals.get(key) ?? nothing();
  totals.set(key, total);
  total.orders += 1;
  total.amountOre += order.amountOre;
  total.reservedOre += order.reservedOre;
  total.capturedOre += order.capturedOre;
  total.refundedOre += order.refundedOre;
  total.remainingOre += order.remainingOre;
  if (order.remainingOre > 0) total.uncaptured += 1;
}

const keyOf = ({ msn, state }: { readonly msn: string; readonly state: string }) => `${msn} ${state}`;

function verifyTotals(stored: readonly OrderTotal[], found: ReadonlyMap<string, OrderSums>): Check {
  const tally = new Tally();
  const missing = new Set(found.keys());
  for (const total of stored) {
    missing.delete(keyOf(total));
    const sums = found.get(keyOf(total)) ?? nothing();
    const other = orderSums.find((name) => total[name] !== sums[name]);
    if (other === undefined) continue;
    const written = (value: number) => (other.endsWith('Ore') ? kroner(value) : String(value));
    tally.add(
      `order totals of ${total.msn}, ${total.state}`,
      `${totalWords[other]}: stored ${written(total[other])}, the orders say ${written(sums[other])}`,
    );
  }
  for (const key of missing) tally.add(`order totals of ${key.replace(' ', ', ')}`, 'are not there');
  return tally.check(
    'order totals',
    `${counted(stored.length, 'total')} of sales units and states: each is the sum of its orders`,
  );
}

const totalWords: Readonly<Record<keyof OrderSums, string>> = {
  orders: 'orders',
  amountOre: 'amounts',
  reservedOre: 'reserved',
  capturedOre: 'captured',
  refundedOre: 'refunded',
  remainingOre: 'left to capture',
  uncaptured: 'orders with something left to capture',
};
