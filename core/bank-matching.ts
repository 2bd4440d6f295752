/**
 * Payout ↔ bank line. What agrees in number, account, currency and amount is the same money; anything less is a suggestion
 * with its reasons, for a person. Everything is taken in one fixed order, so that the order of arrival changes nothing, and
 * each payout and each line is in one match at most.
 */
import { addDays, type Day } from './calendar';
import { type Currency, type Ore, subtractOre, sumOre } from './money';

export const bankMatchReasons = [
  'number-exact',
  'number-likely',
  'amount-equal',
  'amount-differs',
  'account-equal',
  'date-expected',
  'date-unusual',
  'sum-of-payouts',
  'sum-of-lines',
  'names-vipps',
  'by-hand',
] as const;
export type BankMatchReason = (typeof bankMatchReasons)[number];

export type OpenPayout = {
  readonly ledgerId: string;
  readonly settlementNumber: string;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly account: string | null;
  readonly ledgerDate: Day;
  readonly expectedEarliest: Day;
  readonly expectedLatest: Day;
};

export type OpenLine = {
  readonly id: string;
  /** Made of what the line says: the same wherever and whenever it was read. */
  readonly lineKey: string;
  readonly account: string;
  readonly bookedOn: Day;
  readonly amountOre: Ore;
  readonly currency: Currency;
  /** The settlement numbers its text names. */
  readonly numbers: readonly { readonly number: string; readonly exact: boolean }[];
  readonly namesVipps: boolean;
};

export type BankMatchDraft = {
  readonly id: string;
  readonly automatic: boolean;
  readonly payouts: readonly OpenPayout[];
  readonly lines: readonly OpenLine[];
  readonly reasons: readonly BankMatchReason[];
  /** Lines less payouts. */
  readonly differenceOre: Ore;
  /** The day the last of the money was booked. */
  readonly arrivedOn: Day;
};

/** `refused` holds the ids of matches a person rejected or took back: they are not made again. */
export function matchBank(
  payouts: readonly OpenPayout[],
  lines: readonly OpenLine[],
  refused: ReadonlySet<string> = new Set(),
): BankMatchDraft[] {
  const state = new Matching(payouts, lines, refused);
  matchByNumber(state, true);
  matchLinesNamingSeveral(state, true);
  matchSeveralLines(state, true);
  matchByNumber(state, false);
  matchLinesNamingSeveral(state, false);
  matchSeveralLines(state, false);
  matchByLikelyNumber(state);
  matchByAmount(state, true);
  matchSumOfPayouts(state);
  matchSumOfLines(state);
  matchByAmount(state, false);
  return state.drafts;
}

/** The identity of a match: what it joins. */
export function bankMatchId(
  payouts: readonly Pick<OpenPayout, 'ledgerId' | 'settlementNumber'>[],
  lines: readonly Pick<OpenLine, 'lineKey'>[],
): string {
  const left = payouts.map(({ ledgerId, settlementNumber }) => `${ledgerId}/${settlementNumber}`).sort();
  return `${left.join('+')}=${lines
    .map(({ lineKey }) => lineKey)
    .sort()
    .join('+')}`;
}

/** How long after the latest expected day money is still looked for by its amount alone. */
const lateDays = 10;

class Matching {
  readonly drafts: BankMatchDraft[] = [];
  readonly #payouts: readonly OpenPayout[];
  readonly #lines: readonly OpenLine[];
  readonly #refused: ReadonlySet<string>;
  readonly #taken = new Set<string>();

  constructor(payouts: readonly OpenPayout[], lines: readonly OpenLine[], refused: ReadonlySet<string>) {
    this.#payouts = payouts.toSorted((a, b) => compare(payoutOrder(a), payoutOrder(b)));
    this.#lines = lines.toSorted((a, b) => compare(lineOrder(a), lineOrder(b)));
    this.#refused = refused;
  }

  payouts(): OpenPayout[] {
    return this.#payouts.filter((payout) => !this.#taken.has(payoutOrder(payout)));
  }

  lines(): OpenLine[] {
    return this.#lines.filter((line) => !this.#taken.has(line.id));
  }

