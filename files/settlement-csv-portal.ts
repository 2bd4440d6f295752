/**
 * The table of the Norwegian portal: one row for each sale or refund, with its settlement, whose sum is repeated in each
 * row. Settlements and sales units are mixed. Names of people and messages are passed over.
 */
import { formatDecimal, type Ore, subtractOre } from '#core/money';
import type { CsvRecord } from './csv-records';
import { type CsvColumns, CsvRow, figuresOnly } from './csv-row';
import { repairRow } from './csv-row-repair';
import { excerpt, FileFormatError } from './file-format-error';
import {
  amountColumns,
  columnsOf,
  passedOver,
  portalHeaders,
  requiredPortalColumns,
} from './settlement-csv-layout';
import { type PortalRow, readPortalRow } from './settlement-csv-portal-row';
import { type CsvSettlement, type CsvSettlements, nothingWritten, repairRemark } from './settlement-csv-sums';
import type { SettlementEvent, SettlementProblem, SettlementType } from './settlement-events';
import { UnknownElements } from './unknown-elements';

export class PortalReader {
  readonly #emit: (event: SettlementEvent) => void;
  readonly #settlements: CsvSettlements;
  readonly #columns: CsvColumns;
  readonly #headerLine: number;
  readonly #width: number;
  readonly #amountIndexes: ReadonlySet<number>;
  readonly #tailIsText: boolean;
  readonly #open = new Map<string, OpenPortalSettlement>();
  readonly #unknownTypes = new UnknownElements();

