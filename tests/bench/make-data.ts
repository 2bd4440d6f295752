/**
 * Lays the data of a size down in a folder, once: a desk's database with orders and payment events (`orders.db`), the same rows as CSV
 * for the yardsticks, and the pages in which Vipps's Report API would tell of the ledger entries.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { addDays, dayMs } from '#core/calendar';
import { ore } from '#core/money';
import { expectedInBank } from '#core/payout-state';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateFile, migrationsFolder } from '#db/migrate';
import { saveSalesUnit } from '#db/orders';
import { feedKey } from '#services/sync-ledgers';
import {
  accountOf,
  type BookDay,
  type BookEntry,
  type BookOrder,
  type BookPayout,
  benchNow,
  benchUnits,
  firstDay,
  lastDay,
  ledgerOf,
  makeBooks,
  ordersOfDays,
} from './books';

export type BenchData = {
  readonly orders: number;
  readonly folder: string;
  /** Orders, payment events and bank lines, and no ledger entry yet. */
  readonly ordersFile: string;
  readonly counts: { readonly orders: number; readonly events: number; readonly entries: number };
  /** The day after the last: what reconciliation meets when a new day comes. */
  readonly newDay: BookDay;
};

/** The page size of the Report API. */
export const itemsOfPage = 1000;
export const topics = ['funds', 'fees'] as const;
export const entryColumns =
  'sequence,entry_key,ledger_id,topic,ledger_date,occurred_at,entry_type,psp_reference,reference,currency,amount_ore,recipient_handle,msn,balance_before_ore,balance_after_ore,source,feed_order,chain_gap_ore,first_seen_at';

/** Data of the same size, seed and schema that lie there already are used again. */
export async function makeData(folder: string, orders: number, seed: number): Promise<BenchData> {
  const stamp = path.join(folder, 'made.json');
  const books = makeBooks(seed);
  const ordersFile = path.join(folder, 'orders.db');
  if (fs.existsSync(stamp)) {
    const made = JSON.parse(fs.readFileSync(stamp, 'utf8'));
    if (made.orders === orders && made.seed === seed && made.schema === schemaOfNow()) {
      for (const count of ordersOfDays(orders)) books.day(count);
      return { orders, folder, ordersFile, counts: made.counts, newDay: books.day(newDayOrders(orders)) };
    }
  }
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  await migrateFile(ordersFile);
  const db = openDatabase(ordersFile);
  db.$client.pragma('synchronous = OFF');
  const counts = { orders: 0, events: 0, entries: 0 };
  const files = openFiles(folder);
  try {
    await saveUnits(db);
    const store = orderWriter(db);
    for (const count of ordersOfDays(orders)) {
      const made = books.day(count);
      store(made);
      files.write(made);
      counts.orders += made.orders.length;
      counts.events += made.orders.reduce((sum, order) => sum + order.events.length, 0);
      counts.entries += made.entries.length;
    }
  } finally {
    files.close();
    closeDatabase(db);
  }
  fs.writeFileSync(stamp, JSON.stringify({ orders, seed, schema: schemaOfNow(), counts }));
  return { orders, folder, ordersFile, counts, newDay: books.day(newDayOrders(orders)) };
}

/** Data of another schema are made anew. */
function schemaOfNow(): string {
  const steps = fs.readdirSync(migrationsFolder).filter((name) => name.endsWith('.sql'));
  const texts = steps.sort().map((name) => fs.readFileSync(path.join(migrationsFolder, name), 'utf8'));
  return createHash('sha256').update(texts.join('')).digest('hex');
}

function newDayOrders(orders: number): number {
  return ordersOfDays(orders).at(-1) ?? 1;
}

