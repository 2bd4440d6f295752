/**
 * The CSV in sections: a summary of each settlement, fees, transactions, each with headers of its own; the first field
 * of a row names its section. The official example contradicts itself, so what summary and rows say apart is told and
 * every transaction is taken: the rows of a block (the summaries and what follows them) with one summary belong to it,
 * whatever number they carry; where there are several, the number decides.
 */
import type { CsvRecord } from './csv-records';
import { type CsvColumns, CsvRow, headerKey } from './csv-row';
import { repairRow } from './csv-row-repair';
import { excerpt, FileFormatError } from './file-format-error';
import { rememberLast } from './remember-last';
import {
  amountColumns,
  columnsOf,
  isSectionTag,
  requiredColumns,
  type SectionTag,
} from './settlement-csv-layout';
import {
  readSectionRow,
  readSummary,
  type SectionRow,
  type SectionSummary,
} from './settlement-csv-section-rows';
import {
  type CsvSettlement,
  type CsvSettlements,
  magnitude,
  nothingWritten,
  repairRemark,
} from './settlement-csv-sums';
import type { SettlementEvent, WrittenTotals } from './settlement-events';

export class SectionReader {
  readonly #emit: (event: SettlementEvent) => void;
  readonly #settlements: CsvSettlements;
  readonly #sections = new Map<SectionTag, Section>();
  /** Headers of a row without a section, which stands on the next line. */
  #untagged: CsvColumns | undefined;
  #organization = { organizationName: '', organizationNumber: '' };
  #block = newBlock();

  constructor(first: CsvRecord, emit: (event: SettlementEvent) => void, settlements: CsvSettlements) {
    this.#emit = emit;
    this.#settlements = settlements;
    emit({ kind: 'report', version: 'csv-sections', line: first.line });
    this.take(first);
  }

  /** Throws FileFormatError when headers lack a column or are missing; a row that cannot be read is told. */
  take(record: CsvRecord): void {
    const tag = tagOf(record.fields[0] ?? '');
    if (!isSectionTag(tag)) this.#takeUntagged(record, new Set(record.fields.map(headerKey)));
    else if (record.fields.some(isSettlementDateHeader)) this.#openSection(tag, record);
    else this.#takeRow(tag, record);
  }

  end(): void {
    this.#closeBlock();
    this.#settlements.end();
  }

  #takeUntagged(record: CsvRecord, keys: ReadonlySet<string>): void {
    if (keys.has('organizationnumber') || keys.has('companynumber')) {
      this.#untagged = columnsOf(record.fields, record.line, []);
      return;
    }
    if (!this.#untagged) {
      const message = 'The row belongs to no section of the file. Check the row at its source.';
      const error = new FileFormatError('unknown-row', record, message);
      this.#settlements.addUnreadable(error, undefined, new CsvRow(record, new Map()), rowKeys);
      return;
    }
    const row = new CsvRow(record, this.#untagged);
    if (this.#untagged.has('organizationnumber')) {
      const [organizationName = '', organizationNumber = ''] = [
        row.find('merchantname'),
        row.find('organizationnumber'),
      ];
      this.#organization = { organizationName, organizationNumber };
    }
    this.#untagged = undefined;
  }

  #openSection(tag: SectionTag, record: CsvRecord): void {
    if (tag === 'settlementinfo' && this.#block.hasRows) this.#closeBlock();
    const columns = columnsOf(record.fields, record.line, requiredColumns[tag]);
    const entries = [...columns];
    const width = Math.max(...entries.map(([, column]) => column.index)) + 1;
    const amounts = entries.filter(([key]) => amountColumns.has(key)).map(([, column]) => column.index);
    this.#sections.set(tag, { columns, width, amounts: new Set(amounts) });
  }

  #takeRow(tag: SectionTag, record: CsvRecord): void {
    const section = this.#sections.get(tag);
    if (!section) {
      const message = `The row ${excerpt(record.fields[0] ?? '')} has no headers before it. Use the file as it was made.`;
      throw new FileFormatError('unknown-columns', record, message);
    }
    if (tag === 'settlementinfo' && this.#block.hasRows) this.#closeBlock();
    if (tag === 'transactioninfo') this.#block.hasRows = true;
    let row = new CsvRow(record, section.columns);
    try {
      const arranged = arrange(tag, record, section);
      row = new CsvRow(arranged.record, section.columns);
      if (tag === 'settlementinfo') this.#takeSummary(readSummary(row), arranged.amount);
      else if (tag === 'transactioninfo') this.#takeTransaction(readSectionRow(row), arranged.amount);
      else this.#takeFee(row);
    } catch (error) {
      const [only] =
        this.#block.summaries.length === 1 && tag === 'transactioninfo' ? this.#block.summaries : [];
      this.#settlements.addUnreadable(error, only?.settlement, row, rowKeys);
    }
  }

