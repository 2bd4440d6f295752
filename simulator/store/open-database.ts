import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

export type Sqlite = Database.Database;

const schemaVersion = 3;

/** Opens the simulator's file (or `:memory:`) and makes its tables. An older file gets what is new; a newer one is refused. */
export function openDatabase(path: string): Sqlite {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('busy_timeout = 2000');
  db.pragma('foreign_keys = ON');
  const found = Number(db.pragma('user_version', { simple: true }));
  if (found < 0 || found > schemaVersion) {
    db.close();
    throw new Error(
      `${path} was made by another version of the simulator (${found}): remove it or name another`,
    );
  }
  if (found < schemaVersion) {
    db.transaction(() => {
      if (found === 0) db.exec(schema);
      if (found === 1) db.exec(changesOfVersion2);
      db.exec(changesOfVersion3);
      db.pragma(`user_version = ${schemaVersion}`);
    })();
  }
  return db;
}

const changesOfVersion2 = `
ALTER TABLE payments ADD COLUMN shipped_at TEXT;
ALTER TABLE payouts ADD COLUMN first_part_ore INTEGER NOT NULL DEFAULT 0;
ALTER TABLE payouts ADD COLUMN joined_under TEXT;
ALTER TABLE payouts ADD COLUMN text_change TEXT;
`;

/** What the simulator tells the merchant, and what customers did on its pages. */
const changesOfVersion3 = `
ALTER TABLE payments ADD COLUMN pushed_at TEXT;
ALTER TABLE payments ADD COLUMN app_switch INTEGER NOT NULL DEFAULT 0;
CREATE INDEX payments_mobile ON payments (mobile_number, id) WHERE mobile_number IS NOT NULL;

CREATE TABLE callbacks (
  id INTEGER PRIMARY KEY,
  payment_id INTEGER NOT NULL REFERENCES payments (id),
  url TEXT NOT NULL,
  auth_token TEXT,
  body TEXT NOT NULL,
  queued_at TEXT NOT NULL,
  due_at TEXT NOT NULL,
  due_real_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'answered', 'failed', 'lost', 'not-sent')),
  http_status INTEGER,
  error TEXT
) STRICT;
CREATE INDEX callbacks_waiting ON callbacks (id) WHERE state = 'waiting';
CREATE INDEX callbacks_payment ON callbacks (payment_id, id);

CREATE TABLE shipping_answers (
  payment_id INTEGER NOT NULL REFERENCES payments (id),
  address_id INTEGER NOT NULL,
  methods TEXT NOT NULL,
  PRIMARY KEY (payment_id, address_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE consent_removals (
  id INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL,
  prefix TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('answered', 'failed', 'not-sent')),
  http_status INTEGER,
  error TEXT
) STRICT;
CREATE INDEX consent_removals_user ON consent_removals (user_id, id);
`;