async function saveUnits(db: Db): Promise<void> {
  const at = `${firstDay}T00:00:00.000Z`;
  const ledger = db.$client.prepare(
    `INSERT INTO ledgers (ledger_id, currency, bank_scheme, bank_account, country, source, synced_at)
     VALUES (?, 'NOK', 'BBAN:NO', ?, 'NO', 'feed', ?)`,
  );
  const handle = db.$client.prepare('INSERT INTO ledger_handles VALUES (?, ?, ?)');
  const statement = db.$client.prepare(
    `INSERT INTO bank_statements (id, import_id, account, currency, from_day, through_day, lines) VALUES (?, 'bench', ?, 'NOK', ?, ?, 0)`,
  );
  for (const msn of benchUnits) {
    await saveSalesUnit(db, { msn, name: `Shop ${msn}`, polled: true, at });
    ledger.run(ledgerOf(msn), accountOf(msn), at);
    handle.run(ledgerOf(msn), `api:${msn}`, msn);
    statement.run(`statement ${msn}`, accountOf(msn), firstDay, lastDay);
  }
}

/** Writes a day's orders, payment events and bank lines, in one transaction. */
export function orderWriter(db: Db): (made: BookDay) => void {
  const order = db.$client.prepare(
    `INSERT INTO orders (msn, order_id, source, description, customer_key, state, amount_ore, reserved_ore, captured_ore,
       refunded_ore, cancelled_ore, registered_at, initiated_at, reserved_at, last_captured_at, activity_at, guarantee_until,
       deadline_at, next_poll_at, polled_at, event_count, registered_ore)
     VALUES (?, ?, 'registered', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const event = db.$client.prepare(
    `INSERT INTO payment_events (msn, order_id, event_key, operation, operation_name, amount_ore, success, occurred_at,
       transaction_id, position, seen_at) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)`,
  );
  const line = db.$client.prepare(
    `INSERT INTO bank_lines (id, line_key, import_id, account, booked_on, amount_ore, currency, description, settlement_number, from_vipps)
     VALUES (?, ?, 'bench', ?, ?, ?, 'NOK', ?, ?, 'yes')`,
  );
  const writeOrder = (made: BookOrder) => {
    const at = made.events[0]?.at ?? made.reservedAt;
    const isOpen = made.amountOre - made.capturedOre - made.cancelledOre > 0;
    const reservedOre = made.amountOre;
    order.run(
      ...[
        made.msn,
        made.orderId,
        made.description,
        made.customerKey,
        made.state,
        made.amountOre,
        reservedOre,
      ],
      ...[made.capturedOre, made.refundedOre, made.cancelledOre, at, at, made.reservedAt, made.capturedAt],
      ...[made.activityAt, later(made.reservedAt, 7 * dayMs), later(made.reservedAt, 180 * dayMs)],
      isOpen ? nextPoll : null,
      ...[made.activityAt, made.events.length, made.amountOre],
    );
    made.events.forEach((happened, position) => {
      const { operation, amountOre, transactionId } = happened;
      const name = operation.toUpperCase();
      const key = `${name}|${transactionId}`;
      event.run(
        ...[made.msn, made.orderId, key, operation, name, amountOre, happened.at],
        ...[transactionId, position, happened.at],
      );
    });
  };
  return db.$client.transaction(({ orders, payouts }: BookDay) => {
    for (const made of orders) writeOrder(made);
    for (const payout of payouts) {
      const arrived = arrivalOf(payout);
      if (arrived > lastDay) continue;
      const id = `line ${payout.number}`;
      line.run(id, id, accountOf(payout.msn), arrived, payout.amountOre, textOf(payout), payout.number);
    }
  });
}

const nextPoll = `${addDays(lastDay, 2)}T06:00:00.000Z`;

/** As addMs, some hundred times faster. */
function later(instant: string, ms: number): string {
  return new Date(Date.parse(instant) + ms).toISOString();
}

function arrivalOf(payout: BookPayout) {
  return expectedInBank(payout.date, 2, 'NO').earliest;
}

function textOf({ number, msn }: BookPayout): string {
  return `Utbet. ${number} Vippsnr ${msn}`;
}

/** The pages in which the feeds tell of one more day. */
export function writeFeeds(folder: string, made: BookDay): void {
  fs.mkdirSync(folder, { recursive: true });
  const files = openFiles(folder);
  files.write(made);
  files.close();
}

/** One file for each feed and for each table of the yardsticks. */
function openFiles(folder: string) {
  const files = new Map<string, ReturnType<typeof openText>>();
  const file = (name: string) => {
    const open = files.get(name) ?? openText(path.join(folder, name));
    files.set(name, open);
    return open;
  };
  const pages = new Map<string, string[]>();
  const places = new Map<string, number>();
  const writePage = (name: string) => {
    const items = pages.get(name);
    if (items !== undefined && items.length > 0)
      file(`${name}.pages`).add(`{"items":[${items.join(',')}]}\n`);
    pages.set(name, []);
  };
  file('events.csv').add('sequence,msn,order_id,operation,amount_ore,success,occurred_at,transaction_id\n');
  file('payouts.csv').add('ledger_id,settlement_number,amount_ore,ledger_date\n');
  file('bank.csv').add('account,booked_on,amount_ore,settlement_number\n');
  let events = 0;
  return {
    write(made: BookDay): void {
      for (const order of made.orders) {
        for (const { operation, amountOre, at, transactionId } of order.events) {
          events += 1;
          file('events.csv').add(
            `${events},${order.msn},${order.orderId},${operation},${amountOre},1,${at},${transactionId}\n`,
          );
        }
      }
      for (const payout of made.payouts) {
        const { msn, number, amountOre, date } = payout;
        file('payouts.csv').add(`${ledgerOf(msn)},${number},${amountOre},${date}\n`);
        const arrived = arrivalOf(payout);
        if (arrived <= lastDay) file('bank.csv').add(`${accountOf(msn)},${arrived},${amountOre},${number}\n`);
      }
      for (const entry of made.entries) {
        const name = feedName(entry);
        const place = (places.get(name) ?? 0) + 1;
        places.set(name, place);
        file(`${name}.csv`).add(csvOfEntry(entry, place));
        const items = pages.get(name) ?? [];
        pages.set(name, items);
        items.push(JSON.stringify(wireOf(entry)));
        if (items.length === itemsOfPage) writePage(name);
      }
    },
    close(): void {
      for (const name of pages.keys()) writePage(name);
      for (const open of files.values()) open.close();
    },
  };
}

export function feedName({ msn, topic }: Pick<BookEntry, 'msn' | 'topic'>): string {
  return `${ledgerOf(msn)}-${topic}`;
}

/** An entry as the Report API tells of it. */
export function wireOf(entry: BookEntry) {
  return {
    pspReference: entry.pspReference,
    time: entry.at,
    ledgerDate: entry.date,
    entryType: entry.type,
    reference: entry.reference,
    currency: 'NOK',
    amount: entry.amountOre,
    recipientHandle: `api:${entry.msn}`,
    balanceAfter: entry.afterOre,
    balanceBefore: entry.beforeOre,
  };
}

/** The row as the desk will store it, without its sequence, which the loader counts. */
function csvOfEntry(entry: BookEntry, place: number): string {
  const key = feedKey(
    {
      pspReference: entry.pspReference,
      time: entry.at,
      ledgerDate: entry.date,
      entryType: entry.type,
      reference: entry.reference ?? undefined,
      currency: 'NOK',
      amountOre: ore(entry.amountOre),
      recipientHandle: `api:${entry.msn}`,
      balanceBeforeOre: ore(entry.beforeOre),
      balanceAfterOre: ore(entry.afterOre),
      raw: {},
    },
    ledgerOf(entry.msn),
    entry.topic,
  );
  const { msn, topic, date, at, type, pspReference, reference, amountOre, beforeOre, afterOre } = entry;
  return `${key},${ledgerOf(msn)},${topic},${date},${at},${type},${pspReference},${reference ?? ''},NOK,${amountOre},api:${msn},${msn},${beforeOre},${afterOre},feed,${place},0,${benchNow}\n`;
}

function openText(file: string) {
  const handle = fs.openSync(file, 'w');
  let waiting: string[] = [];
  let length = 0;
  const flush = () => {
    fs.writeSync(handle, waiting.join(''));
    [waiting, length] = [[], 0];
  };
  return {
    add(text: string): void {
      waiting.push(text);
      length += text.length;
      if (length > 1 << 20) flush();
    },
    close(): void {
      flush();
      fs.closeSync(handle);
    },
  };
}
