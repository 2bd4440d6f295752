/** Makes orders known to the desk. No endpoint of Vipps lists payments: what is not registered is not seen. */

import { ore } from '#core/money';
import { captureDeadline, guaranteeUntil } from '#core/reservation-clocks';
import { insertOrders, type NewOrder } from '#db/orders';
import type { OfflineDesk } from './desk';

export type OrderRegistration = {
  readonly msn: string;
  readonly orderId: string;
  readonly amountOre?: number;
  readonly description?: string;
  readonly express?: boolean;
  /** When the shop initiated the payment; now when it is not told. */
  readonly initiatedAt?: string;
  /** A pseudonym of the customer, by which two reservations of one person are found. Never a phone number or a name. */
  readonly customerKey?: string;
  /** When the goods were sent, where the shop knows. */
  readonly shippedAt?: string;
};

/** Registers orders with their sales units' numbers; those known already are left as they are. Returns the new ones' count. */
export async function registerOrders(
  desk: OfflineDesk,
  registrations: readonly OrderRegistration[],
): Promise<number> {
  const now = desk.clock.now();
  return insertOrders(
    desk.db,
    registrations.map((registration) => newOrder(registration, now)),
  );
}

function newOrder(registration: OrderRegistration, now: string): NewOrder {
  return {
    msn: registration.msn,
    orderId: registration.orderId,
    source: 'registered',
    express: registration.express ? 'yes' : 'no',
    description: registration.description ?? null,
    customerKey: registration.customerKey ?? null,
    shippedAt: registration.shippedAt ?? null,
    state: 'initiated',
    amountOre: ore(registration.amountOre ?? 0),
    registeredAt: registration.initiatedAt ?? now,
    initiatedAt: registration.initiatedAt ?? now,
    activityAt: registration.initiatedAt ?? now,
    nextPollAt: now,
  };
}

/** An order that a ledger entry or a file names. Polled when we hold keys for its sales unit. */
export function mentionedOrder(
  mention: { msn: string; orderId: string; occurredAt: string; source: 'ledger' | 'file' },
  polled: boolean,
  now: string,
): NewOrder {
  return {
    msn: mention.msn,
    orderId: mention.orderId,
    source: mention.source,
    state: 'mentioned',
    registeredAt: now,
    activityAt: mention.occurredAt,
    nextPollAt: polled && pollableOrderId.test(mention.orderId) ? now : null,
  };
}

/** What eCom v2 takes as an order id; an entry of another product of Vipps can carry something else. */
const pollableOrderId = /^[a-zA-Z0-9-]{1,50}$/;

/** The two clocks of a reservation, as they are stored with the order. */
export function reservationClocks(reservedAt: string | null, country: Parameters<typeof captureDeadline>[1]) {
  return {
    guaranteeUntil: reservedAt === null ? null : guaranteeUntil(reservedAt),
    deadlineAt: reservedAt === null ? null : captureDeadline(reservedAt, country),
  };
}
