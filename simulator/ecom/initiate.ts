import { ore } from '#core/money';
import { checkCommonHeaders } from '#simulator/ecom/check-headers';
import { ecomContentType, invalidRequest, refusalAnswer } from '#simulator/ecom/errors';
import { readBody } from '#simulator/ecom/read-body';
import { initiateSchema } from '#simulator/ecom/request-schemas';
import { type Answer, type ApiCall, headerOf } from '#simulator/http/answer';
import { initiatePayment } from '#simulator/payments/initiate-payment';
import { tidyMobileNumber } from '#simulator/payments/mobile-number';
import type { World } from '#simulator/world';

/** POST /ecomm/v2/payments: a new payment, and the link that the customer follows. */
export function answerInitiate(world: World, call: ApiCall): Answer {
  const body = readBody(call, initiateSchema, checkCommonHeaders(call));
  if (!body.ok) return body.answer;
  const { customerInfo, merchantInfo, transaction } = body.value;
  const headerMsn = headerOf(call.headers, 'Merchant-Serial-Number');
  if (headerMsn !== undefined && headerMsn !== merchantInfo.merchantSerialNumber) {
    return invalidRequest([
      { field: 'merchantInfo.merchantSerialNumber', message: 'differs from Merchant-Serial-Number' },
    ]);
  }
  const mobileNumber = customerInfo.mobileNumber ? tidyMobileNumber(customerInfo.mobileNumber) : null;
  if (mobileNumber === undefined) return refusalAnswer('81');
  const outcome = initiatePayment(world, world.clock.now(), {
    msn: merchantInfo.merchantSerialNumber,
    orderId: transaction.orderId,
    amountOre: ore(transaction.amount),
    text: transaction.transactionText,
    express: merchantInfo.paymentType === 'eComm Express Payment' ? 1 : 0,
    mobileNumber,
    merchantInfo: { ...merchantInfo, useExplicitCheckoutFlow: transaction.useExplicitCheckoutFlow ?? false },
    unknownToShop: 0,
  });
  if (!outcome.ok) return refusalAnswer(outcome.code);
  const { token } = outcome.payment;
  const link = merchantInfo.isApp === true ? 'vipps://' : `${call.ownUrl}${landingPath}`;
  return {
    status: 200,
    contentType: ecomContentType,
    body: JSON.stringify({ orderId: transaction.orderId, url: `${link}?v=2&token=${token}` }),
  };
}

export const landingPath = '/dwo-api-application/v1/deeplink/vippsgateway';
