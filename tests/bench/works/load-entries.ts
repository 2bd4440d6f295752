/**
 * The work "load ledger entries", against the sqlite3 program's `.import` of the same rows into the same schema. Ours follows the feeds of
 * all ledgers from their beginning with the real client: it parses the answers, checks every entry, stores it, indexes it, and looks whether
 * the order it names is known. The yardstick reads the rows as CSV that is made as the desk stores them, keys and places in the feed
 * included, in one transaction; the columns that are empty in all of them are left out of its table, and so are their indexes.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { finished } from 'node:stream/promises';
import { closeDatabase, openDatabase } from '#db/client';
import { noProgress } from '#services/progress';
import { syncLedgers } from '#services/sync-ledgers';
import { benchUnits } from '../books';
import { copyBooks } from '../copy-books';
import { withDesk } from '../desk';
import { feedClient } from '../feed';
import { type BenchData, entryColumns, feedName, topics } from '../make-data';

/** Loads the feeds into a copy of the orders at `file`, which is written anew. */
export async function loadEntriesOurs(
  { folder, ordersFile, counts }: Omit<BenchData, 'newDay'>,
  file: string,
): Promise<number> {
  copyBooks(ordersFile, file);
  return await withDesk(file, async (desk) => {
    const start = performance.now();
    const { added, refused } = await syncLedgers({ ...desk, vipps: feedClient(folder) }, noProgress);
    const ms = performance.now() - start;
    if (added !== counts.entries || refused > 0)
      throw new Error(`${added} of ${counts.entries} entries were added, ${refused} refused`);
    return ms;
  });
}

/** The same into another copy. The CSV is put together before the time is taken. */
export async function loadEntriesYardstick(
  { folder, ordersFile, counts }: BenchData,
  file: string,
): Promise<number> {
  copyBooks(ordersFile, file);
  const rows = path.join(folder, 'entries.csv');
  if (!fs.existsSync(rows)) await writeRows(folder, rows);
  dropUnusedColumns(file);
  const start = performance.now();
  const { status, stderr } = spawnSync(
    'sqlite3',
    [
      ...['-cmd', 'PRAGMA synchronous = FULL', '-cmd', 'PRAGMA cache_size = -65536'],
      ...[file, `.import --csv "${rows}" ledger_entries`],
    ],
    { encoding: 'utf8' },
  );
  const ms = performance.now() - start;
  if (status !== 0 || stderr !== '') throw new Error(`sqlite3 ended with ${status}: ${stderr}`);
  const db = openDatabase(file);
  try {
    const stored = db.$client.prepare('SELECT count(*) FROM ledger_entries').pluck().get();
    if (stored !== counts.entries) throw new Error(`${stored} of ${counts.entries} rows were imported`);
  } finally {
    closeDatabase(db);
  }
  return ms;
}

/** What stands in the entries of a file: equal for both, or something was lost. Empty texts of the CSV count as none. */
export function contentOfEntries(file: string): unknown {
  const db = openDatabase(file, { readonly: true });
  try {
    return db.$client
      .prepare(
        `SELECT count(*) AS entries, sum(amount_ore) AS amounts, sum(balance_after_ore) AS balances, sum(feed_order) AS places,
           count(nullif(reference, '')) AS named, count(DISTINCT entry_key) AS keys, min(entry_key) AS first, max(entry_key) AS last,
           (SELECT count(*) FROM touched_days) AS days
         FROM ledger_entries`,
      )
      .get();
  } finally {
    closeDatabase(db);
  }
}

/** Triggers and indexes that name them would keep them. */
function dropUnusedColumns(file: string): void {
  const db = openDatabase(file, { mustExist: true });
  try {
    db.$client.exec(
      `DROP TRIGGER ledger_entries_stand; DROP INDEX ledger_entries_also_key; DROP INDEX ledger_entries_by_settlement`,
    );
    for (const column of ['also_key', 'import_id', 'settlement_number'])
      db.$client.exec(`ALTER TABLE ledger_entries DROP COLUMN ${column}`);
    const left = db.$client.prepare(`SELECT group_concat(name) FROM pragma_table_info('ledger_entries')`);
    if (left.pluck().get() !== entryColumns) throw new Error('the CSV has other columns than the table');
  } finally {
    closeDatabase(db);
  }
}

/** The rows of all feeds, one feed after the other, numbered as the desk numbers them. */
async function writeRows(folder: string, target: string): Promise<void> {
  const out = fs.createWriteStream(`${target}.partial`);
  let sequence = 0;
  for (const msn of benchUnits) {
    for (const topic of topics) {
      const lines = readline.createInterface({
        input: fs.createReadStream(path.join(folder, `${feedName({ msn, topic })}.csv`)),
      });
      for await (const line of lines) {
        sequence += 1;
        if (!out.write(`${sequence},${line}\n`)) await once(out, 'drain');
      }
    }
  }
  out.end();
  await finished(out);
  fs.renameSync(`${target}.partial`, target);
}
