/**
 * The six steps of a payment, from "Pay with Vipps" to the money in the bank, as far as they are known: what happened, what is late,
 * what nobody has told. Vipps tells of the payment, the shop of its confirmation and its parcels, the ledger and the bank of the money.
 */
import { assertNever } from './assert-never';
import { addMs, dayOf } from './calendar';
import { type BankStep, bankStep } from './journey-bank';
import {
  endOf,
  isSale,
  type JourneyFacts,
  type JourneyOrder,
  type Standing,
  type StepActor,
  type StepBase,
  type StepStatus,
  standingOf,
} from './journey-facts';
import { type ShippedStep, shippedStep } from './journey-shipped';
import { type Ore, zeroOre } from './money';
import { landingPageMs, type OrderState, wasRefused } from './payment-state';

export const journeyKinds = ['initiated', 'landing', 'reserved', 'confirmed', 'shipped', 'banked'] as const;
export type JourneyKind = (typeof journeyKinds)[number];

export const paymentFailures = [
  'declined',
  'timed-out',
  'refused-card',
  'cancelled-here',
  'cancelled-by-whom',
] as const;
/**
 * Why nothing was reserved. Declined: on the landing page or in the app. Vipps writes the same word in a payment's details for that
 * and for a merchant's cancel by other means than this desk; only its call tells that it was the customer.
 */
export type PaymentFailure = (typeof paymentFailures)[number];

export type InitiatedStep = StepBase & {
  readonly kind: 'initiated';
  readonly amountOre: Ore;
  readonly express: boolean;
  readonly device: JourneyOrder['device'];
  /** unread: its payment is not read from Vipps yet. not-at-vipps: Vipps says that there is none. */
  readonly unknown: 'unread' | 'not-at-vipps' | null;
};

export type LandingStep = StepBase & {
  readonly kind: 'landing';
  readonly device: JourneyOrder['device'];
  /** Vipps does not tell when the page was opened: only that the customer acted, or that the time ran out. */
  readonly known: 'acted' | 'open' | 'time-over' | 'not-told' | 'not-begun';
  /** The link is dead then when it was not opened; and in any case. */
  readonly unopenedUntil: string | null;
  readonly openUntil: string | null;
};

export type ReservedStep = StepBase & {
  readonly kind: 'reserved';
  readonly reservedOre: Ore;
  /** The money was taken at once (direct capture). */
  readonly sale: boolean;
  readonly failure: PaymentFailure | null;
  /** A card was refused and the payment is still open: the customer may choose another. */
  readonly cardRefused: boolean;
  readonly shippingMethod: string | null;
  readonly shippingCostOre: Ore | null;
};

export type ConfirmedStep = StepBase & {
  readonly kind: 'confirmed';
  readonly how: JourneyOrder['confirmedBy'];
  /** The shop confirmed an order for which nothing is reserved or taken; unread: Vipps has not been asked since. */
  readonly unpaid: 'known' | 'unread' | null;
};

export type JourneyStep = InitiatedStep | LandingStep | ReservedStep | ConfirmedStep | ShippedStep | BankStep;

/** The link of a landing page that was opened lives so long in all (Vipps, "Timeouts"); unopened, half of it. */
export const landingLinkMs = 2 * landingPageMs;

/** Exactly six steps, in their order. `now`: UTC instant. */
export function journeyOf(facts: JourneyFacts, now: string): JourneyStep[] {
  const standing = standingOf(facts);
  const shipped = shippedStep(facts, standing, now);
  return [
    initiatedStep(facts, standing),
    landingStep(facts, standing, now),
    reservedStep(facts, standing),
    confirmedStep(facts.order, standing),
    shipped,
    bankStep(facts, shipped, standing, dayOf(now)),
  ];
}

/** The one step a reader should look at: the first that is late, failed or under way. */
export function stepInFocus(steps: readonly JourneyStep[]): JourneyKind | undefined {
  return steps.find(({ status }) => status === 'late' || status === 'failed' || status === 'current')?.kind;
}

/** Did the shop register the order, and Vipps never hear of its payment? */
export function isNotAtVipps(steps: readonly JourneyStep[]): boolean {
  return steps.some((step) => step.kind === 'initiated' && step.unknown === 'not-at-vipps');
}

function initiatedStep({ order, events }: JourneyFacts, standing: Standing): InitiatedStep {
  // What is reserved may be more: with express the delivery comes on top.
  const asked = events.find(({ operation, success }) => operation === 'initiate' && success);
  const unknown = order.state === 'mentioned' ? 'unread' : standing === 'absent' ? 'not-at-vipps' : null;
  const toldAt = order.initiatedAt ?? (order.state === 'mentioned' ? null : order.registeredAt);
  return {
    kind: 'initiated',
    status: unknown === null ? 'done' : 'unknown',
    at: standing === 'absent' ? null : toldAt,
    who: 'customer',
    amountOre: asked?.amountOre ?? order.amountOre,
    express: order.express === 'yes',
    device: order.device,
    unknown,
  };
}

