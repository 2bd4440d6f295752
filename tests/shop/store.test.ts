import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '#shop/store/open-store';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shop-store-'));
  path = join(folder, 'shop.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const addresses = {
  callbackPrefix: 'https://desk.example/vipps/123456',
  consentRemovalPrefix: 'https://desk.example/vipps/123456/secret',
};

function change(sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

describe('the file of the shop', () => {
  it('brings a file of the first version up to date and keeps what is in it', () => {
    const before = openStore(path);
    const secret = before.customerSecret;
    before.close();
    change(`DROP TABLE desk_addresses; ALTER TABLE outbox DROP COLUMN problem_kind;
      ALTER TABLE parcels DROP COLUMN problem_kind; PRAGMA user_version = 1;
      INSERT INTO orders (order_id, msn, form_key, page_key, created_at, state, express, cart, lines, amount_ore, language)
        VALUES ('ff-1', '123456', 'f', 'p', '2026-06-02T06:30:00.000Z', 'paid', 0, '', '[]', 100, 'nb');
      INSERT INTO outbox (order_id, kind, body, state, problem) VALUES ('ff-1', 'registration', '{}', 'refused', 'No.');`);
    const store = openStore(path);
    expect(store.customerSecret).toBe(secret);
    expect(store.outbox.listOfOrder('ff-1')).toMatchObject([{ problem: 'No.', problemKind: 'other' }]);
    store.addresses.keep('123456', addresses);
    expect(store.addresses.find('123456')).toEqual(addresses);
    store.close();
  });

  it('is left alone when a later version of the shop made it', () => {
    openStore(path).close();
    change('PRAGMA user_version = 99');
    expect(() => openStore(path)).toThrow(/later version of the shop \(99\)/);
  });

  it('keeps the last addresses of each sales unit by themselves, also after a restart', () => {
    const store = openStore(path);
    store.addresses.keep('123456', addresses);
    const newer = { ...addresses, consentRemovalPrefix: 'https://desk.example/vipps/123456/newer' };
    store.addresses.keep('123456', newer);
    store.close();
    const again = openStore(path);
    expect(again.addresses.find('123456')).toEqual(newer);
    expect(again.addresses.find('123458')).toBeUndefined();
    again.close();
  });
});
