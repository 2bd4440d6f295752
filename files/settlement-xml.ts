/**
 * Reads Vipps settlement reports in XML, versions 3.0 and 2.0, as a stream: what is in memory at once is one
 * transaction, the sums, and up to 200,000 transaction ids of one settlement.
 */
import { negateOre, type Ore } from '#core/money';
import { readAmount, readCount } from './field-values';
import { excerpt, FileFormatError } from './file-format-error';
import { findPlainTransaction } from './plain-transaction';
import type { ReportVersion } from './report-time';
import { SeenIds } from './seen-ids';
import {
  addAmounts,
  addTotals,
  checkTotals,
  checkTransaction,
  difference,
  emptyTotals,
} from './settlement-checks';
import type {
  SettlementEvent,
  SettlementPaymentsInfo,
  SettlementStart,
  SettlementTotals,
  SettlementTransaction,
} from './settlement-events';
import { settlementFields } from './settlement-fields';
import { getReportVersion, settlementLayout } from './settlement-layout';
import type { ByteInput } from './text-decoders';
import { UnknownElements } from './unknown-elements';
import { unreadableRow } from './unreadable-row';
import {
  type ChosenLayout,
  findText,
  getField,
  missingElement,
  type RecordHandlers,
  recordListener,
  type XmlRecord,
} from './xml-records';
import { streamXml, streamXmlInBatches, type XmlElement, type XmlLimits } from './xml-stream';

/**
 * Yields the events of the report in the order of the file. Amounts are øre with the file's own signs (capture and
 * fee ≥ 0, refund ≤ 0), times are UTC. Nothing may be kept before the event 'end': an error can come at any time.
 *
 * Tolerated: fields of a record in any order, totals before or after the transactions, elements nobody knows (told as
 * notices at the end), equal transactions (both are yielded, the second with a notice), transactions whose values
 * cannot be read ('unreadable-row'; the totals are compared with what could be read). What does not add up is
 * yielded as a problem after what it is about. Throws FileFormatError for everything else, such as broken XML and
 * heads and totals that cannot be read; errors of the input pass.
 */
export function readSettlementReport(
  input: ByteInput,
  options: SettlementReadOptions = {},
): AsyncGenerator<SettlementEvent, void, undefined> {
  return streamXml(input, listenFor(options), options.limits);
}

/** The same, all events that a piece of the file gave at once. */
export function readSettlementReportInBatches(
  input: ByteInput,
  options: SettlementReadOptions = {},
): AsyncGenerator<readonly SettlementEvent[], void, undefined> {
  return streamXmlInBatches(input, listenFor(options), options.limits);
}

function listenFor({ duplicateLimit, onlyParser }: SettlementReadOptions) {
  return (emit: (event: SettlementEvent) => void) => {
    const reader = new ReportReader(emit, duplicateLimit ?? 200_000);
    const { shortcut, ...handlers } = reader.handlers;
    return recordListener((root) => reader.choose(root), onlyParser ? handlers : { ...handlers, shortcut });
  };
}

export interface SettlementReadOptions {
  readonly limits?: XmlLimits;
  /** Ids remembered per settlement to find duplicates; default 200,000. */
  readonly duplicateLimit?: number;
  /** Leaves everything to the parser, also what can be read faster: the tests compare with it. */
  readonly onlyParser?: boolean;
}

interface OpenPayments {
  readonly info: SettlementPaymentsInfo;
  totals: SettlementTotals;
  settlements: number;
}

interface OpenSettlement {
  readonly start: SettlementStart;
  readonly ids: SeenIds;
  totals: SettlementTotals;
  unreadableRows: number;
  saidUnchecked: boolean;
}

/** Knows where in the report it stands; emits a head as soon as what it heads begins. */
class ReportReader {
  readonly #emit: (event: SettlementEvent) => void;
  readonly #duplicateLimit: number;
  readonly #settlementIds: SeenIds;
  readonly #unknown = new UnknownElements();
  #version: ReportVersion = '3.0';
  #fields = settlementFields('3.0');
  #unit: XmlRecord | undefined;
  #serialNumber = '';
  #payments: OpenPayments | undefined;
  #settlement: OpenSettlement | undefined;
  #settlements = 0;
  #transactions = 0;
  #unreadableRows = 0;

