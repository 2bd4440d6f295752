/** Names that the shop gives: order ids that people can read aloud, and keys that nobody can guess. */
import { randomBytes, randomInt } from 'node:crypto';
import { dayOf } from '#core/calendar';

/** `ff-260602-7K3QX9`: the day in Oslo, and six characters that are not mistaken for each other. */
export function makeOrderId(now: string): string {
  const day = dayOf(now).replaceAll('-', '').slice(2);
  return `ff-${day}-${readable(6)}`;
}

/** `p-7K3QX9AB2C`, made when the form is shown, so that sending the form twice is one parcel. */
export function makeShipmentId(): string {
  return `p-${readable(10)}`;
}

/** 144 bits, as a part of an address. Also the one-time key of a form. */
export function makeKey(): string {
  return randomBytes(18).toString('base64url');
}

export const keyPattern = /^[\w-]{24}$/;
export const shipmentIdPattern = /^p-[0-9A-Z]{10}$/;

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function readable(length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
