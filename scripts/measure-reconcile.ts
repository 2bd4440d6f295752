/**
 * `npm run measure:reconcile -- [ROWS]`: how long it takes to reconcile so many ledger entries (a million unless told) against as many
 * payment events from scratch, and then one new day. Every thousandth capture is missing on one of the two sides.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { addDays, type Day, day } from '#core/calendar';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { saveSalesUnit } from '#db/orders';
import { fixedClock } from '#services/clock';
import { derivePayouts } from '#services/derive-payouts';
import { noProgress } from '#services/progress';
import { reconcile } from '#services/reconcile';

const rows = Number(process.argv[2] ?? 1_000_000);
if (!Number.isInteger(rows) || rows < 1000) {
  console.error('Use: npm run measure:reconcile -- [ROWS], 1000 at least');
  process.exit(2);
}
const perDay = Math.max(100, Math.round(rows / 365));
const firstDay = day('2025-01-01');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-measure-'));
const db = openDatabase(path.join(folder, 'measure.db'));
try {
  migrateOpen(db);
  await saveSalesUnit(db, { msn: '123456', name: 'Measured', polled: true, at: `${firstDay}T00:00:00.000Z` });
  db.$client
    .prepare(
      `INSERT INTO ledgers (ledger_id, currency, bank_account, country, source, synced_at) VALUES ('1', 'NOK', '15062718347', 'NO', 'feed', ?)`,
    )
    .run(`${firstDay}T00:00:00.000Z`);
  db.$client.prepare(`INSERT INTO ledger_handles VALUES ('1', 'api:123456', '123456')`).run();
  const generator = makeGenerator(db);
  let date: Day = firstDay;
  for (let made = 0; made < rows; made += perDay, date = addDays(date, 1))
    generator.addDay(date, Math.min(perDay, rows - made));
  const entries = count('ledger_entries');
  const events = count('payment_events');
  const desk = { db, clock: fixedClock(`${addDays(date, 3)}T08:00:00.000Z`), log: pino({ level: 'silent' }) };

  const payouts = await timed(() => derivePayouts(desk));
  const whole = await timed(() => reconcile(desk, noProgress));
  const open = count(`exceptions WHERE status = 'open'`);
  generator.addDay(date, perDay);
  desk.clock.set(`${addDays(date, 4)}T08:00:00.000Z`);
  const day1 = await timed(async () => {
    await derivePayouts(desk);
    return reconcile(desk, noProgress);
  });
  console.log(`Node ${process.version}, ${os.cpus().length} cores (${os.cpus()[0]?.model.trim()})`);
  console.log(
    `${entries} ledger entries against ${events} payment events, ${count('payouts')} payouts, ${open} exceptions`,
  );
  console.log(`payouts derived and added up: ${seconds(payouts)}`);
  console.log(
    `reconciled from scratch: ${seconds(whole)}, ${Math.round((entries + events) / (whole / 1000))} rows per second`,
  );
  console.log(
    `one new day of ${perDay} captures: ${seconds(day1)}, ${(day1 / (whole + payouts)).toFixed(4)} of from scratch`,
  );
  console.log(`memory: ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB resident`);
} finally {
  closeDatabase(db);
  fs.rmSync(folder, { recursive: true, force: true });
}

function makeGenerator(books: Db) {
  const order = books.$client.prepare(
    `INSERT INTO orders (msn, order_id, source, state, amount_ore, reserved_ore, captured_ore, registered_at, initiated_at,
       reserved_at, last_captured_at, activity_at, guarantee_until, deadline_at, event_count)
     VALUES ('123456', ?, 'registered', 'captured', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
  );
  const event = books.$client.prepare(
    `INSERT INTO payment_events (msn, order_id, event_key, operation, operation_name, amount_ore, success, occurred_at,
       transaction_id, position, seen_at) VALUES ('123456', ?, ?, 'capture', 'CAPTURE', ?, 1, ?, ?, 0, ?)`,
  );
  const entry = books.$client.prepare(
    `INSERT INTO ledger_entries (entry_key, ledger_id, topic, ledger_date, occurred_at, entry_type, psp_reference, reference,
       currency, amount_ore, recipient_handle, msn, balance_before_ore, balance_after_ore, source, first_seen_at, feed_order, chain_gap_ore)
     VALUES (?, '1', 'funds', ?, ?, ?, ?, ?, 'NOK', ?, 'api:123456', '123456', ?, ?, 'feed', ?, ?, 0)`,
  );
  let [serial, feedOrder, balance] = [0, 0, 0];
  const book = (
    date: Day,
    at: string,
    type: string,
    psp: string,
    reference: string | null,
    amount: number,
  ) => {
    feedOrder += 1;
    entry.run(
      `e${feedOrder}`,
      date,
      at,
      type,
      psp,
      reference,
      amount,
      balance,
      balance + amount,
      at,
      feedOrder,
    );
    balance += amount;
  };
  return {
    addDay: books.$client.transaction((date: Day, captures: number) => {
      for (let index = 0; index < captures; index += 1) {
        serial += 1;
        const [id, psp, amount] = [
          `A-${serial}`,
          `5${String(serial).padStart(9, '0')}`,
          10_000 + (serial % 997) * 100,
        ];
        const at = new Date(Date.parse(`${date}T09:00:00Z`) + index).toISOString();
        if (serial % 1000 !== 7) {
          order.run(id, amount, amount, amount, at, at, at, at, at, at, at);
          event.run(id, `CAPTURE|${psp}`, amount, at, psp, at);
        }
        if (serial % 1000 !== 13) book(date, at, 'capture', psp, id, amount);
      }
      book(
        date,
        `${date}T21:00:00.000Z`,
        'scheduled-for-payout',
        String(2_000_000 + feedOrder),
        null,
        -balance,
      );
    }),
  };
}

function count(what: string): number {
  return Number(db.$client.prepare(`SELECT count(*) FROM ${what}`).pluck().get());
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
