/** The shop's own file: its orders, what it has still to tell the desk, its parcels, the desk's addresses, its secret. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { type AddressStore, createAddressStore } from '#shop/store/address-store';
import { makeTables } from '#shop/store/make-tables';
import { createOrderStore, type OrderStore } from '#shop/store/order-store';
import { createOutboxStore, type OutboxStore } from '#shop/store/outbox-store';
import { createParcelStore, type ParcelStore } from '#shop/store/parcel-store';

export function openStore(path: string): ShopStore {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL'); // an order is on disk before Vipps hears of it
  db.pragma('busy_timeout = 2000');
  db.pragma('foreign_keys = ON');
  try {
    makeTables(db, path);
  } catch (error) {
    db.close();
    throw error;
  }
  const outbox = createOutboxStore(db);
  return {
    orders: createOrderStore(db, outbox),
    outbox,
    parcels: createParcelStore(db),
    addresses: createAddressStore(db),
    customerSecret: readSecret(db),
    close: () => {
      db.close();
    },
  };
}

export interface ShopStore {
  readonly orders: OrderStore;
  readonly outbox: OutboxStore;
  readonly parcels: ParcelStore;
  readonly addresses: AddressStore;
  /** Turns phone numbers into pseudonyms that nobody outside this shop can turn back. */
  readonly customerSecret: string;
  close(): void;
}

function readSecret(db: Database.Database): string {
  db.prepare("INSERT INTO secrets (name, value) VALUES ('customer-key', ?) ON CONFLICT DO NOTHING").run(
    randomBytes(32).toString('base64url'),
  );
  const row = db
    .prepare<[], { value: string }>("SELECT value FROM secrets WHERE name = 'customer-key'")
    .get();
  if (!row) throw new Error('the shop has no secret');
  return row.value;
}
