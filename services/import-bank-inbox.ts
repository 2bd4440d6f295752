/**
 * Reads bank statements (camt.053, and CSV whose columns are known) from the folder where the bank, or whoever fetches its files, puts
 * them. Files are left where they are; one with the same content is read once.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { uuidv7 } from 'uuidv7';
import { findImportOfContent, findRefusedImport, type ImportRow, insertImport } from '#db/imports';
import type { OfflineDesk } from './desk';
import { matchBankLines } from './match-bank-lines';
import type { Progress } from './progress';
import { readImport } from './read-import';

export type ReadInbox = { readonly files: number; readonly added: number; readonly arrived: number };

const actor = 'job read-bank-statements';

/** One file that cannot be read does not keep the others out; the run then fails with all their reasons. */
export async function importBankInbox(
  desk: OfflineDesk,
  folder: string,
  progress: Progress,
): Promise<ReadInbox> {
  const names = listFiles(folder);
  const result = { files: 0, added: 0, arrived: 0 };
  const refusals: string[] = [];
  for (const [index, name] of names.entries()) {
    if (progress.stopping()) break;
    const read = await importBankFile(desk, path.join(folder, name), progress);
    if (read?.status === 'taken') {
      result.files += 1;
      result.added += read.rowsAdded;
    } else if (read?.status === 'refused') {
      const [problem] = read.problems;
      refusals.push(`${name}, line ${problem?.line ?? 0}: ${problem?.message ?? ''}`);
    }
    await progress.report(index + 1, names.length);
  }
  result.arrived = (await matchBankLines(desk)).arrived;
  if (refusals.length > 0) throw new Error(`not taken: ${refusals.slice(0, 5).join('; ')}`);
  return result;
}

function listFiles(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(xml|csv|txt)$/i.test(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

/** Undefined when the same content was read before, or waits for a person. */
async function importBankFile(
  desk: OfflineDesk,
  file: string,
  progress: Progress,
): Promise<ImportRow | undefined> {
  const sha256 = await hashOf(file);
  const known = await findImportOfContent(desk.db, 'bank-statement', sha256);
  if (known !== undefined) {
    const isAtWork = ['queued', 'reading', 'taking'].includes(known.status);
    const isOfFolder = known.storedPath === path.resolve(file);
    return isAtWork && isOfFolder ? readImport(desk, known.id, progress) : undefined;
  }
  const refused = await findRefusedImport(desk.db, 'bank-statement', sha256);
  if (refused !== undefined) return refused; // the same bytes would be refused again
  const id = uuidv7();
  await insertImport(desk.db, {
    id,
    kind: 'bank-statement',
    fileName: path.basename(file),
    sha256,
    bytes: (await fs.promises.stat(file)).size,
    actor,
    startedAt: desk.clock.now(),
    storedPath: path.resolve(file),
    decidedBy: null,
    decidedAt: null,
  });
  return readImport(desk, id, progress);
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of fs.createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}
