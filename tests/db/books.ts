/** Rows for tests of queries, written past the services: a small database whose sums are known. */
import type { ExceptionKind } from '#core/exception-kinds';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';

/** An empty database with one sales unit and its ledger; what the functions below write to. */
export function openBooks(): Db {
  sequence = 0;
  db = openDatabase(':memory:');
  migrateOpen(db);
  put('sales_units', { msn: '123456', name: 'Fjord', polled: 'yes', created_at: at });
  put('ledgers', {
    ledger_id: 'L1',
    currency: 'NOK',
    bank_account: '15030099999',
    source: 'feed',
    synced_at: at,
  });
  put('ledger_handles', { ledger_id: 'L1', handle: 'NO:123456', msn: '123456' });
  return db;
}

export function closeBooks(): void {
  closeDatabase(db);
}

export const at = '2026-06-05T10:00:00.000Z';
let db: Db;
let sequence = 0;

/** Writes a row of a table by its column names. */
export function put(table: string, row: Record<string, string | number | null>): void {
  const names = Object.keys(row);
  db.$client
    .prepare(`INSERT INTO ${table} (${names.join(',')}) VALUES (${names.map(() => '?').join(',')})`)
    .run(...Object.values(row));
}

type EntryOptions = { topic?: 'funds' | 'fees'; order?: string; seen?: string; feedOrder?: number };

/** An entry; on the funds ledger the balance before is what the entries so far add up to. */
export function entry(
  date: string,
  type: string,
  amountOre: number,
  psp: string,
  options: EntryOptions = {},
): void {
  const { topic = 'funds', order = null, seen = `${date}T23:00:00.000Z`, feedOrder } = options;
  sequence += 1;
  const before = Number(
    db.$client
      .prepare(`SELECT coalesce(sum(amount_ore), 0) FROM ledger_entries WHERE topic = ?`)
      .pluck()
      .get(topic),
  );
  put('ledger_entries', {
    sequence,
    entry_key: `key-${sequence}`,
    ledger_id: 'L1',
    topic,
    ledger_date: date,
    occurred_at: `${date}T12:00:00.000Z`,
    entry_type: type,
    psp_reference: psp,
    reference: order,
    msn: order === null ? null : '123456',
    currency: 'NOK',
    amount_ore: amountOre,
    balance_before_ore: before,
    balance_after_ore: before + amountOre,
    source: 'feed',
    feed_order: feedOrder ?? sequence,
    first_seen_at: seen,
  });
}

type DayOptions = { topic?: string; status?: string; gaps?: number; confirmedAt?: string };
export function ledgerDay(date: string, amountOre: number, options: DayOptions = {}): void {
  const { topic = 'funds', status = 'confirmed', gaps = 0, confirmedAt = null } = options;
  const row = { ledger_id: 'L1', topic, ledger_date: date, status, gaps };
  put('ledger_days', { ...row, entries: 2, amount_ore: amountOre, first_confirmed_at: confirmedAt });
}

type PayoutOptions = { after?: number; through?: number; arrivedOn?: string; predicted?: [string, string] };
export function payout(number: string, amountOre: number, covers: string, options: PayoutOptions = {}): void {
  const {
    after = null,
    through = null,
    arrivedOn = null,
    predicted = ['2026-06-04', '2026-06-05'],
  } = options;
  put('payouts', {
    ledger_id: 'L1',
    settlement_number: number,
    currency: 'NOK',
    amount_ore: amountOre,
    ledger_date: covers,
    covers_from: covers,
    covers_to: covers,
    scheduled_at: `${covers}T22:00:00.000Z`,
    expected_earliest: predicted[0],
    expected_latest: predicted[1],
    predicted_earliest: predicted[0],
    predicted_latest: predicted[1],
    after_feed_order: after,
    through_feed_order: through,
    arrived_on: arrivedOn,
    arrived_ore: arrivedOn === null ? null : amountOre,
    source: 'feed',
  });
}

export function bankLine(id: string, amountOre: number, bookedOn: string, fromVipps = 'yes'): void {
  put('bank_lines', {
    id,
    line_key: id,
    import_id: 'file',
    account: '15030099999',
    booked_on: bookedOn,
    amount_ore: amountOre,
    currency: 'NOK',
    description: `Utbetaling ${id}`,
    from_vipps: fromVipps,
  });
}

type MatchStatus = 'automatic' | 'suggested' | 'rejected' | 'undone';
export function match(
  id: string,
  status: MatchStatus,
  payouts: string[],
  lines: string[],
  arrivedOn = '2026-06-04',
) {
  const in_force = status === 'automatic' ? 'yes' : 'no';
  put('bank_matches', {
    id,
    status,
    in_force,
    reasons: '["number-likely","amount-equal"]',
    difference_ore: 0,
    arrived_on: arrivedOn,
    made_at: at,
  });
  for (const settlement_number of payouts)
    put('bank_match_payouts', { match_id: id, ledger_id: 'L1', settlement_number, in_force });
  for (const line_id of lines) put('bank_match_lines', { match_id: id, line_id, in_force });
}

type ExceptionOptions = { kind?: ExceptionKind; owner?: string; status?: 'open' | 'resolved'; on?: string };
export function exception(
  id: string,
  amountOre: number,
  aroseOn: string,
  options: ExceptionOptions = {},
): void {
  const { kind = 'day-does-not-tie', owner = null, status = 'open', on = null } = options;
  put('exceptions', {
    id,
    kind,
    status,
    cause_present: 'yes',
    amount_ore: amountOre,
    currency: 'NOK',
    arose_on: aroseOn,
    ledger_id: on === null ? null : 'L1',
    ledger_date: on,
    msn: '123456',
    order_id: `ORDER-${id}`,
    detail: JSON.stringify({ pspReference: `psp-of-${id}`, expectedOre: 100 }),
    owner,
    opened_at: at,
    resolved_at: status === 'open' ? null : at,
    resolved_by: status === 'open' ? null : 'kari',
    resolution: status === 'open' ? null : 'accepted',
  });
}
