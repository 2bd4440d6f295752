/**
 * The work "reconcile everything from scratch", against the same three joins in DuckDB. Ours derives the payouts and reconciles books whose
 * ledger was just loaded and in which nothing is matched: days added up, orders matched with entries, payouts explained and found in the
 * bank, exceptions opened, the forecast made; every step in transactions that are on disk. The yardstick loads payment events, entries,
 * payouts and bank lines from CSV into a database of its own, pairs events with entries and payouts with bank lines, sums the entries of each
 * payout, and stores what was paired and what was left over in tables.
 */
import fs from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { closeDatabase, openDatabase } from '#db/client';
import { derivePayouts } from '#services/derive-payouts';
import { noProgress } from '#services/progress';
import { reconcile } from '#services/reconcile';
import { benchUnits } from '../books';
import { copyBooks } from '../copy-books';
import { withDesk } from '../desk';
import { type BenchData, feedName, topics } from '../make-data';

/** What both must come to. */
export type Tied = {
  readonly pairs: number;
  readonly entriesLeft: number;
  readonly eventsLeft: number;
  readonly payouts: number;
  readonly payoutsThatDiffer: number;
  readonly payoutsInBank: number;
};

/** `loaded`: books whose ledger was loaded; `file` is written anew and keeps what was found. */
export async function reconcileOurs(loaded: string, file: string): Promise<{ ms: number; tied: Tied }> {
  copyBooks(loaded, file);
  return await withDesk(file, async (desk) => {
    const start = performance.now();
    await derivePayouts(desk);
    await reconcile(desk, noProgress);
    return { ms: performance.now() - start, tied: tiedIn(file) };
  });
}

export function tiedIn(file: string): Tied {
  const db = openDatabase(file, { readonly: true });
  try {
    const count = (what: string) => Number(db.$client.prepare(`SELECT count(*) FROM ${what}`).pluck().get());
    return {
      pairs: count('order_matches'),
      entriesLeft: count('unmatched_entries'),
      eventsLeft: count('unmatched_events'),
      payouts: count('payouts'),
      payoutsThatDiffer: count('payouts WHERE difference_ore <> 0'),
      payoutsInBank: count('payouts WHERE arrived_on IS NOT NULL'),
    };
  } finally {
    closeDatabase(db);
  }
}

export async function reconcileYardstick(
  { folder }: BenchData,
  file: string,
): Promise<{ ms: number; tied: Tied }> {
  for (const end of ['', '.wal']) fs.rmSync(file + end, { force: true });
  const start = performance.now();
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  try {
    for (const statement of statementsFor(folder)) await connection.run(statement);
    await connection.run('CHECKPOINT');
    const ms = performance.now() - start;
    const [row] = (await connection.runAndReadAll(countsOfYardstick)).getRowObjects();
    const tied = Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
    return { ms, tied: tied as Tied };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Without this threads and memory are what DuckDB takes by itself: all there is. */
function statementsFor(folder: string): string[] {
  const at = (name: string) => path.join(folder, name);
  const feeds = benchUnits.flatMap((msn) =>
    topics.map((topic) => `'${at(`${feedName({ msn, topic })}.csv`)}'`),
  );
  return [
    `CREATE TABLE events AS FROM read_csv('${at('events.csv')}', header = true, columns = {sequence: 'BIGINT', msn: 'VARCHAR',
       order_id: 'VARCHAR', operation: 'VARCHAR', amount_ore: 'BIGINT', success: 'BOOLEAN', occurred_at: 'TIMESTAMP',
       transaction_id: 'VARCHAR'})`,
    `CREATE TABLE entries AS FROM read_csv([${feeds.join(', ')}], header = false, columns = {entry_key: 'VARCHAR', ledger_id: 'VARCHAR',
       topic: 'VARCHAR', ledger_date: 'DATE', occurred_at: 'TIMESTAMP', entry_type: 'VARCHAR', psp_reference: 'VARCHAR',
       reference: 'VARCHAR', currency: 'VARCHAR', amount_ore: 'BIGINT', recipient_handle: 'VARCHAR', msn: 'VARCHAR',
       balance_before_ore: 'BIGINT', balance_after_ore: 'BIGINT', source: 'VARCHAR', feed_order: 'BIGINT', chain_gap_ore: 'BIGINT',
       first_seen_at: 'TIMESTAMP'})`,
    `CREATE TABLE payouts AS FROM read_csv('${at('payouts.csv')}', header = true, columns = {ledger_id: 'VARCHAR',
       settlement_number: 'VARCHAR', amount_ore: 'BIGINT', ledger_date: 'DATE'})`,
    `CREATE TABLE bank AS FROM read_csv('${at('bank.csv')}', header = true, columns = {account: 'VARCHAR', booked_on: 'DATE',
       amount_ore: 'BIGINT', settlement_number: 'VARCHAR'})`,
    `CREATE TABLE pairs AS SELECT e.entry_key, p.sequence, e.amount_ore - ${signedAmount} AS difference_ore
       FROM entries e JOIN events p ON p.transaction_id = e.psp_reference AND e.amount_ore = ${signedAmount}
         AND (e.entry_type = 'refund') = (p.operation = 'refund')
       WHERE e.topic = 'funds' AND e.entry_type IN ('capture', 'refund') AND p.success AND p.operation IN ('capture', 'sale', 'refund')`,
    `CREATE TABLE entries_left AS SELECT entry_key FROM entries WHERE topic = 'funds' AND entry_type IN ('capture', 'refund')
       AND entry_key NOT IN (SELECT entry_key FROM pairs)`,
    `CREATE TABLE events_left AS SELECT sequence FROM events WHERE success AND operation IN ('capture', 'sale', 'refund')
       AND sequence NOT IN (SELECT sequence FROM pairs)`,
    `CREATE TABLE payout_sums AS
       WITH ends AS (SELECT ledger_id, psp_reference AS settlement_number, feed_order AS through,
           coalesce(lag(feed_order) OVER (PARTITION BY ledger_id ORDER BY feed_order), 0) AS after
         FROM entries WHERE topic = 'funds' AND entry_type = 'scheduled-for-payout')
       SELECT n.ledger_id, n.settlement_number, sum(e.amount_ore) FILTER (e.entry_type <> 'scheduled-for-payout') AS moved_ore
       FROM entries e ASOF JOIN ends n ON n.ledger_id = e.ledger_id AND e.feed_order <= n.through
       WHERE e.topic = 'funds' GROUP BY ALL`,
    `CREATE TABLE payouts_tied AS SELECT p.*, s.moved_ore - p.amount_ore AS difference_ore, b.booked_on
       FROM payouts p LEFT JOIN payout_sums s USING (ledger_id, settlement_number)
         LEFT JOIN bank b ON b.settlement_number = p.settlement_number AND b.amount_ore = p.amount_ore`,
  ];
}

const signedAmount = `CASE WHEN p.operation = 'refund' THEN -p.amount_ore ELSE p.amount_ore END`;
const countsOfYardstick = `SELECT (SELECT count(*) FROM pairs) AS pairs, (SELECT count(*) FROM entries_left) AS "entriesLeft",
  (SELECT count(*) FROM events_left) AS "eventsLeft", (SELECT count(*) FROM payouts_tied) AS payouts,
  (SELECT count(*) FROM payouts_tied WHERE difference_ore <> 0) AS "payoutsThatDiffer",
  (SELECT count(*) FROM payouts_tied WHERE booked_on IS NOT NULL) AS "payoutsInBank"`;
