/**
 * `npm run verify [-- --database FILE] [--head SEQUENCE:HASH]`: proves the books from the database alone, offline and without writing.
 * Exits with 0 when everything holds, 1 when something does not, 2 when it could not be looked at.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ChainHead } from '#db/audit-chain';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { databasePathOf } from '#services/settings';
import { verifyBooks } from '#services/verify-books';
import { findObstacle } from '#services/verify-database';
import { readHead } from '#services/verify-log';
import { counted } from '#services/verify-tally';
import { linesOf } from './check-lines';

const { file, heads } = readWords();
const db = openBooks(file);
console.log(`Verifying ${file}`);
let [faults, head]: [number, string | undefined] = [0, undefined];
try {
  for await (const check of verifyBooks(db, { heads })) {
    for (const line of linesOf(check)) console.log(line);
    faults += check.faults;
    head = check.head ?? head;
  }
} catch (error) {
  cannot(`The database could not be read to the end: ${messageOf(error)}.`);
}
closeDatabase(db);
if (head !== undefined) console.log(`head ${head}`);
console.log(faults === 0 ? 'The books hold.' : `The books do not hold: ${counted(faults, 'fault')}.`);
process.exitCode = faults === 0 ? 0 : 1;

function readWords(): { file: string; heads: ChainHead[] } {
  try {
    const { values } = parseArgs({
      options: { database: { type: 'string' }, head: { type: 'string', multiple: true, default: [] } },
    });
    const heads = values.head.map(
      (text) => readHead(text) ?? cannot(`"${text}" is not a head of the chain.`),
    );
    if (fs.existsSync('.env')) process.loadEnvFile('.env');
    return { file: path.resolve(values.database ?? databasePathOf(process.env)), heads };
  } catch (error) {
    return cannot(`${messageOf(error)}.`);
  }
}

function openBooks(name: string): Db {
  if (!fs.statSync(name, { throwIfNoEntry: false })?.isFile())
    cannot(`There is no file ${name}. Name the database with --database, or set DATABASE_PATH.`);
  try {
    const opened = openDatabase(name, { readonly: true });
    const obstacle = findObstacle(opened);
    return obstacle === undefined ? opened : cannot(`${name} cannot be verified. ${obstacle}`);
  } catch (error) {
    return cannot(
      `${name} cannot be read as a database: ${messageOf(error)}. If it lies where nothing can be written, copy it to another folder.`,
    );
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}

function cannot(sentence: string): never {
  console.error(sentence);
  console.error('Nothing was verified. Use: npm run verify [-- --database FILE] [--head SEQUENCE:HASH]');
  process.exit(2);
}
