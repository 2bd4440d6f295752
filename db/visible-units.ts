/**
 * What somebody sees who is limited to some sales units. On a connection of theirs each table is hidden behind a view of the same name
 * that holds what they may see: a query that nobody thought of shows too little, never too much, and a write fails.
 */
import { closeDatabase, type Db, openDatabase } from './client';

/**
 * For each table what of it is seen: all, nothing, or a condition on its row `t`. `{units}` are the sales units, `{ledgers}` the
 * ledgers all of whose sales units are among them: a balance tells of every unit that it pays for.
 */
export const visibility: Readonly<Record<string, 'all' | 'nothing' | { readonly where: string }>> = {
  sales_units: { where: 't.msn IN {units}' },
  orders: { where: 't.msn IN {units}' },
  order_totals: { where: 't.msn IN {units}' },
  open_order_days: { where: 't.msn IN {units}' },
  moved_hours: { where: 't.msn IN {units}' },
  order_customers: { where: 't.msn IN {units}' },
  payment_events: { where: 't.msn IN {units}' },
  commands: { where: 't.msn IN {units}' },
  shipments: { where: 't.msn IN {units}' },
  callbacks: { where: 't.msn IN {units}' },
  bulk_items: { where: 't.msn IN {units}' },
  bulk_runs: {
    where: 'EXISTS (SELECT 1 FROM main.bulk_items i WHERE i.bulk_id = t.id AND i.msn IN {units})',
  },
  approvals: { where: 't.msn IN {units}' },
  ledgers: { where: 't.ledger_id IN {ledgers}' },
  ledger_handles: { where: 't.ledger_id IN {ledgers}' },
  ledger_days: { where: 't.ledger_id IN {ledgers}' },
  ledger_day_types: { where: 't.ledger_id IN {ledgers}' },
  touched_days: { where: 't.ledger_id IN {ledgers}' },
  feed_cursors: { where: 't.ledger_id IN {ledgers}' },
  refused_entries: { where: 't.ledger_id IN {ledgers}' },
  forecasts: { where: 't.ledger_id IN {ledgers}' },
  payouts: { where: 't.ledger_id IN {ledgers}' },
  // Of a ledger that is shared, the entries of their own orders.
  ledger_entries: { where: '(t.ledger_id IN {ledgers} OR t.msn IN {units})' },
  order_matches: {
    where: `EXISTS (SELECT 1 FROM main.payment_events e WHERE e.sequence = t.event_sequence AND e.msn IN {units})`,
  },
  unmatched_events: {
    where: `EXISTS (SELECT 1 FROM main.payment_events e WHERE e.sequence = t.event_sequence AND e.msn IN {units})`,
  },
  unmatched_entries: {
    where: `EXISTS (SELECT 1 FROM main.ledger_entries e WHERE e.sequence = t.entry_sequence
      AND (e.ledger_id IN {ledgers} OR e.msn IN {units}))`,
  },
  exceptions: { where: '(t.msn IN {units} OR (t.msn IS NULL AND t.ledger_id IN {ledgers}))' },
  exception_notes: {
    where: `EXISTS (SELECT 1 FROM main.exceptions x WHERE x.id = t.exception_id
      AND (x.msn IN {units} OR (x.msn IS NULL AND x.ledger_id IN {ledgers})))`,
  },
  bank_match_payouts: { where: 't.ledger_id IN {ledgers}' },
  bank_matches: { where: `EXISTS ${payoutsOf('t.id')} AND NOT EXISTS ${payoutsOf('t.id', 'NOT')}` },
  bank_match_lines: {
    where: `EXISTS ${payoutsOf('t.match_id')} AND NOT EXISTS ${payoutsOf('t.match_id', 'NOT')}`,
  },
  bank_lines: {
    where: `EXISTS (SELECT 1 FROM main.bank_match_lines l WHERE l.line_id = t.id AND l.in_force = 'yes'
      AND EXISTS ${payoutsOf('l.match_id')} AND NOT EXISTS ${payoutsOf('l.match_id', 'NOT')})`,
  },
  audit_log: {
    where: `substr(t.subject, 1, 6) = 'order ' AND substr(t.subject, 7, instr(t.subject, '/') - 7) IN {units}`,
  },
  audit_chain: 'nothing',
  // Of no sales unit, and nobody's secret: rules, the state of the machine, kept views.
  desk_settings: 'all',
  bank_day_overrides: 'all',
  reconcile_marks: 'all',
  job_runs: 'all',
  job_totals: 'all',
  job_states: 'all',
  process_signs: 'all',
  saved_views: 'all',
  // Of no sales unit, or of all of them.
  command_totals: 'nothing',
  alerts: 'nothing',
  alert_messages: 'nothing',
  alert_deliveries: 'nothing',
  imports: 'nothing',
  bank_statements: 'nothing',
  bank_csv_mappings: 'nothing',
  api_tokens: 'nothing',
  consent_removals: 'nothing',
  people: 'nothing',
  grants: 'nothing',
  people_told_apart: 'nothing',
  sessions: 'nothing',
  log_in_steps: 'nothing',
  log_in_tries: 'nothing',
  recovery_codes: 'nothing',
  secrets: 'nothing',
};

function payoutsOf(match: string, not = ''): string {
  return `(SELECT 1 FROM main.bank_match_payouts p WHERE p.match_id = ${match} AND p.ledger_id ${not} IN {ledgers})`;
}

/** A second connection to the same file, to read by. Throws for a database in memory, which has one connection only. */
export function openForUnits(db: Db, units: readonly string[]): Db {
  const { name, memory } = db.$client;
  if (memory) throw new Error('a database in memory cannot be opened for some sales units');
  const limited = openDatabase(name, { readonly: true });
  try {
    limited.$client.pragma('cache_size = -8192'); // several may be open at a time
    limitToUnits(limited, units);
    return limited;
  } catch (error) {
    closeDatabase(limited);
    throw error;
  }
}

/** From now on this connection sees those sales units only. */
export function limitToUnits(db: Db, units: readonly string[]): void {
  if (units.some((msn) => !/^\d{1,12}$/.test(msn))) throw new RangeError('a sales unit is a number');
  const listed = `(${units.map((msn) => `'${msn}'`).join(', ')})`;
  const ledgers = `(SELECT h.ledger_id FROM main.ledger_handles h GROUP BY h.ledger_id
    HAVING min(coalesce(h.msn, '') IN ${listed}) = 1)`;
  for (const [table, seen] of Object.entries(visibility)) {
    if (seen === 'all') continue;
    const where = seen === 'nothing' ? '0' : seen.where;
    const test = where.replaceAll('{units}', listed).replaceAll('{ledgers}', ledgers);
    // Queries name rows by their rowid, which a view has not got by itself.
    db.$client.exec(
      `CREATE TEMP VIEW ${table} AS SELECT t.rowid AS rowid, t.* FROM main.${table} t WHERE ${test}`,
    );
  }
  Object.assign(db, { $units: [...units] });
}
