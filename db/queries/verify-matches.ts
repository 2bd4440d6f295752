/** What `npm run verify` reads of matches: what is matched twice, or not at all, or says another amount than what it joins. */
import type { Db } from '../client';
import {
  differenceOre,
  entryMark,
  eventMark,
  isMoney,
  isMovement,
  readMatchScope,
  sameKind,
} from '../order-matching';
import { readMark } from '../reconcile-marks';

export const matchProblems = [
  'event-matched-twice',
  'entry-matched-and-open',
  'event-matched-and-open',
  'pair-does-not-fit',
  'entry-nowhere',
  'event-nowhere',
  'payout-matched-twice',
  'line-matched-twice',
  'part-in-force-otherwise',
  'difference-otherwise',
  'arrival-without-match',
  'match-without-arrival',
] as const;
export type MatchProblem = (typeof matchProblems)[number];

export type MatchFault = { readonly problem: MatchProblem; readonly record: string };

export function* matchFaults(db: Db): Generator<MatchFault> {
  const { units, begins } = readMatchScope(db);
  const marks = {
    entries: Number(readMark(db, entryMark) ?? 0),
    events: Number(readMark(db, eventMark) ?? 0),
  };
  const scope = { units: JSON.stringify(units), begins: JSON.stringify(begins), ...marks };
  for (const problem of matchProblems) {
    const statement = db.$client.prepare<unknown[], { record: string }>(statements[problem]);
    for (const { record } of statement.iterate(scope)) yield { problem, record };
  }
}

const entryName = `'ledger entry ' || e.sequence || ' (' || e.entry_type || ' ' || e.psp_reference || ')'`;
const eventName = `'payment event ' || p.sequence || ' (' || p.operation || ' of order ' || p.msn || '/' || p.order_id || ')'`;
const payoutName = `'payout ' || m.ledger_id || '/' || m.settlement_number`;

