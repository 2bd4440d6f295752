import { z } from 'zod';
import type { Sqlite } from '#simulator/store/open-database';

/**
 * Things that go wrong on demand. A fault is added by the control API, waits for a call it fits, strikes, and
 * is used up after `times` strikes. Faults are stored, so a restart does not forget them.
 */
export function createFaultStore(db: Sqlite): FaultStore {
  const insert = db.prepare<[string, number]>('INSERT INTO faults (definition, remaining) VALUES (?, ?)');
  const all = db.prepare<[], FaultRow>('SELECT id, definition, remaining, struck FROM faults ORDER BY id');
  const strike = db.prepare<[number]>(
    'UPDATE faults SET remaining = remaining - 1, struck = struck + 1 WHERE id = ?',
  );
  const count = db.prepare<[number]>('UPDATE faults SET struck = struck + 1 WHERE id = ?');
  const clear = db.prepare<[]>('DELETE FROM faults');
  let faults: Fault[] = load();

  function load(): Fault[] {
    return all
      .all()
      .map(({ definition, ...row }) => ({ ...row, ...faultSchema.parse(JSON.parse(definition)) }));
  }

  function use(fault: Fault): Fault {
    strike.run(fault.id);
    faults = load();
    return fault;
  }

  return {
    add(definition) {
      const { lastInsertRowid } = insert.run(JSON.stringify(definition), definition.times);
      faults = load();
      const id = Number(lastInsertRowid);
      return { ...definition, id, remaining: definition.times, struck: 0 };
    },
    list: () => faults,
    clear() {
      clear.run();
      faults = [];
    },
    reload() {
      faults = load();
    },
    strike(kinds, call) {
      if (faults.length === 0) return undefined;
      const found = faults.find(
        (fault) => kinds.includes(fault.kind) && fault.remaining > 0 && fits(fault, call),
      );
      return found && use(found);
    },
    use,
    count(fault) {
      count.run(fault.id);
      faults = load();
    },
  };
}

export interface FaultStore {
  add(definition: FaultDefinition): Fault;
  list(): readonly Fault[];
  clear(): void;
  /** Reads the stored faults again: after a database transaction was rolled back. */
  reload(): void;
  /** Finds the oldest fault of these kinds that fits the call, and uses it. */
  strike(kinds: readonly FaultKind[], call: Call): Fault | undefined;
  use(fault: Fault): Fault;
  /** Counts a strike of a fault that stays until it is cleared (late-report). */
  count(fault: Fault): void;
}

export const operations = [
  'token',
  'initiate',
  'details',
  'capture',
  'cancel',
  'refund',
  'approve',
  'ledgers',
  'dates',
  'feed',
  'callback',
] as const;
export type Operation = (typeof operations)[number];

/** What a fault is compared with. */
export interface Call {
  readonly operation: Operation;
  readonly orderId?: string;
  readonly ledgerId?: string;
  readonly topic?: string;
}

/** Strike before anything is looked at: no effect. */
export const gatewayFaults = [
  'rate-limited',
  'unauthorized',
  'server-error',
  'timeout-before-effect',
  'reset-before-effect',
  'slow',
] as const;
/** Strike when the work is done: only the answer suffers. */
export const answerFaults = [
  'server-error-after-effect',
  'timeout-after-effect',
  'reset-after-effect',
  'half-body',
  'malformed-json',
] as const;
/** Change what the Report API tells. */
export const reportFaults = [
  'duplicate-entry',
  'feed-repeats-last-items',
  'late-report',
  'legacy-dates-404',
  'unknown-entry-type',
] as const;

/** Strike what the simulator tells the merchant by itself. */
export const callbackFaults = ['callback-lost', 'callback-doubled', 'callback-late'] as const;

export const faultKinds = [...gatewayFaults, ...answerFaults, ...reportFaults, ...callbackFaults] as const;
export type FaultKind = (typeof faultKinds)[number];

export const faultSchema = z.strictObject({
  kind: z.enum(faultKinds),
  operation: z.enum(operations).optional(),
  orderId: z.string().optional(),
  ledgerId: z.string().optional(),
  topic: z.enum(['funds', 'fees']).optional(),
  times: z.int().min(1).max(1_000_000).default(1),
  /**
   * How long a slow answer takes (3 s unless told) or a silent one hangs before the socket closes (30 s); how much
   * later a callback is sent (callback-late: 5 s) or sent again (callback-doubled: at once).
   */
  delayMs: z.int().min(0).max(600_000).optional(),
  /** Seconds in the Retry-After header of a 429; without it the header is left out. */
  retryAfterSeconds: z.int().min(0).optional(),
  /**
   * late-report: the ledger day held back (the open one unless told) and for how long. callback-late: hours of
   * simulated time, instead of delayMs.
   */
  ledgerDate: z.iso.date().optional(),
  hours: z.number().min(0).optional(),
  /** unknown-entry-type: what is booked at once. */
  entryType: z.string().min(1).optional(),
  amountOre: z.int().optional(),
});

export type FaultDefinition = z.infer<typeof faultSchema>;
export type Fault = FaultDefinition & {
  readonly id: number;
  readonly remaining: number;
  readonly struck: number;
};

interface FaultRow {
  readonly id: number;
  readonly definition: string;
  readonly remaining: number;
  readonly struck: number;
}

/** A 429 is not described for the access token, so it strikes there only when it is asked for by name. */
function fits(fault: Fault, call: Call): boolean {
  if (fault.kind === 'rate-limited' && call.operation === 'token' && fault.operation === undefined)
    return false;
  return (
    (fault.operation === undefined || fault.operation === call.operation) &&
    (fault.orderId === undefined || fault.orderId === call.orderId) &&
    (fault.ledgerId === undefined || fault.ledgerId === call.ledgerId) &&
    (fault.topic === undefined || fault.topic === call.topic)
  );
}
