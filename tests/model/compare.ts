/** What must be so after every command: the simulator's truth and the desk's books are those of the model. */
import { deepStrictEqual } from 'node:assert/strict';
import { day } from './oslo-days';
import { stateAtVipps, stateInDesk } from './payment-model';
import { ledgerId, type RealShop } from './real-shop';
import type { ShopModel } from './shop-model';

const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString());

export async function compareOrders(model: ShopModel, real: RealShop): Promise<void> {
  const books = await real.control.books({ only: 'orders', limit: '5000' });
  const atVipps = books.orders.map((order) => ({
    name: `${order.msn}/${order.orderId}`,
    state: order.state,
    amounts: [order.reserved, order.captured, order.refunded, order.cancelled],
    reservedAt: order.reservedAt,
  }));
  deepStrictEqual(
    atVipps,
    model.payments.map((payment) => ({
      name: `${payment.msn}/${payment.orderId}`,
      state: stateAtVipps(payment),
      amounts: amountsOf(payment.truth),
      reservedAt: instant(payment.truth.reservedAt),
    })),
    'the simulator has other payments than the model',
  );
  deepStrictEqual(ordersOfDesk(real), ordersOfModel(model), 'the desk has other orders than the model');
}

function ordersOfDesk(real: RealShop) {
  return real
    .all<{
      name: string;
      state: string;
      reserved: number;
      captured: number;
      refunded: number;
      cancelled: number;
      remaining: number;
      reservedAt: string | null;
      guaranteeUntil: string | null;
      deadlineAt: string | null;
      lastCapturedAt: string | null;
    }>(
      `SELECT msn || '/' || order_id AS name, state, reserved_ore AS reserved, captured_ore AS captured, refunded_ore AS refunded,
         cancelled_ore AS cancelled, remaining_ore AS remaining, reserved_at AS reservedAt, guarantee_until AS guaranteeUntil,
         deadline_at AS deadlineAt, last_captured_at AS lastCapturedAt FROM orders ORDER BY order_id`,
    )
    .map(({ reserved, captured, refunded, cancelled, ...row }) => ({
      amounts: [reserved, captured, refunded, cancelled],
      ...row,
    }));
}

function ordersOfModel({ payments }: ShopModel) {
  return payments
    .filter(({ seen }) => seen !== undefined)
    .map((payment) => {
      const { seen, lifeDays } = payment;
      const reservedAt = seen?.reservedAt ?? null;
      return {
        amounts: seen ? amountsOf(seen) : [0, 0, 0, 0],
        name: `${payment.msn}/${payment.orderId}`,
        state: stateInDesk(payment),
        remaining: seen ? seen.reserved - seen.captured - seen.released : 0,
        reservedAt: instant(reservedAt),
        guaranteeUntil: instant(reservedAt === null ? null : reservedAt + 7 * day),
        deadlineAt: instant(reservedAt === null ? null : reservedAt + lifeDays * day),
        lastCapturedAt: instant(seen?.lastCaptureAt ?? null),
      };
    });
}

function amountsOf({
  reserved,
  captured,
  refunded,
  released,
}: {
  readonly reserved: number;
  readonly captured: number;
  readonly refunded: number;
  readonly released: number;
}): number[] {
  return [reserved, captured, refunded, released];
}

/** The desk's ledger is the model's, as far as it was read; entry by entry, in the order of the feed. */
export function compareLedger(model: ShopModel, real: RealShop): void {
  for (const topic of ['funds', 'fees'] as const) {
    const stored = real.all<{ day: string; type: string; ore: number; order: string }>(
      `SELECT ledger_date AS day, entry_type AS type, amount_ore AS ore, coalesce(reference, '') AS "order"
       FROM ledger_entries WHERE ledger_id = ? AND topic = ? ORDER BY feed_order`,
      ledgerId,
      topic,
    );
    deepStrictEqual(
      stored.map(({ day, type, ore, order }) => ({ day, type, ore, order })),
      model.readEntries(topic).map(({ day, type, ore, order }) => ({ day, type, ore, order })),
      `the ${topic} of the desk are not those of the model`,
    );
  }
}

/** Each payout is the balance it left nothing of; the desk has those whose entry it has read. */
export function comparePayouts(model: ShopModel, real: RealShop): void {
  const read = model.readEntries('funds');
  const scheduled = read.filter(({ type }) => type === 'scheduled-for-payout').length;
  const aborted = read.filter(({ type }) => type === 'payout-aborted').length;
  deepStrictEqual(
    real.all(
      `SELECT settlement_number AS number, amount_ore AS ore, ledger_date AS day, covers_from AS coversFrom, covers_to AS coversTo,
         expected_earliest AS earliest, expected_latest AS latest, difference_ore AS unexplained
       FROM payouts ORDER BY settlement_number`,
    ),
    model.ledger.payouts.slice(0, scheduled).map(({ number, ore, day, coversFrom, earliest, latest }) => ({
      ...{ number, ore, day, coversFrom, coversTo: day, earliest, latest, unexplained: 0 },
    })),
    'the payouts of the desk are not those of the model',
  );
  deepStrictEqual(
    real.all(`SELECT count(*) AS count FROM payouts WHERE aborted_at IS NOT NULL`),
    [{ count: aborted }],
    'other payouts were aborted',
  );
}

/** Each capture and refund that the desk knows is matched once, or open: nothing is lost and nothing is counted twice. */
export function compareMatches(real: RealShop): void {
  const [sides] = real.all<Record<string, number>>(`SELECT
    (SELECT count(*) FROM order_matches) AS matched,
    (SELECT count(DISTINCT entry_sequence) FROM order_matches) AS entriesMatched,
    (SELECT count(DISTINCT event_sequence) FROM order_matches) AS eventsMatched,
    (SELECT count(*) FROM unmatched_entries) AS entriesOpen,
    (SELECT count(*) FROM unmatched_events) AS eventsOpen,
    (SELECT count(*) FROM ledger_entries WHERE topic = 'funds' AND entry_type IN ('capture', 'refund')) AS entries,
    (SELECT count(*) FROM payment_events WHERE success = 1 AND operation IN ('capture', 'sale', 'refund')) AS events`);
  const { matched = 0, entries = 0, events = 0, entriesOpen = 0, eventsOpen = 0 } = sides ?? {};
  deepStrictEqual(
    { entries: matched + entriesOpen, entriesMatched: matched, eventsMatched: matched },
    { entries, entriesMatched: sides?.entriesMatched, eventsMatched: sides?.eventsMatched },
    'a ledger entry is in no list, or in two',
  );
  // Before the ledger tells of anything no event is looked for in it.
  if (entries > 0) deepStrictEqual(matched + eventsOpen, events, 'an event is in no list, or in two');
}
