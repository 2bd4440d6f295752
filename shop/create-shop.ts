/** The shop as one object: its pages, its background work, its file. Opens the file at once; serves when told to listen. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Express } from 'express';
import { createShopClock, type ShopClock } from '#shop/clock';
import { createApp } from '#shop/create-app';
import { createOutboxDelivery } from '#shop/desk/deliver-outbox';
import { createDeskClient } from '#shop/desk/desk-client';
import { createPaymentCheck } from '#shop/payments/check-payment';
import { createCheckout } from '#shop/payments/place-order';
import { createPaymentWatch } from '#shop/payments/watch-payments';
import type { ShopSettings } from '#shop/settings';
import { openStore, type ShopStore } from '#shop/store/open-store';
import { createVippsClient, type VippsOptions } from '#vipps/client';

export function createShop(settings: ShopSettings, options: ShopOptions = {}): Shop {
  const log = options.log ?? silentLog;
  const store = openStore(settings.SHOP_DB);
  const clock = createShopClock(settings.CLOCK_URL, options.clockRefreshMs);
  const vipps = createVippsClient({ ...vippsOptions(settings), logger: log, ...options.vipps });
  const desk = createDeskClient({
    url: settings.DESK_URL,
    token: settings.DESK_API_TOKEN,
    timeoutMs: options.deskTimeoutMs,
  });
  const delivery = createOutboxDelivery({ outbox: store.outbox, addresses: store.addresses, desk, log });
  let ownUrl = settings.SHOP_URL ?? `http://${settings.SHOP_HOST}:${settings.SHOP_PORT}`;
  const shopUrl = () => ownUrl;
  const checkout = createCheckout({
    store,
    vipps,
    delivery,
    clock,
    deskUrl: settings.DESK_URL,
    shopUrl,
    log,
  });
  const check = createPaymentCheck({ orders: store.orders, vipps, clock, log });
  const { isUnderWay } = checkout;
  const watch = createPaymentWatch({ orders: store.orders, check, clock, isUnderWay });
  const app = createApp({ settings, store, desk, checkout, check, clock, shopUrl, log });
  const server = createServer(app);
  const background = createBackground([() => watch.watch(), () => delivery.deliverDue()], log);
  return {
    app,
    store,
    runBackground: background.runOnce,
    async listen(port = settings.SHOP_PORT) {
      await knowTheTime(clock, options.clockPatienceMs);
      const listening = await new Promise<number>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, settings.SHOP_HOST, () => resolve((server.address() as AddressInfo).port));
      });
      ownUrl = settings.SHOP_URL ?? `http://127.0.0.1:${listening}`;
      if (options.background !== false) background.start();
      return listening;
    },
    async close() {
      await background.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const impatient = globalThis.setTimeout(() => server.closeAllConnections(), 8000);
      await closed;
      clearTimeout(impatient);
      store.close();
    },
  };
}

export interface ShopOptions {
  /** false: nothing runs by itself, only `runBackground`. */
  readonly background?: boolean;
  readonly log?: ShopLog;
  readonly deskTimeoutMs?: number;
  /** How old the time at CLOCK_URL may be before it is asked again. */
  readonly clockRefreshMs?: number;
  /** How long to wait at the start for the clock at CLOCK_URL to answer. */
  readonly clockPatienceMs?: number;
  readonly vipps?: Partial<VippsOptions>;
}

export interface Shop {
  readonly app: Express;
  readonly store: ShopStore;
  /** Resolves with the port (0 = any free one). Rejects while the port is taken or the clock at CLOCK_URL does not answer. */
  listen(port?: number): Promise<number>;
  /** One round of what runs every two seconds: undecided payments, and what the desk must be told. */
  runBackground(): Promise<void>;
  close(): Promise<void>;
}

/** The part of a pino logger that is used. Never a key, a token or a personal detail. */
export interface ShopLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Orders dated by the wrong clock would be refused by the desk, so nothing is sold before the time is known. */
async function knowTheTime(clock: ShopClock, patienceMs = 15_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await clock.refresh())) {
    if (Date.now() >= deadline) throw new Error('the clock at CLOCK_URL does not answer; start that first');
    await setTimeout(200);
  }
}

const silentLog: ShopLog = { debug() {}, info() {}, warn() {}, error() {} };
const everyMs = 2000;

/** A customer is waiting, so less patience than where money is moved. */
function vippsOptions(settings: ShopSettings): VippsOptions {
  return {
    baseUrl: settings.VIPPS_BASE_URL,
    clientId: settings.VIPPS_CLIENT_ID,
    clientSecret: settings.VIPPS_CLIENT_SECRET,
    subscriptionKey: settings.VIPPS_SUBSCRIPTION_KEY,
    system: { name: 'fjord-og-fjell', version: '1.0.0', pluginName: 'shop', pluginVersion: '1.0.0' },
    retry: { maxAttempts: 2, maxTotalMs: 8000, maxWaitMs: 2000 },
  };
}

/** One round after another, never two at once. A part that fails is logged and tried again in the next round. */
function createBackground(parts: readonly (() => Promise<void>)[], log: ShopLog) {
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | undefined;
  const runParts = async () => {
    for (const part of parts)
      await part().catch((error: unknown) => log.error({ err: error }, 'background work failed'));
  };
  const runOnce = () => {
    round ??= runParts().finally(() => {
      round = undefined;
    });
    return round;
  };
  return {
    runOnce,
    start() {
      timer = setInterval(() => void runOnce(), everyMs);
    },
    async stop() {
      clearInterval(timer);
      await round;
    },
  };
}
