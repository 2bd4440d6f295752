/**
 * Has anything changed that a page shows? One short text for each topic, made of a few reads that cost the same however much is
 * stored: the newest row of a table, the count of a short index, the newest rows of a list.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { LiveTopic } from '#core/live-topics';
import type { Db } from '../client';

type MarkedTopic = Exclude<LiveTopic, 'clock'>;

export type ChangeMarks = Readonly<Record<MarkedTopic, string>> & {
  /** How far the record of who did what has been read: people's decisions change rows that have no newest one. */
  readonly auditSequence: number;
};

export async function readChangeMarks(db: Db): Promise<ChangeMarks> {
  const auditSequence = numberOf(db, sql`SELECT max(sequence) AS n FROM audit_log`);
  const marks = entriesOf(queries).map(([topic, query]) => [topic, textOf(db, query)] as const);
  return { ...(Object.fromEntries(marks) as Record<MarkedTopic, string>), auditSequence };
}

/** What changed between two readings, the second of which was made now. */
export async function changedTopics(db: Db, before: ChangeMarks, after: ChangeMarks): Promise<LiveTopic[]> {
  const changed = new Set<LiveTopic>(
    entriesOf(queries)
      .filter(([topic]) => before[topic] !== after[topic])
      .map(([topic]) => topic),
  );
  if (after.auditSequence > before.auditSequence)
    for (const topic of topicsOfRecords(db, before.auditSequence, after.auditSequence)) changed.add(topic);
  return [...changed];
}

const newest = (table: string) => `(SELECT coalesce(max(rowid), 0) FROM ${table})`;
const count = (table: string) => `(SELECT count(*) FROM ${table})`;
const parts = (...reads: string[]): SQL => sql.raw(`SELECT concat_ws(' ', ${reads.join(', ')}) AS mark`);

/** A confirmation, or a reading that failed, leaves no row of its own: seen in the orders that moved last. */
const lastOrders = `(SELECT concat(count(confirmed_at), '/', max(confirmed_at), '/', sum(poll_failures > 0)) FROM
  (SELECT confirmed_at, poll_failures FROM orders ORDER BY activity_at DESC, msn DESC, order_id DESC LIMIT 50))`;

const queries: Readonly<Record<MarkedTopic, SQL>> = {
  orders: parts(
    newest('payment_events'),
    newest('orders'),
    newest('shipments'),
    newest('callbacks'),
    newest('order_customers'),
    count("shipments WHERE capture = 'waiting'"),
    count('callbacks WHERE handled_at IS NULL'),
    count('orders WHERE poll_failures > 2'),
    lastOrders,
  ),
  commands: parts(
    newest('commands'),
    count("commands WHERE status IN ('pending','unknown')"),
    `(SELECT group_concat(concat(id, status, attempts), ' ') FROM
      (SELECT id, status, attempts FROM commands WHERE status IN ('pending','unknown') ORDER BY created_at DESC LIMIT 50))`,
  ),
  ledger: parts(
    newest('ledger_entries'),
    newest('refused_entries'),
    newest('ledger_days'),
    count("ledger_days WHERE status IN ('open','differs','reopened')"),
    count('touched_days'),
  ),
  payouts: parts(
    newest('payouts'),
    count('payouts WHERE arrived_on IS NULL AND aborted_at IS NULL'),
    count('payouts WHERE difference_ore <> 0'),
    count('payouts WHERE difference_ore IS NULL'),
  ),
  bank: parts(
    newest('bank_lines'),
    newest('bank_statements'),
    newest('bank_matches'),
    count("bank_matches WHERE status = 'suggested'"),
  ),
  exceptions: parts(
    newest('exceptions'),
    newest('exception_notes'),
    count("exceptions WHERE status = 'open'"),
    count("exceptions WHERE cause_present = 'yes'"),
  ),
  imports: parts(
    newest('imports'),
    `(SELECT group_concat(concat(id, status, bytes_done, '/', rows_read), ' ') FROM
      (SELECT * FROM imports ORDER BY started_at DESC, id DESC LIMIT 20))`,
  ),
  jobs: parts(
    newest('job_runs'),
    `(SELECT group_concat(concat(id, done, '/', total), ' ') FROM job_runs WHERE status = 'running')`,
    `(SELECT group_concat(id, ' ') FROM job_runs WHERE status = 'requested')`,
  ),
  approvals: parts(newest('approvals'), count("approvals WHERE status = 'waiting'")),
  bulk: parts(
    newest('bulk_runs'),
    `(SELECT group_concat(concat(r.id, r.stopped_at, '/',
        (SELECT count(*) FROM bulk_items i WHERE i.bulk_id = r.id AND i.state = 'waiting')), ' ')
      FROM bulk_runs r WHERE r.finished_at IS NULL)`,
  ),
};

/** By the first word of what a record speaks of. */
const topicsOfSubject: Readonly<Record<string, readonly MarkedTopic[]>> = {
  order: ['orders', 'commands'],
  consent: ['orders'],
  match: ['bank', 'payouts'],
  ledger: ['ledger', 'exceptions'],
  exception: ['exceptions'],
  import: ['imports'],
  bulk: ['bulk'],
};

const recordsRead = 500;

/** What people and jobs did in between; of very many, the last are enough to know the topics. */
function topicsOfRecords(db: Db, after: number, through: number): Set<MarkedTopic> {
  const subjects = db.all<{ word: string }>(sql`
    SELECT DISTINCT substr(subject, 1, instr(subject || ' ', ' ') - 1) AS word FROM (SELECT subject FROM audit_log
      WHERE sequence > ${after} AND sequence <= ${through} ORDER BY sequence DESC LIMIT ${recordsRead})`);
  return new Set(subjects.flatMap(({ word }) => topicsOfSubject[word] ?? []));
}

function textOf(db: Db, query: SQL): string {
  return db.get<{ mark: string | null }>(query)?.mark ?? '';
}

function numberOf(db: Db, query: SQL): number {
  return db.get<{ n: number | null }>(query)?.n ?? 0;
}

function entriesOf<Key extends string, Value>(record: Readonly<Record<Key, Value>>): [Key, Value][] {
  return Object.entries(record) as [Key, Value][];
}
