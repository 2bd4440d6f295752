/** For an exception about a payment without an entry, or an entry without a payment: what on the other side may be the same money. */
import { sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import type { Ore } from '#core/money';
import type { Db } from '../client';

export type OrderMatchCandidate = {
  readonly entrySequence: number;
  readonly eventSequence: number;
  readonly msn: string | null;
  /** The order id the other side names. */
  readonly reference: string | null;
  readonly transactionId: string | null;
  readonly occurredAt: string;
  readonly amountOre: Ore;
  readonly ledgerDate: Day | null;
};

const mostDays = 7;
const eventOre = sql`CASE WHEN p.operation = 'refund' THEN -p.amount_ore ELSE p.amount_ore END`;
const near = sql`abs(julianday(e.occurred_at) - julianday(p.occurred_at)) <= ${mostDays}`;
const sameKind = sql`(e.entry_type = 'refund') = (p.operation = 'refund') AND e.amount_ore = ${eventOre}`;

/**
 * Unmatched on both sides, same kind and amount, at most a week apart, the nearest first; five at most. Empty for exceptions of
 * other kinds.
 */
export async function listOrderMatchCandidates(db: Db, exceptionId: string): Promise<OrderMatchCandidate[]> {
  const [kind = '', subject = ''] = split(exceptionId, ':');
  if (kind === 'ledger-unknown-here' || kind === 'refund-without-capture') return forEntry(db, subject);
  if (kind === 'captured-not-in-ledger') return forEvent(db, exceptionId);
  return [];
}

function forEntry(db: Db, entryKey: string): OrderMatchCandidate[] {
  return db.all<OrderMatchCandidate>(sql`
    SELECT e.sequence AS "entrySequence", p.sequence AS "eventSequence", p.msn, p.order_id AS reference,
      p.transaction_id AS "transactionId", p.occurred_at AS "occurredAt", ${eventOre} AS "amountOre", NULL AS "ledgerDate"
    FROM ledger_entries e JOIN unmatched_entries u ON u.entry_sequence = e.sequence
    CROSS JOIN unmatched_events v CROSS JOIN payment_events p ON p.sequence = v.event_sequence
    JOIN ledger_handles h ON h.msn = p.msn AND h.ledger_id = e.ledger_id
    WHERE e.entry_key = ${entryKey} AND ${sameKind} AND ${near}
    ORDER BY abs(julianday(e.occurred_at) - julianday(p.occurred_at)), p.sequence LIMIT 5`);
}

function forEvent(db: Db, exceptionId: string): OrderMatchCandidate[] {
  return db.all<OrderMatchCandidate>(sql`
    SELECT e.sequence AS "entrySequence", p.sequence AS "eventSequence", e.msn, e.reference,
      e.psp_reference AS "transactionId", e.occurred_at AS "occurredAt", e.amount_ore AS "amountOre",
      e.ledger_date AS "ledgerDate"
    FROM exceptions x JOIN payment_events p ON p.msn = x.msn AND p.order_id = x.order_id
      AND p.operation = x.detail ->> 'operation' AND coalesce(p.transaction_id, '') = x.detail ->> 'transactionId'
    JOIN unmatched_events v ON v.event_sequence = p.sequence
    CROSS JOIN unmatched_entries u CROSS JOIN ledger_entries e ON e.sequence = u.entry_sequence
    WHERE x.id = ${exceptionId} AND e.ledger_id = x.ledger_id AND ${sameKind} AND ${near}
    ORDER BY abs(julianday(e.occurred_at) - julianday(p.occurred_at)), e.sequence LIMIT 5`);
}

/** The pair a person made of what an exception is about; null when there is none. */
export async function findPairOfException(
  db: Db,
  exceptionId: string,
): Promise<{ entrySequence: number } | null> {
  const [kind = '', subject = ''] = split(exceptionId, ':');
  const ofEntry = kind === 'ledger-unknown-here' || kind === 'refund-without-capture';
  if (!ofEntry && kind !== 'captured-not-in-ledger') return null;
  const pair = ofEntry
    ? sql`JOIN ledger_entries e ON e.sequence = m.entry_sequence WHERE e.entry_key = ${subject}`
    : sql`JOIN payment_events p ON p.sequence = m.event_sequence JOIN exceptions x ON x.msn = p.msn AND x.order_id = p.order_id
        AND p.operation = x.detail ->> 'operation' AND coalesce(p.transaction_id, '') = x.detail ->> 'transactionId'
        WHERE x.id = ${exceptionId}`;
  return (
    db.get<{ entrySequence: number }>(
      sql`SELECT m.entry_sequence AS "entrySequence" FROM order_matches m ${pair} AND m.rule = 'person' LIMIT 1`,
    ) ?? null
  );
}

function split(text: string, at: string): [string, string] {
  const place = text.indexOf(at);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + 1)];
}
