import { randomBytes } from 'node:crypto';
import { createClock, type SimulatorClock } from '#simulator/clock';
import type { LedgerTerms, SalesUnit, SimulatorConfig } from '#simulator/config';
import { createFaultStore, type FaultStore } from '#simulator/faults';
import { type BankStore, createBankStore } from '#simulator/store/bank-store';
import { type CallbackStore, createCallbackStore } from '#simulator/store/callback-store';
import { type ConsentStore, createConsentStore } from '#simulator/store/consent-store';
import { createLedgerStore, type LedgerStore } from '#simulator/store/ledger-store';
import { openDatabase, type Sqlite } from '#simulator/store/open-database';
import { createPaymentStore, type PaymentStore } from '#simulator/store/payment-store';
import { createPayoutStore, type PayoutStore } from '#simulator/store/payout-store';
import { createPlantedStore, type PlantedStore } from '#simulator/store/planted-store';
import { createRequestResultStore, type RequestResultStore } from '#simulator/store/request-result-store';
import { createSettingStore, type SettingStore } from '#simulator/store/setting-store';
import { createShippingStore, type ShippingStore } from '#simulator/store/shipping-store';

/** Opens the stored world: everything the simulator remembers, and its clock, continued from where it stopped. */
export function openWorld(options: WorldOptions): World {
  const db = openDatabase(options.database);
  const settings = createSettingStore(db);
  const stored = settings.find('clock');
  const clock = createClock(
    stored === undefined ? options.startMs : Number(stored),
    options.realNowMs,
    options.frozen,
  );
  const faults = createFaultStore(db);
  const world: World = {
    config: options.config,
    statementDir: options.statementDir,
    realNowMs: options.realNowMs,
    db,
    clock,
    settings,
    faults,
    payments: createPaymentStore(db),
    results: createRequestResultStore(db),
    ledgers: createLedgerStore(db),
    payouts: createPayoutStore(db),
    bank: createBankStore(db),
    planted: createPlantedStore(db),
    callbacks: createCallbackStore(db),
    shipping: createShippingStore(db),
    consents: createConsentStore(db),
    wakeSender: () => undefined,
    locks: new Set(),
    tokenSecret: findOrMakeSecret(settings),
    nextDueMs: undefined,
    randomToken: () => randomBytes(24).toString('hex'),
    atomically(work) {
      try {
        return db.transaction(() => {
          const result = work();
          settings.set('clock', String(clock.nowMs()));
          return result;
        })();
      } catch (error) {
        faults.reload();
        throw error;
      } finally {
        world.nextDueMs = undefined;
      }
    },
  };
  return world;
}

export interface WorldOptions {
  readonly config: SimulatorConfig;
  /** A file, or `:memory:`. */
  readonly database: string;
  /** Where bank statements are written; undefined = nowhere. */
  readonly statementDir: string | undefined;
  /** Simulated time of a world that has no stored clock. */
  readonly startMs: number;
  readonly realNowMs: () => number;
  /** The clock moves only when told. */
  readonly frozen: boolean;
}

export interface World {
  readonly config: SimulatorConfig;
  readonly statementDir: string | undefined;
  readonly realNowMs: () => number;
  readonly db: Sqlite;
  readonly clock: SimulatorClock;
  readonly settings: SettingStore;
  readonly faults: FaultStore;
  readonly payments: PaymentStore;
  readonly results: RequestResultStore;
  readonly ledgers: LedgerStore;
  readonly payouts: PayoutStore;
  readonly bank: BankStore;
  readonly planted: PlantedStore;
  readonly callbacks: CallbackStore;
  readonly shipping: ShippingStore;
  readonly consents: ConsentStore;
  /** Something will be due to be sent so many milliseconds of real time from now. */
  wakeSender: (afterMs: number) => void;
  /** Orders with a command in progress (only possible while a fault delays it). */
  readonly locks: Set<string>;
  readonly tokenSecret: string;
  /** When something falls due next; undefined = must be looked up. */
  nextDueMs: number | undefined;
  /** Random, except while a history is generated from a seed. */
  randomToken: () => string;
  /** All changes of `work`, and the clock, in one database transaction. Nests. */
  atomically<T>(work: () => T): T;
}

/** Ten digits or more, never used twice: for payments and ledger entries alike. */
export function nextTransactionId(world: World): string {
  return String(world.settings.next('transaction-id', 5_001_400_017, 13));
}

export function findSalesUnit(world: World, msn: string): SalesUnit | undefined {
  const unit = world.config.salesUnits.find((candidate) => candidate.msn === msn);
  if (!unit) return undefined;
  const changed = world.settings.find(`direct-capture:${msn}`);
  return changed === undefined ? unit : { ...unit, directCapture: changed === 'true' };
}

export function getSalesUnit(world: World, msn: string): SalesUnit {
  const unit = findSalesUnit(world, msn);
  if (!unit) throw new Error(`no sales unit ${msn}`);
  return unit;
}

export function findLedgerTerms(world: World, ledgerId: string): LedgerTerms | undefined {
  return world.config.ledgers.find((candidate) => candidate.ledgerId === ledgerId);
}

export function getLedgerTerms(world: World, ledgerId: string): LedgerTerms {
  const terms = findLedgerTerms(world, ledgerId);
  if (!terms) throw new Error(`no ledger ${ledgerId}`);
  return terms;
}

function findOrMakeSecret(settings: SettingStore): string {
  const stored = settings.find('token-secret');
  if (stored !== undefined) return stored;
  const made = randomBytes(32).toString('hex');
  settings.set('token-secret', made);
  return made;
}
