/**
 * The rows of a settlement file on their way into the books: written to a file of their own while the settlement file is read for the
 * first time, and copied from there piece by piece, so that it need not be read twice. The spool is worth nothing by itself: a run that
 * was cut short makes it anew.
 */
import fs from 'node:fs';
import Database from 'better-sqlite3';
import type { Currency, Ore } from '#core/money';
import { type Db, inTransaction, isConstraintError } from './client';
import { countTaken, type TakenRows } from './imports';

/** The entries of one transaction: two at most on the funds ledger, and its fee. */
export type SpooledTransaction = {
  /** The number of its settlement among the targets. */
  readonly settlement: number;
  readonly occurredAt: string;
  readonly ledgerDate: string;
  readonly pspReference: string;
  readonly reference: string | null;
  /** Does it name an order, and one that can be asked for at Vipps? */
  readonly mention: 'none' | 'order' | 'pollable-order';
  readonly entries: readonly SpooledEntry[];
};

export type SpooledEntry = {
  readonly kind: SpooledKind;
  readonly amountOre: Ore;
  /** Its key if it is the first of its kind in the file. */
  readonly entryKey: string;
};

export const spooledKinds = ['refund', 'capture', 'capture-fee'] as const;
export type SpooledKind = (typeof spooledKinds)[number];
const mentions = ['none', 'order', 'pollable-order'] as const;

/** Where the entries of a settlement go. */
export type SpoolTarget = {
  readonly ledgerId: string;
  readonly msn: string;
  readonly settlementNumber: string;
  readonly currency: Currency;
  readonly recipientHandle: string;
  readonly seenAt: string;
  readonly polled: boolean;
};

/** Transactions are numbered from 0 in the order of the file. */
export type SpoolPiece = { readonly from: number; readonly to: number };

export type SettlementSpool = {
  add(transaction: SpooledTransaction): void;
  /** After the last transaction: the targets by their number. Nothing can be added any more. */
  seal(targets: readonly SpoolTarget[]): void;
  /** Removes the file, whatever became of it. */
  discard(): void;
};

/** Ids of entries: four times the number of the transaction, and their place in it. */
const idsOfTransaction = 4;

