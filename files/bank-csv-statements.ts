/** A bank's CSV knows no statements: one is made for each account, of the days on which something was booked. */
import type { Day } from '#core/calendar';
import { type Currency, type Ore, zeroOre } from '#core/money';
import type { BankRow } from './bank-csv-row';
import type { BankStatementEvent, BankStatementStart } from './camt053-events';
import { addTo } from './field-values';
import { FileFormatError } from './file-format-error';

/** The first reading of the file: which accounts it has, and from when to when. */
export class BankCsvAccounts {
  readonly #accounts = new Map<string, AccountPeriod>();

  /** Throws FileFormatError 'too-many-accounts': then the column of the account is another one. */
  note({ account, bookedOn, currency }: BankRow): void {
    const known = this.#accounts.get(account) ?? this.begin(account);
    known.currency ??= currency;
    if (known.currency !== currency) return;
    if (known.from === undefined || bookedOn < known.from) known.from = bookedOn;
    if (known.to === undefined || bookedOn > known.to) known.to = bookedOn;
  }

  /** An account that is there even when no row of it is. */
  begin(account: string): AccountPeriod {
    const known = this.#accounts.get(account);
    if (known) return known;
    if (this.#accounts.size >= accountLimit) {
      const message = `The file has more than ${accountLimit} accounts. Check which column holds the account.`;
      throw new FileFormatError('too-many-accounts', { line: 1 }, message);
    }
    const period = { from: undefined, to: undefined, currency: undefined };
    this.#accounts.set(account, period);
    return period;
  }

  statements(): Map<string, CsvStatement> {
    return new Map(
      [...this.#accounts].map(([account, period]) => [account, new CsvStatement(account, period)]),
    );
  }
}

/** The second reading: sums of one account. */
export class CsvStatement {
  readonly start: BankStatementStart;
  #lines = 0;
  #summedOre: Ore = zeroOre;
  #cutOn: number | undefined;

  constructor(account: string, { from, to, currency = 'NOK' }: AccountPeriod) {
    const noBalance = {
      opening: undefined,
      openingDay: undefined,
      closing: undefined,
      closingDay: undefined,
    };
    const id = ['csv', account, from, to].filter((part) => part !== undefined).join('-');
    this.start = {
      kind: 'statement',
      version: 'csv',
      id,
      account,
      currency,
      from,
      to,
      ...noBalance,
      line: 1,
    };
  }

  add({ amountOre, text }: BankRow, line: number): void {
    this.#lines += 1;
    this.#summedOre = addTo(this.#summedOre, amountOre, { line });
    if (text.length > statementTextLength) this.#cutOn ??= line;
  }

  *end(): Iterable<BankStatementEvent> {
    const { id: statementId, line } = this.start;
    const sums = { lines: this.#lines, summedOre: this.#summedOre, balances: undefined };
    yield { kind: 'statement-end', statementId, ...sums, line };
    const unproved = 'A CSV has no balances, so the lines cannot be proved complete.';
    yield { kind: 'notice', notice: 'no-balance', line, statementId, message: unproved, count: 1 };
    if (this.#cutOn === undefined) return;
    const message = 'A row has more text than is kept.';
    yield { kind: 'notice', notice: 'text-cut', line: this.#cutOn, statementId, message, count: 1 };
  }
}

/** Characters of a line's text that are kept, as in camt.053. */
export const statementTextLength = 4000;

interface AccountPeriod {
  from: Day | undefined;
  to: Day | undefined;
  currency: Currency | undefined;
}

const accountLimit = 1000;
