import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { derivePaymentState } from '#core/payment-state';
import { listPaymentEvents } from '#db/orders';
import { orderTotalsByState } from '#db/queries/orders-list';
import { applyPaymentDetails } from '#services/apply-payment-details';
import { capturePayment } from '#services/capture-payment';
import { pollPayments } from '#services/poll-payments';
import { noProgress } from '#services/progress';
import { reconcile } from '#services/reconcile';
import { registerOrders } from '#services/register-order';
import { syncLedgers } from '#services/sync-ledgers';
import { openTestDesk, type TestDesk, testUnit } from '../test-desk';

let test: TestDesk;
beforeEach(async () => {
  test = await openTestDesk();
});
afterEach(() => test.close());

const name = (orderId: string) => ({ msn: testUnit, orderId });
const words = { transactionText: 'Parcel', actor: 'kari' };

describe('polling', () => {
  it('follows each payment to its end, and the stored state agrees with the stored events', async () => {
    for (const orderId of ['A-1', 'A-2', 'A-3', 'A-4']) await test.initiated(orderId);
    await test.control.confirm(testUnit, 'A-1');
    await test.control.decline(testUnit, 'A-2');
    await test.control.confirm(testUnit, 'A-3', { fail: 'insufficient-funds' });
    await test.advance({ advanceMs: 11 * 60_000 });
    await pollPayments(test.desk, noProgress);
    const states = await Promise.all(
      ['A-1', 'A-2', 'A-3', 'A-4'].map(async (orderId) => (await test.read(orderId)).state),
    );
    expect(states).toEqual(['reserved', 'cancelled', 'rejected', 'expired']);
    for (const orderId of ['A-1', 'A-2', 'A-3', 'A-4']) {
      const derived = derivePaymentState(await listPaymentEvents(test.desk.db, name(orderId)));
      expect(derived).toMatchObject({ kind: 'derived', state: (await test.read(orderId)).state });
    }
  });

  it('reads an old payment at once when its ledger tells of a refund that was made elsewhere', async () => {
    const dayMs = 24 * 60 * 60_000;
    await test.reserved('R-1');
    await capturePayment(test.desk, { ...name('R-1'), ...words });
    await test.advance({ advanceMs: 70 * dayMs });
    await pollPayments(test.desk, noProgress); // from now on it would be read once in thirty days
    await syncLedgers(test.desk, noProgress);
    await reconcile(test.desk, noProgress);
    await test.desk.vipps.refund({ ...name('R-1'), text: 'At the portal', requestId: 'portal' });
    await test.advance({ advanceMs: 3 * dayMs });
    await syncLedgers(test.desk, noProgress);
    await reconcile(test.desk, noProgress);
    const opened = () =>
      test.desk.db.$client.prepare(`SELECT kind FROM exceptions WHERE kind <> 'payout-not-in-bank'`).all();
    expect(opened(), 'Vipps was not asked yet').toEqual([]);
    await pollPayments(test.desk, noProgress);
    await reconcile(test.desk, noProgress);
    expect(await test.read('R-1')).toMatchObject({ state: 'refunded' });
    expect(opened()).toEqual([]);
  });

  it('reads what is due, and reads it again only when it is due again', async () => {
    await test.reserved('B-1');
    expect(await pollPayments(test.desk, noProgress)).toMatchObject({ polled: 0 });
    await test.advance({ advance: 'hour' });
    expect(await pollPayments(test.desk, noProgress)).toMatchObject({ polled: 1, changed: 0 });
  });

  it('keeps an order that Vipps does not know, says so, and asks less and less often', async () => {
    await registerOrders(test.desk, [{ ...name('C-1'), amountOre: 10_000 }]);
    expect(await pollPayments(test.desk, noProgress)).toMatchObject({ polled: 0 }); // not before five seconds
    await test.advance({ advanceMs: 5000 });
    expect(await pollPayments(test.desk, noProgress)).toMatchObject({ polled: 1, failed: 1 });
    const first = await test.read('C-1');
    expect(first).toMatchObject({
      state: 'initiated',
      pollFailures: 1,
      pollError: expect.stringContaining('35'),
    });
    await test.advance({ advance: 'hour' });
    await pollPayments(test.desk, noProgress);
    const second = await test.read('C-1');
    expect(second.pollFailures).toBe(2);
    const wait = (order: typeof first, from: string) => Date.parse(order.nextPollAt ?? '') - Date.parse(from);
    expect(wait(second, test.desk.clock.now())).toBeGreaterThan(10_000);
  });

  it('of one order that fails does not stop the others', async () => {
    await test.reserved('D-1');
    await test.reserved('D-2');
    await test.advance({ advance: 'day' });
    await test.control.addFault({ kind: 'server-error', operation: 'details', orderId: 'D-1', times: 20 });
    expect(await pollPayments(test.desk, noProgress)).toMatchObject({ polled: 2, failed: 1 });
    expect(await test.read('D-1')).toMatchObject({ state: 'reserved', pollFailures: 1 });
  });

  it('ends with an error when Vipps cannot be reached at all', async () => {
    for (const orderId of ['D-3', 'D-4', 'D-5', 'D-6', 'D-7']) await test.reserved(orderId);
    await test.advance({ advance: 'day' });
    await test.control.addFault({ kind: 'server-error', operation: 'details', times: 50 });
    await expect(pollPayments(test.desk, noProgress)).rejects.toThrow(/could not be reached/);
    expect(await test.read('D-3')).toMatchObject({ state: 'reserved', pollFailures: 1 });
  });

  it('asks for as many at once as it is told to, and stores them all', async () => {
    const names = Array.from({ length: 9 }, (_, index) => `M-${index}`);
    for (const orderId of names) await test.reserved(orderId);
    await test.advance({ advance: 'day' });
    let [waiting, most] = [0, 0];
    const vipps = {
      ...test.desk.vipps,
      async getPaymentDetails(msn: string, orderId: string) {
        waiting += 1;
        most = Math.max(most, waiting);
        return await test.desk.vipps.getPaymentDetails(msn, orderId).finally(() => {
          waiting -= 1;
        });
      },
    };
    expect(await pollPayments({ ...test.desk, vipps }, noProgress, { atOnce: 4 })).toMatchObject({
      polled: 9,
    });
    expect(most).toBe(4);
    for (const orderId of names)
      expect(await test.read(orderId)).toMatchObject({ polledAt: test.desk.clock.now(), pollFailures: 0 });
  });

  it('registering an order twice changes nothing', async () => {
    await test.reserved('E-1');
    expect(await registerOrders(test.desk, [{ ...name('E-1'), amountOre: 1 }])).toBe(0);
    expect(await test.read('E-1')).toMatchObject({ state: 'reserved', amountOre: 49_900 });
  });
});

