/** Order ↔ ledger in bulk: what is new is paired by reference in SQL, what is left over by order in core/pair-movements. */
import { sql } from 'drizzle-orm';
import type { Currency, Ore } from '#core/money';
import type { Movement, MovementPair } from '#core/pair-movements';
import { type Db, inTransaction, type Statement } from './client';
import { readMark, writeMark } from './reconcile-marks';

/** The sales units whose payments are read, and from when their ledgers tell of them. */
export type MatchScope = {
  /** Entries of these sales units are compared with payments. */
  readonly units: readonly string[];
  /** Payments of these are compared with entries, from the instant their ledger begins. */
  readonly ledgerBegins: ReadonlyMap<string, string>;
};

export const eventMark = 'matched events';
export const entryMark = 'matched entries';
const scopeMark = 'match scope';

export const isMoney = `p.success = 1 AND p.operation IN ('capture','sale','refund')`;
export const isMovement = `e.topic = 'funds' AND e.entry_type IN ('capture','refund')`;
export const sameKind = `(e.entry_type = 'refund') = (p.operation = 'refund')`;
export const differenceOre = `e.amount_ore - CASE WHEN p.operation = 'refund' THEN -p.amount_ore ELSE p.amount_ore END`;

/** The scope of the last run. */
export function readMatchScope(db: Db): {
  readonly units: readonly string[];
  readonly begins: Readonly<Record<string, string>>;
} {
  const stored = readMark(db, scopeMark);
  if (stored === undefined) return { units: [], begins: {} };
  const [units, begins] = JSON.parse(stored) as [string[], [string, string][]]; // as applyMatchScope wrote it
  return { units, begins: Object.fromEntries(begins) };
}

/** A change of scope begins anew: what was out of it may be in. Matches made by people stay. */
export async function applyMatchScope(db: Db, scope: MatchScope): Promise<void> {
  const text = JSON.stringify([[...scope.units].sort(), [...scope.ledgerBegins].sort()]);
  inTransaction(db, () => {
    if (readMark(db, scopeMark) === text) return;
    db.run(sql`DELETE FROM order_matches WHERE rule <> 'person'`);
    db.run(sql`DELETE FROM unmatched_entries`);
    db.run(sql`DELETE FROM unmatched_events`);
    writeMark(db, entryMark, '0');
    writeMark(db, eventMark, '0');
    writeMark(db, scopeMark, text);
  });
}

export type TakenUp = { readonly entries: number; readonly events: number; readonly more: boolean };

/**
 * Takes up at most `limit` new entries and as many new events, in one transaction: pairs those whose reference is equal, and
 * remembers the others that are in scope as unmatched. `more` = call again.
 */
