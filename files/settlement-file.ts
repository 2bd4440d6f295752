/** Reads a settlement file of any kind from disk: XML or CSV, plain or zipped. It may be read as often as is wished. */
import { Buffer } from 'node:buffer';
import { peekBytes, readFileBytes } from './byte-source';
import { detectFileKind, detectHeadBytes, isMarkup, looseText } from './detect-file';
import { FileFormatError } from './file-format-error';
import { readSettlementCsv } from './settlement-csv';
import type { SettlementEvent } from './settlement-events';
import { readSettlementReport } from './settlement-xml';
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
  const { head, all } = await peekBytes(readFileBytes(path), detectHeadBytes);
  if (detectFileKind(head, path) === 'zip') {
    await all.return();
    yield* readArchive(path, options);
  } else yield* readReport(head, countBytes(all, options.onBytes), options);
}

export interface SettlementFileOptions {
  /** Ids remembered to find duplicates; default 200,000. */
  readonly duplicateLimit?: number;
  readonly archiveLimits?: ArchiveLimits;
  /** Told how many bytes of the file on disk were read so far; of a zip file about. */
  readonly onBytes?: (bytes: number) => void;
}

/** `member`: the file inside a zip file. */
export type SettlementFileEvent = SettlementEvent & { readonly member?: string };

function readReport(
  head: Uint8Array,
  all: AsyncGenerator<Uint8Array, void, undefined>,
  { duplicateLimit }: SettlementFileOptions,
): AsyncGenerator<SettlementEvent, void, undefined> {
  const options = duplicateLimit === undefined ? {} : { duplicateLimit };
  // What is neither is refused by its reader, which knows how to say why.
  return isMarkup(looseText(Buffer.from(head)).replace(/^\ufeff/, ''))
    ? readSettlementReport(all, options)
    : readSettlementCsv(all, options);
}

async function* readArchive(
  path: string,
  options: SettlementFileOptions,
): AsyncGenerator<SettlementFileEvent, void, undefined> {
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
      for await (const event of readReport(head, all, options)) {
        if (event.kind !== 'end') {
          yield { ...event, member: name };
          continue;
        }
        end.settlements += event.settlements;
        end.transactions += event.transactions;
        end.unreadableRows += event.unreadableRows;
      }
    } catch (error) {
      if (!(error instanceof FileFormatError)) throw error;
      const { reason, line, column, message } = error;
      throw new FileFormatError(reason, { line, column, member: name }, message);
    }
  }
  yield { kind: 'end', ...end };
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
