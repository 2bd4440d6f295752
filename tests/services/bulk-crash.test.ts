/** Many orders at once, with the process killed anywhere: nothing twice, nothing lost. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BulkKind, bulkItemGivenStatement } from '#db/bulk-runs';
import { closeDatabase } from '#db/client';
import { listCommands } from '#db/commands';
import { listShipments } from '#db/shipments';
import { capturePayment } from '#services/capture-payment';
import { captureShipments } from '#services/capture-shipments';
import type { Desk } from '#services/desk';
import { noProgress } from '#services/progress';
import { runBulk } from '#services/run-bulk';
import { type BulkRequest, startBulk } from '#services/start-bulk';
import { stopBulk } from '#services/stop-bulk';
import { openDying, ProcessDied } from '../dying-process';
import { openTestDesk, type TestDesk, testUnit } from '../test-desk';
import { booksDiffer, outcomes, requestOf, settleAll, stoppingAfter, viewOf } from './bulk-steps';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-bulk-'));
const file = path.join(folder, 'desk.db');
let test: TestDesk;
beforeAll(async () => {
  test = await openTestDesk({ database: file, readTimeoutMs: 250 });
});
afterAll(async () => {
  await test.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

let made = 0;
async function reserve(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => {
    made += 1;
    return `C-${made}`;
  });
  for (const id of ids) await test.reserved(id, 20_000);
  return ids;
}

/** All of the work in one process, which dies at the given write. Returns how many writes it made. */
async function runUntil(dieAt: number, work: (desk: Desk) => Promise<unknown>): Promise<number> {
  const process = openDying(file, dieAt);
  try {
    await work({ ...test.desk, db: process.db });
  } catch (error) {
    if (!(error instanceof ProcessDied)) throw error;
  }
  closeDatabase(process.db);
  return process.writes();
}

const workOf = (request: BulkRequest) => async (desk: Desk) => {
  await startBulk(desk, request);
  await runBulk(desk, noProgress);
  await captureShipments(desk, noProgress);
};

describe.each<BulkKind>(['capture', 'cancel', 'ship'])(
  'a process killed at any write of a bulk %s',
  (kind) => {
    it('is made up for by the next, and nothing happens twice', async () => {
      const request = async () =>
        requestOf(test.desk, kind, await reserve(kind === 'capture' ? 2 : 1), 'yes');
      const whole = await runUntil(Number.POSITIVE_INFINITY, workOf(await request()));
      expect(whole).toBeGreaterThan(8);
      for (let dieAt = 0; dieAt < whole; dieAt += 1) {
        const asked = await request();
        expect(await runUntil(dieAt, workOf(asked)), `dies at ${dieAt}`).toBe(dieAt);
        expect((await startBulk(test.desk, asked)).kind).not.toBe('refused'); // the person presses again
        await settleAll(test);
        await captureShipments(test.desk, noProgress);
        await settleAll(test);
        const ids = asked.orders.map(({ orderId }) => orderId);
        expect(await outcomes(test.desk, asked.id), `dies at ${dieAt}`).toEqual(
          Object.fromEntries(ids.map((id) => [id, 'done'])),
        );
        expect(await booksDiffer(test, ids)).toEqual([]);
        for (const orderId of ids) {
          const truth = await test.truth(orderId);
          expect(kind === 'cancel' ? truth.cancelled : truth.captured).toBe(20_000);
          const parcels = await listShipments(test.desk.db, { msn: testUnit, orderId });
          expect(parcels).toHaveLength(kind === 'ship' ? 1 : 0);
        }
      }
    }, 120_000);
  },
);

