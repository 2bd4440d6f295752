/** Books for the tests of exports, written straight into the tables. */
import pino from 'pino';
import { type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { fixedClock } from '#services/clock';
import type { OfflineDesk } from '#services/desk';

export const now = '2026-06-02T08:00:00.000Z';
export const ledgerId = '302321';

export function openBooks(file = ':memory:'): OfflineDesk & { close(): void } {
  const db = openDatabase(file);
  migrateOpen(db);
  run(
    db,
    `INSERT INTO sales_units (msn, name, created_at) VALUES ('123456', 'Fjord & Fjell Sport', '${now}'),
    ('123457', 'Outlet', '${now}')`,
  );
  run(
    db,
    `INSERT INTO ledgers (ledger_id, currency, bank_account, source, synced_at)
    VALUES ('302321', 'NOK', '86011117947', 'feed', '${now}'), ('302977', 'NOK', '86011117955', 'feed', '${now}')`,
  );
  run(
    db,
    `INSERT INTO ledger_handles VALUES ('302321', 'api:123456', '123456'), ('302977', 'api:123457', '123457')`,
  );
  return { db, clock: fixedClock(now), log: pino({ level: 'silent' }), close: () => db.$client.close() };
}

export function run(db: Db, statement: string): void {
  db.$client.exec(statement);
}

export type NewOrder = { orderId: string; at: string; msn?: string; description?: string };

export function addOrders(db: Db, orders: Iterable<NewOrder>): void {
  const insert = db.$client.prepare(
    `INSERT INTO orders (msn, order_id, source, description, state, amount_ore, reserved_ore, registered_at, reserved_at,
       activity_at, guarantee_until, deadline_at)
     VALUES (?, ?, 'registered', ?, 'reserved', 49900, 49900, ?, ?, ?, ?, ?)`,
  );
  db.$client.transaction(() => {
    for (const { orderId, at, msn = '123456', description } of orders) {
      insert.run(msn, orderId, description ?? null, at, at, at, at, at);
    }
  })();
}

export type NewEvent = { orderId: string; at: string; msn?: string };

export function addEvents(db: Db, events: Iterable<NewEvent>): void {
  const insert = db.$client.prepare(
    `INSERT INTO payment_events (msn, order_id, event_key, operation, operation_name, amount_ore, success, occurred_at,
       position, seen_at) VALUES (?, ?, ?, 'reserve', 'RESERVE', 49900, 1, ?, 0, ?)`,
  );
  db.$client.transaction(() => {
    let count = 0;
    for (const { orderId, at, msn = '123456' } of events) {
      count += 1;
      insert.run(msn, orderId, `key ${count}`, at, at);
    }
  })();
}

export type NewEntry = {
  type: string;
  ore: number;
  day: string;
  topic?: 'funds' | 'fees';
  psp?: string;
  msn?: string | null;
  ledger?: string;
  /** A number = from a file's payout; absent = of the feed. */
  settlement?: string;
};

/** Entries in the order of booking, with the balances that follow from it. */
export function addEntries(db: Db, entries: Iterable<NewEntry>): void {
  const insert = db.$client.prepare(
    `INSERT INTO ledger_entries (entry_key, ledger_id, topic, ledger_date, occurred_at, entry_type, psp_reference, reference,
       currency, amount_ore, msn, balance_before_ore, balance_after_ore, settlement_number, source, feed_order, first_seen_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'NOK', ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const known = db.$client.prepare('SELECT count(*) AS count FROM ledger_entries').get() as { count: number };
  const newest = db.$client.prepare<unknown[], { place: number; balance: number }>(
    `SELECT feed_order AS place, balance_after_ore AS balance FROM ledger_entries
     WHERE ledger_id = ? AND topic = ? AND feed_order IS NOT NULL ORDER BY feed_order DESC LIMIT 1`,
  );
  const ends = new Map<string, { place: number; balance: number }>();
  db.$client.transaction(() => {
    let count = known.count;
    for (const {
      type,
      ore,
      day,
      topic = 'funds',
      psp,
      msn = '123456',
      ledger = ledgerId,
      settlement,
    } of entries) {
      count += 1;
      const name = `${ledger} ${topic}`;
      const end = ends.get(name) ?? newest.get(ledger, topic) ?? { place: 0, balance: 0 };
      const next = { place: end.place + 1, balance: end.balance + ore };
      const ofFile = settlement !== undefined;
      if (!ofFile) ends.set(name, next);
      insert.run(
        `key ${count}`,
        ledger,
        topic,
        day,
        `${day}T10:00:00.000Z`,
        type,
        psp ?? `psp-${count}`,
        type === 'capture' ? `A-${count}` : null,
        ore,
        msn,
        ofFile ? null : end.balance,
        ofFile ? null : next.balance,
        settlement ?? null,
        ofFile ? 'file' : 'feed',
        ofFile ? null : next.place,
        now,
      );
    }
  })();
}

export type NewPayout = {
  number: string;
  ore: number;
  from: string;
  to: string;
  after?: number;
  through?: number;
  arrivedOn?: string;
  arrivedOre?: number;
  abortedAt?: string;
  ledger?: string;
};

/** Without `through` it is a payout of a settlement file. */
export function addPayout(db: Db, payout: NewPayout): void {
  const { number, ore, from, to, after, through, arrivedOn, abortedAt, ledger = ledgerId } = payout;
  db.$client
    .prepare(
      `INSERT INTO payouts (ledger_id, settlement_number, currency, amount_ore, ledger_date, covers_from, covers_to,
         scheduled_at, expected_earliest, expected_latest, predicted_earliest, predicted_latest, after_feed_order,
         through_feed_order, aborted_at, arrived_on, arrived_ore, source)
       VALUES (?, ?, 'NOK', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      ledger,
      number,
      ore,
      to,
      from,
      to,
      `${to}T22:00:00.000Z`,
      to,
      to,
      to,
      to,
      after ?? null,
      through ?? null,
      abortedAt ?? null,
      arrivedOn ?? null,
      arrivedOn === undefined ? null : (payout.arrivedOre ?? ore),
      through === undefined ? 'file' : 'feed',
    );
}
