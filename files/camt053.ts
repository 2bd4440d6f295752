/** Reads bank statements camt.053.001.02 and .001.08 as a stream: one entry is in memory at a time. */
import { type Currency, formatDecimal, type Ore, zeroOre } from '#core/money';
import { normaliseAccount } from './bank-account';
import {
  amountCurrency,
  type EntryLines,
  EntryTransactions,
  entryLines,
  findDayIn,
  signedAmount,
} from './camt053-entry';
import type {
  BankStatementEvent,
  BankStatementNotice,
  BankStatementStart,
  StatementVersion,
} from './camt053-events';
import { getStatementVersion, statementLayout } from './camt053-layout';
import { addTo, readCurrency, readDayOrTime } from './field-values';
import { FileFormatError } from './file-format-error';
import type { ByteInput } from './text-decoders';
import {
  findText,
  getField,
  missingElement,
  type RecordHandlers,
  recordListener,
  type XmlRecord,
} from './xml-records';
import { streamXml, type XmlElement, type XmlLimits } from './xml-stream';

/**
 * Yields, for each statement, 'statement', its booked lines, 'statement-end', and a problem when
 * opening + entries ≠ closing. Amounts are øre: into the account positive. Days are Oslo days. Entries that are not
 * booked are no lines and are told in one notice; an entry whose values cannot be read is an 'unreadable-row', and the
 * balance then differs. Nothing may be kept before the event 'end'. Throws FileFormatError for everything else.
 *
 * Balances: OPBD, or PRCD (the closing of the day before) in its place, and CLBD. Others are passed over.
 */
export function readBankStatements(
  input: ByteInput,
  options: { readonly limits?: XmlLimits } = {},
): AsyncGenerator<BankStatementEvent, void, undefined> {
  return streamXml<BankStatementEvent>(
    input,
    (emit) => {
      const reader = new StatementReader(emit);
      return recordListener((root) => reader.choose(root), reader.handlers);
    },
    options.limits,
  );
}

interface OpenStatement {
  /** Balances by code, in the order of the file. */
  readonly balances: Map<string, XmlRecord>;
  start: BankStatementStart | undefined;
  summedOre: Ore;
  lines: number;
  notBooked: { count: number; line: number };
}

type ReadEntry = EntryLines | 'not-booked' | 'unreadable';

class StatementReader {
  readonly #emit: (event: BankStatementEvent) => void;
  #version: StatementVersion = '001.02';
  #open: OpenStatement | undefined;
  #transactions = new EntryTransactions();
  #statements = 0;
  #lines = 0;
  #unreadableRows = 0;

  constructor(emit: (event: BankStatementEvent) => void) {
    this.#emit = emit;
  }

  choose(root: XmlElement) {
    this.#version = getStatementVersion(root);
    return statementLayout;
  }

