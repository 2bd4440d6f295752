import { createHash } from 'node:crypto';
import { addMs } from '#core/calendar';
import { findNumberedPlace } from '#simulator/control/place';
import type { Payment } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';

/** What a shop would know of its own payments; those made outside the shop are left out. */
export function listShopOrders(world: World, after: number, limit: number): ShopOrders {
  const page = world.payments.listAfter(after, limit);
  const orders = page
    .filter((payment) => payment.unknownToShop === 0)
    .map((payment) => ({
      msn: payment.msn,
      orderId: payment.orderId,
      amount: payment.amountOre,
      initiatedAt: payment.initiatedAt,
      transactionText: payment.text,
      express: payment.express === 1,
      customerKey: customerKeyOf(payment),
      shippedAt: shippedAtOf(world, payment),
    }));
  return {
    orders,
    nextAfter: findNumberedPlace(
      page.map((payment) => payment.id),
      limit,
    ),
  };
}

export interface ShopOrders {
  readonly orders: readonly {
    readonly msn: string;
    readonly orderId: string;
    readonly amount: number;
    readonly initiatedAt: string;
    readonly transactionText: string;
    readonly express: boolean;
    /** The same for the same customer in every shop; null = unknown. */
    readonly customerKey: string | null;
    /** When the goods left, ISO 8601 in UTC; null = not yet, or not known (a sale captured at once). */
    readonly shippedAt: string | null;
  }[];
  readonly nextAfter: number | null;
}

/** A pseudonym, so that the desk can tell that two orders are one customer's without knowing whose. */
function customerKeyOf({ mobileNumber }: Payment): string | null {
  return mobileNumber === null ? null : createHash('sha256').update(mobileNumber).digest('hex').slice(0, 16);
}

/** A shop captures when the parcel leaves: what was not said is a moment before the first capture. */
function shippedAtOf(world: World, payment: Payment): string | null {
  if (payment.shippedAt !== null) return payment.shippedAt;
  const capturedAt = world.payments.findFirstCaptureTime(payment.id);
  if (capturedAt === undefined) return null;
  const shippedAt = addMs(capturedAt, -packingMs);
  return payment.reservedAt !== null && shippedAt < payment.reservedAt ? payment.reservedAt : shippedAt;
}

const packingMs = 90_000;