export async function takeUpMovements(db: Db, scope: MatchScope, limit: number): Promise<TakenUp> {
  return inTransaction(db, () => {
    const units = JSON.stringify(scope.units);
    const begins = JSON.stringify(Object.fromEntries(scope.ledgerBegins));
    const entries = nextRange(db, 'ledger_entries', entryMark, limit);
    if (entries !== undefined) {
      const { after, through } = entries;
      db.$client
        .prepare(
          `INSERT OR IGNORE INTO order_matches (entry_sequence, event_sequence, rule, difference_ore)
           SELECT e.sequence, p.sequence, 'reference', ${differenceOre}
           FROM ledger_entries e JOIN payment_events p ON p.transaction_id = e.psp_reference
           WHERE e.sequence > ? AND e.sequence <= ? AND ${isMovement} AND ${isMoney} AND ${sameKind}
             AND e.amount_ore = CASE WHEN p.operation = 'refund' THEN -p.amount_ore ELSE p.amount_ore END`,
        )
        .run(after, through);
      db.$client
        .prepare(
          `DELETE FROM unmatched_events WHERE event_sequence IN
             (SELECT m.event_sequence FROM order_matches m WHERE m.entry_sequence > ? AND m.entry_sequence <= ?)`,
        )
        .run(after, through);
      db.$client
        .prepare(
          `INSERT INTO unmatched_entries SELECT e.sequence FROM ledger_entries e
           WHERE e.sequence > ? AND e.sequence <= ? AND ${isMovement}
             AND (e.msn IN (SELECT value FROM json_each(?)) OR (e.msn IS NULL AND e.ledger_id IN
               (SELECT h.ledger_id FROM ledger_handles h WHERE h.msn IN (SELECT value FROM json_each(?)))))
             AND NOT EXISTS (SELECT 1 FROM order_matches m WHERE m.entry_sequence = e.sequence)`,
        )
        .run(after, through, units, units);
      writeMark(db, entryMark, String(through));
    }
    const events = nextRange(db, 'payment_events', eventMark, limit);
    if (events !== undefined) {
      const { after, through } = events;
      // Begun with the shorter list: the new events, or the entries that wait.
      const waiting = Number(
        db.$client
          .prepare('SELECT count(*) FROM (SELECT 1 FROM unmatched_entries LIMIT ?)')
          .pluck()
          .get(through - after),
      );
      const fewWait = waiting < through - after;
      const from = fewWait
        ? `unmatched_entries u CROSS JOIN ledger_entries e ON e.sequence = u.entry_sequence
           CROSS JOIN payment_events p ON p.transaction_id = e.psp_reference`
        : `payment_events p CROSS JOIN ledger_entries e ON e.psp_reference = p.transaction_id
           CROSS JOIN unmatched_entries u ON u.entry_sequence = e.sequence`;
      db.$client
        .prepare(
          `INSERT OR IGNORE INTO order_matches (entry_sequence, event_sequence, rule, difference_ore)
           SELECT e.sequence, p.sequence, 'reference', ${differenceOre} FROM ${from}
           WHERE p.sequence > ? AND p.sequence <= ? AND ${isMovement} AND ${isMoney} AND ${sameKind}
             AND e.amount_ore = CASE WHEN p.operation = 'refund' THEN -p.amount_ore ELSE p.amount_ore END`,
        )
        .run(after, through);
      if (fewWait) {
        db.run(sql`DELETE FROM unmatched_entries WHERE EXISTS
          (SELECT 1 FROM order_matches m WHERE m.entry_sequence = unmatched_entries.entry_sequence)`);
      } else {
        db.$client
          .prepare(
            `DELETE FROM unmatched_entries WHERE entry_sequence IN (SELECT m.entry_sequence FROM payment_events p
               CROSS JOIN order_matches m ON m.event_sequence = p.sequence WHERE p.sequence > ? AND p.sequence <= ?)`,
          )
          .run(after, through);
      }
      db.$client
        .prepare(
          `INSERT INTO unmatched_events SELECT p.sequence FROM payment_events p NOT INDEXED CROSS JOIN json_each(?) b ON b.key = p.msn
           WHERE p.sequence > ? AND p.sequence <= ? AND ${isMoney} AND p.occurred_at >= b.value
             AND NOT EXISTS (SELECT 1 FROM order_matches m WHERE m.event_sequence = p.sequence)`,
        )
        .run(begins, after, through);
      writeMark(db, eventMark, String(through));
    }
    return {
      entries: entries === undefined ? 0 : entries.through - entries.after,
      events: events === undefined ? 0 : events.through - events.after,
      more: entries !== undefined || events !== undefined,
    };
  });
}

type Range = { readonly after: number; readonly through: number };

/** Sequences are given one after the other: `limit` of them are as many rows, or fewer where rows were not kept. */
function nextRange(
  db: Db,
  table: 'ledger_entries' | 'payment_events',
  mark: string,
  limit: number,
): Range | undefined {
  const after = Number(readMark(db, mark) ?? 0);
  const newest = Number(db.$client.prepare(`SELECT coalesce(max(sequence), 0) FROM ${table}`).pluck().get());
  return newest > after ? { after, through: Math.min(after + limit, newest) } : undefined;
}

/**
 * Orders with an entry that no payment event stands for, first seen after Vipps was last asked for the payment: they are read
 * next, whenever they would have been due. What is done at Vipps's own portal is known to the ledger first.
 */
