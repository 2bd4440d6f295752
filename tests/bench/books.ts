/**
 * The books that are measured: so many orders over a year, the same for the same seed, with about three payment events and two ledger
 * entries each. Generated day by day, so that memory does not grow with their number.
 */
import { addDays, type Day, day } from '#core/calendar';

export const benchUnits = ['123456', '123457', '234567'] as const;
export const firstDay = day('2025-06-01');
export const days = 365;
/** The last day of the history. */
export const lastDay = addDays(firstDay, days - 1);
/** The morning after the last day. */
export const benchNow = `${addDays(lastDay, 1)}T06:30:00.000Z`;

export type BookOrder = {
  readonly msn: string;
  readonly orderId: string;
  readonly customerKey: string;
  readonly description: string;
  readonly state:
    | 'reserved'
    | 'captured'
    | 'partially_captured'
    | 'refunded'
    | 'partially_refunded'
    | 'cancelled';
  readonly amountOre: number;
  readonly capturedOre: number;
  readonly refundedOre: number;
  readonly cancelledOre: number;
  readonly reservedAt: string;
  readonly capturedAt: string | null;
  readonly activityAt: string;
  readonly events: readonly BookEvent[];
};

export type BookEvent = {
  readonly operation: 'initiate' | 'reserve' | 'capture' | 'refund' | 'cancel';
  readonly amountOre: number;
  readonly at: string;
  readonly transactionId: string;
};

/** Amounts as the ledger has them: in is positive. */
export type BookEntry = {
  readonly msn: string;
  readonly topic: 'funds' | 'fees';
  readonly date: Day;
  readonly at: string;
  readonly type: 'capture' | 'refund' | 'scheduled-for-payout' | 'capture-fee' | 'invoiced';
  readonly pspReference: string;
  readonly reference: string | null;
  readonly amountOre: number;
  readonly beforeOre: number;
  readonly afterOre: number;
};

export type BookPayout = {
  readonly msn: string;
  readonly number: string;
  readonly date: Day;
  readonly amountOre: number;
};

export type BookDay = {
  readonly date: Day;
  readonly orders: readonly BookOrder[];
  readonly entries: readonly BookEntry[];
  readonly payouts: readonly BookPayout[];
};

export type Books = {
  /** The next day of business: `count` orders. */
  day(count: number): BookDay;
};

export function ledgerOf(msn: string): string {
  return `9${msn}`;
}

export function accountOf(msn: string): string {
  return `15062${msn}`;
}

/** How many orders each day has, so that they add up to `orders`. */
export function ordersOfDays(orders: number): number[] {
  return Array.from(
    { length: days },
    (_, index) => Math.floor(((index + 1) * orders) / days) - Math.floor((index * orders) / days),
  );
}

/** Everything comes from the seed and the number of the order. */
export function makeBooks(seed: number): Books {
  let date: Day = firstDay;
  let serial = 0;
  let psp = 4_000_000_000 + (seed % 1000) * 1_000_000;
  let settlement = 2_000_000;
  const balances = new Map<string, number>();
  let late: Movement[] = [];

  const nextPsp = () => {
    psp += 1;
    return String(psp);
  };
  const book = (entries: BookEntry[], movement: Omit<BookEntry, 'beforeOre' | 'afterOre'>) => {
    const key = `${movement.msn} ${movement.topic}`;
    const beforeOre = balances.get(key) ?? 0;
    const afterOre = beforeOre + movement.amountOre;
    balances.set(key, afterOre);
    entries.push({ ...movement, beforeOre, afterOre });
  };

  return {
    day(count) {
      const orders: BookOrder[] = [];
      const entries: BookEntry[] = [];
      const payouts: BookPayout[] = [];
      const movements = late;
      late = [];
      for (let index = 0; index < count; index += 1) {
        serial += 1;
        const random = randomOf(seed, serial);
        const made = makeOrder(serial, date, index / count, random, nextPsp);
        orders.push(made.order);
        movements.push(...made.today);
        late.push(...made.tomorrow);
      }
      movements.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
      for (const { msn, at, type, pspReference, reference, amountOre } of movements) {
        const shared = { msn, date, at, pspReference, reference };
        book(entries, { ...shared, topic: 'funds', type, amountOre });
        if (type === 'capture') {
          const feeOre = 100 + Math.round(amountOre * 0.0125);
          book(entries, { ...shared, topic: 'fees', type: 'capture-fee', amountOre: -feeOre });
        }
      }
      for (const msn of benchUnits) {
        const amountOre = balances.get(`${msn} funds`) ?? 0;
        if (amountOre <= 0) continue;
        settlement += 1;
        const number = String(settlement);
        const shared = { msn, date, at: `${date}T21:00:00.000Z`, pspReference: number, reference: null };
        book(entries, { ...shared, topic: 'funds', type: 'scheduled-for-payout', amountOre: -amountOre });
        payouts.push({ msn, number, date, amountOre });
      }
      const result = { date, orders, entries, payouts };
      date = addDays(date, 1);
      return result;
    },
  };
}