  /** Throws FileFormatError ('missing-column', 'repeated-column'). */
  constructor(header: CsvRecord, emit: (event: SettlementEvent) => void, settlements: CsvSettlements) {
    this.#emit = emit;
    this.#settlements = settlements;
    this.#headerLine = header.line;
    this.#columns = columnsOf(header.fields, header.line, requiredPortalColumns, portalHeaders);
    const entries = [...this.#columns];
    this.#width = Math.max(...entries.map(([, column]) => column.index)) + 1;
    const indexesOf = (keys: ReadonlySet<string>) =>
      new Set(entries.filter(([key]) => keys.has(key)).map(([, column]) => column.index));
    this.#amountIndexes = indexesOf(amountColumns);
    this.#tailIsText = indexesOf(passedOver).has(this.#width - 1);
    emit({ kind: 'report', version: 'csv-portal', line: header.line });
  }

  take(record: CsvRecord): void {
    let row = new CsvRow(record, this.#columns);
    try {
      const arranged = this.#arranged(record);
      row = new CsvRow(arranged.record, this.#columns);
      this.#takeRow(row, arranged.amount);
    } catch (error) {
      const keys = { settlementId: 'oppgjørsid', transactionId: 'transaksjonsid' };
      const open = this.#open.get(keyOf(row.find('vippsnummer') ?? '', row.find(keys.settlementId) ?? ''));
      this.#settlements.addUnreadable(error, open?.settlement, row, keys);
    }
  }

  end(): void {
    for (const { settlement, settledOre } of this.#open.values()) {
      const { type, problem } = settledAs(settlement, settledOre);
      this.#settlements.close(settlement, { ...nothingWritten, settledOre }, type, problem);
    }
    for (const { name, line, count } of this.#unknownTypes.list()) {
      const message = `The type ${excerpt(name)} is not known; the sign of the amount was taken (${count} times).`;
      this.#notice('unknown-transaction-type', message, line, count);
    }
    for (const [key, { header }] of this.#columns) {
      if (portalHeaders.has(key)) continue;
      const message = `The column ${excerpt(header)} is not known and was passed over.`;
      this.#notice('unknown-column', message, this.#headerLine, 1);
    }
    this.#settlements.end();
  }

  /** A row with too many fields has a separator in a text at its end, or a decimal comma in an amount. */
  #arranged(record: CsvRecord): { record: CsvRecord; amount?: string } {
    const extra = record.fields.slice(this.#width);
    if (extra.every((field) => field.trim() === '')) return { record };
    const asItIs = this.#tailIsText ? this.#tryRow(record) : undefined;
    if (asItIs?.ties) return { record };
    const repaired =
      extra.length === 1
        ? repairRow(
            record,
            (index) => this.#amountIndexes.has(index),
            (candidate) => this.#tryRow(candidate)?.ties === true,
          )
        : undefined;
    if (repaired) return repaired;
    if (asItIs) return { record };
    const message = `The row has ${record.fields.length} fields where the file has ${this.#width} columns. Check the row at its source.`;
    throw new FileFormatError('wrong-field-count', { line: record.line }, message);
  }

  #tryRow(record: CsvRecord): PortalRow | undefined {
    try {
      return readPortalRow(new CsvRow(record, this.#columns));
    } catch (error) {
      if (error instanceof FileFormatError) return undefined;
      throw error;
    }
  }

  #takeRow(row: CsvRow, joined: string | undefined): void {
    const read = readPortalRow(row);
    const open = this.#settlementOf(read, row);
    const { start, account, contradictions } = open.settlement;
    if (read.currency !== start.currency) {
      throw row.refuse(
        'currency-differs',
        'valuta',
        `differs from ${start.currency}, that of the settlement`,
      );
    }
    if (read.unknownType !== undefined) this.#unknownTypes.note({ name: read.unknownType, line: row.line });
    if (read.date !== start.date) {
      const text = `settlement date ${read.date}, but the settlement began with ${start.date} on line ${start.line}.`;
      contradictions.note('settlement-date-differs', read.date, row.line, (rows) => `${rows}: ${text}`);
    }
    if (read.account !== account) {
      const text = `account ${figuresOnly(read.account)}, but the settlement began with ${figuresOnly(account)}.`;
      contradictions.note('account-differs', read.account, row.line, (rows) => `${rows}: ${text}`);
    }
    const { settledOre } = read;
    if (settledOre !== undefined && open.settledOre === undefined) open.settledOre = settledOre;
    if (settledOre !== undefined && open.settledOre !== undefined && settledOre !== open.settledOre) {
      const text = `settled ${formatDecimal(settledOre)}, but rows before say ${formatDecimal(open.settledOre)}.`;
      contradictions.note('settled-differs', String(settledOre), row.line, (rows) => `${rows}: ${text}`);
    }
    const remarks = [...read.remarks, ...(joined === undefined ? [] : [repairRemark(joined)])];
    this.#settlements.add(open.settlement, { ...read.transaction, remarks });
  }

  #settlementOf(read: PortalRow, { line }: CsvRow): OpenPortalSettlement {
    const { id, serialNumber, saleUnitName, date, account, currency } = read;
    const key = keyOf(serialNumber, id);
    const known = this.#open.get(key);
    if (known) return known;
    const unsaid = { organizationName: '', organizationNumber: '' };
    const head = { id, serialNumber, saleUnitName, ...unsaid, date, account, currency, line };
    const opened = { settlement: this.#settlements.open(head), settledOre: read.settledOre };
    this.#open.set(key, opened);
    return opened;
  }

  #notice(
    notice: 'unknown-column' | 'unknown-transaction-type',
    message: string,
    line: number,
    count: number,
  ): void {
    this.#emit({ kind: 'notice', notice, message, line, settlementId: undefined, count });
  }
}

interface OpenPortalSettlement {
  readonly settlement: CsvSettlement;
  settledOre: Ore | undefined;
}

/** Each sales unit counts its settlements by itself. */
function keyOf(serialNumber: string, id: string): string {
  return `${serialNumber} ${id}`;
}

/** What was settled is the net or the gross sum; that tells which. When both fit, or neither, it is taken as net. */
function settledAs(
  { start, totals, unreadableRows }: CsvSettlement,
  settledOre: Ore | undefined,
): { type: SettlementType | undefined; problem: SettlementProblem[] } {
  if (settledOre === undefined) return { type: undefined, problem: [] };
  const { netOre, grossOre } = totals;
  if (settledOre === netOre) return { type: 'Net', problem: [] };
  if (settledOre === grossOre) return { type: 'Gross', problem: [] };
  const [settled, net, gross] = [settledOre, netOre, grossOre].map(formatDecimal);
  const differs = formatDecimal(subtractOre(netOre, settledOre));
  const besides = unreadableRows > 0 ? `, without ${unreadableRows} that cannot be read` : '';
  const message = `Settlement ${start.id}: settled is ${settled}, but the rows give net ${net} or gross ${gross}${besides}. To the net it lacks ${differs}.`;
  const problem = {
    kind: 'problem',
    problem: 'settled-differs',
    line: start.line,
    message,
    settlementId: start.id,
    expectedOre: netOre,
    actualOre: settledOre,
  } as const;
  return { type: 'Net', problem: [problem] };
}
