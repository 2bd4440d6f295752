/**
 * The six steps of a payment, from "Pay with Vipps" to the money in the bank, as far as they are known: what happened, what is late,
 * what nobody has told. Vipps tells of the payment, the shop of its confirmation and its parcels, the ledger and the bank of the money.
 */
import { addMs, dayOf } from './calendar';
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
import { type BankStep, bankStep, type ShippedStep, shippedStep } from './journey-money';
import { type Ore, zeroOre } from './money';
import { landingPageMs, type OrderState } from './payment-state';

export const journeyKinds = ['initiated', 'landing', 'reserved', 'confirmed', 'shipped', 'banked'] as const;
export type JourneyKind = (typeof journeyKinds)[number];

export const paymentFailures = ['declined', 'timed-out', 'refused-card', 'cancelled-by-merchant'] as const;
/** Why nothing was reserved. Declined: on the landing page or in the app; Vipps writes the same word for both. */
export type PaymentFailure = (typeof paymentFailures)[number];

export type InitiatedStep = StepBase & {
  readonly kind: 'initiated';
  readonly amountOre: Ore;
  readonly express: boolean;
  readonly device: JourneyOrder['device'];
};

export type LandingStep = StepBase & {
  readonly kind: 'landing';
  readonly device: JourneyOrder['device'];
  /** Vipps does not tell when the page was opened: only that the customer acted, or that the time ran out. */
  readonly known: 'acted' | 'open' | 'time-over' | 'not-told';
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
  readonly shippingMethod: string | null;
  readonly shippingCostOre: Ore | null;
};

export type ConfirmedStep = StepBase & {
  readonly kind: 'confirmed';
  readonly how: JourneyOrder['confirmedBy'];
  /** The shop confirmed an order that was never paid. */
  readonly unpaid: boolean;
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
    bankStep(facts, shipped, dayOf(now)),
  ];
}

/** The one step a reader should look at: the first that is late, failed or under way. */
export function stepInFocus(steps: readonly JourneyStep[]): JourneyKind | undefined {
  return steps.find(({ status }) => status === 'late' || status === 'failed' || status === 'current')?.kind;
}

function initiatedStep({ order, events }: JourneyFacts, standing: Standing): InitiatedStep {
  // What is reserved may be more: with express the delivery comes on top.
  const asked = events.find(({ operation, success }) => operation === 'initiate' && success);
  return {
    kind: 'initiated',
    status: standing === 'unread' ? 'unknown' : 'done',
    at: order.initiatedAt ?? (order.state === 'mentioned' ? null : order.registeredAt),
    who: 'customer',
    amountOre: asked?.amountOre ?? order.amountOre,
    express: order.express === 'yes',
    device: order.device,
  };
}

function landingStep({ order, events }: JourneyFacts, standing: Standing, now: string): LandingStep {
  const acted =
    standing === 'paid' || events.some(({ operation }) => operation === 'reserve' || operation === 'sale');
  const startedAt = order.initiatedAt;
  const openUntil = startedAt === null ? null : addMs(startedAt, landingLinkMs);
  const over = openUntil !== null && now >= openUntil;
  const known = acted ? 'acted' : standing === 'open' ? (over ? 'time-over' : 'open') : endedOn(order.state);
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

/** A card that was refused had been chosen: the customer was there. */
function endedOn(state: OrderState): LandingStep['known'] {
  return state === 'expired' ? 'time-over' : state === 'rejected' ? 'acted' : 'not-told';
}

function landingStatus(known: LandingStep['known'], standing: Standing): StepStatus {
  if (known === 'acted') return 'done';
  if (standing !== 'open') return 'unknown';
  return known === 'open' ? 'current' : 'late';
}

function reservedStep(facts: JourneyFacts, standing: Standing): ReservedStep {
  const { order, events, cancelledHere } = facts;
  const failure = standing === 'failed' ? failureOf(order.state, cancelledHere) : null;
  return {
    kind: 'reserved',
    status: reservedStatus(standing),
    at: failure === null ? order.reservedAt : endOf(events),
    who: failure === null ? 'customer' : blamed(failure, cancelledHere),
    reservedOre: order.reservedOre,
    sale: isSale(events),
    failure,
    shippingMethod: order.shippingMethod,
    shippingCostOre: order.shippingMethod === null ? null : (order.shippingCostOre ?? zeroOre),
  };
}

function reservedStatus(standing: Standing): StepStatus {
  if (standing === 'paid') return 'done';
  if (standing === 'failed') return 'failed';
  return standing === 'open' ? 'waiting' : 'unknown';
}

function failureOf(state: OrderState, cancelledHere: boolean): PaymentFailure {
  if (state === 'rejected') return 'refused-card';
  if (state === 'expired') return 'timed-out';
  return cancelledHere ? 'cancelled-by-merchant' : 'declined';
}

function blamed(failure: PaymentFailure, cancelledHere: boolean): StepActor {
  if (failure === 'refused-card') return 'bank';
  if (failure === 'timed-out') return 'vipps';
  return failure === 'cancelled-by-merchant' ? (cancelledHere ? 'person' : 'shop') : 'customer';
}

function confirmedStep(order: JourneyOrder, standing: Standing): ConfirmedStep {
  return {
    kind: 'confirmed',
    status: confirmedStatus(order, standing),
    at: order.confirmedAt,
    who: 'shop',
    how: order.confirmedBy,
    unpaid: order.confirmedAt !== null && standing === 'failed',
  };
}

/** A shop may confirm without telling the desk: until it tells, nobody here knows. */
function confirmedStatus({ confirmedAt }: JourneyOrder, standing: Standing): StepStatus {
  if (confirmedAt !== null) return 'done';
  if (standing === 'failed') return 'skipped';
  return standing === 'open' ? 'waiting' : 'unknown';
}
