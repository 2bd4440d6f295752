/** The tables of the shop's file. A file of an earlier version is brought up to date when it is opened. */
import type { Database } from 'better-sqlite3';

/** Throws when a later version of the shop made the file; `path` is for the message. */
export function makeTables(db: Database, path: string): void {
  const found = Number(db.pragma('user_version', { simple: true }));
  if (found > steps.length)
    throw new Error(`${path} was made by a later version of the shop (${found}): remove it or name another`);
  db.transaction(() => {
    for (const step of steps.slice(found)) db.exec(step);
    db.pragma(`user_version = ${steps.length}`);
  })();
}

const first = `
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

const second = `
CREATE TABLE desk_addresses (
  msn TEXT PRIMARY KEY,
  callback_prefix TEXT NOT NULL,
  consent_removal_prefix TEXT NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE outbox ADD COLUMN problem_kind TEXT NOT NULL DEFAULT 'other';
ALTER TABLE parcels ADD COLUMN problem_kind TEXT NOT NULL DEFAULT 'other';
`;

/** What has been released is never changed: a change is another step. */
const steps = [first, second];
