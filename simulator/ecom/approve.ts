import { checkCommonHeaders, checkRequestId } from '#simulator/ecom/check-headers';
import { invalidRequest, refusalAnswer } from '#simulator/ecom/errors';
import { findOrder, orderLockKey } from '#simulator/ecom/find-order';
import { readBody } from '#simulator/ecom/read-body';
import { approveSchema } from '#simulator/ecom/request-schemas';
import type { Answer, ApiCall } from '#simulator/http/answer';
import { confirmPayment } from '#simulator/payments/customer';
import type { World } from '#simulator/world';

/** POST …/integration-test/…/approve: confirms without the app, for tests. Not for express payments. */
export function answerApprove(world: World, call: ApiCall): Answer {
  const body = readBody(call, approveSchema, [...checkCommonHeaders(call), ...checkRequestId(call, false)]);
  if (!body.ok) return body.answer;
  const found = findOrder(world, call, undefined);
  if (!found.ok) return found.answer;
  if (world.locks.has(orderLockKey(call))) return refusalAnswer('94');
  const { payment } = found;
  if (body.value.token !== undefined && body.value.token !== payment.token) {
    return invalidRequest([{ field: 'token', message: 'is not the one in the URL of this payment' }]);
  }
  if (payment.express === 1) return refusalAnswer('91');
  if (payment.state === 'reserved') return refusalAnswer('92');
  if (payment.state !== 'initiated') return refusalAnswer('73');
  confirmPayment(world, world.clock.now(), payment);
  return { status: 200 };
}
