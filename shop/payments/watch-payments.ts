/** Customers close the app and never come back: the shop asks by itself about every payment that is not decided. */
import { addMs } from '#core/calendar';
import type { ShopClock } from '#shop/clock';
import type { PaymentCheck } from '#shop/payments/check-payment';
import type { OrderStore, ShopOrder } from '#shop/store/order-store';

export function createPaymentWatch({ orders, check, clock, isUnderWay }: WatchParts): PaymentWatch {
  let rounds = 0;
  return {
    async watch() {
      await clock.refresh();
      const now = clock.now();
      const recently = addMs(now, -recentMs);
      const recent = { from: recently, before: addMs(now, recentMs), limit: atOnce };
      const older = { from: '', before: recently, limit: atOnce };
      const isSlowRound = rounds % slowEvery === 0;
      rounds += 1;
      const open = [...orders.listUndecided(recent), ...(isSlowRound ? orders.listUndecided(older) : [])];
      for (const order of open) {
        if (isUnderWay(order.formKey)) continue;
        const checked = await check.check(order, 'poll');
        if (checked.kind === 'not-seen') return; // the others would wait for the same silence
        if (checked.kind === 'unknown-to-vipps' && isOld(order, now)) orders.decide(order.orderId, 'failed');
      }
    },
  };
}

export interface PaymentWatch {
  /** One round; called every two seconds. */
  watch(): Promise<void>;
}

export interface WatchParts {
  readonly orders: OrderStore;
  readonly check: PaymentCheck;
  readonly clock: ShopClock;
  /** Is this form's order being placed in this moment? */
  readonly isUnderWay: (formKey: string) => boolean;
}

/** Vipps gives up on a payment after ten minutes; what is older is asked about once a minute. */
const recentMs = 15 * 60_000;
const slowEvery = 30;
const atOnce = 50;

/** What Vipps does not know after that time never reached it. */
function isOld(order: ShopOrder, now: string): boolean {
  return Date.parse(now) - Date.parse(order.createdAt) > recentMs;
}
