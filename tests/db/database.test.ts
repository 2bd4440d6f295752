import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ore } from '#core/money';
import { auditStatement } from '#db/audit';
import { atomically, closeDatabase, type Db, exactly, openDatabase, UnexpectedChanges } from '#db/client';
import { migrateFile, migrateOpen } from '#db/migrate';
import { insertOrders, type NewOrder, saveSalesUnit, updateOrderStatement } from '#db/orders';
import { listOrders, type OrderFilter, type PageKey, searchOrders } from '#db/queries/orders-list';

const now = '2026-06-02T06:30:00.000Z';
let db: Db;
beforeEach(async () => {
  db = openDatabase(':memory:');
  migrateOpen(db);
  await saveSalesUnit(db, { msn: '123456', name: 'Sport', polled: true, at: now });
  await saveSalesUnit(db, { msn: '234567', name: 'Kaffe', polled: true, at: now });
});
afterEach(() => closeDatabase(db));

const order = (orderId: string, more: Partial<NewOrder> = {}): NewOrder => ({
  msn: '123456',
  orderId,
  source: 'registered',
  state: 'initiated',
  registeredAt: now,
  activityAt: now,
  ...more,
});
const reserved = (orderId: string, amount: number, activityAt: string, more: Partial<NewOrder> = {}) =>
  order(orderId, {
    state: 'reserved',
    amountOre: ore(amount),
    reservedOre: ore(amount),
    activityAt,
    reservedAt: activityAt,
    guaranteeUntil: activityAt,
    deadlineAt: activityAt,
    ...more,
  });

describe('the database', () => {
  it('makes every table STRICT', () => {
    const loose = db.$client
      .prepare(
        `SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'`,
      )
      .all();
    expect(loose).toEqual([]);
  });

  it.each<[string, Partial<NewOrder>]>([
    ['captured above reserved', { reservedOre: ore(100), capturedOre: ore(101) }],
    ['refunded above captured', { reservedOre: ore(100), capturedOre: ore(50), refundedOre: ore(51) }],
    [
      'captured and released above reserved',
      { reservedOre: ore(100), capturedOre: ore(60), cancelledOre: ore(41) },
    ],
    ['a negative amount', { amountOre: ore(-1) }],
    ['a reservation without clocks', { reservedAt: now }],
    ['an order id of 51 characters', { orderId: 'x'.repeat(51) }],
    ['a sales unit nobody knows', { msn: '999999' }],
  ])('refuses %s', async (_what, wrong) => {
    await expect(insertOrders(db, [order('A-1', wrong)])).rejects.toThrow(/constraint|CHECK|FOREIGN/i);
  });

  it('refuses text where an amount belongs', () => {
    expect(() =>
      db.$client.prepare(`INSERT INTO order_totals VALUES ('1','x',1,'12,50',0,0,0,0,0)`).run(),
    ).toThrow(/INTEGER/);
  });

  it('writes a group of statements whole or not at all', async () => {
    await insertOrders(db, [order('A-1')]);
    const audit = auditStatement(db, { at: now, actor: 'kari', action: 'test', subject: 'order' });
    const group = [
      audit,
      exactly(1, updateOrderStatement(db, { msn: '123456', orderId: 'nobody' }, { pollError: 'x' })),
    ];
    await expect(atomically(db, group)).rejects.toThrow(UnexpectedChanges);
    expect(db.get(sql`SELECT count(*) AS n FROM audit_log`)).toEqual({ n: 0 });
  });

  it('lets nobody change or delete the audit log, events, entries and bank lines', async () => {
    await atomically(db, [auditStatement(db, { at: now, actor: 'kari', action: 'test', subject: 'order' })]);
    expect(() => db.$client.prepare(`UPDATE audit_log SET actor = 'ola'`).run()).toThrow(/append-only/);
    expect(() => db.$client.prepare('DELETE FROM audit_log').run()).toThrow(/append-only/);
  });

  it('is migrated once when several processes ask at the same time', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-migrate-'));
    const file = path.join(folder, 'new.db');
    const script = `import { migrateFile } from '#db/migrate'; await migrateFile(${JSON.stringify(file)});`;
    const run = promisify(execFile);
    await Promise.all(
      Array.from({ length: 4 }, () =>
        run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
          cwd: process.cwd(),
        }),
      ),
    );
    await migrateFile(file);
    const migrated = openDatabase(file, { readonly: true });
    expect(migrated.get(sql`SELECT count(*) AS n FROM __drizzle_migrations`)).toEqual({
      n: fs.readdirSync('db/migrations').filter((f) => f.endsWith('.sql')).length,
    });
    closeDatabase(migrated);
    fs.rmSync(folder, { recursive: true });
  });
});

