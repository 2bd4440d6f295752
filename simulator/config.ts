import { hourMs } from '#core/calendar';
import { type Ore, ore } from '#core/money';

/** Everything about the simulated merchant and service that a test or a demo may want to be different. */
export interface SimulatorConfig {
  readonly credentials: Credentials;
  readonly tokenLifetimeSeconds: number;
  readonly salesUnits: readonly SalesUnit[];
  readonly ledgers: readonly LedgerTerms[];
  /** Calls allowed per order id and minute of real time; false = no limits. */
  readonly rateLimits: RateLimits | false;
  /** How long after an event the Report API shows it. */
  readonly reportLagMs: number;
  readonly reportPageSize: number;
  readonly ledgersPageSize: number;
  /** At the end of a feed the last items come again, as the real feed sometimes does. */
  readonly feedRepeatsLastItems: boolean;
  /** How long the merchant's server may take for a callback or a removal of consent, and for shipping details. */
  readonly callbackLimitMs: number;
  readonly shippingLimitMs: number;
  /** Express payments always go step by step, as in the real service since March 2023. */
  readonly alwaysExplicitFlow: boolean;
  /** Bank days from the ledger day to the deposit. */
  readonly bankDaysToDeposit: number;
}

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly subscriptionKey: string;
}

export interface SalesUnit {
  readonly msn: string;
  readonly name: string;
  readonly ledgerId: string;
  /** Money is captured in the moment the customer confirms (SALE). Can be changed by the control API. */
  readonly directCapture: boolean;
}

export type FeeMode = 'net' | 'gross';
export type PayoutSchedule = 'daily' | 'weekly' | 'monthly';

export interface LedgerTerms {
  readonly ledgerId: string;
  readonly ownerName: string;
  readonly organizationNumber: string;
  /** Eleven digits. */
  readonly bankAccount: string;
  readonly feeMode: FeeMode;
  readonly feeBasisPoints: number;
  readonly feeFixedOre: Ore;
  readonly payoutSchedule: PayoutSchedule;
  /** Local hour at which the ledger day begins. */
  readonly cutoffHour: number;
  /** This much of the balance is never paid out (a reserve). */
  readonly heldBackOre: Ore;
  /** The number that stands after "Vippsnr" in the text of a deposit. */
  readonly vippsNumber: string;
}

export interface RateLimits {
  readonly initiate: number;
  readonly capture: number;
  readonly cancel: number;
  readonly refund: number;
  readonly details: number;
}

/** Keys of the simulated merchant. They open nothing but this simulator. */
export const demoCredentials: Credentials = {
  clientId: '5b1f3c0e-7a52-4d0a-9c6e-2f1d84a7be10',
  clientSecret: 'simulator-only-secret=',
  subscriptionKey: 'simulator0subscription0key000000',
};

export const defaultConfig: SimulatorConfig = {
  credentials: demoCredentials,
  tokenLifetimeSeconds: 3600,
  salesUnits: [
    { msn: '123456', name: 'Fjord & Fjell Sport', ledgerId: '302321', directCapture: false },
    { msn: '123457', name: 'Fjord & Fjell Outlet', ledgerId: '302321', directCapture: false },
    // Gift cards: there is nothing to ship, so the money may be taken at once.
    { msn: '123458', name: 'Fjord & Fjell Gavekort', ledgerId: '302321', directCapture: true },
    { msn: '234567', name: 'Lysgård Kaffe', ledgerId: '302977', directCapture: false },
  ],
  ledgers: [
    {
      ledgerId: '302321',
      ownerName: 'Fjord & Fjell AS',
      organizationNumber: '927110344',
      bankAccount: '15062718347',
      feeMode: 'net',
      feeBasisPoints: 299,
      feeFixedOre: ore(0),
      payoutSchedule: 'daily',
      cutoffHour: 0,
      heldBackOre: ore(0),
      vippsNumber: '123456',
    },
    {
      ledgerId: '302977',
      ownerName: 'Lysgård Kaffe AS',
      organizationNumber: '918055223',
      bankAccount: '36241582072',
      feeMode: 'gross',
      feeBasisPoints: 175,
      feeFixedOre: ore(100),
      payoutSchedule: 'daily',
      cutoffHour: 0,
      heldBackOre: ore(0),
      vippsNumber: '234567',
    },
  ],
  rateLimits: { initiate: 2, capture: 5, cancel: 5, refund: 5, details: 120 },
  reportLagMs: hourMs,
  reportPageSize: 1000,
  ledgersPageSize: 100,
  feedRepeatsLastItems: false,
  callbackLimitMs: 3000,
  shippingLimitMs: 10_000,
  alwaysExplicitFlow: false,
  bankDaysToDeposit: 2,
};
