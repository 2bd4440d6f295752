import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { findSalesUnit, saveSalesUnit } from '#db/orders';
import { rememberStatements } from '#db/remembered-statements';
import { salesUnits } from '#db/schema/index';

const at = '2026-06-02T06:30:00.000Z';
let db: Db;
beforeEach(() => {
  db = openDatabase(':memory:');
  migrateOpen(db);
});
afterEach(() => closeDatabase(db));

const unit = (msn: string) => ({ msn, name: `Shop ${msn}`, polled: true, at });

describe('a statement that is asked for again', () => {
  it('is compiled once, and answers with what is stored by then', async () => {
    const prepare = vi.spyOn(db.$client, 'prepare');
    for (const msn of ['123456', '234567', '345678']) {
      await saveSalesUnit(db, unit(msn));
      const read = db.select().from(salesUnits).where(eq(salesUnits.msn, msn)).get();
      expect(read).toEqual(await findSalesUnit(db, msn));
      expect(read).toMatchObject({ msn, name: `Shop ${msn}` });
    }
    expect(new Set(prepare.mock.calls.map(([text]) => text)).size).toBe(prepare.mock.calls.length);
    prepare.mockRestore();
  });

  it('gives rows as objects, also after it gave them as lists', () => {
    const client = rememberStatements(db.$client);
    const text = 'SELECT 1 AS one, 2 AS two';
    expect(client.prepare(text).raw().get()).toEqual([1, 2]);
    expect(client.prepare(text).get()).toEqual({ one: 1, two: 2 });
    expect(db.get(sql.raw(text))).toEqual({ one: 1, two: 2 });
  });

  it('may be asked for while its rows are still read', () => {
    const client = rememberStatements(db.$client);
    const text = 'SELECT value FROM json_each(?)';
    const found: unknown[] = [];
    for (const row of client.prepare(text).iterate('[1,2]')) {
      found.push([row, client.prepare(text).all('[3]')]);
    }
    expect(found).toEqual([
      [{ value: 1 }, [{ value: 3 }]],
      [{ value: 2 }, [{ value: 3 }]],
    ]);
  });

  it('sees a column that was added', async () => {
    await saveSalesUnit(db, unit('123456'));
    const all = () => db.all(sql.raw('SELECT * FROM sales_units'));
    const before = all();
    db.$client.exec(`ALTER TABLE sales_units ADD COLUMN colour TEXT DEFAULT 'red'`);
    expect(all()).toEqual(before.map((row) => ({ ...(row as object), colour: 'red' })));
  });

  it('is forgotten when many others came since', () => {
    const client = rememberStatements(db.$client);
    const first = client.prepare('SELECT 0');
    expect(client.prepare('SELECT 0')).toBe(first);
    for (let other = 1; other <= 150; other += 1) client.prepare(`SELECT ${other}`);
    expect(client.prepare('SELECT 0')).not.toBe(first);
  });
});
