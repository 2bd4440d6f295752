/** Which orders goods can be sent for, and whether sending them can also take the money. */
import { dayMs } from './calendar';
import { type Ore, subtractOre, sumOre, zeroOre } from './money';
import { type ActionableOrder, checkAction, type Refusal } from './payment-actions';
import type { OrderState } from './payment-state';

/** Goods that were sent are captured within a day; after that it is said, on the order's page and as an exception. */
export const captureAfterShippingMs = dayMs;

/** So many ways of delivery can be set for a sales unit. */
export const mostDeliveryMethods = 10;

type Sendable = { readonly state: OrderState; readonly reservedOre: Ore };

/** Something was reserved or taken, and not all of it given back before it was taken. */
export function isShippable({ state, reservedOre }: Sendable): boolean {
  return reservedOre > 0 && state !== 'cancelled';
}

/** Do the shipments hold all there is to send? One without an amount was all that remained then. */
export function isAllSent(
  order: Pick<ActionableOrder, 'reservedOre' | 'capturedOre' | 'cancelledOre'>,
  shipments: readonly { readonly amountOre: Ore | null }[],
): boolean {
  if (shipments.length === 0) return false;
  const sentOre = sumOre(shipments.map(({ amountOre }) => amountOre ?? zeroOre));
  const toSendOre = subtractOre(order.reservedOre, order.cancelledOre);
  return shipments.some(({ amountOre }) => amountOre === null) || sentOre >= toSendOre;
}

export type CaptureOnShipping =
  /** Up to so much can be captured with the shipment. */
  | { readonly kind: 'possible'; readonly maxOre: Ore }
  /** The shipment is recorded and no money is taken: all is captured already, or it cannot be. */
  | { readonly kind: 'not-possible'; readonly why: Refusal | 'no-keys-for-sales-unit' };

export function captureOnShipping(order: ActionableOrder, hasKeys: boolean, now: string): CaptureOnShipping {
  const check = checkAction('capture', order, now);
  if (check.kind === 'refused') return { kind: 'not-possible', why: check.refusal };
  return hasKeys
    ? { kind: 'possible', maxOre: check.maxOre }
    : { kind: 'not-possible', why: 'no-keys-for-sales-unit' };
}
