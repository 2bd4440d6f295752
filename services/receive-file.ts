/** Takes in a file that somebody gives to the desk: it is put aside with its hash, and read by the job read-files. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { uuidv7 } from 'uuidv7';
import { assertNever } from '#core/assert-never';
import { auditStatement } from '#db/audit';
import {
  decideImportRow,
  findImportOfContent,
  findImportRow,
  type ImportRow,
  insertImport,
} from '#db/imports';
import { findBankCsvMapping, saveBankCsvMappingStatement } from '#db/settings';
import { type BankCsvPreview, previewBankCsv } from '#files/bank-csv';
import { type BankCsvMapping, bankCsvMappingSchema } from '#files/bank-csv-mapping';
import { detectFileKind, detectHeadBytes, type FileKind } from '#files/detect-file';
import { FileFormatError } from '#files/file-format-error';
import type { OfflineDesk } from './desk';

export type FileToReceive = {
  /** Where files wait until they are taken. */
  readonly folder: string;
  /** For showing only: never used as a path. */
  readonly fileName: string;
  readonly content: AsyncIterable<Uint8Array>;
  readonly kind: ImportRow['kind'];
  readonly actor: string;
  /** A file that is clearly of another kind is taken as what it is; else it is refused. */
  readonly kindByContent?: boolean;
  /** The rows that can be read are taken without asking. */
  readonly takeReadable?: boolean;
  readonly maxBytes?: number;
};

export type ReceivedFile =
  | { readonly kind: 'received'; readonly importId: string }
  /** The same content was given before: that import stands for it. */
  | { readonly kind: 'known'; readonly importId: string }
  /** Nothing of it was kept. */
  | { readonly kind: 'refused'; readonly reason: 'empty' | 'too-large' | 'other-kind' };

/** More than any settlement report or bank statement; a disk is not filled by one upload. */
export const largestFileBytes = 2 * 1024 ** 3;

export async function receiveFile(desk: OfflineDesk, file: FileToReceive): Promise<ReceivedFile> {
  const id = uuidv7();
  await fs.promises.mkdir(file.folder, { recursive: true });
  const place = path.join(file.folder, id);
  const written = await writeAside(place, file).catch(async (error: unknown) => {
    await fs.promises.rm(place, { force: true });
    throw error;
  });
  if (written.kind !== 'written') {
    await fs.promises.rm(place, { force: true });
    return { kind: 'refused', reason: written.kind };
  }
  const known = await findImportOfContent(desk.db, written.is, written.sha256);
  if (known !== undefined) {
    await fs.promises.rm(place, { force: true });
    return { kind: 'known', importId: known.id };
  }
  const at = desk.clock.now();
  await insertImport(desk.db, {
    id,
    kind: written.is,
    fileName: file.fileName.replace(/\p{Cc}/gu, ' ').slice(-200),
    sha256: written.sha256,
    bytes: written.bytes,
    actor: file.actor,
    startedAt: at,
    storedPath: place,
    decidedBy: file.takeReadable ? file.actor : null,
    decidedAt: file.takeReadable ? at : null,
  });
  return { kind: 'received', importId: id };
}

type Written =
  | {
      readonly kind: 'written';
      readonly sha256: string;
      readonly bytes: number;
      readonly is: ImportRow['kind'];
    }
  | { readonly kind: 'empty' | 'too-large' | 'other-kind' };

