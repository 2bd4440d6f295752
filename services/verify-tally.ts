/** What a check of `npm run verify` found, and how its figures are written. In English: it is read on a command line, by auditors. */
import { type Currency, formatDecimal, ore } from '#core/money';

export type Fault = {
  /** Exactly which: `audit record 12`, `order 123456/A-1`. */
  readonly record: string;
  readonly problem: string;
};

export const checkNames = [
  'file',
  'schema',
  'audit log',
  'ledger days',
  'balances',
  'payouts',
  'orders',
  'order totals',
  'kept sums',
  'commands',
  'second person',
  'people',
  'matches',
] as const;
export type CheckName = (typeof checkNames)[number];

export type Check = {
  readonly name: CheckName;
  /** What was looked at, and what holds of it when there is no fault. */
  readonly told: string;
  readonly faults: number;
  readonly first: Fault | null;
  /** Of the audit log: its newest link, for the auditor to keep. */
  readonly head?: string;
};

/** Counts faults and keeps the first: there may be as many as there are rows. */
export class Tally {
  #faults = 0;
  #first: Fault | null = null;

  add(record: string, problem: string): void {
    this.#faults += 1;
    this.#first ??= { record, problem };
  }

  check(name: CheckName, told: string): Check {
    return { name, told, faults: this.#faults, first: this.#first };
  }
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(String(count))} ${count === 1 ? one : many}`;
}

export function kroner(amountOre: number, currency: Currency | '' = ''): string {
  const [whole = '', part = ''] = formatDecimal(ore(amountOre)).split('.');
  return `${grouped(whole)}.${part}${currency === '' ? '' : ` ${currency}`}`;
}

/** Sums of each currency for itself: currencies are never added. */
export class Sums {
  readonly #sums = new Map<Currency, number>();

  add(currency: Currency, amountOre: number): void {
    this.#sums.set(currency, (this.#sums.get(currency) ?? 0) + amountOre);
  }

  toString(): string {
    const sums = [...this.#sums].map(([currency, amountOre]) => kroner(amountOre, currency));
    return sums.length === 0 ? kroner(0) : sums.join(' and ');
  }
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ' ');
}
