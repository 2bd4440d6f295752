/**
 * One entry (Ntry) of a bank statement into lines.
 *
 * An entry is one line, with the texts of all its transactions. It is split into one line per transaction when it has
 * several and each has its own amount, in the currency of the account, and these add up to the entry to the øre:
 * then each payout inside a batch keeps its own text. Anything less certain stays whole, because the entry is what the
 * balance counts.
 *
 * The sign comes from CdtDbtInd alone. RvslInd says that an earlier booking is taken back, and CdtDbtInd is then already
 * the direction of the taking back (ISO 20022, ReversalIndicator: "if CRDT and reversal, the original was a debit").
 */
import type { Day } from '#core/calendar';
import { type Currency, negateOre, type Ore, zeroOre } from '#core/money';
import type { BankStatementLine } from './camt053-events';
import { addTo, readAmount, readCurrency, readDayOrTime, refuse } from './field-values';
import { FileFormatError } from './file-format-error';
import { findText, getField, missingElement, type XmlField, type XmlRecord } from './xml-records';

/**
 * Lines of a booked entry; undefined when the entry is not booked (pending, for information, in the future). Throws
 * FileFormatError when it cannot be read.
 */
export function entryLines(entry: XmlRecord, around: EntryContext): EntryLines | undefined {
  if (!isBooked(entry)) return undefined;
  const amountOre = signedAmount(entry, around.currency);
  const bookedOn = findDayIn(entry, 'BookgDt') ?? findDayIn(entry, 'ValDt');
  if (bookedOn === undefined) throw missingElement(entry, 'BookgDt');
  const shared = {
    kind: 'line',
    statementId: around.statementId,
    bookedOn,
    valueOn: findDayIn(entry, 'ValDt'),
    currency: around.currency,
    reversal: /^(?:true|1)$/.test(findText(entry, 'RvslInd') ?? ''),
    line: entry.line,
  } as const;
  const parts = around.transactions.isComplete ? around.transactions.list : [];
  if (isBreakdown(parts, amountOre)) {
    const lines = parts.map((part, index) => ({
      ...shared,
      amountOre: part.amountOre ?? zeroOre,
      text: joinTexts([...part.texts, ...entry.texts]),
      reference: part.reference ?? entryReference(entry),
      counterparty: counterpartyOf(part, part.amountOre ?? zeroOre),
      part: { number: index + 1, of: parts.length },
      line: part.line,
    }));
    return { lines, amountOre, textIsCut: lines.some((line) => line.text.length >= textLength) };
  }
  const [only] = around.transactions.list.length === 1 ? around.transactions.list : [];
  const whole = {
    ...shared,
    amountOre,
    text: joinTexts([...around.transactions.list.flatMap((part) => part.texts), ...entry.texts]),
    reference: entryReference(entry) ?? around.transactions.list[0]?.reference,
    counterparty: only === undefined ? undefined : counterpartyOf(only, amountOre),
    part: undefined,
  };
  return { lines: [whole], amountOre, textIsCut: whole.text.length >= textLength };
}

export interface EntryContext {
  readonly statementId: string;
  readonly currency: Currency;
  readonly transactions: EntryTransactions;
}

export interface EntryLines {
  readonly lines: readonly BankStatementLine[];
  readonly amountOre: Ore;
  readonly textIsCut: boolean;
}

/** What is kept of a TxDtls until its entry is complete. */
export interface EntryTransaction {
  /** Signed; undefined when it has no amount of its own in the account's currency. */
  readonly amountOre: Ore | undefined;
  readonly texts: readonly string[];
  readonly reference: string | undefined;
  readonly debtor: string | undefined;
  readonly creditor: string | undefined;
  readonly line: number;
}

/** Collects the transactions of one entry in bounded memory: an entry with more is not split. */
export class EntryTransactions {
  readonly list: EntryTransaction[] = [];
  isComplete = true;
  textIsCut = false;
  #heldText = 0;