describe('an old answer that arrives late', () => {
  it('never takes a newer state back', async () => {
    await test.reserved('F-1');
    const old = await test.desk.vipps.getPaymentDetails(testUnit, 'F-1');
    await capturePayment(test.desk, { ...name('F-1'), ...words });
    const applied = await applyPaymentDetails(test.desk, name('F-1'), old);
    expect(applied).toMatchObject({ kind: 'applied', newEvents: 0 });
    expect(await test.read('F-1')).toMatchObject({ state: 'captured', capturedOre: 49_900 });
  });

  it('does no harm when many answers are applied at once', async () => {
    await test.reserved('F-2');
    const old = await test.desk.vipps.getPaymentDetails(testUnit, 'F-2');
    const capture = capturePayment(test.desk, { ...name('F-2'), ...words });
    await Promise.all([
      capture,
      ...Array.from({ length: 20 }, () => applyPaymentDetails(test.desk, name('F-2'), old)),
    ]);
    expect(await test.read('F-2')).toMatchObject({ state: 'captured' });
  });
});

describe('a history that breaks the rules of money', () => {
  it('is reported and not applied', async () => {
    await test.reserved('G-1');
    const details = await test.desk.vipps.getPaymentDetails(testUnit, 'G-1');
    const [newest] = details.history;
    if (newest === undefined) throw new Error('no history');
    const impossible = {
      ...details,
      history: [
        { ...newest, operation: 'REFUND', timeStamp: '2026-06-02T07:00:00.000Z' },
        ...details.history,
      ],
    };
    expect(await applyPaymentDetails(test.desk, name('G-1'), impossible)).toMatchObject({
      kind: 'inconsistent',
    });
    expect(await test.read('G-1')).toMatchObject({
      state: 'reserved',
      refundedOre: 0,
      pollError: expect.stringContaining('refunded'),
    });
  });

  it('whose sums differ from Vipps’s own summary is applied and flagged', async () => {
    await test.reserved('G-2');
    const details = await test.desk.vipps.getPaymentDetails(testUnit, 'G-2');
    if (details.summary === undefined) throw new Error('no summary');
    const odd = {
      ...details,
      summary: { ...details.summary, capturedOre: details.summary.remainingToCaptureOre },
    };
    await applyPaymentDetails(test.desk, name('G-2'), odd);
    expect((await test.read('G-2')).pollError).toContain('summary');
  });
});

describe('counts and sums by state', () => {
  it('are those of the orders, after every kind of change', async () => {
    await test.reserved('H-1');
    await test.reserved('H-2', 30_000);
    await test.initiated('H-3');
    await capturePayment(test.desk, { ...name('H-1'), ...words });
    const scanned = test.desk.db.$client
      .prepare(
        `SELECT state, count(*) AS orders, sum(amount_ore) AS amountOre, sum(captured_ore) AS capturedOre,
           sum(refunded_ore) AS refundedOre, sum(remaining_ore) AS remainingOre, sum(remaining_ore > 0) AS uncaptured
         FROM orders GROUP BY state ORDER BY state`,
      )
      .all();
    const kept = (await orderTotalsByState(test.desk.db)).sort((a, b) => (a.state < b.state ? -1 : 1));
    expect(kept).toEqual(scanned);
    expect(kept).toHaveLength(3);
  });
});
