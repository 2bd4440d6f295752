/** The shop's own file: its orders, what it has still to tell the desk, its parcels, its secret. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
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
  makeTables(db, path);
  const outbox = createOutboxStore(db);
  return {
    orders: createOrderStore(db, outbox),
    outbox,
    parcels: createParcelStore(db),
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
  /** Turns phone numbers into pseudonyms that nobody outside this shop can turn back. */
  readonly customerSecret: string;
  close(): void;
}

const schemaVersion = 1;

function makeTables(db: Database.Database, path: string): void {
  const found = Number(db.pragma('user_version', { simple: true }));
  if (found === schemaVersion) return;
  if (found !== 0) {
    db.close();
    throw new Error(`${path} was made by another version of the shop (${found}): remove it or name another`);
  }
  db.transaction(() => {
    db.exec(schema);
    db.pragma(`user_version = ${schemaVersion}`);
  })();
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

const schema = `
CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
  order_id TEXT PRIMARY KEY,
  msn TEXT NOT NULL,
  form_key TEXT NOT NULL UNIQUE,
  page_key TEXT NOT NULL,
  created_at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('starting', 'failed', 'unknown', 'waiting', 'paid', 'declined', 'expired', 'refused', 'released', 'refunded')),
  express INTEGER NOT NULL,
  cart TEXT NOT NULL,
  lines TEXT NOT NULL,
  amount_ore INTEGER NOT NULL CHECK (amount_ore >= 100),
  language TEXT NOT NULL,
  vipps_url TEXT,
  paid_ore INTEGER,
  shipping_method TEXT,
  shipping_ore INTEGER,
  confirmed_at TEXT,
  confirmed_how TEXT CHECK (confirmed_how IN ('return', 'poll'))
) STRICT, WITHOUT ROWID;
CREATE INDEX orders_created ON orders (created_at);
CREATE INDEX orders_undecided ON orders (created_at) WHERE state IN ('starting', 'unknown', 'waiting');

CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (order_id),
  kind TEXT NOT NULL CHECK (kind IN ('registration', 'confirmation')),
  body TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'refused')),
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at_ms INTEGER NOT NULL DEFAULT 0,
  problem TEXT,
  UNIQUE (order_id, kind)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (due_at_ms) WHERE state = 'waiting';

CREATE TABLE parcels (
  shipment_id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (order_id),
  created_at TEXT NOT NULL,
  tracking_number TEXT,
  carrier TEXT,
  amount_ore INTEGER,
  state TEXT NOT NULL DEFAULT 'unsent' CHECK (state IN ('unsent', 'accepted', 'refused')),
  answer TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX parcels_order ON parcels (order_id, created_at);
`;
