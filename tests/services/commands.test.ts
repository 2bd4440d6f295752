import { uuidv7 } from 'uuidv7';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ore } from '#core/money';
import type { CommandKind } from '#core/payment-actions';
import { findCommand, listCommands, updateOpenCommandStatement } from '#db/commands';
import { cancelPayment } from '#services/cancel-payment';
import { capturePayment } from '#services/capture-payment';
import { noProgress } from '#services/progress';
import { refundPayment } from '#services/refund-payment';
import { registerOrders } from '#services/register-order';
import { type CommandResult, runCommand, storeCommand } from '#services/run-command';
import { outcomeIn } from '#services/settle-command';
import { settleOpenCommands } from '#services/settle-open-commands';
import { faultsIn } from '../faults-in';
import { openTestDesk, type TestDesk, testUnit } from '../test-desk';

let test: TestDesk;
beforeEach(async () => {
  test = await openTestDesk();
});
afterEach(() => test.close());

const name = (orderId: string) => ({ msn: testUnit, orderId });
const words = { transactionText: 'Parcel 70300000', actor: 'kari' };

function commandOf(result: CommandResult) {
  if (result.kind === 'refused') throw new Error(`refused: ${result.refusal}`);
  return result.command;
}

describe('a capture', () => {
  it('takes all that is reserved when no amount is named', async () => {
    await test.reserved('A-1');
    const command = commandOf(await capturePayment(test.desk, { ...name('A-1'), ...words }));
    expect(command).toMatchObject({ status: 'succeeded', amountOre: 49_900, attempts: 1, actor: 'kari' });
    expect(await test.read('A-1')).toMatchObject({ state: 'captured', capturedOre: 49_900, remainingOre: 0 });
    expect(await test.truth('A-1')).toMatchObject({ state: 'captured', captured: 49_900 });
  });

  it('may be made in parts, and the rest released', async () => {
    await test.reserved('A-2');
    await capturePayment(test.desk, { ...name('A-2'), ...words, amountOre: ore(20_000) });
    await capturePayment(test.desk, { ...name('A-2'), ...words, amountOre: ore(10_000) });
    expect(await test.read('A-2')).toMatchObject({ state: 'partially_captured', remainingOre: 19_900 });
    const release = commandOf(await cancelPayment(test.desk, { ...name('A-2'), ...words }));
    expect(release).toMatchObject({ status: 'succeeded', amountOre: 19_900, releaseRest: 'yes' });
    expect(await test.read('A-2')).toMatchObject({
      state: 'captured',
      capturedOre: 30_000,
      cancelledOre: 19_900,
    });
    expect(await test.truth('A-2')).toMatchObject({ captured: 30_000, cancelled: 19_900 });
  });

  it('of a rest below 1 kr leaves the amount out, as Vipps requires', async () => {
    await test.reserved('A-3', 20_050);
    await capturePayment(test.desk, { ...name('A-3'), ...words, amountOre: ore(20_000) });
    const command = commandOf(
      await capturePayment(test.desk, { ...name('A-3'), ...words, amountOre: ore(50) }),
    );
    expect(command.status).toBe('succeeded');
    expect(await test.truth('A-3')).toMatchObject({ captured: 20_050 });
  });

  it.each([
    ['above what is left', 49_901, 'above-remaining'],
    ['below 1 kr', 99, 'below-smallest'],
  ])('%s is refused before anything is sent', async (_what, amount, refusal) => {
    await test.reserved('A-4');
    const result = await capturePayment(test.desk, { ...name('A-4'), ...words, amountOre: ore(amount) });
    expect(result).toMatchObject({ kind: 'refused', refusal });
    expect(await listCommands(test.desk.db, name('A-4'))).toEqual([]);
  });

  it('of an order nobody confirmed, or nobody knows, is refused', async () => {
    await test.initiated('A-5');
    expect(await capturePayment(test.desk, { ...name('A-5'), ...words })).toMatchObject({
      refusal: 'not-reserved',
    });
    expect(await capturePayment(test.desk, { ...name('A-6'), ...words })).toMatchObject({
      refusal: 'unknown-order',
    });
  });

  it('needs a text of 1 to 100 characters', async () => {
    await test.reserved('A-7');
    expect(
      await capturePayment(test.desk, { ...name('A-7'), actor: 'kari', transactionText: '  ' }),
    ).toMatchObject({ refusal: 'text-missing' });
    expect(
      await capturePayment(test.desk, { ...name('A-7'), actor: 'kari', transactionText: 'x'.repeat(101) }),
    ).toMatchObject({ refusal: 'text-too-long' });
  });

  it('that Vipps refuses is failed, with its code, group and message', async () => {
    await test.reserved('A-8');
    // The shop cancels by another way; the desk has not read it yet.
    await test.desk.vipps.cancel({ ...name('A-8'), text: 'by the shop' });
    const command = commandOf(await capturePayment(test.desk, { ...name('A-8'), ...words }));
    expect(command.status).toBe('failed');
    expect(command.errorCode).toMatch(/^\d+$/);
    expect(command.errorGroup).toBe('Payment');
    expect(command.errorMessage).toBeTruthy();
    expect(await test.read('A-8')).toMatchObject({ state: 'cancelled' });
  });
});

