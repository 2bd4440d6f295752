import { setTimeout as wait } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import { answerFaults, type Call, type Fault, gatewayFaults } from '#simulator/faults';
import type { Answer, ApiCall, GatewayStyle, Handler } from '#simulator/http/answer';
import { readCall } from '#simulator/http/read-call';
import { hang, sendAnswer, sendHalf, sendMalformed } from '#simulator/http/send-answer';
import { runDue } from '#simulator/run-due';
import type { World } from '#simulator/world';

/**
 * Serves one operation: what is due first, then a fault that strikes before the work, the work itself (whole
 * and stored when the handler returns), and a fault that spoils the answer.
 */
export function serveOperation(world: World, operation: ServedOperation): RequestHandler {
  return (request, response) => {
    serve(world, operation, request, response).catch((error: unknown) => {
      console.error('simulator: unexpected failure', error);
      if (!response.headersSent) sendAnswer(response, operation.style.serverError());
    });
  };
}

export interface ServedOperation {
  readonly style: GatewayStyle;
  readonly handler: Handler;
  /** What faults are compared with. */
  readonly describe: (call: ApiCall) => Call;
  /** The order that is locked while a fault delays this call; undefined = nothing is locked. */
  readonly lockKey?: (call: ApiCall) => string;
}

async function serve(
  world: World,
  operation: ServedOperation,
  request: Request,
  response: Response,
): Promise<void> {
  runDue(world);
  const call = readCall(request);
  const described = operation.describe(call);
  const early = world.faults.strike(gatewayFaults, described);
  if (early) {
    const verdict = await locked(world, operation.lockKey?.(call), () =>
      strikeEarly(operation, early, response),
    );
    if (verdict === 'handled') return;
    if (verdict !== 'go-on') return sendAnswer(response, verdict);
    runDue(world);
  }
  const answer = operation.handler(call);
  const late = world.faults.strike(answerFaults, described);
  if (late) await strikeLate(operation, late, answer, response);
  else sendAnswer(response, answer);
}

type Verdict = Answer | 'handled' | 'go-on';

async function strikeEarly(operation: ServedOperation, fault: Fault, response: Response): Promise<Verdict> {
  switch (fault.kind) {
    case 'rate-limited':
      return operation.style.rateLimited(fault.retryAfterSeconds);
    case 'unauthorized':
      return operation.style.unauthorized('Access token is missing, invalid or expired');
    case 'server-error':
      return operation.style.serverError();
    case 'timeout-before-effect':
      await hang(response, fault.delayMs ?? silenceMs);
      return 'handled';
    case 'reset-before-effect':
      response.socket?.resetAndDestroy();
      return 'handled';
    case 'slow':
      await wait(fault.delayMs ?? slowMs);
      return 'go-on';
    default:
      return 'go-on';
  }
}

async function strikeLate(
  operation: ServedOperation,
  fault: Fault,
  answer: Answer,
  response: Response,
): Promise<void> {
  switch (fault.kind) {
    case 'server-error-after-effect':
      return sendAnswer(response, operation.style.serverError());
    case 'timeout-after-effect':
      return hang(response, fault.delayMs ?? silenceMs);
    case 'reset-after-effect':
      response.socket?.resetAndDestroy();
      return;
    case 'half-body':
      return sendHalf(response, answer);
    case 'malformed-json':
      return sendMalformed(response, answer);
    default:
      return sendAnswer(response, answer);
  }
}

async function locked<T>(world: World, key: string | undefined, work: () => Promise<T>): Promise<T> {
  if (key === undefined || world.locks.has(key)) return work();
  world.locks.add(key);
  try {
    return await work();
  } finally {
    world.locks.delete(key);
  }
}

const silenceMs = 30_000;
const slowMs = 3000;
