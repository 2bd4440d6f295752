/** Captures and refunds: the days of a list add up to its sum, and its rows too, whatever the clock of Oslo does. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDays, addMs, day, dayOf, hourMs, instantAt } from '#core/calendar';
import type { Db } from '#db/client';
import {
  listPayments,
  movedPerDay,
  type PaymentKey,
  type PaymentRow,
  type PaymentsFilter,
  paymentTotals,
} from '#db/queries/payments-list';
import { csvOptions } from '#services/export-report';
import { paymentsListSource } from '#services/payments-file';
import { closeBooks, openBooks, put } from './books';

let db: Db;
beforeEach(() => {
  db = openBooks();
  put('sales_units', { msn: '234567', name: 'Kaffe', polled: 'yes', created_at: '2026-01-01T00:00:00.000Z' });
});
afterEach(closeBooks);

let events = 0;
type EventDraft = {
  operation: string;
  at: string;
  ore: number;
  msn?: string;
  success?: 0 | 1;
  requestId?: string;
};

function event({ operation, at, ore, msn = '123456', success = 1, requestId }: EventDraft): void {
  events += 1;
  const order_id = `order-${events}`;
  put('orders', {
    msn,
    order_id,
    source: 'registered',
    state: 'captured',
    registered_at: at,
    activity_at: at,
  });
  put('payment_events', {
    msn,
    order_id,
    event_key: String(events),
    operation,
    operation_name: operation.toUpperCase(),
    amount_ore: ore,
    success,
    occurred_at: at,
    request_id: requestId ?? null,
    position: 0,
    seen_at: at,
  });
}

async function allRows(filter: PaymentsFilter, limit: number): Promise<PaymentRow[]> {
  const rows: PaymentRow[] = [];
  let after: PaymentKey | undefined;
  for (;;) {
    const page = await listPayments(db, filter, { limit, after });
    rows.push(...page.rows);
    if (page.after === null) return rows;
    after = page.after;
  }
}

const spring = { from: day('2026-03-27'), to: day('2026-03-31') };
const autumn = { from: day('2026-10-23'), to: day('2026-10-27') };

describe('captures and refunds', () => {
  it('of an empty desk are none, with a row for each day all the same', async () => {
    const filter: PaymentsFilter = { operation: 'all', ...spring };
    expect(await paymentTotals(db, filter)).toEqual({
      captures: 0,
      capturedOre: 0,
      refunds: 0,
      refundedOre: 0,
    });
    expect((await listPayments(db, filter, { limit: 10 })).rows).toEqual([]);
    expect((await movedPerDay(db, spring.from, spring.to)).map((row) => row.day)).toEqual([
      '2026-03-27',
      '2026-03-28',
      '2026-03-29',
      '2026-03-30',
      '2026-03-31',
    ]);
    expect(await movedPerDay(db, spring.to, spring.from)).toEqual([]);
  });

  it('count what succeeded only, a direct sale as a capture, and no other operation', async () => {
    const at = '2026-03-28T11:00:00.000Z';
    event({ operation: 'sale', at, ore: 100 });
    event({ operation: 'capture', at, ore: 20 });
    event({ operation: 'capture', at, ore: 5_000, success: 0 });
    event({ operation: 'reserve', at, ore: 5_000 });
    event({ operation: 'refund', at, ore: 3 });
    event({ operation: 'refund', at, ore: 5_000, success: 0 });
    const filter: PaymentsFilter = { operation: 'all', ...spring };
    expect(await paymentTotals(db, filter)).toEqual({
      captures: 2,
      capturedOre: 120,
      refunds: 1,
      refundedOre: 3,
    });
    expect((await allRows({ ...filter, operation: 'refunded' }, 10)).map((row) => row.amountOre)).toEqual([
      3,
    ]);
    expect((await allRows({ ...filter, operation: 'captured' }, 10)).map((row) => row.amountOre)).toEqual([
      20, 100,
    ]);
  });

  it('fall on the day it is in Oslo, on the 23 hours of 29 March and the 25 of 25 October', async () => {
    for (const [at, ore] of [
      ['2026-03-28T22:59:59.999Z', 1],
      ['2026-03-28T23:00:00.000Z', 2], // midnight, winter time
      ['2026-03-29T21:59:59.999Z', 4],
      ['2026-03-29T22:00:00.000Z', 8], // midnight, summer time
      ['2026-10-24T21:59:59.999Z', 16],
      ['2026-10-24T22:00:00.000Z', 32],
      ['2026-10-25T22:59:59.999Z', 64],
      ['2026-10-25T23:00:00.000Z', 128],
    ] as const)
      event({ operation: 'capture', at, ore });
    const sums = async (from: string, to: string) =>
      (await movedPerDay(db, day(from), day(to))).map((row) => row.capturedOre);
    expect(await sums('2026-03-28', '2026-03-30')).toEqual([1, 6, 8]);
    expect(await sums('2026-10-24', '2026-10-26')).toEqual([16, 96, 128]);
  });

  it('may be more given back than taken on a day', async () => {
    event({ operation: 'capture', at: '2026-03-28T11:00:00.000Z', ore: 100 });
    event({ operation: 'refund', at: '2026-03-29T11:00:00.000Z', ore: 70 });
    event({ operation: 'refund', at: '2026-03-29T12:00:00.000Z', ore: 30 });
    const [, second] = await movedPerDay(db, day('2026-03-28'), day('2026-03-29'));
    expect(second).toEqual({ day: '2026-03-29', captures: 0, capturedOre: 0, refunds: 2, refundedOre: 100 });
  });

  it('add up: days to the sum, rows to the sum, pages to the rows, of every unit and operation', async () => {
    const drafts = fc.array(
      fc.record({
        operation: fc.constantFrom('capture', 'sale', 'refund', 'reserve', 'cancel'),
        autumn: fc.boolean(),
        minutes: fc.integer({ min: -3 * 60, max: 5 * 24 * 60 + 3 * 60 }),
        ore: fc.integer({ min: 0, max: 1_000_000 }),
        msn: fc.constantFrom('123456', '234567'),
        success: fc.constantFrom(0 as const, 1 as const, 1 as const),
      }),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(
        drafts,
        fc.constantFrom(spring, autumn),
        fc.constantFrom(undefined, '123456', '234567'),
        fc.constantFrom('all' as const, 'captured' as const, 'refunded' as const),
        fc.integer({ min: 1, max: 7 }),
        async (rows, range, msn, operation, limit) => {
          closeBooks();
          db = openBooks();
          put('sales_units', {
            msn: '234567',
            name: 'Kaffe',
            polled: 'yes',
            created_at: '2026-01-01T00:00:00.000Z',
          });
          for (const row of rows) {
            const start = instantAt(row.autumn ? autumn.from : spring.from);
            event({ ...row, at: addMs(start, row.minutes * 60_000) });
          }
          const filter: PaymentsFilter = { ...range, operation, msn };
          const [totals, listed, days] = [
            await paymentTotals(db, filter),
            await allRows(filter, limit),
            await movedPerDay(db, range.from, range.to, msn),
          ];
          const sum = (of: readonly PaymentRow[], kind: string) =>
            of.filter((row) => row.operation === kind).reduce((all, row) => all + row.amountOre, 0);
          expect(new Set(listed.map((row) => row.sequence)).size).toBe(listed.length);
          expect(listed.length).toBe(totals.captures + totals.refunds);
          expect([sum(listed, 'captured'), sum(listed, 'refunded')]).toEqual([
            totals.capturedOre,
            totals.refundedOre,
          ]);
          if (operation !== 'refunded')
            expect(days.reduce((all, row) => all + row.capturedOre, 0)).toBe(totals.capturedOre);
          if (operation !== 'captured')
            expect(days.reduce((all, row) => all + row.refundedOre, 0)).toBe(totals.refundedOre);
          for (const { day: date, captures } of days) {
            if (operation === 'refunded') break;
            const own = listed.filter(
              (row) => row.operation === 'captured' && dayOf(row.occurredAt) === date,
            );
            expect(captures).toBe(own.length);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('name who gave the command, where it was given here', async () => {
    const at = '2026-03-28T11:00:00.000Z';
    event({ operation: 'capture', at, ore: 100, requestId: 'key-1' });
    event({ operation: 'capture', at: addMs(at, hourMs), ore: 100, requestId: 'of the shop' });
    put('commands', {
      id: 'key-1',
      msn: '123456',
      order_id: `order-${events - 1}`,
      kind: 'capture',
      amount_ore: 100,
      whole_remainder: 'yes',
      release_rest: 'no',
      transaction_text: 'Sent',
      actor: 'kari',
      status: 'succeeded',
      created_at: at,
      settled_at: at,
    });
    expect((await allRows({ operation: 'all', ...spring }, 10)).map((row) => row.actor)).toEqual([
      null,
      'kari',
    ]);
  });

  it('are the same rows in the file, with formulas defused', async () => {
    event({ operation: 'capture', at: '2026-03-28T11:00:00.000Z', ore: 12_345 });
    event({ operation: 'refund', at: '2026-03-28T12:00:00.000Z', ore: 345 });
    db.$client.exec(`UPDATE sales_units SET name = '=1+1' WHERE msn = '123456'`);
    const list = paymentsListSource({ operation: 'all', ...spring });
    let content = '';
    for await (const piece of list.csv(db, csvOptions.plain)) content += piece;
    const lines = content.trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain(',refunded,NOK,-3.45,');
    expect(lines[2]).toContain(`,'=1+1,order-${events - 1},captured,NOK,123.45,`);
  });
});

describe('the index of what moved', () => {
  it('serves pages, sums and days without reading other rows', () => {
    const plans: string[] = [];
    const real = db.$client.prepare.bind(db.$client);
    const watched = ((source: string) => {
      if (/FROM (payment_events|moved_hours)|JOIN moved_hours/.test(source)) {
        const marks = source.split('?').length - 1;
        const plan = real(`EXPLAIN QUERY PLAN ${source}`).all(...Array(marks).fill('2026')) as {
          detail: string;
        }[];
        plans.push(plan.map(({ detail }) => detail).join('; '));
      }
      return real(source);
    }) as typeof db.$client.prepare;
    db.$client.prepare = watched;
    const filter: PaymentsFilter = { operation: 'refunded', ...spring, msn: '123456' };
    return Promise.all([
      listPayments(db, filter, { limit: 5 }),
      listPayments(db, filter, { limit: 5, after: ['2026-03-28T11:00:00.000Z', 7] }),
      paymentTotals(db, filter),
      movedPerDay(db, spring.from, addDays(spring.to, 3), '123456'),
    ]).then(() => {
      expect(plans).toHaveLength(4);
      for (const plan of plans) {
        const isSum = /\bh USING/.test(plan);
        expect(plan).toMatch(
          isSum
            ? /SEARCH h USING .*\(hour>\? AND hour<\?\)/
            : /payment_events_moved \(occurred_at>\? AND occurred_at<\?\)/,
        );
        expect(plan).not.toMatch(/SCAN (e|h|payment_events)\b/);
        if (!isSum) expect(plan).not.toContain('TEMP B-TREE FOR ORDER BY');
      }
    });
  });
});