describe('nothing twice', () => {
  it('a double click is one command and one capture', async () => {
    await test.reserved('B-1');
    const request = { ...name('B-1'), ...words, id: uuidv7(), amountOre: ore(10_000) };
    const [first, second] = await Promise.all([
      capturePayment(test.desk, request),
      capturePayment(test.desk, request),
    ]);
    expect([first.kind, second.kind]).toEqual(['recorded', 'recorded']);
    expect(commandOf(first).id).toBe(commandOf(second).id);
    expect(await test.truth('B-1')).toMatchObject({ captured: 10_000 });
    const third = await capturePayment(test.desk, request);
    expect(third).toMatchObject({ kind: 'recorded', repeated: true });
    expect(await listCommands(test.desk.db, name('B-1'))).toHaveLength(1);
  });

  it('ten people at once: one command is sent, the others are told', async () => {
    await test.reserved('B-2');
    const seen = { reservedOre: 49_900, capturedOre: 0, refundedOre: 0, cancelledOre: 0 };
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, person) =>
        capturePayment(test.desk, {
          ...name('B-2'),
          ...words,
          actor: `person ${person}`,
          amountOre: ore(10_000),
          seen,
        }),
      ),
    );
    expect(results.filter((result) => result.kind === 'recorded')).toHaveLength(1);
    for (const result of results) {
      if (result.kind === 'refused')
        expect(['another-is-open', 'changed-meanwhile']).toContain(result.refusal);
    }
    expect(await test.truth('B-2')).toMatchObject({ captured: 10_000 });
  });

  it('a decision made on old amounts is refused', async () => {
    await test.reserved('B-3');
    const seen = { reservedOre: 49_900, capturedOre: 0, refundedOre: 0, cancelledOre: 0 };
    await capturePayment(test.desk, { ...name('B-3'), ...words, amountOre: ore(10_000), seen });
    const late = await capturePayment(test.desk, { ...name('B-3'), ...words, amountOre: ore(10_000), seen });
    expect(late).toMatchObject({ kind: 'refused', refusal: 'changed-meanwhile' });
    expect(await test.truth('B-3')).toMatchObject({ captured: 10_000 });
  });

  it('the same key for something else is refused', async () => {
    await test.reserved('B-4');
    const id = uuidv7();
    await capturePayment(test.desk, { ...name('B-4'), ...words, id, amountOre: ore(10_000) });
    const other = await capturePayment(test.desk, { ...name('B-4'), ...words, id, amountOre: ore(20_000) });
    expect(other).toMatchObject({ kind: 'refused', refusal: 'key-used-otherwise' });
  });

  it('what a settled command asked for and what became of it can no longer be changed', async () => {
    await test.reserved('B-5');
    const command = commandOf(await capturePayment(test.desk, { ...name('B-5'), ...words }));
    const change = updateOpenCommandStatement(test.desk.db, command.id, { status: 'failed' });
    expect(change.run().changes).toBe(0);
    expect(() =>
      test.desk.db.$client.prepare(`UPDATE commands SET status = 'failed' WHERE id = ?`).run(command.id),
    ).toThrow(/never changes/);
    expect(() => test.desk.db.$client.prepare('DELETE FROM commands').run()).toThrow(/never deleted/);
  });
});

