/** An order as its shop is told of it through the API. */
import { assertNever } from '#core/assert-never';
import type { Ore } from '#core/money';
import type { OrderState } from '#core/payment-state';
import { findCommand } from '#db/commands';
import { type CustomerRow, findCustomer } from '#db/customers';
import type { OrderRow } from '#db/orders';
import { listShipments, type ShipmentRow } from '#db/shipments';
import { merchantAddresses } from './merchant-addresses';
import type { OpenDesk } from './open-desk';

/**
 * What became of the money of a shipment: not-asked (a person captures), waiting (the desk captures within moments), pending (sent),
 * unknown (sent, no answer; the desk asks Vipps), succeeded, failed (Vipps said no), refused (the desk did not send it).
 */
export const captureStates = [
  'not-asked',
  'waiting',
  'pending',
  'unknown',
  'succeeded',
  'failed',
  'refused',
] as const;
export type CaptureState = (typeof captureStates)[number];

export type ShopShipmentView = {
  readonly shipmentId: string;
  /** Null = all that remained. */
  readonly amount: Ore | null;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly shippedAt: string;
  readonly capture: CaptureState;
  /** Why the money was not captured, in the words of Vipps or of the desk. */
  readonly problem: string | null;
};

export type ShopCustomerView = {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly mobileNumber: string | null;
  readonly address: {
    readonly addressLine1: string | null;
    readonly addressLine2: string | null;
    readonly postCode: string | null;
    readonly city: string | null;
    readonly country: string | null;
  };
};

/** Amounts are whole øre, instants UTC. */
export type ShopOrderView = {
  readonly msn: string;
  readonly orderId: string;
  readonly state: OrderState;
  readonly currency: string;
  readonly amount: Ore;
  readonly reserved: Ore;
  readonly captured: Ore;
  readonly refunded: Ore;
  readonly cancelled: Ore;
  readonly remaining: Ore;
  readonly description: string | null;
  readonly express: boolean;
  readonly device: 'desktop' | 'phone' | null;
  readonly registeredAt: string;
  readonly initiatedAt: string | null;
  readonly reservedAt: string | null;
  readonly confirmedAt: string | null;
  readonly shippedAt: string | null;
  readonly guaranteeUntil: string | null;
  readonly deadlineAt: string | null;
  /** What the customer of an express payment chose; `cost` is part of `reserved`. */
  readonly shipping: {
    readonly methodId: string | null;
    readonly method: string | null;
    readonly cost: Ore | null;
  } | null;
  /** Null unless the customer shared them, and once they are erased. */
  readonly customer: ShopCustomerView | null;
  readonly shipments: readonly ShopShipmentView[];
  /** What the shop puts into its InitiatePayment, word for word. */
  readonly vipps: {
    readonly callbackPrefix: string;
    readonly shippingDetailsPrefix: string;
    readonly consentRemovalPrefix: string;
    readonly authToken: string;
  };
};

export async function viewOrderForShop(
  { db, settings }: Pick<OpenDesk, 'db' | 'settings'>,
  order: OrderRow,
): Promise<ShopOrderView> {
  const [customer, shipments] = await Promise.all([findCustomer(db, order), listShipments(db, order)]);
  return {
    msn: order.msn,
    orderId: order.orderId,
    state: order.state,
    currency: order.currency,
    amount: order.amountOre,
    reserved: order.reservedOre,
    captured: order.capturedOre,
    refunded: order.refundedOre,
    cancelled: order.cancelledOre,
    remaining: order.remainingOre,
    description: order.description,
    express: order.express === 'yes',
    device: order.device,
    registeredAt: order.registeredAt,
    initiatedAt: order.initiatedAt,
    reservedAt: order.reservedAt,
    confirmedAt: order.confirmedAt,
    shippedAt: order.shippedAt,
    guaranteeUntil: order.guaranteeUntil,
    deadlineAt: order.deadlineAt,
    shipping: shippingOf(order),
    customer: customer === undefined || customer.erasedAt !== null ? null : customerOf(customer),
    shipments: await Promise.all(shipments.map((shipment) => viewShipment(db, shipment))),
    vipps: addressesOf(settings, order),
  };
}

function shippingOf({
  shippingMethodId,
  shippingMethod,
  shippingCostOre,
}: OrderRow): ShopOrderView['shipping'] {
  if (shippingMethodId === null && shippingMethod === null && shippingCostOre === null) return null;
  return { methodId: shippingMethodId, method: shippingMethod, cost: shippingCostOre };
}

function customerOf(row: CustomerRow): ShopCustomerView {
  const { firstName, lastName, email, mobileNumber } = row;
  const { addressLine1, addressLine2, postCode, city, country } = row;
  return {
    firstName,
    lastName,
    email,
    mobileNumber,
    address: { addressLine1, addressLine2, postCode, city, country },
  };
}

function addressesOf(settings: OpenDesk['settings'], { msn, orderId }: OrderRow): ShopOrderView['vipps'] {
  const addresses = merchantAddresses(settings, { msn, orderId });
  const { callbackPrefix, shippingDetailsPrefix, consentRemovalPrefix, authToken } = addresses;
  return { callbackPrefix, shippingDetailsPrefix, consentRemovalPrefix, authToken };
}

async function viewShipment(db: OpenDesk['db'], shipment: ShipmentRow): Promise<ShopShipmentView> {
  return {
    shipmentId: shipment.shipmentKey,
    amount: shipment.amountOre,
    carrier: shipment.carrier,
    trackingNumber: shipment.trackingNumber,
    shippedAt: shipment.shippedAt,
    ...(await captureOf(db, shipment)),
  };
}

async function captureOf(
  db: OpenDesk['db'],
  { id, capture, captureRefusal }: ShipmentRow,
): Promise<Pick<ShopShipmentView, 'capture' | 'problem'>> {
  switch (capture) {
    case 'not-asked':
    case 'waiting':
      return { capture, problem: null };
    case 'refused':
      return { capture, problem: captureRefusal };
    case 'ordered': {
      const command = await findCommand(db, id);
      if (command === undefined) return { capture: 'waiting', problem: null };
      const problem = command.status === 'failed' ? (command.errorMessage ?? command.errorKind) : null;
      return { capture: command.status, problem };
    }
    default:
      return assertNever(capture);
  }
}