describe('the list of orders', () => {
  const at = (minute: number) => new Date(Date.parse(now) - minute * 60_000).toISOString();

  beforeEach(async () => {
    const rows = Array.from({ length: 137 }, (_, index) =>
      reserved(`O-${index}`, 100 + index, at(index % 40), { msn: index % 3 === 0 ? '234567' : '123456' }),
    );
    await insertOrders(db, [...rows, order('P-1'), order('P-2', { state: 'expired' })]);
  });

  const views: OrderFilter[] = [
    { view: 'all' },
    { view: 'reserved' },
    { view: 'uncaptured' },
    { view: 'all', msn: '234567' },
    { view: 'uncaptured', msn: '123456' },
  ];

  it.each(views)('paged by key shows each order of %o once, in order, forward and back', async (view) => {
    const whole = (await listOrders(db, view, { limit: 1000 })).rows.map(
      (row) => `${row.msn}/${row.orderId}`,
    );
    const forward: string[] = [];
    let after: PageKey | undefined;
    let last: PageKey | null = null;
    do {
      const page = await listOrders(db, view, { limit: 10, after });
      forward.push(...page.rows.map((row) => `${row.msn}/${row.orderId}`));
      last = page.before;
      after = page.after ?? undefined;
    } while (after !== undefined);
    expect(forward).toEqual(whole);
    const backward: string[] = [];
    let before = last;
    while (before !== null) {
      const page = await listOrders(db, view, { limit: 10, before });
      backward.unshift(...page.rows.map((row) => `${row.msn}/${row.orderId}`));
      before = page.before;
    }
    expect(backward).toEqual(whole.slice(0, backward.length));
    expect(backward.length).toBeGreaterThanOrEqual(whole.length - 10);
  });

  it('finds an order by the beginning of its id, whatever the case', async () => {
    const found = await searchOrders(db, 'o-13', 50);
    expect(found.rows.map((row) => row.orderId).sort()).toEqual([
      'O-13',
      'O-130',
      'O-131',
      'O-132',
      'O-133',
      'O-134',
      'O-135',
      'O-136',
    ]);
    expect((await searchOrders(db, "'; DROP TABLE orders; --", 50)).rows).toEqual([]);
    expect((await searchOrders(db, '%', 50)).rows).toEqual([]);
  });
});

describe('the plans of queries', () => {
  const planOf = (query: string, ...values: unknown[]) =>
    (db.$client.prepare(`EXPLAIN QUERY PLAN ${query}`).all(...values) as { detail: string }[])
      .map((row) => row.detail)
      .join('; ');

  it.each([
    [
      'all orders',
      'SELECT * FROM orders o WHERE (o.activity_at, o.msn, o.order_id) < (?, ?, ?) ORDER BY o.activity_at DESC, o.msn DESC, o.order_id DESC LIMIT 51',
      'orders_by_activity',
    ],
    [
      'orders of a state',
      `SELECT * FROM orders o WHERE o.state = 'captured' AND (o.activity_at, o.msn, o.order_id) < (?, ?, ?) ORDER BY o.activity_at DESC, o.msn DESC, o.order_id DESC LIMIT 51`,
      'orders_by_state',
    ],
    [
      'uncaptured orders',
      'SELECT * FROM orders o WHERE o.remaining_ore > 0 AND (o.guarantee_until, o.msn, o.order_id) > (?, ?, ?) ORDER BY o.guarantee_until, o.msn, o.order_id LIMIT 51',
      'orders_uncaptured',
    ],
    [
      'orders to poll',
      'SELECT * FROM orders WHERE next_poll_at IS NOT NULL AND next_poll_at <= ? ORDER BY next_poll_at LIMIT 400',
      'orders_to_poll',
    ],
    [
      'the open commands',
      `SELECT * FROM commands WHERE status in ('pending','unknown') ORDER BY created_at LIMIT 50`,
      'commands_open',
    ],
    [
      'the entries of an order',
      'SELECT * FROM ledger_entries WHERE reference = ? AND msn = ? ORDER BY sequence',
      'ledger_entries_by_reference',
    ],
  ])('%s never scan nor sort', (_what, query, index) => {
    const plan = planOf(query, ...(query.match(/\?/g) ?? []).map(() => 'x'));
    expect(plan).toContain(index);
    expect(plan).not.toMatch(/\bSCAN (orders|o|commands|ledger_entries)(?! USING INDEX)/);
    expect(plan).not.toContain('TEMP B-TREE');
  });
});
