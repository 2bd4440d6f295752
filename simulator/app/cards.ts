import type { Confirmation } from '#simulator/payments/customer';

/** The cards in every phone, and what comes of paying with each. */
export const cards = {
  visa: { instrument: 'Visa' },
  mastercard: { instrument: 'Mastercard' },
  'no-money': { instrument: 'Visa', fail: 'insufficient-funds' },
  expired: { instrument: 'Mastercard', fail: 'expired-card' },
} as const satisfies Record<string, Pick<Confirmation, 'instrument' | 'fail'>>;

export const cardKinds = [
  'visa',
  'mastercard',
  'no-money',
  'expired',
] as const satisfies (keyof typeof cards)[];
export type CardKind = (typeof cardKinds)[number];

export function isCardKind(text: string): text is CardKind {
  return cardKinds.some((kind) => kind === text);
}
