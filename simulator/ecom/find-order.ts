import { z } from 'zod';
import { type FieldProblem, invalidRequest, refusalAnswer } from '#simulator/ecom/errors';
import { orderIdPattern } from '#simulator/ecom/request-schemas';
import { type Answer, type ApiCall, headerOf } from '#simulator/http/answer';
import type { Payment } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';

/**
 * The order a call is about. The sales unit stands in a header, in the body, or both (then they must agree);
 * a call that names none is understood as long as only one sales unit has such an order.
 */
export function findOrder(world: World, call: ApiCall, bodyMsn: string | undefined): OrderResult {
  const orderId = call.path.orderId ?? '';
  if (!orderIdPattern.test(orderId)) {
    return problem({ field: 'orderId', message: 'must be 1 to 50 of a-z, A-Z, 0-9 and -' });
  }
  const headerMsn = headerOf(call.headers, 'Merchant-Serial-Number');
  if (headerMsn !== undefined && bodyMsn !== undefined && headerMsn !== bodyMsn) {
    return problem({
      field: 'merchantInfo.merchantSerialNumber',
      message: 'differs from Merchant-Serial-Number',
    });
  }
  const msn = headerMsn ?? bodyMsn;
  if (msn !== undefined) {
    const payment = world.payments.find(msn, orderId);
    return payment ? { ok: true, payment } : { ok: false, answer: refusalAnswer('35') };
  }
  const [payment, another] = world.payments.findByOrderId(orderId);
  if (another)
    return problem({ field: 'Merchant-Serial-Number', message: 'several sales units have this order' });
  return payment ? { ok: true, payment } : { ok: false, answer: refusalAnswer('35') };
}

export type OrderResult =
  | { readonly ok: true; readonly payment: Payment }
  | { readonly ok: false; readonly answer: Answer };

/** Which order is locked while a call for it is in progress. */
export function orderLockKey(call: ApiCall): string {
  return `${headerOf(call.headers, 'Merchant-Serial-Number') ?? bodyMsn(call) ?? ''}/${call.path.orderId ?? ''}`;
}

function bodyMsn(call: ApiCall): string | undefined {
  const parsed = withMsn.safeParse(call.body.kind === 'json' ? call.body.value : undefined);
  return parsed.data?.merchantInfo.merchantSerialNumber;
}

function problem(field: FieldProblem): OrderResult {
  return { ok: false, answer: invalidRequest([field]) };
}

const withMsn = z.looseObject({ merchantInfo: z.looseObject({ merchantSerialNumber: z.string() }) });
