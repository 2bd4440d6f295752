/** Works on every file that waits to be read, or whose reading was cut short. */
import { listImportsToRead } from '#db/imports';
import type { OfflineDesk } from './desk';
import { matchBankLines } from './match-bank-lines';
import type { Progress } from './progress';
import { readImport } from './read-import';

export type ReadFiles = {
  readonly taken: number;
  readonly waiting: number;
  readonly refused: number;
  readonly added: number;
};

export async function readWaitingFiles(desk: OfflineDesk, progress: Progress): Promise<ReadFiles> {
  const result = { taken: 0, waiting: 0, refused: 0, added: 0 };
  for (const { id } of await listImportsToRead(desk.db)) {
    if (progress.stopping()) break;
    const { status, rowsAdded } = await readImport(desk, id, progress);
    if (status === 'taken') {
      result.taken += 1;
      result.added += rowsAdded;
    } else if (status === 'refused') result.refused += 1;
    else result.waiting += 1;
  }
  if (result.taken > 0) await matchBankLines(desk);
  return result;
}
