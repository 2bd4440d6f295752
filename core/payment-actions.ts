/**
 * What may be done with an order: capture, refund, cancel, and for how much. The desk offers exactly these, and
 * refuses the others before anything is sent. Source: Vipps eCom API v2, capture, cancel and refund.
 */
import { assertNever } from './assert-never';
import { type Ore, zeroOre } from './money';
import { type OrderState, remainingToCapture, remainingToRefund } from './payment-state';
import { refundDeadline } from './reservation-clocks';

export const commandKinds = ['capture', 'refund', 'cancel'] as const;
export type CommandKind = (typeof commandKinds)[number];

/** Vipps refuses amounts below 1 kr, except "all that remains" (the amount is then left out of the request). */
export const smallestAmountOre = 100;

export type ActionableOrder = {
  readonly state: OrderState;
  readonly reservedOre: Ore;
  readonly capturedOre: Ore;
  readonly refundedOre: Ore;
  readonly cancelledOre: Ore;
  readonly deadlineAt: string | null;
  readonly lastCapturedAt: string | null;
};

export type Refusal =
  | 'not-reserved'
  | 'nothing-to-capture'
  | 'nothing-to-refund'
  | 'nothing-to-cancel'
  | 'above-remaining'
  | 'below-smallest'
  | 'past-deadline'
  | 'past-refund-window';

export type ActionCheck =
  | { readonly kind: 'allowed'; readonly maxOre: Ore }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly maxOre: Ore };

/** May this command be sent now? Without an amount: may any amount be sent, and up to how much? */
export function checkAction(
  kind: CommandKind,
  order: ActionableOrder,
  now: string,
  amountOre?: Ore,
): ActionCheck {
  switch (kind) {
    case 'capture':
      return checkAmount(openForCapture(order, now), remainingToCapture(order), amountOre);
    case 'refund':
      return checkAmount(openForRefund(order, now), remainingToRefund(order), amountOre);
    case 'cancel':
      return checkCancel(order, now);
    default:
      return assertNever(kind);
  }
}

/** The actions an order's page offers, in the order it offers them. */
export function allowedActions(order: ActionableOrder, now: string): CommandKind[] {
  return commandKinds.filter((kind) => checkAction(kind, order, now).kind === 'allowed');
}

function openForCapture(order: ActionableOrder, now: string): Refusal | undefined {
  if (order.reservedOre === 0) return 'not-reserved';
  if (remainingToCapture(order) === 0) return 'nothing-to-capture';
  if (order.deadlineAt !== null && now >= order.deadlineAt) return 'past-deadline';
  return undefined;
}

function openForRefund(order: ActionableOrder, now: string): Refusal | undefined {
  if (remainingToRefund(order) === 0) return 'nothing-to-refund';
  if (order.lastCapturedAt !== null && now >= refundDeadline(order.lastCapturedAt))
    return 'past-refund-window';
  return undefined;
}

function checkAmount(closed: Refusal | undefined, maxOre: Ore, amountOre: Ore | undefined): ActionCheck {
  if (closed !== undefined) return { kind: 'refused', refusal: closed, maxOre };
  if (amountOre === undefined || amountOre === maxOre) return { kind: 'allowed', maxOre };
  if (amountOre > maxOre) return { kind: 'refused', refusal: 'above-remaining', maxOre };
  if (amountOre < smallestAmountOre) return { kind: 'refused', refusal: 'below-smallest', maxOre };
  return { kind: 'allowed', maxOre };
}

/** An initiated payment is cancelled whole; a reservation is released, after a partial capture the rest of it. */
function checkCancel(order: ActionableOrder, now: string): ActionCheck {
  if (order.state === 'initiated') return { kind: 'allowed', maxOre: zeroOre };
  const maxOre = remainingToCapture(order);
  if (maxOre === 0) return { kind: 'refused', refusal: 'nothing-to-cancel', maxOre };
  if (order.deadlineAt !== null && now >= order.deadlineAt)
    return { kind: 'refused', refusal: 'past-deadline', maxOre };
  return { kind: 'allowed', maxOre };
}