  constructor(emit: (event: SettlementEvent) => void, duplicateLimit: number) {
    this.#emit = emit;
    this.#duplicateLimit = duplicateLimit;
    this.#settlementIds = new SeenIds(duplicateLimit);
  }

  choose(root: XmlElement): ChosenLayout {
    this.#version = getReportVersion(root);
    this.#fields = settlementFields(this.#version);
    return settlementLayout(this.#version);
  }

  readonly handlers = {
    open: (record: XmlRecord) => this.#open(record),
    close: (record: XmlRecord) => this.#close(record),
    unknown: (element: XmlElement) => this.#unknown.note(element),
    end: () => this.#end(),
    shortcut: {
      endTag: '</TransactionInfo>',
      take: (text: string, from: number, line: number) => this.#takePlain(text, from, line),
    },
  } satisfies RecordHandlers;

  #open(record: XmlRecord): void {
    const { name, parent } = record;
    if (name === 'SettlementReport')
      this.#emit({ kind: 'report', version: this.#version, line: record.line });
    else if (name === 'PaymentsInfo' && parent) this.#openUnit(parent, record);
    else if ((name === 'SettlementInfo' || name === 'FeeInfo') && parent) this.#paymentsOf(parent);
    else if (name === 'TransactionInfo' && parent) this.#settlementOf(parent);
  }

  #close(record: XmlRecord): void {
    const { name, parent } = record;
    if (name === 'TransactionInfo' && parent) this.#closeTransaction(record, parent);
    else if (name === 'SettlementInfo') this.#closeSettlement(record);
    else if (name === 'FeeInfo' && parent) {
      this.#emit(this.#fields.fee(record, this.#paymentsOf(parent).info.currency));
    } else if (name === 'PaymentsInfo') this.#closePayments(record);
    else if (name === 'SettlementDetailsInfo' && this.#unit !== record)
      throw missingElement(record, 'PaymentsInfo');
    else if (name === 'SettlementReport' && !this.#unit)
      throw missingElement(record, 'SettlementDetailsInfo');
  }

  #openUnit(unit: XmlRecord, payments: XmlRecord): void {
    if (this.#unit === unit) {
      const message = `<PaymentsInfo> stands twice in <${unit.name}>. Use the file as it was made.`;
      throw new FileFormatError('repeated-element', payments, message);
    }
    this.#unit = unit;
    const event = this.#fields.salesUnit(unit);
    this.#serialNumber = event.serialNumber;
    this.#emit(event);
  }

  #paymentsOf(record: XmlRecord): OpenPayments {
    if (this.#payments) return this.#payments;
    const info = this.#fields.paymentsInfo(record);
    this.#emit(info);
    this.#payments = { info, totals: emptyTotals, settlements: 0 };
    return this.#payments;
  }

  #settlementOf(record: XmlRecord): OpenSettlement {
    if (this.#settlement) return this.#settlement;
    if (!record.parent) throw missingElement(record, 'PaymentsInfo');
    const { currency } = this.#paymentsOf(record.parent).info;
    const start = this.#fields.settlementStart(record, this.#serialNumber, currency);
    this.#emit(start);
    const { id: settlementId, line } = start;
    if (this.#settlementIds.note(`${this.#serialNumber} ${settlementId}`) === 'repeated') {
      const message = `Settlement ${settlementId} stands more than once in the file.`;
      this.#emit({ kind: 'problem', problem: 'settlement-repeated', line, message, settlementId });
    }
    const ids = new SeenIds(this.#duplicateLimit);
    this.#settlement = { start, ids, totals: emptyTotals, unreadableRows: 0, saidUnchecked: false };
    return this.#settlement;
  }

  #closeTransaction(record: XmlRecord, parent: XmlRecord): void {
    const settlement = this.#settlementOf(parent);
    const transaction = this.#readTransaction(record, settlement);
    if (transaction) this.#take(transaction, settlement);
  }

  /** Transactions that follow one that the parser has closed, and so stand in the same settlement. */
  #takePlain(text: string, from: number, line: number): number {
    const settlement = this.#settlement;
    if (!settlement || this.#version !== '3.0') return from;
    let [end, endLine] = [from, line];
    for (;;) {
      const plain = findPlainTransaction(text, end, endLine);
      const transaction = plain && this.#fields.plainTransaction(plain, settlement.start);
      if (!transaction) return end;
      this.#take(transaction, settlement);
      end = plain.end;
      endLine = plain.endLine;
    }
  }