function landingStep(facts: JourneyFacts, standing: Standing, now: string): LandingStep {
  const { order } = facts;
  const startedAt = standing === 'absent' ? null : order.initiatedAt;
  const openUntil = startedAt === null ? null : addMs(startedAt, landingLinkMs);
  const known = knownOfLanding(facts, standing, openUntil !== null && now >= openUntil);
  return {
    kind: 'landing',
    status: landingStatus(known, standing),
    at: null,
    who: 'customer',
    device: order.device,
    known,
    unopenedUntil: startedAt === null ? null : addMs(startedAt, landingPageMs),
    openUntil,
  };
}

function knownOfLanding(
  { order, events }: JourneyFacts,
  standing: Standing,
  over: boolean,
): LandingStep['known'] {
  if (standing === 'absent') return 'not-begun';
  if (order.state === 'mentioned') return 'not-told';
  const tried = events.some(({ operation }) => operation === 'reserve' || operation === 'sale');
  if (standing === 'paid' || tried) return 'acted';
  return standing === 'open' ? (over ? 'time-over' : 'open') : endedOn(order.state);
}

/** A card that was refused had been chosen: the customer was there. */
function endedOn(state: OrderState): LandingStep['known'] {
  return state === 'expired' ? 'time-over' : state === 'rejected' ? 'acted' : 'not-told';
}

function landingStatus(known: LandingStep['known'], standing: Standing): StepStatus {
  if (known === 'acted') return 'done';
  if (known === 'not-begun') return 'waiting';
  if (standing !== 'open') return 'unknown';
  return known === 'open' ? 'current' : 'late';
}

function reservedStep(facts: JourneyFacts, standing: Standing): ReservedStep {
  const { order, events } = facts;
  const failure = standing === 'failed' ? failureOf(facts) : null;
  return {
    kind: 'reserved',
    status: reservedStatus(standing),
    at: failure === null ? order.reservedAt : endOf(events),
    who: failure === null ? 'customer' : blamed(failure),
    reservedOre: order.reservedOre,
    sale: isSale(events),
    failure,
    cardRefused: standing === 'open' && wasRefused(events),
    shippingMethod: order.shippingMethod,
    shippingCostOre: order.shippingMethod === null ? null : (order.shippingCostOre ?? zeroOre),
  };
}

function reservedStatus(standing: Standing): StepStatus {
  switch (standing) {
    case 'paid':
      return 'done';
    case 'failed':
      return 'failed';
    case 'open':
    case 'absent':
      return 'waiting';
    case 'unread':
      return 'unknown';
    default:
      return assertNever(standing);
  }
}

function failureOf({ order, customerCancelled, cancelledHere }: JourneyFacts): PaymentFailure {
  if (order.state === 'rejected') return 'refused-card';
  if (order.state === 'expired') return 'timed-out';
  if (customerCancelled) return 'declined';
  return cancelledHere ? 'cancelled-here' : 'cancelled-by-whom';
}

function blamed(failure: PaymentFailure): StepActor | null {
  switch (failure) {
    case 'refused-card':
      return 'bank';
    case 'timed-out':
      return 'vipps';
    case 'declined':
      return 'customer';
    case 'cancelled-here':
      return 'person';
    case 'cancelled-by-whom':
      return null;
    default:
      return assertNever(failure);
  }
}

function confirmedStep(order: JourneyOrder, standing: Standing): ConfirmedStep {
  const unpaid = confirmedUnpaid(order, standing);
  return {
    kind: 'confirmed',
    status: unpaid === null ? confirmedStatus(order, standing) : unpaid === 'known' ? 'late' : 'unknown',
    at: order.confirmedAt,
    who: 'shop',
    how: order.confirmedBy,
    unpaid,
  };
}

/** An open payment may have been made since it was read: the shop can know of it before the desk does. */
function confirmedUnpaid(
  { confirmedAt, polledAt }: JourneyOrder,
  standing: Standing,
): ConfirmedStep['unpaid'] {
  if (confirmedAt === null || standing === 'paid' || standing === 'unread') return null;
  if (standing !== 'open') return 'known';
  return polledAt !== null && polledAt >= confirmedAt ? 'known' : 'unread';
}

/** A shop may confirm without telling the desk: until it tells, nobody here knows. */
function confirmedStatus({ confirmedAt }: JourneyOrder, standing: Standing): StepStatus {
  if (confirmedAt !== null) return 'done';
  if (standing === 'failed') return 'skipped';
  return standing === 'open' || standing === 'absent' ? 'waiting' : 'unknown';
}
