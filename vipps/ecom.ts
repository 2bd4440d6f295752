/** The calls of the eCom API v2. Each checks what it is given before anything is sent. */
import type { Ore } from '#core/money';
import { checkRequest } from './check-request';
import {
  type ActionResult,
  actionResultFromWire,
  initiationFromWire,
  type PaymentDetails,
  type PaymentInitiation,
  paymentDetailsFromWire,
} from './ecom-adapter';
import { kronerFromOre } from './kroner-wire';
import {
  cancelRequestSchema,
  detailsRequestSchema,
  forceApproveRequestSchema,
  initiateRequestSchema,
  moneyRequestSchema,
} from './schemas/requests';
import type { Transport } from './transport';

export function createEcom(transport: Transport): EcomClient {
  const changeMoney = (operation: 'capture' | 'refund', request: MoneyRequest): Promise<ActionResult> => {
    const { msn, orderId, requestId, amountOre, text } = request;
    checkRequest(operation, moneyRequestSchema, request, requestId);
    return transport.send(
      {
        operation,
        method: 'POST',
        path: paymentPath(orderId, operation),
        headers: msnHeader(msn),
        // no amount at all, rather than null or 0, means all that remains
        body: {
          merchantInfo: { merchantSerialNumber: msn },
          transaction: { amount: amountOre, transactionText: text },
        },
        idempotencyKey: requestId,
      },
      (json) => actionResultFromWire(json, orderId),
    );
  };

  return {
    async initiatePayment(request) {
      checkRequest('initiate-payment', initiateRequestSchema, request);
      const { orderId } = request.transaction;
      return transport.send(
        {
          operation: 'initiate-payment',
          method: 'POST',
          path: '/ecomm/v2/payments',
          headers: msnHeader(request.merchantInfo.merchantSerialNumber),
          body: initiateBody(request),
        },
        (json) => initiationFromWire(json, orderId),
      );
    },

    async getPaymentDetails(msn, orderId) {
      checkRequest('get-payment-details', detailsRequestSchema, { msn, orderId });
      return transport.send(
        {
          operation: 'get-payment-details',
          method: 'GET',
          path: paymentPath(orderId, 'details'),
          headers: msnHeader(msn),
        },
        (json) => paymentDetailsFromWire(json, orderId),
      );
    },

    async capture(request) {
      return changeMoney('capture', request);
    },

    async refund(request) {
      return changeMoney('refund', request);
    },

    async cancel(request) {
      checkRequest('cancel', cancelRequestSchema, request);
      const { msn, orderId, text, releaseRemaining } = request;
      return transport.send(
        {
          operation: 'cancel',
          method: 'PUT',
          path: paymentPath(orderId, 'cancel'),
          headers: msnHeader(msn),
          body: {
            merchantInfo: { merchantSerialNumber: msn },
            transaction: { transactionText: text },
            shouldReleaseRemainingFunds: releaseRemaining ? true : undefined,
          },
        },
        (json) => actionResultFromWire(json, orderId),
      );
    },

    async forceApprove(request) {
      checkRequest('force-approve', forceApproveRequestSchema, request);
      const { msn, orderId, phoneNumber, token } = request;
      return transport.send(
        {
          operation: 'force-approve',
          method: 'POST',
          path: `/ecomm/v2/integration-test/payments/${orderId}/approve`,
          headers: msnHeader(msn),
          body: { customerPhoneNumber: phoneNumber, token },
          ignoreBody: true,
        },
        () => undefined,
      );
    },
  };
}

/** All methods reject with a VippsError. */
export interface EcomClient {
  initiatePayment(request: InitiatePayment): Promise<PaymentInitiation>;
  getPaymentDetails(msn: string, orderId: string): Promise<PaymentDetails>;
  /** Up to 180 days after the reservation. The same request id with the same content replays the first result. */
  capture(request: MoneyRequest): Promise<ActionResult>;
  /** Has no request id. After a partial capture only with `releaseRemaining`, and then nothing more can be captured. */
  cancel(request: CancelRequest): Promise<ActionResult>;
  /** Up to 365 days after the capture. */
  refund(request: MoneyRequest): Promise<ActionResult>;
  /** Vipps's test environment only; not for express. */
  forceApprove(request: ForceApproveRequest): Promise<void>;
}