/** The tables of version 2; the later changes follow. */
const schema = `
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE payments (
  id INTEGER PRIMARY KEY,
  msn TEXT NOT NULL,
  order_id TEXT NOT NULL,
  amount_ore INTEGER NOT NULL CHECK (amount_ore >= 100),
  text TEXT NOT NULL,
  initiated_at TEXT NOT NULL,
  timeout_at TEXT NOT NULL,
  transaction_id TEXT NOT NULL,
  token TEXT NOT NULL UNIQUE,
  express INTEGER NOT NULL,
  merchant_info TEXT NOT NULL,
  mobile_number TEXT,
  state TEXT NOT NULL CHECK (state IN ('initiated', 'reserved', 'cancelled', 'declined', 'expired')),
  opened_at TEXT,
  reacted_at TEXT,
  reserved_at TEXT,
  last_capture_at TEXT,
  direct INTEGER NOT NULL DEFAULT 0,
  reserved_ore INTEGER NOT NULL DEFAULT 0,
  captured_ore INTEGER NOT NULL DEFAULT 0 CHECK (captured_ore + released_ore <= reserved_ore),
  refunded_ore INTEGER NOT NULL DEFAULT 0 CHECK (refunded_ore <= captured_ore),
  released_ore INTEGER NOT NULL DEFAULT 0,
  instrument TEXT,
  person TEXT,
  shipping TEXT,
  unknown_to_shop INTEGER NOT NULL DEFAULT 0,
  shipped_at TEXT,
  UNIQUE (msn, order_id)
) STRICT;
CREATE INDEX payments_timeout ON payments (timeout_at) WHERE state = 'initiated';
CREATE INDEX payments_order ON payments (order_id);

CREATE TABLE payment_events (
  seq INTEGER PRIMARY KEY,
  payment_id INTEGER NOT NULL REFERENCES payments (id),
  operation TEXT NOT NULL,
  amount_ore INTEGER NOT NULL,
  success INTEGER NOT NULL,
  transaction_id TEXT NOT NULL,
  request_id TEXT,
  text TEXT NOT NULL,
  time TEXT NOT NULL
) STRICT;
CREATE INDEX payment_events_payment ON payment_events (payment_id, seq);
CREATE INDEX payment_events_transaction ON payment_events (transaction_id);

CREATE TABLE request_results (
  msn TEXT NOT NULL,
  order_id TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  request_id TEXT NOT NULL,
  request_body TEXT NOT NULL,
  status INTEGER NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (msn, order_id, endpoint, request_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_states (
  ledger_id TEXT PRIMARY KEY,
  open_day TEXT NOT NULL,
  closes_at TEXT NOT NULL,
  funds_ore INTEGER NOT NULL DEFAULT 0,
  fees_ore INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_entries (
  seq INTEGER PRIMARY KEY,
  ledger_id TEXT NOT NULL,
  topic TEXT NOT NULL CHECK (topic IN ('funds', 'fees')),
  psp_reference TEXT NOT NULL,
  time TEXT NOT NULL,
  ledger_date TEXT NOT NULL,
  entry_type TEXT NOT NULL,
  reference TEXT NOT NULL,
  amount_ore INTEGER NOT NULL,
  recipient_handle TEXT NOT NULL,
  balance_before_ore INTEGER NOT NULL,
  balance_after_ore INTEGER NOT NULL,
  visible_at TEXT NOT NULL,
  CHECK (balance_before_ore + amount_ore = balance_after_ore)
) STRICT;
CREATE INDEX ledger_entries_feed ON ledger_entries (ledger_id, topic, seq);
CREATE INDEX ledger_entries_day ON ledger_entries (ledger_id, topic, ledger_date, seq);
CREATE INDEX ledger_entries_reference ON ledger_entries (psp_reference);

CREATE TABLE payouts (
  number TEXT PRIMARY KEY,
  ledger_id TEXT NOT NULL,
  ledger_date TEXT NOT NULL,
  amount_ore INTEGER NOT NULL CHECK (amount_ore > 0),
  expected_bank_day TEXT NOT NULL,
  deposit_at TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('scheduled', 'deposited', 'aborted', 'lost')),
  will_be_lost INTEGER NOT NULL DEFAULT 0,
  short_by_ore INTEGER NOT NULL DEFAULT 0,
  deposited_at TEXT,
  deposit_ore INTEGER,
  first_part_ore INTEGER NOT NULL DEFAULT 0,
  joined_under TEXT,
  text_change TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX payouts_due ON payouts (deposit_at) WHERE status = 'scheduled';

CREATE TABLE bank_lines (
  seq INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  day TEXT NOT NULL,
  booked_at TEXT NOT NULL,
  amount_ore INTEGER NOT NULL,
  text TEXT NOT NULL,
  counterparty TEXT NOT NULL,
  payout_number TEXT
) STRICT;
CREATE INDEX bank_lines_day ON bank_lines (account, day, seq);

CREATE TABLE bank_statements (
  account TEXT NOT NULL,
  day TEXT NOT NULL,
  due_at TEXT NOT NULL,
  issued_at TEXT,
  written INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX bank_statements_due ON bank_statements (due_at) WHERE issued_at IS NULL;
CREATE INDEX bank_statements_unwritten ON bank_statements (day) WHERE issued_at IS NOT NULL AND written = 0;

CREATE TABLE faults (
  id INTEGER PRIMARY KEY,
  definition TEXT NOT NULL,
  remaining INTEGER NOT NULL,
  struck INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE planted (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
`;
