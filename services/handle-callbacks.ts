/** Acts on what Vipps called for: reads the payment that a callback is about, erases the person whose consent was removed. */
import { addMs, dayMs, hourMs } from '#core/calendar';
import { paymentOperationOf } from '#core/payment-state';
import { type CallbackChange, type CallbackRow, listOpenCallbacks, saveCallback } from '#db/callbacks';
import { erasePerson, forgetErased } from '#db/customers';
import { findOrder, findSalesUnit, insertOrder, listPaymentEvents, type OrderName } from '#db/orders';
import { customerKeyOf, hashOfUser } from './customer-details';
import type { Desk } from './desk';
import { pollPayment } from './poll-payments';
import type { Progress } from './progress';
import { mentionedOrder } from './register-order';

const batchSize = 200;

export type HandledCallbacks = {
  readonly handled: number;
  readonly erased: number;
  readonly waiting: number;
};

/** Ends when no callback is due. One that cannot be handled now is tried again, ever more rarely. */
export async function handleCallbacks(desk: Desk, progress: Progress): Promise<HandledCallbacks> {
  const result = { handled: 0, erased: 0, waiting: 0 };
  for (;;) {
    const due = await listOpenCallbacks(desk.db, desk.clock.now(), batchSize);
    for (const callback of due) {
      if (progress.stopping()) return result;
      const change = await changeFor(desk, callback);
      await saveCallback(desk.db, callback, change);
      if (change.outcome === 'erased') result.erased += 1;
      else if (change.handledAt) result.handled += 1;
      else result.waiting += 1;
      await progress.report(result.handled + result.erased + result.waiting, null);
    }
    if (due.length < batchSize) break;
  }
  if (result.erased > 0) await forgetErased(desk.db);
  return result;
}

async function changeFor(desk: Desk, callback: CallbackRow): Promise<CallbackChange> {
  if (callback.kind === 'consent-removal') return eraseFor(desk, callback);
  if (callback.orderId === null) throw new Error(`callback ${callback.id} names no order`);
  const name = { msn: callback.msn, orderId: callback.orderId };
  if ((await findSalesUnit(desk.db, name.msn))?.polled !== 'yes') return done(desk, 'no-keys');
  const outcome = await pollPayment(desk, await knownOrder(desk, name, callback.receivedAt));
  if (outcome === 'failed' || outcome === 'silent') return postpone(desk, callback);
  return done(desk, (await agrees(desk, callback, name)) ? 'agreed' : 'differs');
}

/** An order that its shop did not register becomes known by the callback; the token proved that it is ours. */
async function knownOrder(desk: Desk, name: OrderName, occurredAt: string) {
  await insertOrder(
    desk.db,
    mentionedOrder({ ...name, occurredAt, source: 'callback' }, true, desk.clock.now()),
  );
  const order = await findOrder(desk.db, name);
  if (order === undefined) throw new Error(`order ${name.orderId} was stored and cannot be read`);
  return order;
}

/** Does the payment's history hold what the callback told? An error without a status must be an attempt that failed. */
async function agrees(desk: Desk, callback: CallbackRow, name: OrderName): Promise<boolean> {
  const { status, amountOre, errorCode } = callback;
  const events = await listPaymentEvents(desk.db, name);
  if (status === null) return errorCode === null || events.some(({ success }) => !success);
  const told = paymentOperationOf(status);
  return events.some(
    (event) =>
      event.success &&
      (event.operation === told || (told === 'cancel' && event.operation === 'void')) &&
      (amountOre === null || event.amountOre === amountOre),
  );
}

async function eraseFor(desk: Desk, { userId }: CallbackRow): Promise<CallbackChange> {
  if (userId !== null)
    await erasePerson(desk.db, {
      userId,
      userHash: hashOfUser(userId),
      customerKey: customerKeyOf(userId),
      at: desk.clock.now(),
    });
  return { ...done(desk, 'erased'), userId: null };
}

function done(desk: Desk, outcome: NonNullable<CallbackChange['outcome']>): CallbackChange {
  return { handledAt: desk.clock.now(), outcome, nextAttemptAt: null, trouble: null };
}

/** The job poll-payments goes on reading the order in any case; after a week the bell has rung long enough. */
function postpone(desk: Desk, { attempts, receivedAt }: CallbackRow): CallbackChange {
  const now = desk.clock.now();
  if (now >= addMs(receivedAt, 7 * dayMs)) return done(desk, 'given-up');
  const delayMs = Math.min(5000 * 2 ** Math.min(attempts, 12), 6 * hourMs);
  return {
    attempts: attempts + 1,
    nextAttemptAt: addMs(now, delayMs),
    trouble: 'the payment could not be read; see the order',
  };
}