/** Every way a call can go wrong, at every command: one effect, one recorded outcome. */
const faults = [
  ['rate-limited', { retryAfterSeconds: 1 }],
  ['rate-limited', {}],
  ['server-error', {}],
  ['server-error-after-effect', {}],
  ['timeout-before-effect', { delayMs: 1600 }],
  ['timeout-after-effect', { delayMs: 1600 }],
  ['reset-before-effect', {}],
  ['reset-after-effect', {}],
  ['half-body', {}],
  ['malformed-json', {}],
  ['unauthorized', {}],
  ['slow', { delayMs: 300 }],
] as const;

const kinds: CommandKind[] = ['capture', 'refund', 'cancel'];

describe.each(kinds)('under each fault a %s', (kind) => {
  it.each(faults)('%s %o ends in one effect and one recorded outcome', async (fault, more) => {
    const orderId = `C-${kind}`;
    await test.reserved(orderId);
    if (kind === 'refund') await capturePayment(test.desk, { ...name(orderId), ...words });
    await test.control.addFault({ kind: fault, operation: kind, orderId, ...more });
    const amountOre = kind === 'cancel' ? undefined : ore(20_000);
    const result = await runCommand(test.desk, { ...name(orderId), ...words, kind, amountOre });
    for (let round = 0; round < 5 && commandOf(result).settledAt === null; round += 1) {
      await test.advance({ advance: 'hour' });
      await settleOpenCommands(test.desk, noProgress);
      if ((await findCommand(test.desk.db, commandOf(result).id))?.settledAt) break;
    }
    const [command, ...others] = await listCommands(test.desk.db, name(orderId));
    expect(others.filter((other) => other.kind === kind)).toEqual([]);
    expect((await test.control.listFaults()).map((row) => row.struck)).toEqual([1]);
    expect(command?.status).toBe('succeeded');
    const truth = await test.truth(orderId);
    const effect = { capture: truth.captured, refund: truth.refunded, cancel: truth.cancelled }[kind];
    expect(effect).toBe(kind === 'cancel' ? 49_900 : 20_000);
    const order = await test.read(orderId);
    expect([order.capturedOre, order.refundedOre, order.cancelledOre]).toEqual([
      truth.captured,
      truth.refunded,
      truth.cancelled,
    ]);
  });
});

