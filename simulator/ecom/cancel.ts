import { checkCommonHeaders } from '#simulator/ecom/check-headers';
import { refusalAnswer } from '#simulator/ecom/errors';
import { findOrder, orderLockKey } from '#simulator/ecom/find-order';
import { movementAnswer } from '#simulator/ecom/movement-answer';
import { readBody } from '#simulator/ecom/read-body';
import { cancelSchema } from '#simulator/ecom/request-schemas';
import type { Answer, ApiCall } from '#simulator/http/answer';
import { cancelPayment } from '#simulator/payments/cancel-payment';
import type { World } from '#simulator/world';

/** PUT …/cancel. It has no request id: a repeated cancel is refused with 92. */
export function answerCancel(world: World, call: ApiCall): Answer {
  const body = readBody(call, cancelSchema, checkCommonHeaders(call));
  if (!body.ok) return body.answer;
  const found = findOrder(world, call, body.value.merchantInfo.merchantSerialNumber);
  if (!found.ok) return found.answer;
  if (world.locks.has(orderLockKey(call))) return refusalAnswer('94');
  const request = {
    text: body.value.transaction.transactionText,
    shouldReleaseRemainingFunds: body.value.shouldReleaseRemainingFunds ?? false,
  };
  return world.atomically(() => {
    const outcome = cancelPayment(world, world.clock.now(), found.payment, request);
    if (!outcome.ok) return refusalAnswer(outcome.code);
    return movementAnswer(world, found.payment, 'cancel', outcome);
  });
}
