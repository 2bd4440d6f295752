/** Reads a settlement file of any kind from disk: XML or CSV, plain or zipped. It may be read as often as is wished. */
import { Buffer } from 'node:buffer';
import { peekBytes, readFileBytes } from './byte-source';
import { detectFileKind, detectHeadBytes, isMarkup, looseText } from './detect-file';
import { FileFormatError } from './file-format-error';
import { readSettlementCsv } from './settlement-csv';
import type { SettlementEvent } from './settlement-events';
import { readSettlementReportInBatches } from './settlement-xml';
import { type ArchiveLimits, openSettlementArchive } from './unzip';

/**
 * Yields the events of the report, by its content and not by its name. Of a zip file all reports are read one after the
 * other, each event with the name of its member, and one 'end' for all; lines are those of the member. Nothing may be
 * kept before the event 'end'. Throws FileFormatError (with `member` where zipped); errors of the disk pass.
 */
export async function* readSettlementFile(
  path: string,
  options: SettlementFileOptions = {},
): AsyncGenerator<SettlementFileEvent, void, undefined> {
  for await (const batch of readSettlementFileInBatches(path, options)) yield* batch;
}

/** The same, all events that a piece of the file gave at once. */
export async function* readSettlementFileInBatches(
  path: string,
  options: SettlementFileOptions = {},
): AsyncGenerator<readonly SettlementFileEvent[], void, undefined> {
  const { head, all } = await peekBytes(readFileBytes(path), detectHeadBytes);
  if (detectFileKind(head, path) === 'zip') {
    await all.return();
    yield* readArchive(path, options);
  } else yield* readReport(head, countBytes(all, options.onBytes), options);
}

export interface SettlementFileOptions {
  /** Ids remembered to find duplicates; default 200,000. */
  readonly duplicateLimit?: number;
  /** See SettlementReadOptions. */
  readonly onlyParser?: boolean;
  readonly archiveLimits?: ArchiveLimits;
  /** Told how many bytes of the file on disk were read so far; of a zip file about. */
  readonly onBytes?: (bytes: number) => void;
}

/** `member`: the file inside a zip file. */
export type SettlementFileEvent = SettlementEvent & { readonly member?: string };

function readReport(
  head: Uint8Array,
  all: AsyncGenerator<Uint8Array, void, undefined>,
  { duplicateLimit, onlyParser }: SettlementFileOptions,
): AsyncGenerator<readonly SettlementEvent[], void, undefined> {
  const options = { ...(duplicateLimit === undefined ? {} : { duplicateLimit }), onlyParser };
  // What is neither is refused by its reader, which knows how to say why.
  return isMarkup(looseText(Buffer.from(head)).replace(/^\ufeff/, ''))
    ? readSettlementReportInBatches(all, options)
    : inBatches(readSettlementCsv(all, options));
}

/** As events come; what came before an error is handed over before it. */
async function* inBatches<Event>(
  events: AsyncIterable<Event>,
): AsyncGenerator<readonly Event[], void, undefined> {
  let batch: Event[] = [];
  try {
    for await (const event of events) {
      batch.push(event);
      if (batch.length < eventsAtOnce) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    yield batch;
    throw error;
  }
  yield batch;
}

const eventsAtOnce = 100;

async function* readArchive(
  path: string,
  options: SettlementFileOptions,
): AsyncGenerator<readonly SettlementFileEvent[], void, undefined> {
  const end = { settlements: 0, transactions: 0, unreadableRows: 0 };
  let packedBefore = 0;
  for await (const member of openSettlementArchive(path, options.archiveLimits)) {
    const { name, packedBytes, bytes } = member;
    const before = packedBefore;
    const counted = countBytes(member.content, (read) => {
      options.onBytes?.(before + Math.floor(Math.min(1, read / Math.max(1, bytes)) * packedBytes));
    });
    packedBefore += packedBytes;
    try {
      const { head, all } = await peekBytes(counted, detectHeadBytes);
      for await (const batch of readReport(head, all, options)) {
        yield batch.flatMap((event) => (event.kind === 'end' ? [] : [{ ...event, member: name }]));
        const last = batch.at(-1);
        if (last?.kind !== 'end') continue;
        end.settlements += last.settlements;
        end.transactions += last.transactions;
        end.unreadableRows += last.unreadableRows;
      }
    } catch (error) {
      if (!(error instanceof FileFormatError)) throw error;
      const { reason, line, column, message } = error;
      throw new FileFormatError(reason, { line, column, member: name }, message);
    }
  }
  yield [{ kind: 'end', ...end }];
}

async function* countBytes(
  input: AsyncGenerator<Uint8Array, void, undefined>,
  told: ((bytes: number) => void) | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  for await (const chunk of input) {
    bytes += chunk.length;
    told?.(bytes);
    yield chunk;
  }
}
