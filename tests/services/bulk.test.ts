import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ore } from '#core/money';
import { listCommands } from '#db/commands';
import { listRequestedJobs } from '#db/job-runs';
import { listBulkItemsByOutcome, listBulkRunViews, listOpenBulkRuns } from '#db/queries/bulk-runs';
import { capturePayment } from '#services/capture-payment';
import { changeRoles, disablePerson } from '#services/people';
import { previewBulk } from '#services/preview-bulk';
import { noProgress } from '#services/progress';
import { runBulk } from '#services/run-bulk';
import { storeCommand } from '#services/run-command';
import { bulkItemKey, startBulk } from '#services/start-bulk';
import { stopBulk } from '#services/stop-bulk';
import { addTestPerson, openTestDesk, type TestDesk, testUnit } from '../test-desk';
import {
  actor,
  booksDiffer,
  decideAndRun,
  named,
  outcomes,
  requestOf,
  settleAll,
  stoppingAfter,
  viewOf,
} from './bulk-steps';

let test: TestDesk;
beforeEach(async () => {
  test = await openTestDesk();
});
afterEach(() => test.close());

const words = { transactionText: 'By the shop', actor: 'ola' };
const reserve = async (count: number, prefix = 'A') => {
  const ids = Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`);
  for (const [index, id] of ids.entries()) await test.reserved(id, 10_000 + index);
  return ids;
};
const commandCount = () =>
  (test.desk.db.$client.prepare('SELECT count(*) AS n FROM commands').get() as { n: number }).n;

describe('a preview', () => {
  it('says what would be captured, and why the others are skipped', async () => {
    await reserve(2);
    await test.initiated('I-1');
    await test.reserved('O-1');
    await storeCommand(test.desk, { msn: testUnit, orderId: 'O-1', kind: 'capture', ...words });
    await test.reserved('D-1');
    await capturePayment(test.desk, { msn: testUnit, orderId: 'D-1', ...words });
    await test.reserved('K-1', 500, '234567');
    test.desk.db.$client.prepare(`UPDATE sales_units SET polled = 'no' WHERE msn = '234567'`).run();
    const preview = await previewBulk(test.desk, 'capture', [
      ...named('A-1', 'I-1', 'O-1', 'D-1', 'NONE', 'A-2', 'A-1'),
      { msn: '234567', orderId: 'K-1' },
    ]);
    expect(preview.items.map(({ orderId, reason }) => [orderId, reason])).toEqual([
      ['A-1', null],
      ['I-1', 'not-reserved'],
      ['O-1', 'another-is-open'],
      ['D-1', 'nothing-to-capture'],
      ['NONE', 'unknown-order'],
      ['A-2', null],
      ['K-1', 'no-keys-for-sales-unit'],
    ]);
    expect(preview).toMatchObject({ orders: 2, amountOre: 20_001, capturesOre: 20_001, guaranteeOver: 0 });
    expect(commandCount()).toBe(2);
  });

  it('names what the same customer has paid already, and how many are marked as sent', async () => {
    await reserve(3);
    const { db, clock } = test.desk;
    db.$client
      .prepare(
        `INSERT INTO exceptions (id, kind, status, cause_present, amount_ore, currency, arose_on, msn, order_id, detail, opened_at)
          VALUES ('twice', 'duplicate-reservation', 'open', 'yes', 10000, 'NOK', '2026-06-01', ?, 'A-2', '{}', ?)`,
      )
      .run(testUnit, clock.now());
    db.$client.prepare(`UPDATE orders SET shipped_at = ? WHERE order_id = 'A-3'`).run(clock.now());
    const preview = await previewBulk(test.desk, 'capture', named('A-1', 'A-2', 'A-3'));
    expect(preview.items.map(({ reservedTwice }) => reservedTwice)).toEqual([false, true, false]);
    expect(preview).toMatchObject({ orders: 3, reservedTwice: 1, shippedBefore: 1 });
    const cancelled = await previewBulk(test.desk, 'cancel', named('A-2'));
    expect(cancelled.reservedTwice).toBe(0);
  });

  it('warns of a guarantee that is over, and captures all the same', async () => {
    await reserve(1);
    await test.advance({ advanceMs: 8 * 86_400_000 });
    expect(await previewBulk(test.desk, 'capture', named('A-1'))).toMatchObject({
      orders: 1,
      guaranteeOver: 1,
    });
    expect(await previewBulk(test.desk, 'cancel', named('A-1'))).toMatchObject({
      orders: 1,
      guaranteeOver: 0,
    });
  });

  it('of a cancel names what is given back: the rest after a capture, nothing before a reservation', async () => {
    await reserve(1);
    await test.reserved('P-1');
    await capturePayment(test.desk, { msn: testUnit, orderId: 'P-1', ...words, amountOre: ore(20_000) });
    await test.initiated('I-1');
    const preview = await previewBulk(test.desk, 'cancel', named('A-1', 'P-1', 'I-1'));
    expect(preview.items.map(({ amountOre, reason }) => [amountOre, reason])).toEqual([
      [10_000, null],
      [29_900, null],
      [0, null],
    ]);
    expect(preview.items[1]?.text).toBe('Resten av ordre P-1 er frigitt');
  });

  it('takes no more orders than a person can look through', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => `X-${index}`);
    await expect(previewBulk(test.desk, 'capture', named(...many))).rejects.toThrow(RangeError);
  });
});

describe('a decision about many orders', () => {
  it('is stored whole before anything is sent, and carried out with the texts of the orders', async () => {
    const ids = await reserve(3);
    test.desk.db.$client.prepare(`UPDATE orders SET description = NULL WHERE order_id = 'A-1'`).run();
    const request = await requestOf(test.desk, 'capture', [...ids, 'NONE']);
    expect(await startBulk(test.desk, request)).toEqual({ kind: 'started', id: request.id });
    expect(await listRequestedJobs(test.desk.db)).toEqual(['run-bulk']);
    expect([commandCount(), await outcomes(test.desk, request.id)]).toEqual([
      0,
      { 'A-1': 'waiting', 'A-2': 'waiting', 'A-3': 'waiting', NONE: 'skipped: unknown-order' },
    ]);
    expect(await listOpenBulkRuns(test.desk.db, 5)).toHaveLength(1);
    expect(await runBulk(test.desk, noProgress)).toEqual({ given: 3, refused: 0, waiting: 0 });
    expect(await viewOf(test.desk, request.id)).toMatchObject({
      orders: 4,
      amountOre: 30_003,
      movedOre: 30_003,
      outcomes: { done: { count: 3, amountOre: 30_003 }, skipped: { count: 1 } },
      finishedAt: test.desk.clock.now(),
    });
    const texts = await Promise.all(named('A-1', 'A-2').map((name) => listCommands(test.desk.db, name)));
    expect(texts.map(([command]) => [command?.transactionText, command?.actor, command?.reason])).toEqual([
      ['Ordre A-1', actor, 'bulk'],
      ['Two books', actor, 'bulk'],
    ]);
    expect(await booksDiffer(test, ids)).toEqual([]);
    expect(await listOpenBulkRuns(test.desk.db, 5)).toEqual([]);
  });

  it('sent again is the same run; with other content it is refused', async () => {
    const ids = await reserve(2);
    const request = await requestOf(test.desk, 'capture', ids);
    const [one, two] = await Promise.all([startBulk(test.desk, request), startBulk(test.desk, request)]);
    expect([one.kind, two.kind].sort()).toEqual(['repeated', 'started']);
    await runBulk(test.desk, noProgress);
    expect(await startBulk(test.desk, request)).toEqual({ kind: 'repeated', id: request.id });
    await runBulk(test.desk, noProgress);
    expect(commandCount()).toBe(2);
    const [first, ...rest] = request.orders;
    if (first === undefined) throw new Error('no order');
    for (const other of [
      { ...request, orders: rest },
      { ...request, transactionText: 'Another text' },
      { ...request, orders: [...rest, first] },
      { ...request, kind: 'cancel' as const },
      { ...request, orders: [{ ...first, skipped: 'too-many' as const }, ...rest] },
    ])
      expect(await startBulk(test.desk, other)).toEqual({ kind: 'refused', refusal: 'key-used-otherwise' });
    expect((await listBulkRunViews(test.desk.db, { limit: 5 })).rows).toHaveLength(1);
  });

  it('that says another amount than the whole remainder, an order twice, or nothing, is refused', async () => {
    const [id = ''] = await reserve(1);
    const request = await requestOf(test.desk, 'capture', [id]);
    const [order] = request.orders;
    if (order === undefined) throw new Error('no order');
    for (const [orders, refusal] of [
      [[{ ...order, amountOre: ore(9_999) }], 'unreadable'],
      [[{ ...order, amountOre: ore(-1) }], 'unreadable'],
      [[order, order], 'unreadable'],
      [[], 'nothing-to-do'],
      [[{ ...order, skipped: 'another-is-open' }], 'nothing-to-do'],
      [Array.from({ length: 1001 }, (_, index) => ({ ...order, orderId: `Z-${index}` })), 'too-many-orders'],
    ] as const)
      expect(await startBulk(test.desk, { ...request, orders })).toEqual({ kind: 'refused', refusal });
    expect((await listBulkRunViews(test.desk.db, { limit: 5 })).rows).toEqual([]);
  });

  it('never captures another amount than was seen', async () => {
    const ids = await reserve(3);
    const request = await requestOf(test.desk, 'capture', ids);
    await startBulk(test.desk, request);
    await capturePayment(test.desk, { msn: testUnit, orderId: 'A-2', ...words, amountOre: ore(4_000) });
    await runBulk(test.desk, noProgress);
    expect(await outcomes(test.desk, request.id)).toEqual({
      'A-1': 'done',
      'A-2': 'refused: changed-meanwhile',
      'A-3': 'done',
    });
    expect(await test.truth('A-2')).toMatchObject({ captured: 4_000 });
  });

  it('captures nothing that cannot be captured any more', async () => {
    await reserve(1);
    const request = await requestOf(test.desk, 'capture', ['A-1']);
    await startBulk(test.desk, request);
    await test.advance({ advanceMs: 181 * 86_400_000 });
    await runBulk(test.desk, noProgress);
    expect(await outcomes(test.desk, request.id)).toEqual({ 'A-1': 'refused: past-deadline' });
  });

  it('waits for another command of an order, but not for ever', async () => {
    const ids = await reserve(2);
    const request = await requestOf(test.desk, 'capture', ids);
    await startBulk(test.desk, request);
    await storeCommand(test.desk, { msn: testUnit, orderId: 'A-1', kind: 'capture', ...words });
    expect(await runBulk(test.desk, noProgress)).toEqual({ given: 1, refused: 0, waiting: 1 });
    for (let round = 0; round < 12; round += 1) {
      await test.advance({ advanceMs: 11_000 });
      await runBulk(test.desk, noProgress);
    }
    expect(await outcomes(test.desk, request.id)).toEqual({
      'A-1': 'refused: another-is-open',
      'A-2': 'done',
    });
    expect((await viewOf(test.desk, request.id)).finishedAt).not.toBeNull();
  });

  it('twice about the same orders captures each once', async () => {
    const ids = await reserve(6);
    const [one, two] = [
      await requestOf(test.desk, 'capture', ids),
      await requestOf(test.desk, 'capture', ids),
    ];
    await startBulk(test.desk, one);
    await startBulk(test.desk, two);
    await Promise.all([runBulk(test.desk, noProgress), runBulk(test.desk, noProgress)]);
    await settleAll(test);
    expect(await booksDiffer(test, ids)).toEqual([]);
    expect((await viewOf(test.desk, one.id)).movedOre + (await viewOf(test.desk, two.id)).movedOre).toBe(
      60_015,
    );
    expect(commandCount()).toBe(6);
  });
});

describe('forty orders', () => {
  it('one of which Vipps refuses: the others are captured, and its words stand with the one', async () => {
    const ids = await reserve(40);
    await test.desk.vipps.cancel({ msn: testUnit, orderId: 'A-17', text: 'by the shop' });
    const id = await decideAndRun(test.desk, 'capture', ids);
    const view = await viewOf(test.desk, id);
    expect(view.outcomes).toMatchObject({ done: { count: 39 }, failed: { count: 1, amountOre: 10_016 } });
    expect(view.movedOre).toBe(view.amountOre - 10_016);
    const [failed] = await listBulkItemsByOutcome(test.desk.db, id, ['failed'], 10);
    expect(failed).toMatchObject({ orderId: 'A-17', errorMessage: expect.stringMatching(/./) });
    expect(await booksDiffer(test, ids)).toEqual([]);
  });

  it('some of which time out are unknown until they are settled, and nothing is sent twice', async () => {
    const ids = await reserve(5);
    for (const [index, kind] of (['timeout-after-effect', 'timeout-before-effect'] as const).entries())
      await test.control.addFault({ kind, operation: 'capture', orderId: `A-${index + 1}`, delayMs: 1500 });
    for (const orderId of ['A-1', 'A-2'])
      await test.control.addFault({ kind: 'server-error', operation: 'details', orderId, times: 8 });
    const id = await decideAndRun(test.desk, 'capture', ids);
    expect((await viewOf(test.desk, id)).outcomes).toMatchObject({
      unknown: { count: 2 },
      done: { count: 3 },
    });
    expect((await viewOf(test.desk, id)).finishedAt).not.toBeNull();
    await test.control.clearFaults();
    await test.advance({ advance: 'hour' });
    await settleAll(test);
    expect((await viewOf(test.desk, id)).outcomes).toMatchObject({ done: { count: 5 } });
    expect(await booksDiffer(test, ids)).toEqual([]);
  });
});

describe('a run that is stopped', () => {
  it('by a person leaves what waits, and gives nothing more', async () => {
    const ids = await reserve(12);
    const request = await requestOf(test.desk, 'capture', ids);
    await startBulk(test.desk, request);
    await runBulk(test.desk, stoppingAfter(4));
    const left = await stopBulk(test.desk, request.id, 'ola');
    expect(left).toBeGreaterThan(0);
    expect(await stopBulk(test.desk, request.id, 'ola')).toBeUndefined();
    const before = commandCount();
    await settleAll(test);
    expect(commandCount()).toBe(before);
    const view = await viewOf(test.desk, request.id);
    expect(view).toMatchObject({ stoppedBy: 'ola', outcomes: { left: { count: left } } });
    expect(before).toBe(12 - (left ?? 0));
    expect(await booksDiffer(test, ids)).toEqual([]);
  });

  it('by the end of its process goes on with the next', async () => {
    const ids = await reserve(12);
    const request = await requestOf(test.desk, 'capture', ids);
    await startBulk(test.desk, request);
    await runBulk(test.desk, stoppingAfter(3));
    expect((await viewOf(test.desk, request.id)).finishedAt).toBeNull();
    await runBulk(test.desk, noProgress);
    expect((await viewOf(test.desk, request.id)).outcomes).toMatchObject({ done: { count: 12 } });
    expect(commandCount()).toBe(12);
  });
});

it('the key of an order in a run is a UUID of both, the same each time', () => {
  const [name = { msn: '', orderId: '' }] = named('A-1');
  const key = bulkItemKey('run', name);
  expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(bulkItemKey('run', name)).toBe(key);
  expect(bulkItemKey('another', name)).not.toBe(key);
  expect(bulkItemKey('run', { ...name, orderId: 'A-2' })).not.toBe(key);
});

describe('a run of somebody', () => {
  it('does nothing more once they may not, and says why; what was done stays done', async () => {
    const ids = await reserve(3);
    const request = await requestOf(test.desk, 'capture', ids);
    await startBulk(test.desk, request);
    const wanted = { username: actor, actor: 'test', nowMs: Date.now() };
    await addTestPerson(test.desk.db, { id: 'person-ola', username: 'ola' });
    await changeRoles(test.desk, { ...wanted, grants: [{ role: 'manager', msn: '234567' }] });
    await runBulk(test.desk, noProgress);
    expect(await outcomes(test.desk, request.id)).toEqual({
      'A-1': 'refused: not-allowed',
      'A-2': 'refused: not-allowed',
      'A-3': 'refused: not-allowed',
    });
    const reasons = await listBulkItemsByOutcome(test.desk.db, request.id, ['refused'], 10);
    expect(reasons.map(({ reason }) => reason)).toEqual(['not-allowed', 'not-allowed', 'not-allowed']);
    expect(commandCount()).toBe(0);
  });

  it('is over when their account is closed', async () => {
    const ids = await reserve(1);
    const request = await requestOf(test.desk, 'ship', ids);
    await startBulk(test.desk, request);
    await addTestPerson(test.desk.db, { id: 'person-ola', username: 'ola' });
    await disablePerson(test.desk, { username: actor, actor: 'test', nowMs: Date.now() });
    await runBulk(test.desk, noProgress);
    expect(await outcomes(test.desk, request.id)).toEqual({ 'A-1': 'refused: not-allowed' });
  });
});