  add(record: XmlRecord, entry: XmlRecord): void {
    this.#heldText += record.texts.reduce((length, text) => length + text.length, 0);
    if (this.list.length >= transactionLimit || this.#heldText > heldTextLimit) {
      this.isComplete = false;
      return;
    }
    this.textIsCut ||= record.textIsCut;
    this.list.push({
      amountOre: findTransactionAmount(record, entry),
      texts: record.texts,
      reference: findText(record, 'Refs/AcctSvcrRef') ?? findEndToEndId(record),
      debtor: findText(record, 'RltdPties/Dbtr/Nm') ?? findText(record, 'RltdPties/Dbtr/Pty/Nm'),
      creditor: findText(record, 'RltdPties/Cdtr/Nm') ?? findText(record, 'RltdPties/Cdtr/Pty/Nm'),
      line: record.line,
    });
  }
}

/** Currency of an amount: ISO 20022 puts it into the attribute Ccy. */
export function amountCurrency(field: XmlField): Currency {
  return readCurrency(field, field.attributes.get('Ccy') ?? '');
}

/** Amount of a balance or an entry with its direction; throws FileFormatError. */
export function signedAmount(record: XmlRecord, currency: Currency): Ore {
  const field = getField(record, 'Amt');
  if (amountCurrency(field) !== currency) {
    throw refuse('currency-differs', field, `is not in ${currency}, the currency of the account`);
  }
  const amount = readAmount(field);
  if (amount < 0)
    throw refuse('unreadable-amount', field, 'is negative, where CdtDbtInd gives the direction');
  return isCredit(getField(record, 'CdtDbtInd')) ? amount : negateOre(amount);
}

/** The day in `name`, which holds a Dt or a DtTm. */
export function findDayIn(record: XmlRecord, name: string): Day | undefined {
  const field = record.fields.get(`${name}/Dt`) ?? record.fields.get(`${name}/DtTm`);
  return field && readDayOrTime(field);
}

const transactionLimit = 20_000;
const heldTextLimit = 4_000_000;
const textLength = 4000;

function isBooked(entry: XmlRecord): boolean {
  const status = findText(entry, 'Sts/Cd') ?? getField(entry, 'Sts').text;
  return status === 'BOOK';
}

function isCredit(field: XmlField): boolean {
  if (field.text === 'CRDT') return true;
  if (field.text === 'DBIT') return false;
  throw refuse('unreadable-value', field, 'is neither CRDT nor DBIT');
}

function isBreakdown(parts: readonly EntryTransaction[], amountOre: Ore): boolean {
  if (parts.length < 2 || parts.some((part) => part.amountOre === undefined)) return false;
  const sum = parts.reduce((total, part) => addTo(total, part.amountOre ?? zeroOre, part), zeroOre);
  return sum === amountOre;
}

function findTransactionAmount(record: XmlRecord, entry: XmlRecord): Ore | undefined {
  const field = record.fields.get('Amt') ?? record.fields.get('AmtDtls/TxAmt/Amt');
  const ofEntry = entry.fields.get('Amt');
  // The entry's Amt stands before its details in both versions; without it there is nothing to compare with.
  if (!field || !ofEntry || field.attributes.get('Ccy') !== ofEntry.attributes.get('Ccy')) return undefined;
  try {
    const amount = readAmount(field);
    const direction = record.fields.get('CdtDbtInd') ?? getField(entry, 'CdtDbtInd');
    return isCredit(direction) ? amount : negateOre(amount);
  } catch (error) {
    // What cannot be split stays whole: the entry has an amount of its own.
    if (error instanceof FileFormatError) return undefined;
    throw error;
  }
}

/** Who stands on the other side: the payer of what came in, the receiver of what went out. */
function counterpartyOf(part: EntryTransaction, amountOre: Ore): string | undefined {
  return (amountOre < 0 ? part.creditor : part.debtor)?.slice(0, 140);
}

function entryReference(entry: XmlRecord): string | undefined {
  return findText(entry, 'AcctSvcrRef') ?? findText(entry, 'NtryRef');
}

function findEndToEndId(record: XmlRecord): string | undefined {
  const id = findText(record, 'Refs/EndToEndId');
  return id === 'NOTPROVIDED' ? undefined : id;
}

/** Banks repeat a text in several places; an entry of thousands of transactions is cut. */
function joinTexts(texts: readonly string[]): string {
  return [...new Set(texts)].join(' ').slice(0, textLength);
}