  #takeSummary(summary: SectionSummary, joined: string | undefined): void {
    const { written, ...head } = summary;
    const settlement = this.#settlements.open({ ...head, ...this.#organization });
    this.#block.summaries.push({ settlement, written });
    if (joined === undefined) return;
    const { problem, message } = repairRemark(joined);
    const place = { line: head.line, settlementId: head.id };
    this.#emit({ kind: 'problem', problem, message: `Settlement ${head.id}: ${message}`, ...place });
  }

  #takeTransaction(read: SectionRow, joined: string | undefined): void {
    const settlement = this.#settlementOf(read);
    if (read.currency !== undefined && read.currency !== settlement.start.currency) {
      const message = `The row is in ${read.currency}, its settlement in ${settlement.start.currency}. Check the row at its source.`;
      throw new FileFormatError('currency-differs', read.transaction, message);
    }
    noteContradictions(settlement, read);
    const remarks = [...read.remarks, ...(joined === undefined ? [] : [repairRemark(joined)])];
    this.#settlements.add(settlement, { ...read.transaction, remarks });
  }

  #settlementOf(read: SectionRow): CsvSettlement {
    const { summaries, own } = this.#block;
    const [only, ...others] = summaries;
    if (only && others.length === 0) return only.settlement;
    const sameId = summaries.filter(({ settlement }) => settlement.start.id === read.id);
    const sameUnit = sameId.find(({ settlement }) => settlement.start.serialNumber === read.serialNumber);
    const chosen = sameUnit ?? sameId[0];
    if (chosen) return chosen.settlement;
    const key = `${read.serialNumber} ${read.id}`;
    const known = own.get(key);
    if (known) return known;
    const { id, serialNumber, saleUnitName, date, currency = 'NOK' } = read;
    const { line } = read.transaction;
    const head = { id, serialNumber, saleUnitName, date, currency, line, account: '', ...this.#organization };
    const opened = this.#settlements.open(head);
    own.set(key, opened);
    return opened;
  }

  #takeFee(row: CsvRow): void {
    this.#emit({
      kind: 'fee',
      feeId: '',
      date: row.day('settlementdate'),
      amountOre: magnitude(row.amount('fee')),
      currency: row.currency('currency') ?? 'NOK',
      account: row.find('feeaccount') ?? '',
      feeType: '',
      line: row.line,
    });
  }

  #closeBlock(): void {
    const { summaries, own } = this.#block;
    for (const { settlement, written } of summaries) this.#settlements.close(settlement, written, undefined);
    for (const settlement of own.values()) {
      const { id, line } = settlement.start;
      const message = `Settlement ${id}: the file has no summary of it, so that its sums cannot be compared.`;
      const problem = { problem: 'settlement-id-differs', message, line, settlementId: id } as const;
      this.#settlements.close(settlement, nothingWritten, undefined, [{ kind: 'problem', ...problem }]);
    }
    this.#block = newBlock();
  }
}

interface Section {
  readonly columns: CsvColumns;
  readonly width: number;
  readonly amounts: ReadonlySet<number>;
}

interface Block {
  readonly summaries: { readonly settlement: CsvSettlement; readonly written: WrittenTotals }[];
  /** Of rows that no summary fits, by sales unit and number. */
  readonly own: Map<string, CsvSettlement>;
  hasRows: boolean;
}

function newBlock(): Block {
  return { summaries: [], own: new Map(), hasRows: false };
}

/** Every section has this column; a name of a shop that reads the same is too unlikely to matter. */
function isSettlementDateHeader(field: string): boolean {
  return /^\s*settlement[\s_-]?date\s*$/i.test(field);
}

const tagOf = rememberLast(headerKey);

const rowKeys = { settlementId: 'settlementid', transactionId: 'transactionid' };

function arrange(
  tag: SectionTag,
  record: CsvRecord,
  section: Section,
): { record: CsvRecord; amount?: string } {
  const extra = record.fields.slice(section.width);
  if (extra.every((field) => field.trim() === '')) return { record };
  const isAmount = (index: number) => section.amounts.has(index);
  const repaired =
    extra.length === 1
      ? repairRow(record, isAmount, (one) => makesSense(tag, new CsvRow(one, section.columns)))
      : undefined;
  if (repaired) return repaired;
  const message = `The row has ${record.fields.length} fields where its section has ${section.width} columns. Check the row at its source.`;
  throw new FileFormatError('wrong-field-count', record, message);
}

/** Are all values of the row readable? */
function makesSense(tag: SectionTag, row: CsvRow): boolean {
  try {
    if (tag === 'settlementinfo') readSummary(row);
    else if (tag === 'transactioninfo') readSectionRow(row);
    else row.amount('fee');
    return true;
  } catch (error) {
    if (error instanceof FileFormatError) return false;
    throw error;
  }
}

function noteContradictions({ start, contradictions }: CsvSettlement, read: SectionRow): void {
  const { line } = read.transaction;
  const other = `but the summary on line ${start.line} has`;
  if (read.id !== start.id) {
    const text = `settlement ${read.id}, ${other} ${start.id}. Taken as settlement ${start.id}.`;
    contradictions.note('settlement-id-differs', read.id, line, (rows) => `${rows}: ${text}`);
  }
  if (read.serialNumber !== start.serialNumber) {
    const text = `sales unit ${read.serialNumber}, ${other} ${start.serialNumber}. Taken as ${start.serialNumber}.`;
    contradictions.note('sales-unit-differs', read.serialNumber, line, (rows) => `${rows}: ${text}`);
  }
  if (read.date !== start.date) {
    const text = `settlement date ${read.date}, ${other} ${start.date}. Taken as ${start.date}.`;
    contradictions.note('settlement-date-differs', read.date, line, (rows) => `${rows}: ${text}`);
  }
}