export interface MoneyRequest {
  readonly msn: string;
  readonly orderId: string;
  /** At least 100. Left out: all that remains, which is also the only way to take a rest of less than 100 øre. */
  readonly amountOre?: Ore;
  /** 1 to 100 characters, shown to the customer: for a capture the proof of delivery. */
  readonly text: string;
  /** The idempotency key, 1 to 40 characters. */
  readonly requestId: string;
}

export interface CancelRequest {
  readonly msn: string;
  readonly orderId: string;
  readonly text: string;
  readonly releaseRemaining?: boolean;
}

export interface ForceApproveRequest {
  readonly msn: string;
  readonly orderId: string;
  /** Eight digits. */
  readonly phoneNumber?: string;
  readonly token?: string;
}

/** Names as on the wire, but amounts in øre; also the shipping cost, which travels in kroner. */
export interface InitiatePayment {
  readonly merchantInfo: MerchantInfo;
  readonly customerInfo?: { readonly mobileNumber?: string };
  readonly transaction: {
    /** 1 to 50 of a–z, A–Z, 0–9 and "-"; unique per sales unit. */
    readonly orderId: string;
    readonly amountOre: Ore;
    readonly transactionText: string;
    readonly scope?: string;
    readonly skipLandingPage?: boolean;
    /** Express: address and method in steps of their own. Vipps does so regardless since March 2023. */
    readonly useExplicitCheckoutFlow?: boolean;
  };
}

/** Addresses are 255 characters at most. */
export interface MerchantInfo {
  readonly merchantSerialNumber: string;
  readonly callbackPrefix: string;
  readonly fallBack: string;
  /** Comes back as the Authorization header of callbacks. */
  readonly authToken?: string;
  /** Required for express. */
  readonly consentRemovalPrefix?: string;
  /** Express: this, or staticShippingDetails. */
  readonly shippingDetailsPrefix?: string;
  readonly isApp?: boolean;
  readonly paymentType?: 'eComm Regular Payment' | 'eComm Express Payment';
  readonly staticShippingDetails?: readonly StaticShipping[];
}

export interface StaticShipping {
  readonly isDefault: boolean;
  readonly priority?: number;
  /** Sent as kroner with decimals. */
  readonly shippingCostOre: Ore;
  readonly shippingMethod: string;
  readonly shippingMethodId: string;
}

/** Field by field, so that nothing unchecked is sent; JSON leaves out what is undefined. */
function initiateBody({ merchantInfo, customerInfo, transaction }: InitiatePayment): object {
  return {
    merchantInfo: {
      merchantSerialNumber: merchantInfo.merchantSerialNumber,
      callbackPrefix: merchantInfo.callbackPrefix,
      fallBack: merchantInfo.fallBack,
      authToken: merchantInfo.authToken,
      consentRemovalPrefix: merchantInfo.consentRemovalPrefix,
      shippingDetailsPrefix: merchantInfo.shippingDetailsPrefix,
      isApp: merchantInfo.isApp,
      paymentType: merchantInfo.paymentType,
      staticShippingDetails: merchantInfo.staticShippingDetails?.map((method) => ({
        isDefault: method.isDefault ? 'Y' : 'N',
        priority: method.priority,
        shippingCost: kronerFromOre(method.shippingCostOre),
        shippingMethod: method.shippingMethod,
        shippingMethodId: method.shippingMethodId,
      })),
    },
    customerInfo: { mobileNumber: customerInfo?.mobileNumber },
    transaction: {
      orderId: transaction.orderId,
      amount: transaction.amountOre,
      transactionText: transaction.transactionText,
      scope: transaction.scope,
      skipLandingPage: transaction.skipLandingPage,
      useExplicitCheckoutFlow: transaction.useExplicitCheckoutFlow,
    },
  };
}

/** Order ids are checked first and need no encoding. */
function paymentPath(orderId: string, action: string): string {
  return `/ecomm/v2/payments/${orderId}/${action}`;
}

function msnHeader(msn: string): Record<string, string> {
  return { 'Merchant-Serial-Number': msn };
}
