/** Somebody who is limited to some sales units sees nothing of the others, by whatever query. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { openSnapshot } from '#db/queries/export-snapshot';
import { listOrders } from '#db/queries/orders-list';
import { openForUnits, visibility } from '#db/visible-units';

const at = '2026-06-05T10:00:00.000Z';
const units = ['111111', '222222', '333333'];
let folder: string;
let db: Db;
const opened: Db[] = [];

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-units-'));
  db = openDatabase(path.join(folder, 'books.db'));
  migrateOpen(db);
  fill();
});

afterEach(() => {
  for (const one of opened.splice(0)) closeDatabase(one);
  closeDatabase(db);
  fs.rmSync(folder, { recursive: true });
});

function see(...seen: string[]): Db {
  const limited = openForUnits(db, seen);
  opened.push(limited);
  return limited;
}

function put(table: string, row: Record<string, string | number | null>): void {
  const names = Object.keys(row);
  db.$client
    .prepare(`INSERT INTO ${table} (${names.join(',')}) VALUES (${names.map(() => '?').join(',')})`)
    .run(...Object.values(row));
}

const day = '2026-06-05';

/** A ledger of the first unit alone, one that the other two share, and something of everything on each. */
function fill(): void {
  for (const msn of units) {
    put('sales_units', { msn, name: `Shop ${msn}`, polled: 'yes', created_at: at });
    for (const n of [1, 2, 3]) {
      const order_id = `${msn}-${n}`;
      put('orders', {
        ...{ msn, order_id, source: 'registered', state: 'reserved', registered_at: at },
        activity_at: `2026-06-0${n}T10:00:00.000Z`,
        ...{ amount_ore: 1000 * n, reserved_ore: 1000 * n, reserved_at: at },
        guarantee_until: `2026-06-1${n}T10:00:00.000Z`,
        deadline_at: '2026-12-01T10:00:00.000Z',
      });
      put('payment_events', {
        ...{ sequence: Number(msn[0]) * 10 + n, msn, order_id, event_key: 'k', operation: 'reserve' },
        ...{ operation_name: 'RESERVE', amount_ore: 1000 * n, success: 1, occurred_at: at, position: 0 },
        seen_at: at,
      });
    }
    put('unmatched_events', { event_sequence: Number(msn[0]) * 10 + 1 });
    put('exceptions', exception(`of ${msn}`, { msn }));
    put('audit_log', audit(`order ${msn}/${msn}-1`));
  }
  for (const [ledger, paid] of [
    ['L1', ['111111']],
    ['L2', ['222222', '333333']],
  ] as const) {
    put('ledgers', { ledger_id: ledger, currency: 'NOK', source: 'feed', synced_at: at });
    for (const msn of paid) put('ledger_handles', { ledger_id: ledger, handle: `NO:${msn}`, msn });
    put('payouts', payout(ledger, `20${ledger[1]}`));
    put('exceptions', exception(`of ${ledger}`, { ledger_id: ledger }));
    for (const msn of paid) put('ledger_entries', ledgerEntry(ledger, msn));
    put('ledger_days', {
      ...{ ledger_id: ledger, topic: 'funds', ledger_date: day, status: 'open', entries: 1, amount_ore: 5 },
    });
    put('bank_lines', {
      ...{ id: `line ${ledger}`, line_key: ledger, import_id: 'i', account: '1', booked_on: day },
      ...{ amount_ore: 5, currency: 'NOK', description: 'VIPPS', from_vipps: 'yes' },
    });
    put('bank_matches', {
      ...{ id: `match ${ledger}`, status: 'automatic', in_force: 'yes', reasons: '[]', difference_ore: 0 },
      ...{ arrived_on: day, made_at: at },
    });
    const part = { match_id: `match ${ledger}`, in_force: 'yes' };
    put('bank_match_payouts', { ...part, ledger_id: ledger, settlement_number: `20${ledger[1]}` });
    put('bank_match_lines', { ...part, line_id: `line ${ledger}` });
  }
  put('bank_lines', {
    ...{ id: 'line of nobody', line_key: 'n', import_id: 'i', account: '1', booked_on: day },
    ...{ amount_ore: 7, currency: 'NOK', description: 'VIPPS', from_vipps: 'yes' },
  });
  put('exceptions', exception('of a bank line', { bank_line_id: 'line of nobody' }));
  put('audit_log', audit('setting journal'));
}

function exception(id: string, about: Record<string, string>) {
  return {
    ...{
      id,
      kind: 'captured-not-in-ledger',
      status: 'open',
      cause_present: 'yes',
      amount_ore: 5,
      currency: 'NOK',
    },
    ...{ arose_on: day, detail: '{}', opened_at: at },
    ...about,
  };
}

function audit(subject: string) {
  return { at, actor: 'kari', action: 'looked', subject, detail: '{}' };
}

function payout(ledger_id: string, settlement_number: string) {
  const expected = { expected_earliest: day, expected_latest: day };
  return {
    ...{ ledger_id, settlement_number, currency: 'NOK', amount_ore: 5, ledger_date: day },
    ...{ covers_from: day, covers_to: day, scheduled_at: at, ...expected },
    ...{ predicted_earliest: day, predicted_latest: day, source: 'feed' },
  };
}

