/** What the shop asks of Vipps for an order: the words of the desk where it answered, now or before, else what the shop knows. */
import { shippingMethods } from '#shop/catalogue/shipping-methods';
import type { Choices } from '#shop/choices';
import type { Registered } from '#shop/desk/desk-client';
import type { DeskAddresses } from '#shop/store/address-store';
import type { ShopOrder } from '#shop/store/order-store';
import type { InitiatePayment, MerchantInfo } from '#vipps/client';

/**
 * Undefined for express when the desk has never said where consents are removed: that address has a secret part, and without
 * it a customer who takes the consent back would not be heard.
 */
export function initiationOf(
  order: InitiationOrder,
  surroundings: Surroundings,
): InitiatePayment | undefined {
  const { mobileNumber, choices } = surroundings;
  const merchantInfo = merchantInfoOf(order, surroundings);
  if (merchantInfo === undefined) return undefined;
  const transaction = {
    orderId: order.orderId,
    amountOre: order.amountOre,
    transactionText: transactionText(order),
    ...(order.isExpress ? { useExplicitCheckoutFlow: choices.flow === 'explicit' } : {}),
  };
  return {
    merchantInfo,
    ...(mobileNumber === undefined ? {} : { customerInfo: { mobileNumber } }),
    transaction,
  };
}

type InitiationOrder = Pick<
  ShopOrder,
  'orderId' | 'msn' | 'pageKey' | 'amountOre' | 'isExpress' | 'lines' | 'language'
>;

export interface Surroundings {
  readonly shopUrl: string;
  readonly deskUrl: string;
  /** The desk's answer for this order; undefined when it gave none. */
  readonly registered?: Registered;
  /** What the desk said last for the sales unit. */
  readonly addresses?: DeskAddresses;
  readonly choices: Choices;
  /** Eight digits. */
  readonly mobileNumber?: string;
}

function merchantInfoOf(order: InitiationOrder, surroundings: Surroundings): MerchantInfo | undefined {
  const { registered, deskUrl, shopUrl } = surroundings;
  const addresses = registered?.vipps ?? surroundings.addresses;
  const common = {
    merchantSerialNumber: order.msn,
    callbackPrefix: addresses?.callbackPrefix ?? `${deskUrl}/vipps/${order.msn}`,
    authToken: registered?.vipps.authToken,
    fallBack: orderAddress(shopUrl, order),
  };
  if (!order.isExpress) return { ...common, paymentType: 'eComm Regular Payment' };
  if (addresses === undefined) return undefined;
  return {
    ...common,
    paymentType: 'eComm Express Payment',
    consentRemovalPrefix: addresses.consentRemovalPrefix,
    ...shippingOf(surroundings),
  };
}

/**
 * A desk that does not answer the shop would hardly answer Vipps within ten seconds, and without the token of the order it must
 * not: then the shop names the methods.
 */
function shippingOf({ registered, choices }: Surroundings): Partial<MerchantInfo> {
  return registered !== undefined && choices.delivery === 'fetched'
    ? { shippingDetailsPrefix: registered.vipps.shippingDetailsPrefix }
    : { staticShippingDetails: shippingMethods };
}

export function orderAddress(shopUrl: string, order: Pick<ShopOrder, 'orderId' | 'pageKey'>): string {
  return `${shopUrl}/orders/${order.orderId}?key=${order.pageKey}`;
}

/** At most 100 characters, shown in the app and on the receipt. */
export function transactionText({ lines }: Pick<ShopOrder, 'lines'>): string {
  const goods = lines.map(({ quantity, name }) => (quantity > 1 ? `${quantity} × ${name}` : name)).join(', ');
  return goods.length <= longestText ? goods : `${goods.slice(0, longestText - 1).trimEnd()}…`;
}

const longestText = 100;
