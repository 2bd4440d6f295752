import type { Ore } from '#core/money';
import type { Person } from '#simulator/payments/person';
import type { ChosenShipping } from '#simulator/payments/shipping';
import type { Payment } from '#simulator/store/payment-store';

/**
 * The body of a transaction update. RegularCheckOutPaymentRequest, or ExpressCheckOutPaymentRequest once the customer
 * has shared who it is; an express payment that came to nothing has neither person nor parcel, so it takes the regular
 * form. The address has `zipCode` and a two-letter country here, where details have `postCode` and `Norway`.
 */
export function callbackBody(payment: Payment, news: PaymentNews): string {
  return JSON.stringify({
    merchantSerialNumber: payment.msn,
    orderId: payment.orderId,
    ...(news.express ? expressPart(news.express) : {}),
    transactionInfo: {
      amount: news.amountOre,
      status: news.express && news.status === 'RESERVED' ? 'RESERVE' : news.status,
      timeStamp: news.at,
      transactionId: payment.transactionId,
    },
  });
}

/** What became of a payment. */
export interface PaymentNews {
  readonly at: string;
  readonly status: 'RESERVED' | 'SALE' | 'CANCELLED' | 'REJECTED';
  readonly amountOre: Ore;
  /** Undefined for regular payments, and for express payments that came to nothing. */
  readonly express?: { readonly person: Person; readonly shipping: ChosenShipping };
}

function expressPart({ person, shipping }: NonNullable<PaymentNews['express']>): object {
  const { address } = person;
  return {
    shippingDetails: {
      address: {
        addressLine1: address.addressLine1,
        ...(address.addressLine2 === undefined ? {} : { addressLine2: address.addressLine2 }),
        city: address.city,
        country: 'NO',
        zipCode: address.postCode,
      },
      shippingCost: shipping.cost,
      shippingMethod: shipping.method,
      shippingMethodId: shipping.methodId,
    },
    userDetails: {
      email: person.email,
      firstName: person.firstName,
      lastName: person.lastName,
      mobileNumber: person.mobileNumber,
      userId: person.userId,
    },
  };
}