  #take(transaction: SettlementTransaction, settlement: OpenSettlement): void {
    settlement.totals = addAmounts(settlement.totals, transaction, 1, transaction.line);
    this.#transactions += 1;
    this.#emit(transaction);
    for (const problem of checkTransaction(transaction)) this.#emit(problem);
    this.#noteDuplicate(transaction, settlement);
  }

  #readTransaction(record: XmlRecord, settlement: OpenSettlement): SettlementTransaction | undefined {
    try {
      return this.#fields.transaction(record, settlement.start);
    } catch (error) {
      if (!(error instanceof FileFormatError)) throw error;
      this.#emit(unreadableRow(error, settlement.start.id, findText(record, 'TransactionID')));
      settlement.unreadableRows += 1;
      this.#unreadableRows += 1;
      return undefined;
    }
  }

  #noteDuplicate({ transactionId, line }: SettlementTransaction, settlement: OpenSettlement): void {
    const settlementId = settlement.start.id;
    const seen = settlement.ids.note(transactionId);
    if (seen === 'repeated') {
      const message = `Transaction ${transactionId} stands more than once in settlement ${settlementId}.`;
      this.#emit({ kind: 'notice', notice: 'duplicate-transaction', line, message, settlementId, count: 1 });
    } else if (seen === 'full' && !settlement.saidUnchecked) {
      settlement.saidUnchecked = true;
      const message = `Settlement ${settlementId} is too large to look for repeated transactions in all of it.`;
      this.#emit({ kind: 'notice', notice: 'duplicates-unchecked', line, message, settlementId, count: 1 });
    }
  }

  #closeSettlement(record: XmlRecord): void {
    const { start, totals, unreadableRows } = this.#settlementOf(record);
    const { id, serialNumber, type } = start;
    const written = this.#fields.writtenTotals(record);
    const end = { id, serialNumber, type, written, summed: totals, line: record.line };
    this.#emit({ kind: 'settlement-end', ...end });
    const lineOf = (name: string) => record.fields.get(name)?.line ?? record.line;
    for (const problem of checkTotals(end, unreadableRows, lineOf)) this.#emit(problem);
    this.#settlement = undefined;
    this.#settlements += 1;
    if (!this.#payments) return;
    this.#payments.totals = addTotals(this.#payments.totals, totals, record.line);
    this.#payments.settlements += 1;
  }

  #closePayments(record: XmlRecord): void {
    const payments = this.#paymentsOf(record);
    const countField = getField(record, 'NumOfSettlements');
    const count = readCount(countField);
    if (count !== payments.settlements) {
      const message = `The report says ${count} settlements, but ${payments.settlements} stand in the file.`;
      const { line } = countField;
      this.#emit({
        kind: 'problem',
        problem: 'settlement-count-differs',
        line,
        message,
        settlementId: undefined,
      });
    }
    if (this.#version === '2.0') this.#checkReportSums(record, payments.totals);
    this.#payments = undefined;
  }

  /** Only version 2.0 has sums for the whole report. Whether refunds stand with a minus there is not documented. */
  #checkReportSums(record: XmlRecord, totals: SettlementTotals): void {
    const checks: [string, Ore][] = [
      ['TotalSettledGrossAmount', totals.grossOre],
      ['TotalSettledNetAmount', totals.netOre],
      ['TotalSettledFeeAmount', totals.feeOre],
      ['TotalSettledRefundAmount', totals.refundOre],
    ];
    for (const [name, sum] of checks) {
      const field = getField(record, name);
      const written = readAmount(field);
      if (name === 'TotalSettledRefundAmount' && written === negateOre(sum)) continue;
      const place = { line: field.line, settlementId: undefined };
      const problem = difference('report-sum-differs', `${name} should be`, sum, written, place);
      if (problem) this.#emit(problem);
    }
  }

  #end(): void {
    for (const { name, line, count } of this.#unknown.list()) {
      const message = `The element ${excerpt(name)} is not known and was passed over (${count} times).`;
      this.#emit({
        kind: 'notice',
        notice: 'unknown-element',
        line,
        message,
        settlementId: undefined,
        count,
      });
    }
    this.#emit({
      kind: 'end',
      settlements: this.#settlements,
      transactions: this.#transactions,
      unreadableRows: this.#unreadableRows,
    });
  }
}