export async function askAboutUnmatched(db: Db, now: string): Promise<number> {
  return db.run(sql`
    UPDATE orders SET next_poll_at = ${now} WHERE rowid IN (SELECT o.rowid
      FROM unmatched_entries u CROSS JOIN ledger_entries e ON e.sequence = u.entry_sequence
      CROSS JOIN orders o ON o.msn = e.msn AND o.order_id = e.reference
      WHERE o.polled_at < e.first_seen_at AND o.poll_failures = 0 AND (o.next_poll_at IS NULL OR o.next_poll_at > ${now}))`)
    .changes;
}

export type OrderMovements = {
  readonly msn: string;
  readonly orderId: string;
  readonly entries: readonly Movement[];
  readonly events: readonly Movement[];
  readonly pairs: readonly MovementPair[];
};

/**
 * Orders that have something unmatched on one side and anything on the other, with all their captures and refunds but those a
 * person paired. In the order of their names, after one of them; bounded.
 */
export async function listOrdersToPair(
  db: Db,
  after: { readonly msn: string; readonly orderId: string } | undefined,
  limit: number,
): Promise<OrderMovements[]> {
  const names = db.$client
    .prepare<unknown[], { msn: string; orderId: string }>(
      `SELECT msn, orderId FROM (
       SELECT p.msn, p.order_id AS orderId FROM unmatched_events v CROSS JOIN payment_events p ON p.sequence = v.event_sequence
       WHERE EXISTS (SELECT 1 FROM ledger_entries e WHERE e.reference = p.order_id AND e.msn = p.msn AND ${isMovement})
       UNION
       SELECT e.msn, e.reference FROM unmatched_entries u CROSS JOIN ledger_entries e ON e.sequence = u.entry_sequence
       WHERE e.msn IS NOT NULL AND EXISTS (SELECT 1 FROM payment_events p WHERE p.msn = e.msn AND p.order_id = e.reference AND ${isMoney})
       ) WHERE (msn, orderId) > (?, ?) ORDER BY 1, 2 LIMIT ?`,
    )
    .all(after?.msn ?? '', after?.orderId ?? '', limit);
  return names.map((name) => movementsOf(db, name));
}

function movementsOf(db: Db, name: { msn: string; orderId: string }): OrderMovements {
  const notByPerson = (column: string) =>
    `NOT EXISTS (SELECT 1 FROM order_matches m WHERE m.${column} AND m.rule = 'person')`;
  const entries = db.$client
    .prepare<unknown[], Movement>(
      `SELECT e.sequence, e.entry_type AS kind, e.psp_reference AS reference, e.amount_ore AS amountOre,
         e.occurred_at AS occurredAt, e.entry_key AS key
       FROM ledger_entries e WHERE e.reference = ? AND e.msn = ? AND ${isMovement} AND ${notByPerson('entry_sequence = e.sequence')}`,
    )
    .all(name.orderId, name.msn);
  const events = db.$client
    .prepare<unknown[], Movement>(
      `SELECT p.sequence, CASE WHEN p.operation = 'refund' THEN 'refund' ELSE 'capture' END AS kind,
         p.transaction_id AS reference, CASE WHEN p.operation = 'refund' THEN -p.amount_ore ELSE p.amount_ore END AS amountOre,
         p.occurred_at AS occurredAt, p.event_key AS key
       FROM payment_events p WHERE p.msn = ? AND p.order_id = ? AND ${isMoney} AND ${notByPerson('event_sequence = p.sequence')}`,
    )
    .all(name.msn, name.orderId);
  const pairs = db.$client
    .prepare<unknown[], MovementPair>(
      `SELECT m.entry_sequence AS entrySequence, m.event_sequence AS eventSequence, m.rule, m.difference_ore AS differenceOre
       FROM payment_events p JOIN order_matches m ON m.event_sequence = p.sequence
       WHERE p.msn = ? AND p.order_id = ? AND m.rule <> 'person'`,
    )
    .all(name.msn, name.orderId);
  return { ...name, entries, events, pairs };
}

