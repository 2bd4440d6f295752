import { ControlError, type ControlRequest } from '#simulator/control/control-answer';
import { getPayment } from '#simulator/control/payment-control';
import type { CallbackSender } from '#simulator/merchant/callback-sender';
import { type Consent, listConsents, removeConsent } from '#simulator/merchant/remove-consent';
import type { Callback } from '#simulator/store/callback-store';
import type { World } from '#simulator/world';

/** The outbox, newest first; of one order with `?msn=…&orderId=…`. */
export function listCallbacks(world: World, request: ControlRequest): { callbacks: CallbackView[] } {
  const [msn, orderId] = [request.query('msn'), request.query('orderId')];
  const limit = request.count('limit', 100, 1000);
  const found =
    msn !== undefined && orderId !== undefined
      ? world.callbacks.listOfPayment(getPayment(world, msn, orderId).id, limit)
      : world.callbacks.listLatest(limit);
  return { callbacks: found.map(viewCallback) };
}

/** Waits until everything due has been sent. What is delayed, by a fault, is not due. */
export async function flushCallbacks(world: World, sender: CallbackSender): Promise<{ waiting: number }> {
  await sender.idle();
  return { waiting: world.db.open ? world.callbacks.countWaiting() : 0 };
}

export async function removeAllConsents(world: World, userId: string): Promise<{ results: ConsentView[] }> {
  if (listConsents(world, userId).length === 0)
    throw new ControlError(404, 'unknown-user', `nobody with user id ${userId} has shared details`);
  return { results: (await removeConsent(world, userId)).map(viewConsent) };
}

export interface CallbackView {
  readonly id: number;
  readonly url: string;
  readonly state: Callback['state'];
  readonly httpStatus: number | null;
  readonly error: string | null;
  readonly queuedAt: string;
  readonly dueAt: string;
  /** As it is, or would be, sent. */
  readonly body: unknown;
}

export interface ConsentView {
  readonly prefix: string;
  readonly msn: string;
  readonly orderId: string;
  readonly isRemoved: boolean;
  readonly state: 'answered' | 'failed' | 'not-sent' | null;
  readonly httpStatus: number | null;
  readonly error: string | null;
}

function viewCallback(callback: Callback): CallbackView {
  const { id, url, state, httpStatus, error, queuedAt, dueAt } = callback;
  return { id, url, state, httpStatus, error, queuedAt, dueAt, body: JSON.parse(callback.body) };
}

function viewConsent({ prefix, msn, orderId, isRemoved, removal }: Consent): ConsentView {
  const { state = null, httpStatus = null, error = null } = removal ?? {};
  return { prefix, msn, orderId, isRemoved, state, httpStatus, error };
}