function ledgerEntry(ledger_id: string, msn: string) {
  return {
    ...{ entry_key: msn, ledger_id, topic: 'funds', ledger_date: day, occurred_at: at },
    ...{ entry_type: 'capture', psp_reference: msn, reference: `${msn}-1`, currency: 'NOK' },
    ...{ amount_ore: 5, msn, source: 'feed', first_seen_at: at },
  };
}

const column = (on: Db, sqlText: string) => on.$client.prepare(sqlText).pluck().all();
const orderNames = (on: Db) => column(on, 'SELECT order_id FROM orders ORDER BY order_id');

describe('every table', () => {
  it('is decided on: a new one cannot be forgotten', () => {
    const tables = column(
      db,
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '__drizzle_migrations'`,
    );
    expect(Object.keys(visibility).sort()).toEqual(tables.sort());
  });

  it('with a sales unit in it shows no row of another', () => {
    const limited = see('111111');
    const withUnit = Object.keys(visibility).filter((table) =>
      column(db, `SELECT name FROM pragma_table_info('${table}')`).includes('msn'),
    );
    expect(withUnit.length).toBeGreaterThan(10);
    for (const table of withUnit)
      expect(column(limited, `SELECT DISTINCT msn FROM ${table} WHERE msn IS NOT NULL`), table).not.toContain(
        '222222',
      );
  });

  it('can be read by the name it has, and through the connection never written', () => {
    const limited = see('111111');
    for (const table of Object.keys(visibility)) {
      column(limited, `SELECT count(*) FROM ${table}`);
      expect(() => limited.$client.exec(`DELETE FROM ${table}`), table).toThrow();
    }
    expect(orderNames(db)).toHaveLength(9);
  });
});

describe('who sees one sales unit', () => {
  it('sees its orders, what happened to them, and what the log says of them', () => {
    const limited = see('111111');
    expect(orderNames(limited)).toEqual(['111111-1', '111111-2', '111111-3']);
    expect(column(limited, 'SELECT sequence FROM payment_events ORDER BY 1')).toEqual([11, 12, 13]);
    expect(column(limited, 'SELECT event_sequence FROM unmatched_events')).toEqual([11]);
    expect(column(limited, 'SELECT subject FROM audit_log')).toEqual(['order 111111/111111-1']);
    expect(column(limited, 'SELECT sum(orders) FROM order_totals')).toEqual([3]);
  });

  it('sees the ledger that pays it alone, with its payouts, matches and bank lines', () => {
    const limited = see('111111');
    expect(column(limited, 'SELECT settlement_number FROM payouts')).toEqual(['201']);
    expect(column(limited, 'SELECT id FROM bank_matches')).toEqual(['match L1']);
    expect(column(limited, 'SELECT id FROM bank_lines')).toEqual(['line L1']);
    expect(column(limited, 'SELECT id FROM exceptions ORDER BY id')).toEqual(['of 111111', 'of L1']);
  });

  it('sees of a ledger that is shared the entries of its own orders, and no balance', () => {
    const limited = see('222222');
    expect(column(limited, 'SELECT msn FROM ledger_entries')).toEqual(['222222']);
    for (const table of ['ledgers', 'payouts', 'ledger_days', 'bank_matches', 'bank_lines'])
      expect(column(limited, `SELECT count(*) FROM ${table}`), table).toEqual([0]);
    expect(column(limited, 'SELECT id FROM exceptions')).toEqual(['of 222222']);
  });
});

describe('who sees several', () => {
  it('sees a shared ledger when all of its sales units are among them', () => {
    expect(column(see('222222', '333333'), 'SELECT ledger_id FROM ledgers')).toEqual(['L2']);
    expect(column(see('111111', '222222'), 'SELECT ledger_id FROM ledgers')).toEqual(['L1']);
  });

  it('pages through the list of orders as through that of everybody, without the others', async () => {
    for (const by of ['activity', 'amount', 'order', 'remaining', 'guarantee'] as const) {
      for (const dir of ['asc', 'desc'] as const) {
        const read = async (on: Db) => {
          const names: string[] = [];
          let after: Parameters<typeof listOrders>[2]['after'];
          do {
            const page = await listOrders(on, { view: 'all' }, { sort: { by, dir }, limit: 2, after });
            names.push(...page.rows.map(({ orderId }) => orderId));
            after = page.after ?? undefined;
          } while (after !== undefined);
          return names;
        };
        const all = await read(db);
        const seen = await read(see('111111', '333333'));
        expect(all).toHaveLength(9);
        expect(seen, `${by} ${dir}`).toEqual(all.filter((name) => !name.startsWith('222222')));
      }
    }
  });

  it('sees nothing with no sales unit', () => {
    expect(orderNames(see())).toEqual([]);
    expect(column(see(), 'SELECT count(*) FROM ledgers')).toEqual([0]);
  });
});

describe('a picture of the books for a file', () => {
  it('is limited as the connection is that it was asked through', () => {
    const snapshot = openSnapshot(see('333333'));
    expect(orderNames(snapshot.db)).toEqual(['333333-1', '333333-2', '333333-3']);
    snapshot.close();
  });
});

it('takes nothing for a sales unit that is no number', () => {
  expect(() => openForUnits(db, ["1') OR ('1'='1"])).toThrow(RangeError);
});
