/** Each topic's mark changes when its thing changes, and not otherwise. */
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveTopic } from '#core/live-topics';
import { auditStatement } from '#db/audit';
import { startJobRun } from '#db/job-runs';
import { changedTopics, readChangeMarks } from '#db/queries/change-marks';
import { capturePayment } from '#services/capture-payment';
import { confirmOrder } from '#services/confirm-order';
import { pollPayment } from '#services/poll-payments';
import { noProgress } from '#services/progress';
import { reconcile } from '#services/reconcile';
import { registerOrder } from '#services/register-order';
import { shipOrder } from '#services/ship-order';
import { openTestDesk, type TestDesk, testUnit } from '../test-desk';

let books: TestDesk;
beforeEach(async () => {
  books = await openTestDesk();
});
afterEach(() => books.close());

async function changesOf(work: () => Promise<unknown>): Promise<LiveTopic[]> {
  const { db } = books.desk;
  const before = await readChangeMarks(db);
  await work();
  return (await changedTopics(db, before, await readChangeMarks(db))).sort();
}

const at = '2026-06-02T08:00:00.000Z';
const order = { msn: testUnit, orderId: 'A-1' };

describe('a topic changes', () => {
  it('orders: when one is registered, paid, confirmed', async () => {
    const registered = { ...order, amountOre: 10_000, express: false };
    expect(await changesOf(() => registerOrder(books.desk, registered))).toEqual(['orders']);
    expect(await changesOf(() => books.reserved('A-2'))).toEqual(['orders']);
    expect(
      await changesOf(() => confirmOrder(books.desk, { ...order, orderId: 'A-2', how: 'poll' })),
    ).toEqual(['orders']);
  });

  it('commands and orders: when one is captured', async () => {
    const found = await books.reserved('A-1');
    const request = { ...order, transactionText: 'Sent', actor: 'kari' };
    expect(await changesOf(() => capturePayment(books.desk, request))).toEqual(['commands', 'orders']);
    expect(found.state).toBe('reserved');
  });

  it('commands: while the outcome of one is open, with each attempt', async () => {
    await books.reserved('A-1');
    await books.control.addFault({ kind: 'timeout-before-effect', operation: 'capture', times: 9 });
    await capturePayment(books.desk, { ...order, transactionText: 'Sent', actor: 'kari' });
    const again = sql`UPDATE commands SET attempts = attempts + 1`;
    expect(await changesOf(async () => books.desk.db.run(again))).toEqual(['commands']);
  });

  it('orders: when goods are told to be sent', async () => {
    await books.reserved('A-1');
    const sent = { ...order, shipmentKey: 'one', actor: 'kari' };
    expect(await changesOf(() => shipOrder(books.desk, sent))).toContain('orders');
  });

  it('jobs: when a run begins, goes on and ends', async () => {
    const { db } = books.desk;
    const run = { id: 'run-1', job: 'reconcile', requestedBy: 'schedule', realNow: at };
    expect(await changesOf(() => startJobRun(db, run))).toEqual(['jobs']);
    expect(await changesOf(async () => db.run(sql`UPDATE job_runs SET done = 7, total = 9`))).toEqual([
      'jobs',
    ]);
    const end = sql`UPDATE job_runs SET status = 'succeeded', finished_at = ${at}`;
    expect(await changesOf(async () => db.run(end))).toEqual(['jobs']);
  });

  it('bulk: when a run is stored, and with each order acted on', async () => {
    const { db } = books.desk;
    await books.reserved('A-1');
    const stored = async () => {
      db.run(
        sql`INSERT INTO bulk_runs (id, kind, actor, requested_at) VALUES ('b-1', 'ship', 'kari', ${at})`,
      );
      db.run(sql`INSERT INTO bulk_items (bulk_id, position, msn, order_id, key, amount_ore, seen_reserved_ore,
        seen_captured_ore, seen_refunded_ore, seen_cancelled_ore, state) VALUES ('b-1', 1, ${testUnit}, 'A-1', 'k', 1, 1, 0, 0, 0, 'waiting')`);
    };
    expect(await changesOf(stored)).toEqual(['bulk']);
    expect(await changesOf(async () => db.run(sql`UPDATE bulk_items SET state = 'given'`))).toEqual(['bulk']);
    const finished = sql`UPDATE bulk_runs SET finished_at = ${at}`;
    expect(await changesOf(async () => db.run(finished))).toEqual(['bulk']);
  });

  it('by what the record says was done, where no row is new', async () => {
    const record = (subject: string) => async () =>
      auditStatement(books.desk.db, { at, actor: 'kari', action: 'did', subject }).run();
    expect(await changesOf(record('match m-1'))).toEqual(['bank', 'payouts']);
    expect(await changesOf(record('exception e-1'))).toEqual(['exceptions']);
    expect(await changesOf(record('import i-1'))).toEqual(['imports']);
    expect(await changesOf(record('report orders'))).toEqual([]);
    expect(await changesOf(record('order'))).toEqual(['commands', 'orders']);
  });
});

describe('nothing changes', () => {
  it('when nothing is done, a payment is read and is as it was, or a running job gives a sign of life', async () => {
    const { db } = books.desk;
    const found = await books.reserved('A-1');
    await startJobRun(db, { id: 'run-1', job: 'reconcile', requestedBy: 'schedule', realNow: at });
    expect(await changesOf(async () => {})).toEqual([]);
    expect(await changesOf(() => pollPayment(books.desk, found))).toEqual([]);
    const alive = sql`UPDATE job_runs SET heartbeat_at = '2026-06-02T09:00:00.000Z'`;
    expect(await changesOf(async () => db.run(alive))).toEqual([]);
    await reconcile(books.desk, noProgress);
    expect(await changesOf(() => reconcile(books.desk, noProgress))).toEqual([]);
  });
});

it('the marks are read from indexes, whatever is stored: no order, event or entry is scanned', async () => {
  const { db } = books.desk;
  const prepared: string[] = [];
  const prepare = db.$client.prepare.bind(db.$client);
  db.$client.prepare = ((text: string) => {
    prepared.push(text);
    return prepare(text);
  }) as typeof db.$client.prepare;
  await readChangeMarks(db);
  const steps = prepared.flatMap((text) =>
    prepare(`EXPLAIN QUERY PLAN ${text}`)
      .all()
      .map((step) => String((step as { detail: string }).detail)),
  );
  expect(steps.length).toBeGreaterThan(30);
  const scans = steps.filter(
    (step) => step.startsWith('SCAN ') && !/USING (COVERING )?INDEX|CONSTANT ROW/.test(step),
  );
  expect(scans.filter((step) => !/^SCAN (touched_days|r|\(subquery)/.test(step))).toEqual([]);
});