describe('a run that is stopped at any moment', () => {
  it.each<BulkKind>(['capture', 'ship'])(
    'of a %s has for each order both its command and its mark, or neither',
    async (kind) => {
      const { clock } = test.desk;
      for (let moment = 1; moment < 9; moment += 1) {
        const request = await requestOf(test.desk, kind, await reserve(2), 'yes');
        await startBulk(test.desk, request);
        let asked = 0;
        const stopping = {
          ...clock,
          now() {
            asked += 1;
            if (asked === moment) void stopBulk(test.desk, request.id, 'ola');
            return clock.now();
          },
        };
        await runBulk({ ...test.desk, clock: stopping }, noProgress);
        await captureShipments(test.desk, noProgress);
        await settleAll(test);
        for (const [orderId, outcome] of Object.entries(await outcomes(test.desk, request.id))) {
          const commands = await listCommands(test.desk.db, { msn: testUnit, orderId });
          expect([outcome, commands.length], `stopped at ${moment}`).toEqual(
            outcome === 'left' ? ['left', 0] : ['done', 1],
          );
        }
      }
    },
    60_000,
  );
});

it('the mark of an order that waits no longer undoes the write beside it', async () => {
  const request = await requestOf(test.desk, 'capture', await reserve(1));
  await startBulk(test.desk, request);
  await stopBulk(test.desk, request.id, 'ola');
  const name = { bulkId: request.id, position: 1 };
  expect(() => bulkItemGivenStatement(test.desk.db, name, test.desk.clock.now()).run()).toThrow('0 rows');
});

const faults = [
  'rate-limited',
  'server-error',
  'server-error-after-effect',
  'timeout-before-effect',
  'timeout-after-effect',
  'reset-before-effect',
  'reset-after-effect',
  'half-body',
  'malformed-json',
] as const;

const step = fc.oneof(
  fc.record({ kind: fc.constant('run' as const), reports: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ kind: fc.constant('crash' as const), dieAt: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ kind: fc.constant('two at once' as const) }),
  fc.record({ kind: fc.constant('pressed again' as const) }),
  fc.record({ kind: fc.constant('somebody else' as const), order: fc.nat(4) }),
  fc.record({ kind: fc.constant('stop' as const) }),
);

type Step = typeof step extends fc.Arbitrary<infer Taken> ? Taken : never;

describe('any interleaving', () => {
  it('leaves one command for each order of a run at most, and the same money here and at Vipps', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.constantFrom(...faults), { freq: 2 }), { minLength: 5, maxLength: 5 }),
        fc.array(step, { minLength: 1, maxLength: 6 }),
        async (struck, steps) => {
          const ids = await reserve(5);
          for (const [index, kind] of struck.entries())
            if (kind !== null)
              await test.control.addFault({
                kind,
                operation: 'capture',
                orderId: ids[index] ?? '',
                delayMs: 350,
              });
          const request = await requestOf(test.desk, 'capture', ids);
          await startBulk(test.desk, request);
          for (const taken of steps) await take(taken, request, ids);
          await test.control.clearFaults();
          await settleAll(test);
          expect(await booksDiffer(test, ids)).toEqual([]);
          const view = await viewOf(test.desk, request.id);
          expect(view.finishedAt).not.toBeNull();
          const ended = Object.values(view.outcomes).reduce((sum, { count }) => sum + count, 0);
          expect(ended).toBe(5);
          expect(view.outcomes.waiting ?? view.outcomes.working ?? view.outcomes.unknown).toBeUndefined();
        },
      ),
      { numRuns: 15 },
    );
  }, 180_000);
});

async function take(taken: Step, request: BulkRequest, ids: readonly string[]) {
  const { desk } = test;
  if (taken.kind === 'run') await runBulk(desk, stoppingAfter(taken.reports));
  if (taken.kind === 'crash') await runUntil(taken.dieAt, (dying) => runBulk(dying, noProgress));
  if (taken.kind === 'two at once') await Promise.all([runBulk(desk, noProgress), runBulk(desk, noProgress)]);
  if (taken.kind === 'pressed again') expect((await startBulk(desk, request)).kind).toBe('repeated');
  if (taken.kind === 'stop') await stopBulk(desk, request.id, 'ola');
  if (taken.kind === 'somebody else')
    await capturePayment(desk, {
      msn: testUnit,
      orderId: ids[taken.order] ?? '',
      transactionText: 'By somebody else',
      actor: 'ola',
    });
}