/** Replaces the pairs of an order by others; what is in no pair any more is unmatched again. */
export async function replacePairs(
  db: Db,
  old: readonly MovementPair[],
  now: readonly MovementPair[],
): Promise<void> {
  inTransaction(db, () => {
    const remove = db.$client.prepare('DELETE FROM order_matches WHERE entry_sequence = ?');
    const leaveEntry = db.$client.prepare('INSERT OR IGNORE INTO unmatched_entries VALUES (?)');
    const leaveEvent = db.$client.prepare('INSERT OR IGNORE INTO unmatched_events VALUES (?)');
    const add = db.$client.prepare(
      'INSERT INTO order_matches (entry_sequence, event_sequence, rule, difference_ore) VALUES (?, ?, ?, ?)',
    );
    const takeEntry = db.$client.prepare('DELETE FROM unmatched_entries WHERE entry_sequence = ?');
    const takeEvent = db.$client.prepare('DELETE FROM unmatched_events WHERE event_sequence = ?');
    for (const pair of old) {
      remove.run(pair.entrySequence);
      leaveEntry.run(pair.entrySequence);
      leaveEvent.run(pair.eventSequence);
    }
    for (const pair of now) {
      add.run(pair.entrySequence, pair.eventSequence, pair.rule, pair.differenceOre);
      takeEntry.run(pair.entrySequence);
      takeEvent.run(pair.eventSequence);
    }
  });
}

/** A pair a person makes; false when one of them is paired already or is not there to be paired. */
export async function pairByPerson(
  db: Db,
  entrySequence: number,
  eventSequence: number,
  record?: Statement,
): Promise<boolean> {
  return inTransaction(db, () => {
    const added = db.$client
      .prepare(
        `INSERT OR IGNORE INTO order_matches (entry_sequence, event_sequence, rule, difference_ore)
         SELECT e.sequence, p.sequence, 'person', ${differenceOre}
         FROM ledger_entries e, payment_events p
         WHERE e.sequence = ? AND p.sequence = ? AND ${isMovement} AND ${isMoney} AND ${sameKind}`,
      )
      .run(entrySequence, eventSequence).changes;
    if (added === 0) return false;
    db.$client.prepare('DELETE FROM unmatched_entries WHERE entry_sequence = ?').run(entrySequence);
    db.$client.prepare('DELETE FROM unmatched_events WHERE event_sequence = ?').run(eventSequence);
    record?.run();
    return true;
  });
}

/** Takes back a pair that a person made; false when there is none. */
export async function unpairByPerson(db: Db, entrySequence: number, record?: Statement): Promise<boolean> {
  return inTransaction(db, () => {
    const pair = db.$client
      .prepare<unknown[], { eventSequence: number }>(
        `SELECT event_sequence AS eventSequence FROM order_matches WHERE entry_sequence = ? AND rule = 'person'`,
      )
      .get(entrySequence);
    if (pair === undefined) return false;
    db.$client.prepare('DELETE FROM order_matches WHERE entry_sequence = ?').run(entrySequence);
    db.$client.prepare('INSERT OR IGNORE INTO unmatched_entries VALUES (?)').run(entrySequence);
    db.$client.prepare('INSERT OR IGNORE INTO unmatched_events VALUES (?)').run(pair.eventSequence);
    record?.run();
    return true;
  });
}

/** The larger amount of a ledger entry and a payment event; undefined when they cannot be paired: see pairByPerson. */
export async function findPairAmount(
  db: Db,
  entrySequence: number,
  eventSequence: number,
): Promise<{ readonly amountOre: Ore; readonly currency: Currency } | undefined> {
  return db.get(sql`SELECT max(abs(e.amount_ore), abs(p.amount_ore)) AS "amountOre", e.currency AS currency
    FROM ledger_entries e, payment_events p WHERE e.sequence = ${entrySequence} AND p.sequence = ${eventSequence}
      AND ${sql.raw(`${isMovement} AND ${isMoney} AND ${sameKind}`)} AND NOT EXISTS (SELECT 1 FROM order_matches m
        WHERE m.entry_sequence = e.sequence OR m.event_sequence = p.sequence)`);
}
