import { addMs, hourMs } from '#core/calendar';
import { callbackFaults, type Fault } from '#simulator/faults';
import { isOnThisMachine } from '#simulator/merchant/call-merchant';
import { callbackBody, type PaymentNews } from '#simulator/merchant/callback-body';
import { readMerchantInfo } from '#simulator/payments/merchant-info';
import type { NewCallback } from '#simulator/store/callback-store';
import type { Payment } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';

/**
 * Puts a transaction update into the outbox. Call it inside `world.atomically`, together with what it tells. A shop
 * that gave no address for callbacks is told nothing, and nothing is recorded.
 */
export function queueCallback(world: World, payment: Payment, news: PaymentNews): void {
  const { callbackPrefix, authToken } = readMerchantInfo(payment);
  if (!callbackPrefix) return;
  const url = `${callbackPrefix}/v2/payments/${payment.orderId}`;
  const callback: NewCallback = {
    paymentId: payment.id,
    url,
    authToken: authToken ?? null,
    body: callbackBody(payment, news),
    queuedAt: news.at,
    dueAt: news.at,
    dueRealMs: Math.trunc(world.realNowMs()),
    state: 'waiting',
  };
  if (!isOnThisMachine(url)) {
    world.callbacks.insert({ ...callback, state: 'not-sent' });
    return;
  }
  const fault = world.faults.strike(callbackFaults, { operation: 'callback', orderId: payment.orderId });
  for (const copy of fault ? spoil(callback, fault) : [callback]) world.callbacks.insert(copy);
  world.wakeSender(0);
  if (fault?.delayMs !== undefined || fault?.kind === 'callback-late')
    world.wakeSender(fault.delayMs ?? lateMs);
}

function spoil(callback: NewCallback, fault: Fault): NewCallback[] {
  switch (fault.kind) {
    case 'callback-lost':
      return [{ ...callback, state: 'lost' }];
    case 'callback-doubled':
      return [callback, later(callback, fault.delayMs ?? 0)];
    case 'callback-late':
      return fault.hours === undefined
        ? [later(callback, fault.delayMs ?? lateMs)]
        : [{ ...callback, dueAt: addMs(callback.queuedAt, fault.hours * hourMs) }];
    default:
      return [callback];
  }
}

function later(callback: NewCallback, delayMs: number): NewCallback {
  return { ...callback, dueRealMs: callback.dueRealMs + delayMs };
}

const lateMs = 5000;