describe('a command whose answer never comes', () => {
  it('is shown as unknown while Vipps is away, and settled when it is back', async () => {
    await test.reserved('D-1');
    await test.control.addFault({
      kind: 'timeout-after-effect',
      operation: 'capture',
      orderId: 'D-1',
      delayMs: 1500,
    });
    await test.control.addFault({ kind: 'server-error', operation: 'details', orderId: 'D-1', times: 8 });
    const command = commandOf(
      await capturePayment(test.desk, { ...name('D-1'), ...words, amountOre: ore(5_000) }),
    );
    expect(command).toMatchObject({ status: 'unknown', settledAt: null });
    expect(
      await capturePayment(test.desk, { ...name('D-1'), ...words, amountOre: ore(5_000) }),
    ).toMatchObject({ refusal: 'another-is-open' });
    await test.control.clearFaults();
    await test.advance({ advance: 'hour' });
    expect(await settleOpenCommands(test.desk, noProgress)).toEqual({ settled: 1, open: 0 });
    expect(await findCommand(test.desk.db, command.id)).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect(await test.truth('D-1')).toMatchObject({ captured: 5_000 });
  });

  it('after a crash between storing and sending is sent by the job, with the same key', async () => {
    await test.reserved('D-2');
    const stored = commandOf(
      await storeCommand(test.desk, { ...name('D-2'), ...words, kind: 'capture', amountOre: ore(7_000) }),
    );
    expect(stored).toMatchObject({ status: 'pending', attempts: 0 });
    // The process that held the lease is dead; its lease runs out.
    test.desk.db.$client.prepare(`UPDATE commands SET lease_until = '2000-01-01T00:00:00.000Z'`).run();
    await settleOpenCommands(test.desk, noProgress);
    expect(await findCommand(test.desk.db, stored.id)).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect(await test.truth('D-2')).toMatchObject({ captured: 7_000 });
  });

  it('after a crash between the effect and its record is found by its key, and not sent again', async () => {
    await test.reserved('D-3');
    const stored = commandOf(
      await storeCommand(test.desk, { ...name('D-3'), ...words, kind: 'capture', amountOre: ore(7_000) }),
    );
    await test.desk.vipps.capture({
      ...name('D-3'),
      amountOre: ore(7_000),
      text: words.transactionText,
      requestId: stored.id,
    });
    test.desk.db.$client.prepare(`UPDATE commands SET lease_until = NULL`).run();
    await settleOpenCommands(test.desk, noProgress);
    expect(await findCommand(test.desk.db, stored.id)).toMatchObject({ status: 'succeeded', attempts: 0 });
    expect(await test.truth('D-3')).toMatchObject({ captured: 7_000 });
  });

  it('is left alone while another process works on it', async () => {
    await test.reserved('D-4');
    const stored = commandOf(await storeCommand(test.desk, { ...name('D-4'), ...words, kind: 'capture' }));
    expect(await settleOpenCommands(test.desk, noProgress)).toEqual({ settled: 0, open: 1 });
    expect(await findCommand(test.desk.db, stored.id)).toMatchObject({ status: 'pending', attempts: 0 });
  });
});

describe('what is sent', () => {
  it('names the amount, also when it is all that remains: only below 1 kr it is left out', async () => {
    await test.reserved('G-1', 20_050);
    const sent: (number | undefined)[] = [];
    const vipps = {
      ...test.desk.vipps,
      capture: (request: Parameters<typeof test.desk.vipps.capture>[0]) => {
        sent.push(request.amountOre);
        return test.desk.vipps.capture(request);
      },
    };
    await capturePayment({ ...test.desk, vipps }, { ...name('G-1'), ...words, amountOre: ore(20_000) });
    await capturePayment({ ...test.desk, vipps }, { ...name('G-1'), ...words });
    await test.reserved('G-2', 30_000);
    await capturePayment({ ...test.desk, vipps }, { ...name('G-2'), ...words });
    expect(sent).toEqual([20_000, undefined, 30_000]);
  });

  it('is nothing when the order changes between the check and the storing', async () => {
    await test.reserved('G-3');
    const { clock } = test.desk;
    const changing = {
      ...clock,
      now() {
        test.desk.db.$client
          .prepare(`UPDATE orders SET event_count = event_count + 1 WHERE order_id = 'G-3'`)
          .run();
        return clock.now();
      },
    };
    const result = await capturePayment({ ...test.desk, clock: changing }, { ...name('G-3'), ...words });
    expect(result).toMatchObject({ kind: 'refused', refusal: 'changed-meanwhile' });
    expect(await listCommands(test.desk.db, name('G-3'))).toEqual([]);
  });

  it('is not repeated before its time', async () => {
    await test.reserved('G-4');
    await test.control.addFault({ kind: 'server-error', operation: 'capture', orderId: 'G-4', times: 9 });
    const command = commandOf(await capturePayment(test.desk, { ...name('G-4'), ...words }));
    expect(command).toMatchObject({ status: 'unknown', nextAttemptAt: expect.any(String) });
    expect(await settleOpenCommands(test.desk, noProgress)).toEqual({ settled: 0, open: 1 });
    expect(await findCommand(test.desk.db, command.id)).toMatchObject({ attempts: command.attempts });
  });
});