async function writeAside(place: string, file: FileToReceive): Promise<Written> {
  const hash = createHash('sha256');
  const head: Uint8Array[] = [];
  let bytes = 0;
  const handle = await fs.promises.open(place, 'wx', 0o600);
  try {
    for await (const chunk of file.content) {
      if (bytes < detectHeadBytes) head.push(Uint8Array.from(chunk));
      bytes += chunk.byteLength;
      if (bytes > (file.maxBytes ?? largestFileBytes)) return { kind: 'too-large' };
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (bytes === 0) return { kind: 'empty' };
  // What is none of them is left to the reader of the kind that was told, which knows how to say why.
  const is = importKindOf(detectFileKind(Buffer.concat(head), file.fileName)) ?? file.kind;
  if (is !== file.kind && !file.kindByContent) return { kind: 'other-kind' };
  return { kind: 'written', sha256: hash.digest('hex'), bytes, is };
}

function importKindOf(found: FileKind): ImportRow['kind'] | undefined {
  switch (found) {
    case 'camt053':
    case 'bank-csv':
      return 'bank-statement';
    case 'settlement-xml':
    case 'settlement-csv':
    case 'zip':
      return 'settlement';
    case 'orders-csv':
      return 'orders';
    case 'unknown':
      return undefined;
    default:
      return assertNever(found);
  }
}

/** Where the rows of a file that is being taken lie for a while (db/settlement-spool). */
export function spoolFileOf({ path: stored }: { readonly path: string }): string {
  return `${stored}${spoolEnding}`;
}

const spoolEnding = '.rows';
const staleAfterMs = 3_600_000;

/**
 * Removes what was left when its process was killed: files of an upload that came half-way, which no import names, and rows on their
 * way into the books. Nobody writes them any more.
 */
export async function sweepImportFolder(desk: OfflineDesk, folder: string): Promise<number> {
  const names = await fs.promises.readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  let removed = 0;
  for (const name of names.filter((one) => /^[0-9a-f-]{36}(?:\.rows)?$/.test(one))) {
    const file = path.join(folder, name);
    const { mtimeMs } = await fs.promises.stat(file);
    if (Date.now() - mtimeMs < staleAfterMs) continue;
    if (!name.endsWith(spoolEnding) && (await findImportRow(desk.db, name))?.storedPath != null) continue;
    await fs.promises.rm(file, { force: true });
    removed += 1;
  }
  return removed;
}

/** A person says whether the rows that can be read are taken. False when somebody said so before. */
export async function decideImport(
  desk: OfflineDesk,
  { id, take, actor }: { id: string; take: boolean; actor: string },
): Promise<boolean> {
  const row = await findImportRow(desk.db, id);
  if (row === undefined) return false;
  const at = desk.clock.now();
  const action = take ? 'readable rows taken' : 'file discarded';
  const audit = auditStatement(desk.db, {
    at,
    actor,
    action,
    subject: `import ${id}`,
    detail: { left: row.rowsUnreadable },
  });
  const change = take
    ? ({ status: 'queued', decidedBy: actor, decidedAt: at } as const)
    : ({ status: 'discarded', decidedBy: actor, decidedAt: at, finishedAt: at, storedPath: null } as const);
  const from = row.status === 'needs-mapping' && !take ? 'needs-mapping' : 'needs-decision';
  const decided = await decideImportRow(desk.db, id, from, change, [audit]);
  if (decided && !take) await forgetFile(row);
  return decided;
}

/** Removes a file that was put aside; one that lies in a folder of the bank's is left there. */
export async function forgetFile({ id, storedPath }: Pick<ImportRow, 'id' | 'storedPath'>): Promise<void> {
  if (storedPath !== null && path.basename(storedPath) === id)
    await fs.promises.rm(storedPath, { force: true });
}

export type ImportPreview =
  | { readonly kind: 'preview'; readonly preview: BankCsvPreview }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreadable'; readonly message: string };

/** The head and the first rows of a bank's CSV that waits for its columns to be named. */
export async function previewOfImport(desk: OfflineDesk, id: string): Promise<ImportPreview> {
  const row = await findImportRow(desk.db, id);
  if (row?.storedPath == null || !fs.existsSync(row.storedPath)) return { kind: 'gone' };
  try {
    return { kind: 'preview', preview: await previewBankCsv(row.storedPath) };
  } catch (error) {
    if (!(error instanceof FileFormatError)) throw error;
    return { kind: 'unreadable', message: error.message };
  }
}

export type MappingSaved =
  | { readonly kind: 'saved' }
  | { readonly kind: 'gone' }
  /** Fields of the mapping by their path, each with what is wrong. */
  | { readonly kind: 'refused'; readonly errors: Readonly<Record<string, string>> };

/** Remembers how the columns of files that look like this one are read, and goes on with it. */
export async function saveBankCsvMapping(
  desk: OfflineDesk,
  { importId, name, mapping, actor }: { importId: string; name: string; mapping: unknown; actor: string },
): Promise<MappingSaved> {
  const parsed = bankCsvMappingSchema.safeParse(mapping);
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => [issue.path.join('.'), issue.message] as const);
    return { kind: 'refused', errors: Object.fromEntries(errors) };
  }
  const found = await previewOfImport(desk, importId);
  if (found.kind !== 'preview') return { kind: 'gone' };
  const at = desk.clock.now();
  const row = { fingerprint: found.preview.fingerprint, name: name.slice(0, 80), mapping: parsed.data };
  const moved = await decideImportRow(desk.db, importId, 'needs-mapping', { status: 'queued' }, [
    saveBankCsvMappingStatement(desk.db, row, { changedAt: at, changedBy: actor }),
    auditStatement(desk.db, {
      at,
      actor,
      action: 'bank columns mapped',
      subject: `import ${importId}`,
      detail: { name, mapping: parsed.data },
    }),
  ]);
  return moved ? { kind: 'saved' } : { kind: 'gone' };
}

/** How a file that looks like this one was read before. */
export async function findMappingFor(desk: OfflineDesk, path: string): Promise<BankCsvMapping | undefined> {
  const { fingerprint } = await previewBankCsv(path);
  const stored = await findBankCsvMapping(desk.db, fingerprint);
  const parsed = bankCsvMappingSchema.safeParse(stored?.mapping);
  return parsed.success ? parsed.data : undefined;
}
