import fs from 'node:fs';

/** A desk's file that no process has open, to work on; what stood at `to` is gone. */
export function copyBooks(from: string, to: string): void {
  for (const end of ['', '-wal', '-shm']) fs.rmSync(to + end, { force: true });
  fs.copyFileSync(from, to);
}
