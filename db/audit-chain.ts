/**
 * The log as a chain: each record is hashed together with the hash before it. A record that is changed, removed or moved breaks the
 * chain there; that the newest were cut off shows only to who has kept a head of the chain (`npm run verify` prints it).
 */
import { type ChainedRecord, chainHash } from './chain-hash';
import type { Db } from './client';
import { inTransaction } from './client';

/** Chains the records of a desk that is older than the chain. */
export function chainOldRecords(db: Db): void {
  const { $client } = db;
  inTransaction(db, () => {
    const records = $client
      .prepare<[], ChainedRecord>(
        `SELECT sequence, at, actor, action, subject, detail FROM audit_log
          WHERE sequence > (SELECT coalesce(max(sequence), 0) FROM audit_chain) ORDER BY sequence`,
      )
      .all();
    const store = $client.prepare('INSERT INTO audit_chain (sequence, hash) VALUES (?, ?)');
    let before =
      $client
        .prepare<[], string>('SELECT hash FROM audit_chain ORDER BY sequence DESC LIMIT 1')
        .pluck()
        .get() ?? null;
    for (const record of records) {
      before = chainHash(before, record);
      store.run(record.sequence, before);
    }
  });
}

export type ChainHead = { readonly sequence: number; readonly hash: string };

export type ChainFault = {
  readonly sequence: number;
  /** gap: a record is missing before it. record-missing: the chain has a link and the log no record. unchained: the other way. */
  readonly kind: 'changed' | 'gap' | 'record-missing' | 'unchained';
};

export type ChainAnswer =
  | { readonly kind: 'whole'; readonly records: number; readonly head: ChainHead | null }
  /** `faults`: how many records are not as they were written, the first of them at `at`. */
  | { readonly kind: 'broken'; readonly records: number; readonly faults: number; readonly at: ChainFault };

type Link = { readonly sequence: number; readonly hash: string | null; readonly logged: number } & Omit<
  ChainedRecord,
  'sequence'
>;

/**
 * Reads the whole log, a record at a time, and names the first that is not as it was written. After it the chain is followed from
 * what is stored, so that one changed record is one fault.
 */
export function checkChain(db: Db): ChainAnswer {
  const links = db.$client
    .prepare<[], Link>(
      `SELECT s.sequence, c.hash, l.sequence IS NOT NULL AS logged, l.at, l.actor, l.action, l.subject, l.detail
        FROM (SELECT sequence FROM audit_log UNION SELECT sequence FROM audit_chain) s
        LEFT JOIN audit_log l ON l.sequence = s.sequence LEFT JOIN audit_chain c ON c.sequence = s.sequence
        ORDER BY s.sequence`,
    )
    .iterate();
  let before: ChainHead | null = null;
  let first: ChainFault | undefined;
  let [records, faults] = [0, 0];
  for (const link of links) {
    const fault = faultOf(link, before);
    if (fault) {
      first ??= { sequence: link.sequence, kind: fault };
      faults += 1;
    }
    before = { sequence: link.sequence, hash: link.hash ?? '' };
    records += link.logged;
  }
  return first === undefined
    ? { kind: 'whole', records, head: before }
    : { kind: 'broken', records, faults, at: first };
}

function faultOf(link: Link, before: ChainHead | null): ChainFault['kind'] | undefined {
  if (link.logged === 0) return 'record-missing';
  if (link.hash === null) return 'unchained';
  if (link.sequence !== (before?.sequence ?? 0) + 1) return 'gap';
  return chainHash(before?.hash ?? null, link) === link.hash ? undefined : 'changed';
}

/** The newest link; null while nothing is recorded. Not looked into: that is what `checkChain` does. */
export async function findChainHead(db: Db): Promise<ChainHead | null> {
  return (
    db.$client
      .prepare<[], ChainHead>('SELECT sequence, hash FROM audit_chain ORDER BY sequence DESC LIMIT 1')
      .get() ?? null
  );
}

export async function findChainLink(db: Db, sequence: number): Promise<ChainHead | undefined> {
  return db.$client
    .prepare<[number], ChainHead>('SELECT sequence, hash FROM audit_chain WHERE sequence = ?')
    .get(sequence);
}