  readonly handlers: RecordHandlers = {
    open: (record) => {
      if (record.name === 'Stmt') this.#open = newStatement(record.line);
      if (record.name === 'Ntry') this.#transactions = new EntryTransactions();
    },
    close: (record) => {
      const open = this.#open;
      if (record.name === 'Document' && this.#statements === 0) throw missingElement(record, 'Stmt');
      if (!open) return;
      if (record.name === 'Bal') takeBalance(open, record);
      else if (record.name === 'TxDtls' && record.parent) this.#transactions.add(record, record.parent);
      else if (record.name === 'Ntry' && record.parent) this.#closeEntry(record, record.parent, open);
      else if (record.name === 'Stmt') this.#closeStatement(record, open);
    },
    end: () =>
      this.#emit({
        kind: 'end',
        statements: this.#statements,
        lines: this.#lines,
        unreadableRows: this.#unreadableRows,
      }),
  };

  #closeEntry(entry: XmlRecord, statement: XmlRecord, open: OpenStatement): void {
    const start = this.#begin(statement, open, entry);
    const { id: statementId } = start;
    const booked = this.#readEntry(entry, start);
    if (booked === 'unreadable') return;
    if (booked === 'not-booked') {
      if (open.notBooked.count === 0) open.notBooked.line = entry.line;
      open.notBooked.count += 1;
      return;
    }
    open.summedOre = addTo(open.summedOre, booked.amountOre, entry);
    open.lines += booked.lines.length;
    for (const line of booked.lines) this.#emit(line);
    if (entry.textIsCut || this.#transactions.textIsCut || booked.textIsCut)
      this.#notice('text-cut', entry.line, statementId, 'An entry has more text than is kept.');
    if (this.#transactions.isComplete) return;
    this.#notice(
      'not-split',
      entry.line,
      statementId,
      'An entry has too many transactions to be split into them.',
    );
  }

  #readEntry(entry: XmlRecord, { id: statementId, currency }: BankStatementStart): ReadEntry {
    try {
      const around = { statementId, currency, transactions: this.#transactions };
      return entryLines(entry, around) ?? 'not-booked';
    } catch (error) {
      if (!(error instanceof FileFormatError)) throw error;
      const { line, reason, message } = error;
      this.#emit({ kind: 'unreadable-row', line, reason, message, statementId });
      this.#unreadableRows += 1;
      return 'unreadable';
    }
  }

  /** The statement is told as late as possible, so that its head may stand in any order. */
  #begin(statement: XmlRecord, open: OpenStatement, entry?: XmlRecord): BankStatementStart {
    if (open.start) return open.start;
    const opening = open.balances.get('OPBD') ?? open.balances.get('PRCD');
    const closing = open.balances.get('CLBD');
    const currency = statementCurrency(statement, [opening, closing, entry]);
    const account = findText(statement, 'Acct/Id/IBAN') ?? getField(statement, 'Acct/Id/Othr/Id').text;
    open.start = {
      kind: 'statement',
      version: this.#version,
      id: getField(statement, 'Id').text,
      account: normaliseAccount(account) ?? account,
      currency,
      from: findPeriodDay(statement, 'FrToDt/FrDtTm'),
      to: findPeriodDay(statement, 'FrToDt/ToDtTm'),
      opening: opening && signedAmount(opening, currency),
      openingDay: opening && findDayIn(opening, 'Dt'),
      closing: closing && signedAmount(closing, currency),
      closingDay: closing && findDayIn(closing, 'Dt'),
      line: statement.line,
    };
    this.#emit(open.start);
    return open.start;
  }

  #closeStatement(record: XmlRecord, open: OpenStatement): void {
    const { id: statementId, opening, closing } = this.#begin(record, open);
    const { summedOre, lines, notBooked } = open;
    const expectedOre = opening === undefined ? undefined : addTo(opening, summedOre, record);
    const balances = expectedOre === undefined || closing === undefined ? undefined : expectedOre === closing;
    this.#emit({ kind: 'statement-end', statementId, lines, summedOre, balances, line: record.line });
    if (balances === false && expectedOre !== undefined && closing !== undefined) {
      const line = open.balances.get('CLBD')?.line ?? record.line;
      const sum = formatDecimal(expectedOre);
      const message = `Statement ${statementId}: opening and entries give ${sum}, but the file closes with ${formatDecimal(closing)}.`;
      this.#emit({
        kind: 'problem',
        problem: 'balance-differs',
        line,
        statementId,
        message,
        expectedOre,
        actualOre: closing,
      });
    }
    if (balances === undefined) {
      this.#notice(
        'no-balance',
        record.line,
        statementId,
        'A balance is missing, so the entries cannot be proved complete.',
      );
    }
    if (notBooked.count > 0) {
      const message = 'Entries that are not booked yet were passed over.';
      this.#notice('not-booked', notBooked.line, statementId, message, notBooked.count);
    }
    this.#open = undefined;
    this.#statements += 1;
    this.#lines += lines;
  }

  #notice(
    notice: BankStatementNotice['notice'],
    line: number,
    statementId: string,
    message: string,
    count = 1,
  ): void {
    this.#emit({ kind: 'notice', notice, line, statementId, message, count });
  }
}

function newStatement(line: number): OpenStatement {
  return {
    balances: new Map(),
    start: undefined,
    summedOre: zeroOre,
    lines: 0,
    notBooked: { count: 0, line },
  };
}

/** Balances are needed for the event 'statement' and so must stand before the entries, as both schemas say. */
function takeBalance(open: OpenStatement, record: XmlRecord): void {
  const code = findText(record, 'Tp/CdOrPrtry/Cd');
  if (code !== 'OPBD' && code !== 'PRCD' && code !== 'CLBD') return;
  if (open.start) {
    const message = `The balance ${code} stands after the entries. Use the file as the bank made it.`;
    throw new FileFormatError('misplaced-element', record, message);
  }
  if (open.balances.has(code)) {
    const message = `The balance ${code} stands twice in one statement. Use the file as the bank made it.`;
    throw new FileFormatError('repeated-element', record, message);
  }
  open.balances.set(code, record);
}

/** Acct/Ccy may be left out; every amount names its currency. */
function statementCurrency(statement: XmlRecord, amounts: readonly (XmlRecord | undefined)[]): Currency {
  const written = statement.fields.get('Acct/Ccy');
  if (written) return readCurrency(written);
  for (const record of amounts) if (record) return amountCurrency(getField(record, 'Amt'));
  throw missingElement(statement, 'Acct/Ccy');
}

function findPeriodDay(statement: XmlRecord, name: string) {
  const field = statement.fields.get(name);
  return field && readDayOrTime(field);
}
