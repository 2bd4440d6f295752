import { describe, expect, it } from 'vitest';
import { addMs, day, hourMs } from '#core/calendar';
import { ore } from '#core/money';
import {
  booked,
  captured,
  days,
  journey,
  ledger,
  minutes,
  payout,
  reserved,
  statuses,
  step,
} from './journey-cases';

describe('shipped and captured', () => {
  const parcel = (amount: number | null, shippedAt: string) => ({
    amountOre: amount === null ? null : ore(amount),
    shippedAt,
  });
  const shippedOnly = { ...reserved, shippedAt: minutes(10) };
  const partly = {
    ...reserved,
    state: 'partially_captured',
    capturedOre: ore(400),
    lastCapturedAt: minutes(20),
    shippedAt: minutes(10),
  } as const;

  it('is late a day after shipping, and not before', () => {
    const parcels = { shipments: [parcel(null, minutes(10))] };
    expect(step(journey(shippedOnly, addMs(minutes(10), 24 * hourMs), parcels), 'shipped').status).toBe(
      'current',
    );
    expect(step(journey(shippedOnly, addMs(minutes(10), 24 * hourMs + 1), parcels), 'shipped')).toMatchObject(
      {
        status: 'late',
        delays: ['shipped-not-captured'],
        shippedOre: 1000,
      },
    );
  });

  it('a partial shipment whose part is captured is not late', () => {
    const shipments = [parcel(400, minutes(10))];
    expect(step(journey(partly, days(3), { shipments }), 'shipped')).toMatchObject({
      status: 'current',
      shippedOre: 400,
      capturedOre: 400,
      remainingOre: 600,
      parcels: 1,
      delays: [],
    });
  });

  it('a shop that tells of no parcels and captured a part is not said to have sent the rest', () => {
    expect(step(journey(partly, days(3)), 'shipped')).toMatchObject({ status: 'current', shippedOre: 400 });
  });

  it('a second parcel that is not captured is late', () => {
    const shipments = [parcel(400, minutes(10)), parcel(null, minutes(30))];
    expect(step(journey(partly, days(3), { shipments }), 'shipped')).toMatchObject({
      status: 'late',
      delays: ['shipped-not-captured'],
    });
  });

  it('two captures and the release of the rest complete it', () => {
    const order = { ...partly, state: 'captured', capturedOre: ore(700), cancelledOre: ore(300) } as const;
    expect(step(journey(order, days(30)), 'shipped')).toMatchObject({ status: 'done', releasedOre: 300 });
  });

  it('tells each reason for being late', () => {
    const near = step(journey(shippedOnly, days(179)), 'shipped');
    expect(near.delays).toEqual(['shipped-not-captured', 'guarantee-over', 'deadline-near']);
    expect(step(journey(partly, days(180)), 'shipped').delays).toContain('deadline-over');
  });
});

describe('in the bank', () => {
  it('expects the money two bank days after the ledger day, whichever way the money is known', () => {
    const expected = { earliest: '2026-06-04', latest: '2026-06-05' };
    const now = minutes(90);
    expect(step(journey(captured, now), 'banked').expected).toEqual(expected);
    expect(step(journey(captured, now, { money: [booked(1000)] }), 'banked').expected).toEqual(expected);
    const paidOut = [booked(1000, payout('1', 'scheduled'))];
    expect(step(journey(captured, now, { money: paidOut }), 'banked').expected).toEqual(expected);
    expect(step(journey(captured, now, { ledger: null }), 'banked').expected).toBeNull();
  });

  it('expects a weekly payout after its week', () => {
    const weekly = { ...ledger, schedule: 'weekly' as const };
    expect(step(journey(captured, minutes(90), { ledger: weekly }), 'banked').expected?.earliest).toBe(
      '2026-06-09',
    );
  });

  it.each([
    ['a payout the bank is known not to have', [booked(1000, payout('1', 'overdue'))], 'late', 'overdue'],
    ['a payout no statement can tell of', [booked(1000, payout('1', 'due'))], 'unknown', 'no-statement'],
    ['money no payout holds', [booked(1000)], 'late', 'not-paid-out'],
    ['money of an aborted payout', [booked(1000, payout('1', 'aborted'))], 'late', 'not-paid-out'],
    ['money not in the ledger', [], 'late', 'not-paid-out'],
  ] as const)('%s, its days over', (_name, money, status, trouble) => {
    expect(step(journey(captured, days(10), { money }), 'banked')).toMatchObject({ status, trouble });
    expect(step(journey(captured, minutes(90), { money }), 'banked').status).not.toBe('late');
  });

  it('is done only when all payouts have arrived, and says how much of how much', () => {
    const first = booked(400, payout('1', 'arrived'));
    const half = step(
      journey(captured, days(2), { money: [first, booked(600, payout('2', 'scheduled'))] }),
      'banked',
    );
    expect(half).toMatchObject({ status: 'current', arrivedOre: 400, capturedOre: 1000 });
    expect(half.payouts.map(({ settlementNumber, capturedOre }) => [settlementNumber, capturedOre])).toEqual([
      ['1', 400],
      ['2', 600],
    ]);
    const all = journey(captured, days(2), { money: [first, booked(600, payout('2', 'arrived'))] });
    expect(step(all, 'banked')).toMatchObject({ status: 'done', arrivedOre: 1000, arrivedOn: '2026-06-04' });
  });

  it('waits for what is still reserved when all that was captured has arrived', () => {
    const order = {
      ...reserved,
      state: 'partially_captured',
      capturedOre: ore(400),
      lastCapturedAt: minutes(60),
    } as const;
    const steps = journey(order, days(3), { money: [booked(400, payout('1', 'arrived'))] });
    expect(statuses(steps)).toBe('done done done unknown current waiting');
  });

  it('shows a refund after the payout, and that it comes off the next one', () => {
    const order = { ...captured, state: 'partially_refunded', refundedOre: ore(300) } as const;
    const money = [booked(1000, payout('1', 'arrived'))];
    expect(step(journey(order, days(5), { money }), 'banked')).toMatchObject({
      status: 'done',
      refundedOre: 300,
      refundComingOre: 300,
    });
    const later = step(
      journey(order, days(5), {
        money: [...money, booked(-300, { ...payout('2', 'arrived'), arrivedOn: day('2026-06-08') })],
      }),
      'banked',
    );
    expect(later).toMatchObject({ status: 'done', refundComingOre: 0, arrivedOn: '2026-06-04' });
    expect(later.payouts[1]).toMatchObject({ settlementNumber: '2', refundedOre: 300, capturedOre: 0 });
  });

  it('nobody waits for money that was given back whole', () => {
    const order = { ...captured, state: 'refunded', refundedOre: ore(1000) } as const;
    const banked = step(journey(order, days(30), { money: [booked(1000), booked(-1000)] }), 'banked');
    expect(banked).toMatchObject({ status: 'current', trouble: null });
  });
});
