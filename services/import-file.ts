/**
 * Takes a file into the books at once, without the job: for the command line. The same file twice changes nothing. While the desk's own
 * job is at work on it, its end is waited for.
 */
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { findImportRow, type ImportProblem, type ImportRow } from '#db/imports';
import { finishJobRun, reportProgress, startJobRun } from '#db/job-runs';
import type { OfflineDesk } from './desk';
import { errorInWords } from './error-in-short';
import { matchBankLines } from './match-bank-lines';
import { noProgress } from './progress';
import { readImport } from './read-import';
import { decideImport, type FileToReceive, receiveFile } from './receive-file';
import { type OrdersFileSummary, ordersSummaryOf } from './take-orders-file';
import type { AddedRows, SettlementFileSummary, SettlementSummary } from './take-settlement-file';

export type FileImport =
  | {
      readonly kind: 'imported';
      /** Of a settlement file only. */
      readonly settlements: readonly SettlementSummary[];
      readonly added: AddedRows;
      readonly rows: { readonly added: number; readonly known: number };
      /** Of a file of orders only; of a repeated one, what came of it when it was taken. */
      readonly orders: OrdersFileSummary | null;
      /** What does not add up in the file, and rows that were left out; the rest is in the books all the same. */
      readonly problems: readonly ImportProblem[];
      readonly repeated: boolean;
    }
  /** Nothing of the file is stored. */
  | {
      readonly kind: 'refused';
      readonly problems: readonly ImportProblem[];
      /** Set when some rows cannot be read: then the others can be taken without them. */
      readonly readable?: { readonly readable: number; readonly unreadable: number };
    };

export type FileToImport = Omit<FileToReceive, 'folder'> & { readonly folder?: string };

const nothingAdded: AddedRows = { ledgerEntries: 0, payouts: 0, orders: 0 };

/** Refuses what cannot be read to its end with the line and the reason; throws only on I/O errors. */
export async function importFile(desk: OfflineDesk, file: FileToImport): Promise<FileImport> {
  const folder = file.folder ?? path.join(os.tmpdir(), 'oppgjor-imports');
  const received = await receiveFile(desk, { ...file, folder });
  if (received.kind === 'refused')
    return { kind: 'refused', problems: [refusal(file.kind, received.reason)] };
  const row = await readHereOrThere(desk, received.importId, file.actor);
  return outcomeOf(desk, row, received.kind === 'known', file);
}

/** A settlement file; see importFile. */
export async function importSettlement(
  desk: OfflineDesk,
  file: Omit<FileToImport, 'kind'>,
): Promise<FileImport> {
  return importFile(desk, { ...file, kind: 'settlement' });
}

async function outcomeOf(
  desk: OfflineDesk,
  row: ImportRow,
  repeated: boolean,
  { actor }: FileToImport,
): Promise<FileImport> {
  const { id, status, problems, rowsAdded, rowsKnown, rowsRead, rowsUnreadable } = row;
  if (status === 'taken') {
    if (row.kind === 'bank-statement' && !repeated) await matchBankLines(desk);
    const summary = row.kind === 'settlement' ? (row.summary as SettlementFileSummary | null) : null;
    return {
      kind: 'imported',
      settlements: summary?.settlements ?? [],
      orders: ordersSummaryOf(row) ?? null,
      added: repeated ? nothingAdded : (summary?.added ?? nothingAdded),
      rows: repeated ? { added: 0, known: rowsAdded + rowsKnown } : { added: rowsAdded, known: rowsKnown },
      problems,
      repeated,
    };
  }
  if (status === 'needs-mapping') {
    const message =
      'The columns of this file are not known yet. Name them once on its page under Files; it goes on from there.';
    return { kind: 'refused', problems: [{ line: 1, kind: 'needs-mapping', message }] };
  }
  if (status !== 'needs-decision') return { kind: 'refused', problems };
  // The file is let go, and can be given again with the choice made.
  if (!repeated) await decideImport(desk, { id, take: false, actor });
  return {
    kind: 'refused',
    problems,
    readable: { readable: rowsRead - rowsUnreadable, unreadable: rowsUnreadable },
  };
}

const longestWaitMs = 30 * 60_000;

/** Reads the file here, under the lock of the job; or waits until the job has read it. */
async function readHereOrThere(desk: OfflineDesk, id: string, requestedBy: string): Promise<ImportRow> {
  for (const deadline = Date.now() + longestWaitMs; ; await wait(100)) {
    const row = await findImportRow(desk.db, id);
    if (row === undefined) throw new Error(`import ${id} is not there`);
    const isAtWork = row.status === 'queued' || row.status === 'reading' || row.status === 'taking';
    if (!isAtWork || Date.now() > deadline) return row;
    const lock = await startJobRun(desk.db, {
      id: uuidv7(),
      job: 'read-files',
      requestedBy,
      realNow: realNow(),
    });
    if (lock.kind === 'started') return readUnderLock(desk, id, lock.id);
  }
}

async function readUnderLock(desk: OfflineDesk, id: string, run: string): Promise<ImportRow> {
  const alive = setInterval(() => {
    reportProgress(desk.db, run, { done: 0, total: null, realNow: realNow() }).catch((error) =>
      desk.log.warn({ err: error }, 'sign of life could not be written'),
    );
  }, 5000);
  try {
    const row = await readImport(desk, id, noProgress);
    const taken = row.status === 'taken';
    const result = { taken: taken ? 1 : 0, waiting: 0, refused: taken ? 0 : 1, added: row.rowsAdded };
    await finishJobRun(desk.db, run, { status: 'succeeded', realNow: realNow(), result });
    return row;
  } catch (error) {
    const problem = errorInWords(error);
    await finishJobRun(desk.db, run, { status: 'failed', realNow: realNow(), error: problem });
    throw error;
  } finally {
    clearInterval(alive);
  }
}

function realNow(): string {
  return new Date().toISOString();
}

const kindWords: Readonly<Record<ImportRow['kind'], string>> = {
  settlement: 'a settlement file of Vipps',
  'bank-statement': 'a bank statement',
  orders: 'a table of orders',
};

function refusal(kind: ImportRow['kind'], reason: 'empty' | 'too-large' | 'other-kind'): ImportProblem {
  const words = {
    empty: 'The file is empty. Download it again.',
    'too-large': 'The file is larger than 2 GiB. Download it for shorter periods.',
    'other-kind': `By its content this is not ${kindWords[kind]}. Give it to the desk as what it is.`,
  };
  return { line: 1, kind: reason, message: words[reason] };
}
