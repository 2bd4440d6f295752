/** What Vipps tells of the customer of an express order, in the form in which it is kept: for some days, and never after a removal of consent. */
import { createHash } from 'node:crypto';
import { addMs, dayMs } from '#core/calendar';
import type { Statement } from '#db/client';
import { findCustomer, type NewCustomer, saveCustomerStatement } from '#db/customers';
import { claimCustomerKeyStatement, type OrderChange, type OrderName } from '#db/orders';
import type { PaymentDetails } from '#vipps/client';
import type { OfflineDesk } from './desk';
import { readPersonalDays } from './unit-settings';

type Told = Pick<PaymentDetails, 'user' | 'shipping'>;

/**
 * The statements that store the person, or none: nothing is told, its time is over, the consent was removed after this
 * reservation, or the details were erased before.
 */
export async function customerStatements(
  desk: OfflineDesk,
  name: OrderName,
  told: Told,
  reservedAt: string | null,
): Promise<Statement[]> {
  const row = customerOf(name, told);
  if (row === undefined || reservedAt === null) return [];
  const now = desk.clock.now();
  const expiresAt = addMs(reservedAt, (await readPersonalDays(desk.db)) * dayMs);
  if (now >= expiresAt) return [];
  if ((await findCustomer(desk.db, name))?.erasedAt) return [];
  const userHash = row.userId ? hashOfUser(row.userId) : undefined;
  const save = saveCustomerStatement(
    desk.db,
    { ...row, receivedAt: now, expiresAt },
    { userHash, reservedAt },
  );
  if (userHash === undefined) return [save];
  return [whenStored(save, claimCustomerKeyStatement(desk.db, name, customerKeyOf(row.userId ?? '')))];
}

/** Links the orders of one person where the shop told no pseudonym of its own; not of one who may not be kept. */
function whenStored(save: Statement, then: Statement): Statement {
  return {
    run() {
      const stored = save.run();
      if (stored.changes > 0) then.run();
      return stored;
    },
  };
}

/** What the customer chose: it is about the parcel and stays. */
export function shippingChange({ shipping }: Told): OrderChange {
  if (shipping?.methodId === undefined && shipping?.method === undefined) return {};
  return {
    shippingMethodId: shipping.methodId ?? null,
    shippingMethod: shipping.method ?? null,
    shippingCostOre: shipping.shippingCostOre ?? null,
  };
}

/** Links the orders of one person while their details are kept, where the shop told no pseudonym of its own. */
export function customerKeyOf(userId: string): string {
  return hashOfUser(userId).slice(0, 16);
}

/** Vipps's pseudonym of a person, one way: tells the same person again and names nobody. */
export function hashOfUser(userId: string): string {
  return createHash('sha256').update(userId).digest('hex');
}

function customerOf(
  name: OrderName,
  { user, shipping }: Told,
): Omit<NewCustomer, 'receivedAt' | 'expiresAt'> | undefined {
  const person = {
    userId: user?.userId,
    firstName: user?.firstName,
    lastName: user?.lastName,
    email: user?.email,
    mobileNumber: user?.mobileNumber,
    addressLine1: shipping?.address?.addressLine1,
    addressLine2: shipping?.address?.addressLine2,
    postCode: shipping?.address?.postCode,
    city: shipping?.address?.city,
    country: shipping?.address?.country,
  };
  const hasDetails = Object.entries(person).some(([field, value]) => field !== 'country' && value);
  return hasDetails && user?.expired !== true ? { ...name, ...person } : undefined;
}
