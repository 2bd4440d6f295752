import { Router } from 'express';
import { z } from 'zod';
import { answerToken, tokenGateway } from '#simulator/access-token/token-answers';
import type { RateLimits } from '#simulator/config';
import { answerApprove } from '#simulator/ecom/approve';
import { answerCancel } from '#simulator/ecom/cancel';
import { answerDetails, answerStatus } from '#simulator/ecom/details';
import { orderLockKey } from '#simulator/ecom/find-order';
import { ecomGateway, refuseEntry } from '#simulator/ecom/gateway';
import { answerInitiate } from '#simulator/ecom/initiate';
import { answerCapture, answerRefund } from '#simulator/ecom/money-commands';
import type { Operation } from '#simulator/faults';
import { type Answer, type ApiCall, headerOf } from '#simulator/http/answer';
import { createRateLimiter } from '#simulator/http/rate-limiter';
import { type ServedOperation, serveOperation } from '#simulator/http/serve-operation';
import type { World } from '#simulator/world';

/** The access token and eCom endpoints. */
export function ecomRoutes(world: World): Router {
  const limiter = createRateLimiter(world.realNowMs);

  function guarded(operation: Operation, answer: (world: World, call: ApiCall) => Answer): ServedOperation {
    const isCommand = operation !== 'details' && operation !== 'initiate';
    return {
      style: ecomGateway,
      describe: (call) => ({ operation, orderId: orderIdOf(call) }),
      ...(isCommand ? { lockKey: orderLockKey } : {}),
      handler(call) {
        const refusal = refuseEntry(world, call) ?? refuseHaste(operation, call);
        return refusal ?? answer(world, call);
      },
    };
  }

  function refuseHaste(operation: Operation, call: ApiCall): Answer | undefined {
    const { rateLimits } = world.config;
    const limit = rateLimits === false || !isLimited(operation) ? undefined : rateLimits[operation];
    if (limit === undefined) return undefined;
    const msn = headerOf(call.headers, 'Merchant-Serial-Number') ?? '';
    const retryAfter = limiter.check(`${operation}/${msn}/${orderIdOf(call) ?? ''}`, limit);
    return retryAfter === undefined ? undefined : ecomGateway.rateLimited(retryAfter);
  }

  const router = Router();
  const token: ServedOperation = {
    style: tokenGateway,
    describe: () => ({ operation: 'token' }),
    handler: (call) => answerToken(world, call),
  };
  const payments = '/ecomm/v2/payments';
  router.post('/accesstoken/get', serveOperation(world, token));
  router.post(payments, serveOperation(world, guarded('initiate', answerInitiate)));
  router.get(`${payments}/:orderId/details`, serveOperation(world, guarded('details', answerDetails)));
  router.get(`${payments}/:orderId/status`, serveOperation(world, guarded('details', answerStatus)));
  router.post(`${payments}/:orderId/capture`, serveOperation(world, guarded('capture', answerCapture)));
  router.put(`${payments}/:orderId/cancel`, serveOperation(world, guarded('cancel', answerCancel)));
  router.post(`${payments}/:orderId/refund`, serveOperation(world, guarded('refund', answerRefund)));
  const approvePath = '/ecomm/v2/integration-test/payments/:orderId/approve';
  router.post(approvePath, serveOperation(world, guarded('approve', answerApprove)));
  return router;
}

const limitedOperations: ReadonlySet<string> = new Set([
  'initiate',
  'capture',
  'cancel',
  'refund',
  'details',
]);

function isLimited(operation: Operation): operation is keyof RateLimits & Operation {
  return limitedOperations.has(operation);
}

/** From the path; for a new payment from the body. */
function orderIdOf(call: ApiCall): string | undefined {
  if (call.path.orderId !== undefined) return call.path.orderId;
  const body = call.body.kind === 'json' ? call.body.value : undefined;
  return withOrderId.safeParse(body).data?.transaction.orderId;
}

const withOrderId = z.looseObject({ transaction: z.looseObject({ orderId: z.string() }) });
