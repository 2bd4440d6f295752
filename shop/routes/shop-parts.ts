/** What routes are made of. */
import type { ShopClock } from '#shop/clock';
import type { ShopLog } from '#shop/create-shop';
import type { DeskClient } from '#shop/desk/desk-client';
import type { PaymentCheck } from '#shop/payments/check-payment';
import type { Checkout } from '#shop/payments/place-order';
import type { ShopSettings } from '#shop/settings';
import type { ShopStore } from '#shop/store/open-store';

export interface ShopParts {
  readonly settings: ShopSettings;
  readonly store: ShopStore;
  readonly desk: DeskClient;
  readonly checkout: Checkout;
  readonly check: PaymentCheck;
  readonly clock: ShopClock;
  readonly shopUrl: () => string;
  readonly log: ShopLog;
}
