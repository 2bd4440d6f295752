import { spawnSync } from 'node:child_process';

/** The program that several works are measured against; `npm run bench` and `npm test` install it where they can. */
export function hasSqlite3(): boolean {
  return spawnSync('sqlite3', ['--version'], { stdio: 'ignore' }).status === 0;
}
