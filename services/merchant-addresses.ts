/** Where Vipps reaches the desk about an order, and the tokens by which the desk knows that it is Vipps. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { OrderName } from '#db/orders';
import { publicUrlOf, type Settings } from './settings';

export type MerchantAddresses = {
  readonly callbackPrefix: string;
  readonly shippingDetailsPrefix: string;
  readonly consentRemovalPrefix: string;
  /** Comes back as the Authorization header of each call. One for each order. */
  readonly authToken: string;
};

type AddressSettings = Pick<Settings, 'PUBLIC_URL' | 'HOST' | 'PORT' | 'CALLBACK_SECRET' | 'SESSION_SECRET'>;

/**
 * What the shop hands to Vipps when it initiates the payment. Tokens are derived from a secret and not stored: the same order
 * always has the same one. A removal of consent names no order, so its address itself cannot be guessed.
 */
export function merchantAddresses(settings: AddressSettings, { msn, orderId }: OrderName): MerchantAddresses {
  const prefix = `${publicUrlOf(settings)}/vipps/${msn}`;
  return {
    callbackPrefix: prefix,
    shippingDetailsPrefix: prefix,
    consentRemovalPrefix: `${prefix}/${consentCapability(settings, msn)}`,
    authToken: sign(settings, `order ${msn}/${orderId}`),
  };
}

/** Is this the token of the order? */
export function isAuthTokenOf(
  settings: AddressSettings,
  { msn, orderId }: OrderName,
  authorization: string | undefined,
): boolean {
  return authorization !== undefined && isEqual(authorization, sign(settings, `order ${msn}/${orderId}`));
}

export function isConsentCapabilityOf(settings: AddressSettings, msn: string, capability: string): boolean {
  return isEqual(capability, consentCapability(settings, msn));
}

function consentCapability(settings: AddressSettings, msn: string): string {
  return sign(settings, `consent ${msn}`);
}

function sign({ CALLBACK_SECRET, SESSION_SECRET }: AddressSettings, subject: string): string {
  // One secret serves two ends; neither reveals the other.
  const key = hkdfSync('sha256', CALLBACK_SECRET ?? SESSION_SECRET, '', 'callbacks from Vipps', 32);
  return createHmac('sha256', Buffer.from(key)).update(subject).digest('base64url');
}

function isEqual(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
