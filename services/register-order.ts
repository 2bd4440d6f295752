/** Makes orders known to the desk. No endpoint of Vipps lists payments: what is not registered is not seen. */

import { addMs } from '#core/calendar';
import { ore } from '#core/money';
import { captureDeadline, guaranteeUntil } from '#core/reservation-clocks';
import { atomically } from '#db/client';
import {
  completeRegistrationStatement,
  findOrder,
  findSalesUnit,
  insertOrder,
  insertOrders,
  type NewOrder,
  type OrderDevice,
  type OrderRow,
} from '#db/orders';
import type { OfflineDesk } from './desk';

export type OrderRegistration = {
  readonly msn: string;
  readonly orderId: string;
  /** What the customer is asked for, without the shipping of an express payment. */
  readonly amountOre?: number;
  readonly description?: string;
  readonly express?: boolean;
  readonly device?: OrderDevice;
  /** When the shop initiated the payment; now when it is not told. */
  readonly initiatedAt?: string;
  /** A pseudonym of the customer, by which two reservations of one person are found. Never a phone number or a name. */
  readonly customerKey?: string;
  /** When the goods were sent, where the shop knows. */
  readonly shippedAt?: string;
};

export type RegisterResult =
  /** New, or named before by somebody else than its shop. */
  | { readonly kind: 'registered'; readonly order: OrderRow }
  /** The same was registered before: nothing was changed. */
  | { readonly kind: 'known'; readonly order: OrderRow }
  /** Another order has this id: nothing was changed. `fields` are those that differ. */
  | { readonly kind: 'differs'; readonly fields: readonly RegisteredField[]; readonly order: OrderRow }
  | { readonly kind: 'unknown-sales-unit' };

/** Registers one order, once: told again it is known, told otherwise it is refused. What is left out is not compared. */
export async function registerOrder(
  desk: OfflineDesk,
  registration: OrderRegistration,
): Promise<RegisterResult> {
  if ((await findSalesUnit(desk.db, registration.msn)) === undefined) return { kind: 'unknown-sales-unit' };
  const done = await insertOrder(desk.db, newOrder(registration, desk.clock.now()));
  const order = await findOrder(desk.db, registration);
  if (order === undefined) throw new Error(`order ${registration.orderId} was stored and cannot be read`);
  if (done !== 'known') return { kind: 'registered', order };
  const fields = differencesOf(order, registration);
  if (fields.length > 0) return { kind: 'differs', fields, order };
  return { kind: 'known', order: await completed(desk, order, registration) };
}

export const registeredFields = ['amount', 'description', 'express', 'device', 'customerKey'] as const;
export type RegisteredField = (typeof registeredFields)[number];

/** What a second registration says otherwise than the first. */
export function differencesOf(order: OrderRow, told: OrderRegistration): RegisteredField[] {
  const pairs: Readonly<Record<RegisteredField, readonly [unknown, unknown]>> = {
    amount: [order.registeredOre, told.amountOre],
    description: [order.description, told.description],
    express: [order.express === 'yes', told.express],
    device: [order.device, told.device],
    customerKey: [order.customerKey, told.customerKey],
  };
  return registeredFields.filter((field) => {
    const [known, said] = pairs[field];
    return said !== undefined && known !== null && known !== said;
  });
}

/** What was left out before and is told now is the shop's word, too. */
async function completed(desk: OfflineDesk, order: OrderRow, told: OrderRegistration): Promise<OrderRow> {
  const isNews = registeredFields.some(
    (field) => field !== 'express' && order[columnOf[field]] === null && told[toldAs[field]] !== undefined,
  );
  if (!isNews) return order;
  const { device, description, customerKey } = told;
  const registeredOre = told.amountOre === undefined ? null : ore(told.amountOre);
  await atomically(desk.db, [
    completeRegistrationStatement(desk.db, order, { registeredOre, device, description, customerKey }),
  ]);
  return (await findOrder(desk.db, order)) ?? order;
}

const columnOf = {
  amount: 'registeredOre',
  description: 'description',
  express: 'express',
  device: 'device',
  customerKey: 'customerKey',
} as const;
const toldAs = { ...columnOf, amount: 'amountOre' } as const;

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

/** The row of a registration. Read for the first time 5 s after the payment was initiated, as Vipps advises. */
export function newOrder(registration: OrderRegistration, now: string): NewOrder {
  return {
    msn: registration.msn,
    orderId: registration.orderId,
    source: 'registered',
    express: registration.express ? 'yes' : 'no',
    description: registration.description ?? null,
    customerKey: registration.customerKey ?? null,
    shippedAt: registration.shippedAt ?? null,
    device: registration.device ?? null,
    registeredOre: registration.amountOre === undefined ? null : ore(registration.amountOre),
    state: 'initiated',
    amountOre: ore(registration.amountOre ?? 0),
    registeredAt: registration.initiatedAt ?? now,
    initiatedAt: registration.initiatedAt ?? now,
    activityAt: registration.initiatedAt ?? now,
    nextPollAt: laterOf(now, addMs(registration.initiatedAt ?? now, firstPollMs)),
  };
}

const firstPollMs = 5000;

function laterOf(a: string, b: string): string {
  return a > b ? a : b;
}

/** An order that a callback, a ledger entry or a file names. Polled when we hold keys for its sales unit. */
export function mentionedOrder(
  mention: { msn: string; orderId: string; occurredAt: string; source: 'callback' | 'ledger' | 'file' },
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
    nextPollAt: polled && isPollable(mention.orderId) ? now : null,
  };
}

export function isPollable(orderId: string): boolean {
  return pollableOrderId.test(orderId);
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