/** One that was left at `file` by a run that was cut short is removed. */
export function makeSpool(file: string): SettlementSpool {
  fs.rmSync(file, { force: true });
  // Names of orders are in it.
  fs.closeSync(fs.openSync(file, 'wx', 0o600));
  const client = new Database(file);
  // It need not outlive the process.
  client.pragma('journal_mode = OFF');
  client.pragma('synchronous = OFF');
  client.exec(`
    CREATE TABLE entries (id INTEGER PRIMARY KEY, entry_key TEXT, settlement INTEGER, kind INTEGER, ledger_date TEXT,
      occurred_at TEXT, psp_reference TEXT, reference TEXT, amount_ore INTEGER, mention INTEGER) STRICT;
    CREATE TABLE targets (id INTEGER PRIMARY KEY, ledger_id TEXT, msn TEXT, settlement_number TEXT, currency TEXT,
      recipient_handle TEXT, seen_at TEXT, polled INTEGER) STRICT;
    BEGIN`);
  const insert = client.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  let transactions = 0;
  return {
    add({ settlement, occurredAt, ledgerDate, pspReference, reference, mention, entries }) {
      let id = transactions * idsOfTransaction;
      transactions += 1;
      let mentioned = mentions.indexOf(mention);
      for (const { kind, amountOre, entryKey } of entries) {
        const kindIndex = spooledKinds.indexOf(kind);
        insert.run(
          id,
          entryKey,
          settlement,
          kindIndex,
          ledgerDate,
          occurredAt,
          pspReference,
          reference,
          amountOre,
          mentioned,
        );
        id += 1;
        mentioned = 0;
      }
    },
    seal(targets) {
      const insertTarget = client.prepare('INSERT INTO targets VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
      for (const [
        index,
        { ledgerId, msn, settlementNumber, currency, recipientHandle, seenAt, polled },
      ] of targets.entries())
        insertTarget.run(
          index,
          ledgerId,
          msn,
          settlementNumber,
          currency,
          recipientHandle,
          seenAt,
          Number(polled),
        );
      client.exec('COMMIT');
      client.close();
    },
    discard() {
      client.close();
      fs.rmSync(file, { force: true });
    },
  };
}

export type SpooledRow = {
  readonly id: number;
  readonly transaction: number;
  readonly settlement: number;
  readonly kind: SpooledKind;
  readonly ledgerDate: string;
  readonly occurredAt: string;
  readonly pspReference: string;
  readonly reference: string | null;
  readonly amountOre: number;
  readonly mention: (typeof mentions)[number];
};

export type AttachedSpool = {
  /** Takes a piece of which the books know nothing yet, all at once. Undefined when they may know some of it, or lines are equal. */
  takeIfNew(importId: string, piece: SpoolPiece, now: string): Promise<TakenRows | undefined>;
  rows(piece: SpoolPiece): Promise<SpooledRow[]>;
};

/** Works with a sealed spool. */
export async function withSpool<Result>(
  db: Db,
  file: string,
  work: (spool: AttachedSpool) => Promise<Result>,
): Promise<Result> {
  const client = db.$client;
  client.prepare('ATTACH ? AS spool').run(file);
  const pages = Number(client.pragma('wal_autocheckpoint', { simple: true }));
  // Pages that piece after piece changes are copied into the file less often.
  client.pragma(`wal_autocheckpoint = ${pagesBetweenCheckpoints}`);
  try {
    return await work(attachedSpool(db));
  } finally {
    client.pragma(`wal_autocheckpoint = ${pages}`);
    client.exec('DETACH spool');
  }
}

/** 32 MiB. */
const pagesBetweenCheckpoints = 8192;

function attachedSpool(db: Db): AttachedSpool {
  const statements = spoolStatements(db);
  return {
    async takeIfNew(importId, piece, now) {
      const ids = { first: piece.from * idsOfTransaction, after: piece.to * idsOfTransaction };
      try {
        return inTransaction(db, () => {
          if (statements.mayKnow.get(ids) === 1) return undefined;
          const added = statements.takeEntries.run({ ...ids, importId }).changes;
          const taken = { added, known: 0, orders: statements.takeMentions.run({ ...ids, now }).changes };
          countTaken(db, importId, taken);
          return taken;
        });
      } catch (error) {
        // Two lines of the piece are equal: they are to be numbered.
        if (isConstraintError(error)) return undefined;
        throw error;
      }
    },
    async rows({ from, to }) {
      const ids = { first: from * idsOfTransaction, after: to * idsOfTransaction };
      return statements.rows.all(ids).map(({ kind, mention, ...row }) => ({
        ...row,
        transaction: Math.floor(row.id / idsOfTransaction),
        kind: spooledKinds[kind] ?? 'capture',
        mention: mentions[mention] ?? 'none',
      }));
    },
  };
}

type StoredRow = Omit<SpooledRow, 'kind' | 'mention' | 'transaction'> & {
  readonly kind: number;
  readonly mention: number;
};

function spoolStatements({ $client: client }: Db) {
  return {
    // Whatever the books hold of an entry, under this key or another, has its reference number.
    mayKnow: client
      .prepare<unknown[], number>(
        `SELECT EXISTS (
           SELECT 1 FROM spool.entries s CROSS JOIN main.ledger_entries e ON e.psp_reference = s.psp_reference
           WHERE s.id >= @first AND s.id < @after AND s.id % ${idsOfTransaction} = 0)`,
      )
      .pluck(),
    takeEntries: client.prepare(
      `INSERT INTO main.ledger_entries (entry_key, ledger_id, topic, ledger_date, occurred_at, entry_type, psp_reference,
         reference, currency, amount_ore, recipient_handle, msn, settlement_number, source, import_id, first_seen_at)
       SELECT s.entry_key, t.ledger_id, CASE s.kind WHEN 2 THEN 'fees' ELSE 'funds' END, s.ledger_date, s.occurred_at,
         CASE s.kind WHEN 0 THEN 'refund' WHEN 1 THEN 'capture' ELSE 'capture-fee' END, s.psp_reference, s.reference,
         t.currency, s.amount_ore, t.recipient_handle, t.msn, t.settlement_number, 'file', @importId, t.seen_at
       FROM spool.entries s CROSS JOIN spool.targets t ON t.id = s.settlement
       WHERE s.id >= @first AND s.id < @after ORDER BY s.id`,
    ),
    takeMentions: client.prepare(
      `INSERT INTO main.orders (msn, order_id, source, state, registered_at, activity_at, next_poll_at)
       SELECT t.msn, s.reference, 'file', 'mentioned', @now, s.occurred_at,
         CASE WHEN t.polled = 1 AND s.mention = 2 THEN @now END
       FROM spool.entries s CROSS JOIN spool.targets t ON t.id = s.settlement
       WHERE s.id >= @first AND s.id < @after AND s.mention > 0 ORDER BY s.id
       ON CONFLICT DO NOTHING`,
    ),
    rows: client.prepare<unknown[], StoredRow>(
      `SELECT id, settlement, kind, ledger_date AS ledgerDate, occurred_at AS occurredAt,
         psp_reference AS pspReference, reference, amount_ore AS amountOre, mention
       FROM spool.entries WHERE id >= @first AND id < @after ORDER BY id`,
    ),
  };
}
