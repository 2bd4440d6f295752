/**
 * Reads Vipps settlement reports in CSV, in both forms, as a stream: what is in memory at once is one row, the sums of
 * each settlement, and up to 200,000 transaction ids.
 */
import { openCsv } from './csv-records';
import { FileFormatError } from './file-format-error';
import { findCsvForm } from './settlement-csv-layout';
import { PortalReader } from './settlement-csv-portal';
import { SectionReader } from './settlement-csv-sections';
import { CsvSettlements } from './settlement-csv-sums';
import type { SettlementEvent } from './settlement-events';
import type { ByteInput } from './text-decoders';

/**
 * Yields the same events as readSettlementReport. Settlements may be interleaved, so each transaction names its own;
 * whether one is gross or net is told by its end. Amounts are øre: capture and fee ≥ 0, refund ≤ 0, whatever the signs
 * in the file; gross and net are what the rules give, and what the file writes is compared. Nothing may be kept before
 * the event 'end'.
 *
 * A row that cannot be read is an 'unreadable-row'. Throws FileFormatError for what concerns the whole file: columns
 * nobody knows or that are missing, quotes that do not close, bytes that are no text, a row without end.
 */
export async function* readSettlementCsv(
  input: ByteInput,
  options: { readonly duplicateLimit?: number } = {},
): AsyncGenerator<SettlementEvent, void, undefined> {
  const queue: SettlementEvent[] = [];
  const emit = (event: SettlementEvent) => queue.push(event);
  const settlements = new CsvSettlements(emit, options.duplicateLimit ?? 200_000);
  const { records } = await openCsv(input);
  let reader: PortalReader | SectionReader | undefined;
  let passed = 0;
  for await (const record of records) {
    if (reader) reader.take(record);
    else {
      const form = findCsvForm(record.fields);
      if (form === 'csv-portal') reader = new PortalReader(record, emit, settlements);
      if (form === 'csv-sections') reader = new SectionReader(record, emit, settlements);
      passed += 1;
      if (!reader && passed > headerLimit) throw unknownColumns();
    }
    yield* queue;
    queue.length = 0;
  }
  if (!reader) throw unknownColumns();
  reader.end();
  yield* queue;
}

/** Rows that may stand before the headers. */
const headerLimit = 20;

function unknownColumns(): FileFormatError {
  const message =
    'The file has none of the columns of a settlement report. Choose the report as Vipps made it.';
  return new FileFormatError('unknown-columns', { line: 1 }, message);
}
