/** The settlements of a CSV file, several of them open at a time: only their sums are kept. */
import type { Day } from '#core/calendar';
import { addOre, type Currency, formatDecimal, negateOre, type Ore, subtractOre } from '#core/money';
import type { CsvRow } from './csv-row';
import { FileFormatError } from './file-format-error';
import { SeenIds } from './seen-ids';
import { addTotals, checkTotals, difference, emptyTotals, netIgnoresRefunds } from './settlement-checks';
import { Contradictions } from './settlement-contradictions';
import type {
  SettlementEvent,
  SettlementProblem,
  SettlementProblemKind,
  SettlementStart,
  SettlementTotals,
  SettlementTransaction,
  SettlementType,
  WrittenTotals,
} from './settlement-events';
import { unreadableRow } from './unreadable-row';

export interface CsvSettlement {
  readonly start: SettlementStart;
  readonly account: string;
  readonly contradictions: Contradictions;
  totals: SettlementTotals;
  unreadableRows: number;
}

export interface CsvSettlementHead {
  readonly id: string;
  readonly serialNumber: string;
  readonly saleUnitName: string;
  readonly organizationName: string;
  readonly organizationNumber: string;
  readonly date: Day;
  readonly account: string;
  readonly currency: Currency;
  readonly line: number;
}

/** What a row gives; the net is what the rules make of it, and compared with `writtenNetOre`. */
export interface CsvTransaction {
  readonly time: string;
  readonly transactionId: string;
  readonly orderId: string;
  readonly captureOre: Ore;
  readonly refundOre: Ore;
  readonly feeOre: Ore;
  readonly writtenNetOre: Ore;
  /** What else the row shows to be wrong. */
  readonly remarks: readonly RowRemark[];
  readonly line: number;
}

export interface RowRemark {
  readonly problem: SettlementProblemKind;
  readonly message: string;
  readonly actualOre?: Ore;
}

export class CsvSettlements {
  readonly #emit: (event: SettlementEvent) => void;
  readonly #transactionIds: SeenIds;
  readonly #settlementIds = new SeenIds(settlementLimit);
  #unit = '';
  #payments = '';
  #saidUnchecked = false;
  #settlements = 0;
  #transactions = 0;
  #unreadableRows = 0;

  constructor(emit: (event: SettlementEvent) => void, duplicateLimit: number) {
    this.#emit = emit;
    this.#transactionIds = new SeenIds(duplicateLimit);
  }

  /** Throws FileFormatError 'too-many-settlements': the sums of all would not fit into memory. */
  open(head: CsvSettlementHead): CsvSettlement {
    const { id, serialNumber, date, account, currency, line } = head;
    this.#tellPlace(head);
    const start = {
      kind: 'settlement-start',
      id,
      serialNumber,
      date,
      type: undefined,
      currency,
      line,
    } as const;
    this.#emit(start);
    const seen = this.#settlementIds.note(`${serialNumber} ${id}`);
    if (seen === 'full') {
      const message = `The file has more than ${settlementLimit} settlements. Export a shorter period.`;
      throw new FileFormatError('too-many-settlements', { line }, message);
    }
    if (seen === 'repeated') {
      const message = `Settlement ${id} stands more than once in the file.`;
      this.#emit({ kind: 'problem', problem: 'settlement-repeated', line, message, settlementId: id });
    }
    const contradictions = new Contradictions();
    return { start, account, contradictions, totals: emptyTotals, unreadableRows: 0 };
  }

  add(settlement: CsvSettlement, row: CsvTransaction): void {
    const { id: settlementId, serialNumber, currency } = settlement.start;
    const { time, transactionId, orderId, captureOre, refundOre, feeOre, line } = row;
    const grossOre = addOre(captureOre, refundOre);
    const netOre = subtractOre(grossOre, feeOre);
    const amounts = { captureOre, refundOre, grossOre, netOre, feeOre };
    settlement.totals = addTotals(settlement.totals, { transactions: 1, ...amounts }, line);
    this.#transactions += 1;
    const place = { settlementId, serialNumber, transactionId, line };
    const transaction = {
      kind: 'transaction',
      ...place,
      time,
      ...amounts,
      currency,
      orderId,
    } as const;
    this.#emit(transaction);
    const problem = netProblem(transaction, row.writtenNetOre);
    if (problem) this.#emit(problem);
    for (const { message, ...remark } of row.remarks) {
      const text = `Transaction ${transactionId}: ${message}`;
      this.#emit({ kind: 'problem', ...remark, message: text, line, settlementId, transactionId });
    }
    this.#noteDuplicate(transaction);
  }

