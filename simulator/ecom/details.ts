import { dayMs } from '#core/calendar';
import { checkCommonHeaders } from '#simulator/ecom/check-headers';
import { ecomContentType, invalidRequest } from '#simulator/ecom/errors';
import { findOrder } from '#simulator/ecom/find-order';
import { summarize } from '#simulator/ecom/summary';
import type { Answer, ApiCall } from '#simulator/http/answer';
import type { Person } from '#simulator/payments/person';
import type { ChosenShipping } from '#simulator/payments/shipping';
import type { Payment, PaymentEvent } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';

/** GET …/details: the whole history, newest first. */
export function answerDetails(world: World, call: ApiCall): Answer {
  const found = findForReading(world, call);
  if (!found.ok) return found.answer;
  const { payment } = found;
  return {
    status: 200,
    contentType: ecomContentType,
    body: JSON.stringify({
      orderId: payment.orderId,
      ...expressDetails(payment, world.clock.nowMs()),
      transactionLogHistory: world.payments.listEvents(payment.id).map(presentEvent),
      transactionSummary: summarize(payment),
    }),
  };
}

/** GET …/status (deprecated): only the last thing that succeeded. */
export function answerStatus(world: World, call: ApiCall): Answer {
  const found = findForReading(world, call);
  if (!found.ok) return found.answer;
  const last = world.payments.listEvents(found.payment.id).find((event) => event.success === 1);
  const info = last && {
    amount: last.amountOre,
    status: last.operation,
    timeStamp: last.time,
    transactionId: last.transactionId,
  };
  return {
    status: 200,
    contentType: ecomContentType,
    body: JSON.stringify({
      orderId: found.payment.orderId,
      ...(info && info.amount >= 100 ? { transactionInfo: info } : {}),
    }),
  };
}

function findForReading(world: World, call: ApiCall): ReturnType<typeof findOrder> {
  const problems = checkCommonHeaders(call);
  return problems.length > 0
    ? { ok: false, answer: invalidRequest(problems) }
    : findOrder(world, call, undefined);
}

function presentEvent(event: PaymentEvent): Record<string, unknown> {
  return {
    amount: event.amountOre,
    operation: event.operation,
    operationSuccess: event.success === 1,
    ...(event.requestId === null ? {} : { requestId: event.requestId }),
    timeStamp: event.time,
    transactionId: event.transactionId,
    transactionText: event.text,
  };
}

const personLifeMs = 7 * dayMs;

/**
 * Who bought and where it is sent. Seven days after the reservation everything about the person reads
 * `[Expired]`, as far as the described patterns allow: the mobile number must be eight digits, so it is all
 * zeros; the country has one value only; the user id is a pseudonym that the shop needs for a later removal of
 * consent, and stays. So do shipping method and cost: they are about the parcel.
 */
function expressDetails(payment: Payment, nowMs: number): Record<string, unknown> {
  if (payment.person === null || payment.shipping === null || payment.reservedAt === null) return {};
  const person: Person = JSON.parse(payment.person);
  const shipping: ChosenShipping = JSON.parse(payment.shipping);
  const isExpired = nowMs - Date.parse(payment.reservedAt) >= personLifeMs;
  const hide = (text: string) => (isExpired ? '[Expired]' : text);
  return {
    shippingDetails: {
      address: {
        addressLine1: hide(person.address.addressLine1),
        ...(person.address.addressLine2 === undefined
          ? {}
          : { addressLine2: hide(person.address.addressLine2) }),
        city: hide(person.address.city),
        country: person.address.country,
        postCode: hide(person.address.postCode),
      },
      shippingCost: shipping.cost,
      shippingMethod: shipping.method,
      shippingMethodId: shipping.methodId,
    },
    userDetails: {
      email: hide(person.email),
      firstName: hide(person.firstName),
      lastName: hide(person.lastName),
      mobileNumber: isExpired ? '00000000' : person.mobileNumber,
      userId: person.userId,
    },
  };
}
