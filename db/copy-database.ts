/**
 * Copies a database that others are writing to, as it was at one moment. With SQLite's backup, not with VACUUM INTO: it copies page by page
 * and lets other work run between, so that memory stays flat and a stop is heard; and the copy is the same file page for page, so that what
 * is damaged in the one shows in the other. It reads from a picture that is held open: what is written meanwhile makes it begin anew otherwise.
 */
import fs from 'node:fs';
import { closeDatabase, type Db, openDatabase } from './client';
import { openSnapshot } from './queries/export-snapshot';

export type CopyOptions = {
  /** Asked between two pieces; what it throws ends the copy. */
  readonly onPiece?: (donePages: number, totalPages: number) => void;
};

const pagesAtOnce = 1000;

/** `target` is made, readable for its owner alone, and must not be there. It is one file: nothing of it waits in a log beside it. On disk when this returns. */
export async function copyDatabase(db: Db, target: string, { onPiece }: CopyOptions = {}): Promise<void> {
  fs.closeSync(fs.openSync(target, 'wx', 0o600));
  const snapshot = openSnapshot(db);
  try {
    await snapshot.db.$client.backup(target, {
      progress({ totalPages, remainingPages }) {
        onPiece?.(totalPages - remainingPages, totalPages);
        return pagesAtOnce;
      },
    });
  } finally {
    snapshot.close();
  }
  changeToOneFile(target);
  syncToDisk(target);
}

/** The copy says of itself that it has a log beside it, as the desk's file has. Without, it can be read where nothing can be written. */
function changeToOneFile(file: string): void {
  const copy = openDatabase(file, { mustExist: true });
  try {
    copy.$client.pragma('journal_mode = DELETE');
  } finally {
    closeDatabase(copy);
  }
}

/** A file, or a folder in which something was renamed: then a power cut does not undo it. */
export function syncToDisk(place: string): void {
  const handle = fs.openSync(place, 'r');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** With what SQLite may have left beside it. */
export function removeDatabase(file: string): void {
  for (const end of ['', '-journal', '-wal', '-shm'])
    if (fs.existsSync(file + end)) fs.rmSync(file + end, { force: true }); // a name that is too long is none
}