  /** A row that could not be read; rethrows what is no fault of the file. */
  addUnreadable(error: unknown, settlement: CsvSettlement | undefined, row: CsvRow, keys: RowKeys): void {
    if (!(error instanceof FileFormatError) || error.reason === 'too-many-settlements') throw error;
    const settlementId = settlement?.start.id ?? row.find(keys.settlementId)?.slice(0, 40);
    const event = unreadableRow(error, settlementId, row.find(keys.transactionId)?.slice(0, 100));
    this.#emit(event);
    if (settlement) settlement.unreadableRows += 1;
    this.#unreadableRows += 1;
  }

  /** `also` are problems that only the caller knows. */
  close(
    { start, totals, unreadableRows, contradictions }: CsvSettlement,
    written: WrittenTotals,
    type: SettlementType | undefined,
    also: Iterable<SettlementProblem> = [],
  ): void {
    const { id, serialNumber, line } = start;
    const end = { id, serialNumber, type, written, summed: totals, line };
    this.#emit({ kind: 'settlement-end', ...end });
    for (const problem of checkTotals(end, unreadableRows, () => line)) this.#emit(problem);
    for (const problem of contradictions.problems(id)) this.#emit(problem);
    for (const problem of also) this.#emit(problem);
    this.#settlements += 1;
  }

  end(): void {
    this.#emit({
      kind: 'end',
      settlements: this.#settlements,
      transactions: this.#transactions,
      unreadableRows: this.#unreadableRows,
    });
  }

  #tellPlace(head: CsvSettlementHead): void {
    const { saleUnitName, serialNumber, organizationName, organizationNumber, account, currency, line } =
      head;
    const unit = [serialNumber, saleUnitName].join('\n');
    const payments = [unit, account, currency].join('\n');
    if (unit !== this.#unit) {
      const names = { saleUnitName, serialNumber, organizationName, organizationNumber };
      this.#emit({ kind: 'sales-unit', ...names, line });
    }
    if (payments !== this.#payments) {
      const unsaid = { from: undefined, to: undefined, reportReference: undefined };
      this.#emit({ kind: 'payments-info', ...unsaid, currency, account, line });
    }
    [this.#unit, this.#payments] = [unit, payments];
  }

  #noteDuplicate({ transactionId, settlementId, serialNumber, line }: SettlementTransaction): void {
    const seen = this.#transactionIds.note(`${serialNumber} ${settlementId} ${transactionId}`);
    if (seen === 'repeated') {
      const message = `Transaction ${transactionId} stands more than once in settlement ${settlementId}.`;
      this.#emit({ kind: 'notice', notice: 'duplicate-transaction', line, message, settlementId, count: 1 });
    } else if (seen === 'full' && !this.#saidUnchecked) {
      this.#saidUnchecked = true;
      const message = 'The file is too large to look for repeated transactions in all of it.';
      const notice = { notice: 'duplicates-unchecked', line, message, settlementId, count: 1 } as const;
      this.#emit({ kind: 'notice', ...notice });
    }
  }
}

/** What a file writes that states nothing. */
export const nothingWritten: WrittenTotals = {
  transactions: undefined,
  captureOre: undefined,
  refundOre: undefined,
  grossOre: undefined,
  netOre: undefined,
  feeOre: undefined,
  settledOre: undefined,
};

export function repairRemark(amount: string): RowRemark {
  const message = `a decimal comma had split an amount into two fields; it was joined again as ${amount}.`;
  return { problem: 'row-repaired', message };
}

/** An amount without its sign. */
export function magnitude(amount: Ore): Ore {
  return amount < 0 ? negateOre(amount) : amount;
}

/** Under which keys a form has what names a row. */
export interface RowKeys {
  readonly settlementId: string;
  readonly transactionId: string;
}

const settlementLimit = 100_000;

function netProblem(row: SettlementTransaction, writtenOre: Ore): SettlementProblem | undefined {
  const { netOre, transactionId, settlementId, line, refundOre } = row;
  const place = { line, settlementId };
  const where = `Transaction ${transactionId}`;
  const found = netIgnoresRefunds(row, writtenOre)
    ? difference(
        'net-ignores-refunds',
        `${where}: net is written without the refund of ${formatDecimal(magnitude(refundOre))}; with it it is`,
        netOre,
        writtenOre,
        place,
      )
    : difference('net-differs', `${where}: net should be gross − fee`, netOre, writtenOre, place);
  return found && { ...found, transactionId };
}