/** The conditions of taking up are those of db/order-matching. */
const statements: Readonly<Record<MatchProblem, string>> = {
  'event-matched-twice': `SELECT ${eventName} AS record FROM (SELECT event_sequence FROM order_matches GROUP BY event_sequence
    HAVING count(*) > 1) m JOIN payment_events p ON p.sequence = m.event_sequence ORDER BY p.sequence`,
  'entry-matched-and-open': `SELECT ${entryName} AS record FROM unmatched_entries u JOIN order_matches m ON m.entry_sequence = u.entry_sequence
    JOIN ledger_entries e ON e.sequence = u.entry_sequence ORDER BY e.sequence`,
  'event-matched-and-open': `SELECT ${eventName} AS record FROM unmatched_events u JOIN order_matches m ON m.event_sequence = u.event_sequence
    JOIN payment_events p ON p.sequence = u.event_sequence ORDER BY p.sequence`,
  'pair-does-not-fit': `SELECT ${entryName} || ' with ' || ${eventName} AS record FROM order_matches m
    CROSS JOIN ledger_entries e ON e.sequence = m.entry_sequence CROSS JOIN payment_events p ON p.sequence = m.event_sequence
    WHERE NOT (${isMovement} AND ${isMoney} AND ${sameKind} AND m.difference_ore = ${differenceOre})`,
  'entry-nowhere': `SELECT ${entryName} AS record FROM ledger_entries e WHERE e.sequence <= @entries AND ${isMovement}
    AND (e.msn IN (SELECT value FROM json_each(@units)) OR (e.msn IS NULL AND e.ledger_id IN
      (SELECT h.ledger_id FROM ledger_handles h WHERE h.msn IN (SELECT value FROM json_each(@units)))))
    AND NOT EXISTS (SELECT 1 FROM order_matches m WHERE m.entry_sequence = e.sequence)
    AND NOT EXISTS (SELECT 1 FROM unmatched_entries u WHERE u.entry_sequence = e.sequence)`,
  'event-nowhere': `SELECT ${eventName} AS record FROM payment_events p WHERE p.sequence <= @events AND ${isMoney}
    AND p.occurred_at >= (SELECT b.value FROM json_each(@begins) b WHERE b.key = p.msn)
    AND NOT EXISTS (SELECT 1 FROM order_matches m WHERE m.event_sequence = p.sequence)
    AND NOT EXISTS (SELECT 1 FROM unmatched_events u WHERE u.event_sequence = p.sequence)`,
  'payout-matched-twice': `SELECT ${payoutName} AS record FROM bank_match_payouts m WHERE m.in_force = 'yes'
    GROUP BY m.ledger_id, m.settlement_number HAVING count(*) > 1 ORDER BY 1`,
  'line-matched-twice': `SELECT 'bank line ' || m.line_id AS record FROM bank_match_lines m WHERE m.in_force = 'yes'
    GROUP BY m.line_id HAVING count(*) > 1 ORDER BY 1`,
  'part-in-force-otherwise': `SELECT 'match ' || b.id AS record FROM bank_matches b WHERE
    (SELECT count(*) FROM bank_match_payouts m WHERE m.match_id = b.id AND m.in_force = b.in_force) = 0
    OR (SELECT count(*) FROM bank_match_lines m WHERE m.match_id = b.id AND m.in_force = b.in_force) = 0
    OR EXISTS (SELECT 1 FROM bank_match_payouts m WHERE m.match_id = b.id AND m.in_force <> b.in_force)
    OR EXISTS (SELECT 1 FROM bank_match_lines m WHERE m.match_id = b.id AND m.in_force <> b.in_force) ORDER BY b.id`,
  'difference-otherwise': `SELECT 'match ' || b.id AS record FROM bank_matches b WHERE b.in_force = 'yes' AND b.difference_ore <>
    (SELECT coalesce(sum(l.amount_ore), 0) FROM bank_match_lines m JOIN bank_lines l ON l.id = m.line_id WHERE m.match_id = b.id) -
    (SELECT coalesce(sum(y.amount_ore), 0) FROM bank_match_payouts m JOIN payouts y ON y.ledger_id = m.ledger_id
      AND y.settlement_number = m.settlement_number WHERE m.match_id = b.id) ORDER BY b.id`,
  'arrival-without-match': `SELECT ${payoutName} AS record FROM payouts m WHERE m.arrived_on IS NOT NULL AND NOT EXISTS
    (SELECT 1 FROM bank_match_payouts n JOIN bank_matches b ON b.id = n.match_id AND b.in_force = 'yes'
      WHERE n.ledger_id = m.ledger_id AND n.settlement_number = m.settlement_number AND b.arrived_on = m.arrived_on) ORDER BY 1`,
  'match-without-arrival': `SELECT 'match ' || b.id AS record FROM bank_matches b WHERE b.in_force = 'yes' AND
    (SELECT coalesce(sum(l.amount_ore), 0) FROM bank_match_lines m JOIN bank_lines l ON l.id = m.line_id WHERE m.match_id = b.id) IS NOT
    (SELECT sum(y.arrived_ore) FROM bank_match_payouts m JOIN payouts y ON y.ledger_id = m.ledger_id
      AND y.settlement_number = m.settlement_number WHERE m.match_id = b.id) ORDER BY b.id`,
};

export type MatchCounts = {
  readonly pairs: number;
  readonly openEntries: number;
  readonly openEvents: number;
  readonly bankMatches: number;
  readonly exceptions: number;
  /** Entries and events that reconciliation has not looked at yet. */
  readonly toCome: number;
};

export async function countMatches(db: Db): Promise<MatchCounts> {
  const count = (from: string, ...values: unknown[]) =>
    Number(
      db.$client
        .prepare(`SELECT count(*) FROM ${from}`)
        .pluck()
        .get(...values),
    );
  return {
    pairs: count('order_matches'),
    openEntries: count('unmatched_entries'),
    openEvents: count('unmatched_events'),
    bankMatches: count(`bank_matches WHERE in_force = 'yes'`),
    exceptions: count(`exceptions WHERE status = 'open'`),
    toCome:
      count('ledger_entries WHERE sequence > ?', Number(readMark(db, entryMark) ?? 0)) +
      count('payment_events WHERE sequence > ?', Number(readMark(db, eventMark) ?? 0)),
  };
}
