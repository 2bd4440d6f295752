/**
 * What Vipps calls, under /vipps: payment updates, the question for delivery methods, removals of consent. No log-in stands before
 * them; each is recognised by the token that the shop passed on. Source: the merchant endpoints of the eCom API v2.
 */
import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import type { OpenDesk } from '#services/open-desk';
import {
  answerShippingDetails,
  askForCallbackRun,
  type IncomingUpdate,
  type Reception,
  receiveConsentRemoval,
  receivePaymentUpdate,
} from '#services/receive-callback';
import { refusalLimit } from './request-limits';

/** Longer than any call of Vipps. */
const largestBody = '64kb';

const payment = '/:msn(\\d{4,7})/v2/payments/:orderId([a-zA-Z0-9-]{1,50})';

export function merchantEndpoints(desk: OpenDesk): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  const json = express.json({ limit: largestBody, type: () => true });
  const limitRefusals = refusalLimit(desk.settings);

  router.post(payment, json, (request, response, next) => {
    receivePaymentUpdate(desk, callOf(request))
      .then((reception) => answer(desk, request, response, reception, limitRefusals))
      .catch(next);
  });

  router.post(`${payment}/shippingDetails`, json, (request, response, next) => {
    const call = callOf(request);
    answerShippingDetails(desk, call)
      .then((found) => {
        if (found.kind === 'methods') response.json(found.body);
        else if (found.kind === 'unauthorized') limitRefusals(request, response, () => refuse(response, 401));
        else if (found.kind === 'malformed') refuse(response, 400);
        else {
          desk.log.warn(
            { msn: call.msn },
            'Vipps asked for delivery methods; none are set for this sales unit',
          );
          refuse(response, 503);
        }
      })
      .catch(next);
  });

  router.delete('/:msn(\\d{4,7})/:capability/v2/consents/:userId', (request, response, next) => {
    const { msn = '', capability = '', userId = '' } = request.params;
    receiveConsentRemoval(desk, { msn, capability, userId })
      .then((reception) => answer(desk, request, response, reception, limitRefusals))
      .catch(next);
  });

  router.use((_request: Request, response: Response) => refuse(response, 404));
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const status =
      typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
    if (!(status >= 400 && status < 500)) desk.log.error({ err: error }, 'a call of Vipps failed');
    return refuse(response, status >= 400 && status < 500 ? status : 500);
  });
  return router;
}

function callOf({ params, headers, body }: Request): IncomingUpdate {
  const { msn = '', orderId = '' } = params;
  return { msn, orderId, authorization: headers.authorization, json: body as unknown };
}

async function answer(
  desk: OpenDesk,
  request: Request,
  response: Response,
  { kind }: Reception,
  limitRefusals: RequestHandler,
): Promise<void> {
  if (kind === 'unauthorized') return limitRefusals(request, response, () => refuse(response, 401));
  if (kind === 'malformed') return refuse(response, 400);
  response.status(200).json({});
  await askForCallbackRun(desk);
}

/** Says nothing of why: a forger learns nothing. */
function refuse(response: Response, status: number): void {
  response.status(status).json({});
}
