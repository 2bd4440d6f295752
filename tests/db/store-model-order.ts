/** Writes the orders of the model as the desk has them, past its services. */
import type { Db } from '#db/client';
import { type ModelOrder, now, units } from './order-model';

export function storeUnits(db: Db): void {
  for (const msn of units)
    insert(db, 'sales_units', { msn, name: `Shop ${msn}`, polled: 'yes', created_at: now });
}

function insert(db: Db, table: string, row: Record<string, string | number | null>): void {
  const names = Object.keys(row);
  db.$client
    .prepare(`INSERT INTO ${table} (${names.join(',')}) VALUES (${names.map(() => '?').join(',')})`)
    .run(...Object.values(row));
}

export function storeOrder(db: Db, order: ModelOrder): void {
  const { msn, orderId } = order;
  insert(db, 'orders', {
    msn,
    order_id: orderId,
    source: 'registered',
    state: order.state,
    amount_ore: order.amount,
    reserved_ore: order.amount,
    captured_ore: order.captured,
    cancelled_ore: order.cancelled,
    registered_ore: order.registered,
    registered_at: now,
    activity_at: order.activityAt,
    guarantee_until: order.guaranteeUntil,
    deadline_at: order.guaranteeUntil,
    sent_ore: order.sent,
    shipped_at: order.shipped ? now : null,
    poll_failures: order.failures,
    poll_error: order.neverStarted ? 'not-found 35: No order with this id' : null,
  });
  if (order.transaction !== null)
    insert(db, 'payment_events', {
      msn,
      order_id: orderId,
      event_key: 'k',
      operation: 'reserve',
      operation_name: 'RESERVE',
      amount_ore: order.amount,
      success: 1,
      occurred_at: now,
      transaction_id: order.transaction,
      position: 0,
      seen_at: now,
    });
  if (order.command)
    insert(db, 'commands', {
      id: `${msn}-${orderId.length}-${orderId}`.slice(0, 40),
      msn,
      order_id: orderId,
      kind: 'capture',
      amount_ore: 100,
      transaction_text: 'x',
      status: 'pending',
      whole_remainder: 'no',
      release_rest: 'no',
      actor: 'kari',
      created_at: now,
      attempts: 0,
    });
  if (order.exception !== null)
    insert(db, 'exceptions', {
      id: `${msn}/${orderId}`,
      kind: 'amounts-differ',
      status: order.exception,
      cause_present: 'yes',
      amount_ore: 1,
      currency: 'NOK',
      arose_on: '2026-06-01',
      msn,
      order_id: orderId,
      detail: '{}',
      opened_at: now,
      ...(order.exception === 'resolved'
        ? { resolved_at: now, resolved_by: 'kari', resolution: 'accepted' }
        : {}),
    });
}
