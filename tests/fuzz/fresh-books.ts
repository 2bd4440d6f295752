/** Books for one input: copied from a migrated database in memory, so that no input meets what another left. */
import type { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import pino from 'pino';
import { defineChainHash } from '#db/chain-hash';
import { type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { saveSalesUnit } from '#db/orders';
import * as schema from '#db/schema/index';
import { fixedClock } from '#services/clock';
import type { OfflineDesk } from '#services/desk';
import { addTestPerson, testPerson } from '../test-desk';

const now = '2026-06-02T06:30:00.000Z';
export const ownUnit = '123456';

export type Books = {
  readonly desk: OfflineDesk;
  readonly db: Db;
  /** Where given files wait. */
  readonly folder: string;
  close(): void;
};

export type Shelf = {
  open(): Books;
  close(): void;
};

export async function openShelf(): Promise<Shelf> {
  // In memory where the machine has such a folder: each file that is given is flushed to its disk.
  const root = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
  const folder = fs.mkdtempSync(path.join(root, 'oppgjor-fuzz-'));
  const first = openDatabase(':memory:');
  migrateOpen(first);
  await saveSalesUnit(first, { msn: ownUnit, name: 'Ours', polled: true, at: now });
  await addTestPerson(first, testPerson);
  const image = first.$client.serialize();
  first.$client.close();
  return {
    open() {
      const db = openImage(image);
      const desk = { db, clock: fixedClock(now), log: pino({ level: 'silent' }) };
      return { desk, db, folder, close: () => db.$client.close() };
    },
    close: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

function openImage(image: Buffer): Db {
  const client = new Database(image);
  client.pragma('foreign_keys = ON');
  defineChainHash(client);
  return Object.assign(drizzle(client, { schema }), { $client: client });
}

/** What each table holds, as one hash for each. */
export function tableHashes(client: Database.Database, without: readonly string[] = []): Map<string, string> {
  const names = client
    .prepare<[], string>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .pluck()
    .all();
  const hashes = new Map<string, string>();
  for (const name of names) {
    if (without.includes(name)) continue;
    const hash = createHash('sha256');
    for (const row of client.prepare(`SELECT * FROM "${name}"`).raw().all()) hash.update(JSON.stringify(row));
    hashes.set(name, hash.digest('hex'));
  }
  return hashes;
}

/** The names of tables that differ. */
export function changedTables(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
}