  /** Joins them, unless one of them is taken or a person has refused just this. */
  join(
    payouts: readonly OpenPayout[],
    lines: readonly OpenLine[],
    automatic: boolean,
    reasons: readonly BankMatchReason[],
  ): boolean {
    const id = bankMatchId(payouts, lines);
    const keys = [...payouts.map(payoutOrder), ...lines.map((line) => line.id)];
    if (this.#refused.has(id) || keys.some((key) => this.#taken.has(key))) return false;
    for (const key of keys) this.#taken.add(key);
    const differenceOre = subtractOre(sumOf(lines), sumOf(payouts));
    const arrivedOn = lines
      .map((line) => line.bookedOn)
      .sort()
      .at(-1);
    if (arrivedOn === undefined) throw new Error('a match without a bank line');
    this.drafts.push({ id, automatic, payouts, lines, reasons, differenceOre, arrivedOn });
    return true;
  }
}

/** One line that names one payout exactly. */
function matchByNumber(state: Matching, equal: boolean): void {
  const byNumber = groupBy(
    state.lines().filter((line) => namesExactly(line, 1)),
    (line) => line.numbers[0]?.number ?? '',
  );
  for (const payout of state.payouts()) {
    const named = (byNumber.get(payout.settlementNumber) ?? []).filter((line) => mayBe(payout, line));
    if (equal) {
      // The first of several that no person has refused.
      for (const line of named.filter((candidate) => candidate.amountOre === payout.amountOre)) {
        const reasons = ['number-exact', 'amount-equal', 'account-equal', dateReason(payout, line)] as const;
        if (state.join([payout], [line], true, reasons)) break;
      }
    } else if (named.length === 1 && named[0]) {
      state.join([payout], named, false, [
        'number-exact',
        'amount-differs',
        'account-equal',
        dateReason(payout, named[0]),
      ]);
    }
  }
}

/** One line that names several payouts: their sum must be its amount. */
function matchLinesNamingSeveral(state: Matching, equal: boolean): void {
  const open = groupBy(state.payouts(), (payout) => payout.settlementNumber);
  for (const line of state.lines()) {
    if (line.numbers.length < 2 || !line.numbers.every(({ exact }) => exact)) continue;
    const named = line.numbers.flatMap(({ number }) =>
      (open.get(number) ?? []).filter((payout) => mayBe(payout, line)).slice(0, 1),
    );
    const whole = named.length === line.numbers.length;
    const same = whole && sumOf(named) === line.amountOre;
    if (equal ? !same : named.length === 0) continue;
    state.join(named, [line], equal, [
      'number-exact',
      equal ? 'sum-of-payouts' : 'amount-differs',
      'account-equal',
    ]);
  }
}

/** Several lines that name one payout: all of them together must be its amount. */
function matchSeveralLines(state: Matching, equal: boolean): void {
  const byNumber = groupBy(
    state.lines().filter((line) => namesExactly(line, 1)),
    (line) => line.numbers[0]?.number ?? '',
  );
  for (const payout of state.payouts()) {
    const named = (byNumber.get(payout.settlementNumber) ?? []).filter((line) => mayBe(payout, line));
    if (named.length < 2 || (sumOf(named) === payout.amountOre) !== equal) continue;
    const reasons: BankMatchReason[] = [
      'number-exact',
      equal ? 'sum-of-lines' : 'amount-differs',
      'account-equal',
    ];
    state.join([payout], named, equal, reasons);
  }
}

/** The number was cut, torn or misread; the amount is right. */
function matchByLikelyNumber(state: Matching): void {
  for (const payout of state.payouts()) {
    const line = state
      .lines()
      .find(
        (candidate) =>
          candidate.numbers.some(({ number, exact }) => !exact && number === payout.settlementNumber) &&
          candidate.amountOre === payout.amountOre &&
          mayBe(payout, candidate),
      );
    if (line) {
      state.join([payout], [line], false, [
        'number-likely',
        'amount-equal',
        'account-equal',
        dateReason(payout, line),
      ]);
    }
  }
}

/** No number to go by: amount, account and day agree. */
function matchByAmount(state: Matching, namesVipps: boolean): void {
  const byAmount = groupBy(
    state
      .lines()
      .filter((line) => line.namesVipps === namesVipps && !line.numbers.some(({ exact }) => exact)),
    (line) => String(line.amountOre),
  );
  for (const payout of state.payouts()) {
    const near = (byAmount.get(String(payout.amountOre)) ?? []).filter(
      (line) => mayBe(payout, line) && isNear(payout, line) && !namesAnother(payout, line),
    );
    const reasons: BankMatchReason[] = namesVipps ? ['amount-equal', 'names-vipps'] : ['amount-equal'];
    for (const line of near) {
      if (state.join([payout], [line], false, [...reasons, 'account-equal', dateReason(payout, line)])) break;
    }
  }
}

/** A line without numbers whose amount is the sum of two to four payouts expected about then; only if no other sum is. */
function matchSumOfPayouts(state: Matching): void {
  for (const line of state.lines()) {
    if (!line.namesVipps || line.numbers.length > 0) continue;
    const near = state
      .payouts()
      .filter((payout) => mayBe(payout, line) && isNear(payout, line))
      .slice(0, 14);
    const sums = combinations(near, 2, 4).filter((some) => sumOf(some) === line.amountOre);
    if (sums.length === 1 && sums[0]) {
      state.join(sums[0], [line], false, ['sum-of-payouts', 'names-vipps', 'account-equal']);
    }
  }
}

/** A payout whose amount is the sum of two or three lines of Vipps without a number of their own. */
function matchSumOfLines(state: Matching): void {
  for (const payout of state.payouts()) {
    const near = state
      .lines()
      .filter((line) => line.namesVipps && mayBe(payout, line) && isNear(payout, line))
      .filter((line) => !line.numbers.some(({ exact }) => exact) && !namesAnother(payout, line))
      .slice(0, 14);
    const sums = combinations(near, 2, 3).filter((some) => sumOf(some) === payout.amountOre);
    if (sums.length === 1 && sums[0]) {
      state.join([payout], sums[0], false, ['sum-of-lines', 'names-vipps', 'account-equal']);
    }
  }
}

function namesExactly(line: OpenLine, count: number): boolean {
  return line.numbers.length === count && line.numbers.every(({ exact }) => exact);
}

function namesAnother(payout: OpenPayout, line: OpenLine): boolean {
  return line.numbers.some(({ number }) => number !== payout.settlementNumber);
}

/** Money that came in, on the account and in the currency of the payout, and not before its ledger day. */
export function mayBe(payout: OpenPayout, line: OpenLine): boolean {
  return (
    line.amountOre > 0 &&
    line.account === payout.account &&
    line.currency === payout.currency &&
    line.bookedOn >= payout.ledgerDate
  );
}

function isNear(payout: OpenPayout, line: OpenLine): boolean {
  return line.bookedOn <= addDays(payout.expectedLatest, lateDays);
}

function dateReason(payout: OpenPayout, line: OpenLine): BankMatchReason {
  return line.bookedOn >= payout.expectedEarliest && line.bookedOn <= payout.expectedLatest
    ? 'date-expected'
    : 'date-unusual';
}

function sumOf(some: readonly { readonly amountOre: Ore }[]): Ore {
  return sumOre(some.map(({ amountOre }) => amountOre));
}

function* pick<Item>(items: readonly Item[], count: number, from = 0): Generator<Item[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let index = from; index <= items.length - count; index += 1) {
    const item = items[index];
    if (item === undefined) continue;
    for (const rest of pick(items, count - 1, index + 1)) yield [item, ...rest];
  }
}

function combinations<Item>(items: readonly Item[], least: number, most: number): Item[][] {
  const all: Item[][] = [];
  for (let count = least; count <= most; count += 1) all.push(...pick(items, count));
  return all;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function payoutOrder(payout: OpenPayout): string {
  return `${payout.ledgerDate} ${payout.ledgerId}/${payout.settlementNumber}`;
}

function lineOrder(line: OpenLine): string {
  return `${line.bookedOn} ${line.lineKey}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
