/** The books of a desk, for comparison with those of another. */
import type { ScriptedDesk } from './scripted-desk';

/** What reconciliation came to: by keys and names, without the order and the time of arrival. */
export function booksOf({ all }: Pick<ScriptedDesk, 'all'>): Readonly<Record<string, readonly object[]>> {
  return Object.fromEntries(Object.entries(books).map(([name, statement]) => [name, all<object>(statement)]));
}

const books: Readonly<Record<string, string>> = {
  orders: `SELECT msn, order_id, source, state, amount_ore, reserved_ore, captured_ore, refunded_ore, cancelled_ore, customer_key,
    shipped_at FROM orders ORDER BY msn, order_id`,
  entries: `SELECT entry_key, ledger_id, topic, feed_order, chain_gap_ore FROM ledger_entries ORDER BY entry_key`,
  days: `SELECT ledger_id, topic, ledger_date, status, entries, amount_ore, unclassified, gap_ore, gaps, missing_entries,
    missing_ore, extra_entries, extra_ore FROM ledger_days ORDER BY 1, 2, 3`,
  payouts: `SELECT * FROM payouts ORDER BY ledger_id, settlement_number`,
  orderMatches: `SELECT e.entry_key, p.msn, p.order_id, p.event_key, m.rule, m.difference_ore FROM order_matches m
    JOIN ledger_entries e ON e.sequence = m.entry_sequence JOIN payment_events p ON p.sequence = m.event_sequence ORDER BY 1`,
  unmatchedEntries: `SELECT e.entry_key FROM unmatched_entries u JOIN ledger_entries e ON e.sequence = u.entry_sequence ORDER BY 1`,
  unmatchedEvents: `SELECT p.msn, p.order_id, p.event_key FROM unmatched_events u
    JOIN payment_events p ON p.sequence = u.event_sequence ORDER BY 1, 2, 3`,
  bankMatches: `SELECT id, status, in_force, reasons, difference_ore, arrived_on FROM bank_matches ORDER BY id`,
  matchedPayouts: `SELECT match_id, ledger_id, settlement_number, in_force FROM bank_match_payouts ORDER BY 1, 2, 3`,
  matchedLines: `SELECT m.match_id, l.line_key, m.in_force FROM bank_match_lines m JOIN bank_lines l ON l.id = m.line_id ORDER BY 1, 2`,
  exceptions: `SELECT x.id, x.kind, x.amount_ore, x.currency, x.arose_on, x.msn, x.order_id, x.ledger_id, x.ledger_date,
    x.settlement_number, x.detail FROM exceptions x WHERE x.status = 'open' ORDER BY x.id`,
  forecasts: `SELECT * FROM forecasts ORDER BY made_on, ledger_id, bank_day`,
};

/** Every row of every table that reconciliation writes, to the last column. */
export function tablesOf({ all }: Pick<ScriptedDesk, 'all'>): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    tables.map((table) => [
      table,
      all<object>(`SELECT * FROM ${table}`)
        .map((row) => JSON.stringify(row))
        .sort(),
    ]),
  );
}

const tables = [
  'ledger_days',
  'payouts',
  'order_matches',
  'unmatched_entries',
  'unmatched_events',
  'bank_matches',
  'bank_match_payouts',
  'bank_match_lines',
  'exceptions',
  'exception_notes',
  'reconcile_marks',
  'touched_days',
  'forecasts',
  'audit_log',
] as const;