describe('the outcome in a history', () => {
  const entry = (operation: string, success: boolean, requestId?: string) => ({
    operation,
    success,
    requestId,
    amountOre: ore(100),
    timeStamp: '2026-06-02T06:30:00.000Z',
  });

  const ended = (text: string, ofPayment = 'Sokker') => [
    { ...entry('CANCEL', true), text, timeStamp: '2026-06-02T06:20:00.000Z' },
    { ...entry('INITIATE', true), text: ofPayment, timeStamp: '2026-06-02T06:10:00.000Z' },
  ];
  it.each<[string, CommandKind, ReturnType<typeof entry>[], string]>([
    ['our key, done', 'capture', [entry('CAPTURE', true, 'key')], 'found'],
    ['our key, failed', 'capture', [entry('CAPTURE', false, 'key')], 'not-found'],
    ['another key', 'capture', [entry('CAPTURE', true, 'other')], 'not-found'],
    ['our key at another operation', 'capture', [entry('REFUND', true, 'key')], 'not-found'],
    [
      'a failed attempt and a good one',
      'refund',
      [entry('REFUND', false, 'key'), entry('REFUND', true, 'key')],
      'found',
    ],
    ['a release', 'cancel', [entry('VOID', true)], 'found'],
    ['a release that failed', 'cancel', [entry('VOID', false)], 'not-found'],
    [
      'a release from before the command',
      'cancel',
      [{ ...entry('VOID', true), timeStamp: '2026-06-02T06:20:00.000Z' }],
      'found',
    ],
    [
      'an end from before the command',
      'cancel',
      [{ ...entry('CANCEL', true), timeStamp: '2026-06-02T06:20:00.000Z' }],
      'not-found',
    ],
    [
      'an end from before the command, by our clock, that bears its text',
      'cancel',
      ended('Utsolgt'),
      'found',
    ],
    ['an end from before the command that bears another text', 'cancel', ended('Sokker'), 'not-found'],
    [
      'an end from before the command, of a payment that bears the same text',
      'cancel',
      ended('Utsolgt', 'Utsolgt'),
      'not-found',
    ],
  ])('with %s', (_what, kind, history, found) => {
    const createdAt = '2026-06-02T06:30:00.500Z'; // our clock may be ahead
    const command = { id: 'key', kind, createdAt, transactionText: 'Utsolgt' };
    expect(outcomeIn(history, command).kind).toBe(found);
  });
});

describe('a refund', () => {
  it('gives back what was captured, in parts, and no more', async () => {
    await test.reserved('E-1');
    await capturePayment(test.desk, { ...name('E-1'), ...words });
    await refundPayment(test.desk, { ...name('E-1'), ...words, amountOre: ore(10_000) });
    expect(await test.read('E-1')).toMatchObject({ state: 'partially_refunded' });
    expect(
      await refundPayment(test.desk, { ...name('E-1'), ...words, amountOre: ore(39_901) }),
    ).toMatchObject({ refusal: 'above-remaining' });
    await refundPayment(test.desk, { ...name('E-1'), ...words });
    expect(await test.read('E-1')).toMatchObject({ state: 'refunded', refundedOre: 49_900 });
    expect(await test.truth('E-1')).toMatchObject({ refunded: 49_900 });
  });
});

