/** Where a command of the command line works, and who it is. What cannot be is said in a sentence, and nothing is made. */
import fs from 'node:fs';
import os from 'node:os';
import { databasePathOf } from '#services/settings';

/** Thrown for a file that is not there; the message is for people. */
export class NoSuchFile extends Error {
  override readonly name = 'NoSuchFile';
}

/** Reads the settings of a file: `.env` when none is named, if there is one. */
export function loadEnvironment(named: string | undefined): void {
  if (named === undefined && !fs.existsSync('.env')) return;
  const file = named ?? '.env';
  if (!fs.existsSync(file)) throw new NoSuchFile(`There is no file ${file}. Nothing was changed.`);
  process.loadEnvFile(file);
}

/** The database; one that is not there is made only by a command that begins a desk. */
export function databaseOfCommand(named: string | undefined, mayMake: boolean): string {
  const file = named ?? databasePathOf(process.env);
  if (mayMake || fs.existsSync(file)) return file;
  throw new NoSuchFile(
    `There is no database ${file}. Name it with --database, or set DATABASE_PATH or DATA_DIR. Nothing was changed.`,
  );
}

/** Who acts, as the log tells it. In a container the user may have a number only. */
export function commandActor(): string {
  return `command line (${accountOfMachine()})`;
}

function accountOfMachine(): string {
  try {
    return os.userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