/** Of the days after this one, many orders are still to be sent. */
const oldestRecent = addDays(lastDay, -3);

type Movement = Pick<BookEntry, 'msn' | 'at' | 'pspReference' | 'amountOre'> & {
  readonly type: 'capture' | 'refund';
  readonly reference: string;
};

function makeOrder(serial: number, date: Day, part: number, random: () => number, nextPsp: () => string) {
  const msn = benchUnits[Math.floor(random() * benchUnits.length)] ?? benchUnits[0];
  const orderId = `order-${String(serial).padStart(8, '0')}`;
  const amountOre = 5_000 + Math.floor(random() * 195_000);
  // Ordered from 06 to 18 UTC, sent two hours later.
  const startedMs = Date.parse(`${date}T06:00:00.000Z`) + Math.floor(part * 12 * 3_600_000);
  const at = (ms: number) => new Date(startedMs + ms).toISOString();
  const fate = random();
  const recent = date > oldestRecent;
  const reservePsp = nextPsp();
  const events: BookEvent[] = [
    { operation: 'initiate', amountOre, at: at(0), transactionId: reservePsp },
    { operation: 'reserve', amountOre, at: at(40_000), transactionId: reservePsp },
  ];
  const today: Movement[] = [];
  const tomorrow: Movement[] = [];
  let [capturedOre, refundedOre, cancelledOre] = [0, 0, 0];
  let state: BookOrder['state'] = 'reserved';
  let capturedAt: string | null = null;
  const keepsReserved = fate < 0.001 || (recent && fate > 0.7);
  if (!keepsReserved && fate < 0.025) {
    cancelledOre = amountOre;
    state = 'cancelled';
    events.push({ operation: 'cancel', amountOre, at: at(3_600_000), transactionId: nextPsp() });
  } else if (!keepsReserved) {
    const psp = nextPsp();
    capturedAt = at(7_200_000);
    capturedOre = fate < 0.035 ? Math.ceil(amountOre / 2) : amountOre;
    state = capturedOre < amountOre ? 'partially_captured' : 'captured';
    // One in a thousand was captured at Vipps's portal, and is in the ledger only; as many are not in the ledger.
    if (fate < 0.999)
      events.push({ operation: 'capture', amountOre: capturedOre, at: capturedAt, transactionId: psp });
    else [capturedOre, capturedAt, state] = [0, null, 'reserved'];
    if (fate < 0.998 || fate >= 0.999) {
      const amount = fate < 0.999 ? capturedOre : amountOre;
      today.push({
        msn,
        at: at(7_200_000),
        type: 'capture',
        pspReference: psp,
        reference: orderId,
        amountOre: amount,
      });
    }
    if (fate >= 0.035 && fate < 0.075) {
      refundedOre = fate < 0.06 ? capturedOre : Math.ceil(capturedOre / 3);
      state = refundedOre === capturedOre ? 'refunded' : 'partially_refunded';
      const refundPsp = nextPsp();
      const refundedAt = at(20 * 3_600_000);
      events.push({ operation: 'refund', amountOre: refundedOre, at: refundedAt, transactionId: refundPsp });
      tomorrow.push({
        ...{ msn, at: refundedAt, type: 'refund', pspReference: refundPsp },
        ...{ reference: orderId, amountOre: -refundedOre },
      });
    }
  }
  const order: BookOrder = {
    ...{ msn, orderId, state, amountOre, capturedOre, refundedOre, cancelledOre, capturedAt, events },
    customerKey: `c${Math.floor(random() * 900_000_000).toString(36)}`,
    description: `Order ${serial}`,
    reservedAt: at(40_000),
    activityAt: events.at(-1)?.at ?? at(0),
  };
  return { order, today, tomorrow };
}

/** mulberry32, seeded for each order. */
function randomOf(seed: number, serial: number): () => number {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(serial, 0xc2b2ae35)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