describe('a cancel', () => {
  it('ends a payment nobody has confirmed', async () => {
    await test.initiated('F-1');
    expect(commandOf(await cancelPayment(test.desk, { ...name('F-1'), ...words }))).toMatchObject({
      status: 'succeeded',
      amountOre: 49_900,
    });
    expect(await test.read('F-1')).toMatchObject({ state: 'cancelled' });
  });

  it('given twice, because the first was not read, is done once: the second did not do it', async () => {
    await test.reserved('F-7');
    await test.control.addFault({ kind: 'server-error', operation: 'details', times: 20 });
    const first = commandOf(await cancelPayment(test.desk, { ...name('F-7'), ...words }));
    expect(first.status).toBe('succeeded');
    await test.control.clearFaults();
    await test.advance({ advanceMs: 600_000 });
    const second = commandOf(await storeCommand(test.desk, { ...name('F-7'), ...words, kind: 'cancel' }));
    test.desk.db.$client.prepare('UPDATE commands SET lease_until = NULL WHERE settled_at IS NULL').run();
    await settleOpenCommands(test.desk, noProgress);
    expect(await findCommand(test.desk.db, second.id)).toMatchObject({ status: 'failed' });
    expect(await test.truth('F-7')).toMatchObject({ cancelled: 49_900 });
    expect(await faultsIn(test.desk.db)).toEqual([]);
  });

  it('of a payment that Vipps never heard of, open after a crash, ends as failed', async () => {
    await registerOrders(test.desk, [{ ...name('F-5'), amountOre: 49_900 }]);
    const { id } = commandOf(await storeCommand(test.desk, { ...name('F-5'), ...words, kind: 'cancel' }));
    test.desk.db.$client.prepare('UPDATE commands SET lease_until = NULL').run();
    expect(await settleOpenCommands(test.desk, noProgress)).toEqual({ settled: 1, open: 0 });
    expect(await findCommand(test.desk.db, id)).toMatchObject({ status: 'failed', errorKind: 'not-found' });
  });

  it('given some minutes after the initiation is shown as a cancel, not as a time-out', async () => {
    await test.initiated('F-3');
    await test.control.open(testUnit, 'F-3');
    await test.advance({ advanceMs: 6 * 60_000 });
    await cancelPayment(test.desk, { ...name('F-3'), ...words });
    expect(await test.read('F-3')).toMatchObject({ state: 'cancelled' });
  });

  it('that Vipps refuses, of a payment that had run out of time, leaves it expired', async () => {
    await test.initiated('F-4');
    await test.advance({ advanceMs: 6 * 60_000 });
    const { vipps } = test.desk;
    const capture = { ...name('F-4'), amountOre: ore(100), text: 'Refused', requestId: 'F-4' };
    const refusing = { ...test.desk, vipps: { ...vipps, cancel: () => vipps.capture(capture) } };
    const given = commandOf(await cancelPayment(refusing, { ...name('F-4'), ...words }));
    expect([given.status, (await test.read('F-4')).state]).toEqual(['failed', 'expired']);
    expect(await faultsIn(test.desk.db)).toEqual([]);
  });

  it('is not taken for done because the payment had run out of time before: Vipps says that it has ended', async () => {
    await test.initiated('F-6');
    await test.advance({ advanceMs: 7 * 60_000 });
    const given = commandOf(await cancelPayment(test.desk, { ...name('F-6'), ...words }));
    expect([given.status, given.errorCode]).toEqual(['failed', '92']);
    expect(await test.read('F-6')).toMatchObject({ state: 'expired' });
    expect(await faultsIn(test.desk.db)).toEqual([]);
  });

  it('of a captured payment is refused', async () => {
    await test.reserved('F-2');
    await capturePayment(test.desk, { ...name('F-2'), ...words });
    expect(await cancelPayment(test.desk, { ...name('F-2'), ...words })).toMatchObject({
      refusal: 'nothing-to-cancel',
    });
  });
});
