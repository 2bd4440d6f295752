import { type Ore, ore } from '#core/money';
import { checkCommonHeaders, checkRequestId } from '#simulator/ecom/check-headers';
import { refusalAnswer } from '#simulator/ecom/errors';
import { findOrder, orderLockKey } from '#simulator/ecom/find-order';
import { movementAnswer } from '#simulator/ecom/movement-answer';
import { readBody } from '#simulator/ecom/read-body';
import { replayOrRun } from '#simulator/ecom/replay-or-run';
import { moneySchema } from '#simulator/ecom/request-schemas';
import { type Answer, type ApiCall, headerOf } from '#simulator/http/answer';
import { capturePayment } from '#simulator/payments/capture-payment';
import { refundPayment } from '#simulator/payments/refund-payment';
import type { World } from '#simulator/world';

/** POST …/capture */
export function answerCapture(world: World, call: ApiCall): Answer {
  return answerMoneyCommand(world, call, captureCommand);
}

/** POST …/refund */
export function answerRefund(world: World, call: ApiCall): Answer {
  return answerMoneyCommand(world, call, refundCommand);
}

interface MoneyCommand {
  readonly endpoint: 'capture' | 'refund';
  readonly run: typeof capturePayment;
}

const captureCommand: MoneyCommand = { endpoint: 'capture', run: capturePayment };
const refundCommand: MoneyCommand = { endpoint: 'refund', run: refundPayment };

function answerMoneyCommand(world: World, call: ApiCall, command: MoneyCommand): Answer {
  const body = readBody(call, moneySchema, [...checkCommonHeaders(call), ...checkRequestId(call, true)]);
  if (!body.ok) return body.answer;
  const found = findOrder(world, call, body.value.merchantInfo?.merchantSerialNumber);
  if (!found.ok) return found.answer;
  if (world.locks.has(orderLockKey(call))) return refusalAnswer('94');
  const { msn, orderId } = found.payment;
  const requestId = headerOf(call.headers, 'X-Request-Id') ?? '';
  const { amount, transactionText: text } = body.value.transaction;
  const key = { msn, orderId, endpoint: command.endpoint, requestId };
  return replayOrRun(world, key, body.value, () => {
    const outcome = command.run(world, world.clock.now(), found.payment, {
      amountOre: readAmount(amount),
      text,
      requestId,
    });
    if (!outcome.ok) return refusalAnswer(outcome.code);
    return movementAnswer(world, found.payment, command.endpoint, outcome);
  });
}

function readAmount(amount: number | null | undefined): Ore | undefined {
  return amount === undefined || amount === null || amount === 0 ? undefined : ore(amount);
}
