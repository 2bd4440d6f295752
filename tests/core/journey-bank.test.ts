import { describe, expect, it } from 'vitest';
import { day } from '#core/calendar';
import type { JourneyFacts, JourneyOrder } from '#core/journey-facts';
import { ore } from '#core/money';
import {
  booked,
  captured,
  days,
  disputed,
  event,
  journey,
  ledger,
  minutes,
  payout,
  reserved,
  statuses,
  step,
} from './journey-cases';

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

  it('is not known to who is not shown the payouts, whatever the ledger says of the order', () => {
    for (const money of [[], [booked(1000)]])
      for (const now of [minutes(90), days(10)])
        expect(
          step(journey(captured, now, { money, ledger: null, payoutsHidden: true }), 'banked'),
        ).toMatchObject({
          ...{ status: 'unknown', trouble: 'not-shown', expected: null },
        });
    expect(step(journey(reserved, minutes(90), { payoutsHidden: true }), 'banked').status).toBe('waiting');
  });

  it('is done only when all payouts have arrived, and says how much of how much', () => {
    const first = booked(400, payout('1', 'arrived'));
    const half = step(
      journey(captured, days(2), { money: [first, booked(600, payout('2', 'scheduled'))] }),
      'banked',
    );
    expect(half).toMatchObject({ status: 'current', arrivedOre: 400, capturedOre: 1000 });
    expect(half.payouts.map(({ settlementNumber, amountOre }) => [settlementNumber, amountOre])).toEqual([
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
      arrivedOre: 1000,
      refundedLaterOre: 300,
      refundComingOre: 300,
    });
    const later = step(
      journey(order, days(5), {
        money: [...money, booked(-300, { ...payout('2', 'arrived'), arrivedOn: day('2026-06-08') })],
      }),
      'banked',
    );
    expect(later).toMatchObject({ status: 'done', refundComingOre: 0, arrivedOn: '2026-06-04' });
    expect(later.payouts[1]).toMatchObject({ settlementNumber: '2', amountOre: -300 });
  });

  it('an aborted payout stays to be seen, and brings nothing', () => {
    const money = [booked(1000, payout('1', 'aborted'))];
    const banked = step(journey(captured, minutes(90), { money }), 'banked');
    expect(banked).toMatchObject({ status: 'current', arrivedOre: 0, arrivedOn: null });
    expect(banked.payouts.map(({ state }) => state)).toEqual(['aborted']);
  });
});

describe('refunded before the payout', () => {
  const arrived = payout('1', 'arrived');
  const next = payout('2', 'arrived');
  const half = { ...captured, state: 'partially_refunded', refundedOre: ore(400) } as const;
  const whole = { ...captured, state: 'refunded', refundedOre: ore(1000) } as const;
  const refundAt = (at: string, amount: number) => ({ events: [event('refund', amount, at)] });

  it.each<[string, JourneyOrder, string, Partial<JourneyFacts>, object]>([
    [
      'a part, in the same payout',
      half,
      days(3),
      { money: [booked(1000, arrived), booked(-400, arrived)] },
      {
        status: 'done',
        who: 'bank',
        arrivedOre: 600,
        dueOre: 600,
        refundedBeforeOre: 400,
        refundedLaterOre: 0,
      },
    ],
    [
      'all, in the same payout',
      whole,
      days(3),
      { money: [booked(1000, arrived), booked(-1000, arrived)] },
      {
        status: 'skipped',
        arrivedOre: 0,
        dueOre: 0,
        refundedBeforeOre: 1000,
        arrivedOn: null,
        expected: null,
      },
    ],
    [
      'a part, in an earlier payout than the capture',
      half,
      days(3),
      { money: [booked(-400, arrived), booked(1000, next)] },
      { status: 'done', arrivedOre: 600, dueOre: 600, refundedBeforeOre: 400, refundedLaterOre: 0 },
    ],
    [
      'a part, with the second of two captures',
      half,
      days(3),
      { money: [booked(500, arrived), booked(500, next), booked(-400, next)] },
      { status: 'done', arrivedOre: 600, dueOre: 600, refundedBeforeOre: 400 },
    ],
    [
      'more than came in with it: the rest comes off what was paid out',
      half,
      days(3),
      { money: [booked(700, arrived), booked(300, next), booked(-400, next)] },
      { status: 'done', arrivedOre: 700, dueOre: 700, refundedBeforeOre: 300, refundedLaterOre: 100 },
    ],
    [
      'a part, booked and in no payout yet',
      half,
      minutes(90),
      { money: [booked(1000), booked(-400)] },
      { status: 'current', arrivedOre: 0, dueOre: 600, refundedBeforeOre: 400, refundComingOre: 0 },
    ],
    [
      'all, and nothing booked yet',
      whole,
      minutes(90),
      refundAt(minutes(80), 1000),
      { status: 'skipped', dueOre: 0, refundedBeforeOre: 1000, expected: null, trouble: null },
    ],
    [
      'all, its days over: nobody waits for it',
      whole,
      days(30),
      { money: [booked(1000), booked(-1000)] },
      { status: 'skipped', trouble: null },
    ],
    [
      'all, days after money that no payout took',
      whole,
      days(30),
      { money: [booked(1000), booked(-1000, null, '2026-06-29')] },
      { status: 'skipped', refundedBeforeOre: 1000, trouble: null },
    ],
  ])('%s', (_name, order, now, more, expected) => {
    expect(step(journey(order, now, more), 'banked')).toMatchObject(expected);
  });

  it('on the day after, it comes off the next payout though this one is not read yet', () => {
    const steps = journey(whole, days(1), { money: [booked(1000)], ...refundAt(days(1), 1000) });
    expect(step(steps, 'banked')).toMatchObject({
      status: 'current',
      dueOre: 1000,
      refundedBeforeOre: 0,
      refundedLaterOre: 1000,
      refundComingOre: 1000,
    });
  });

  it('the day after is before, where the ledger is paid out by the week', () => {
    const steps = journey(whole, days(1), {
      money: [booked(1000)],
      ...refundAt(days(1), 1000),
      ledger: { ...ledger, schedule: 'weekly' },
    });
    expect(step(steps, 'banked')).toMatchObject({ status: 'skipped', refundedBeforeOre: 1000 });
  });

  it('what is still reserved is waited for', () => {
    const order = { ...whole, state: 'partially_refunded', reservedOre: ore(1500) } as const;
    const money = [booked(1000, arrived), booked(-1000, arrived)];
    expect(step(journey(order, days(3), { money }), 'banked')).toMatchObject({
      status: 'waiting',
      dueOre: 0,
    });
  });
});

describe('a capture that the customer disputes', () => {
  const first = payout('1', 'arrived');
  it.each([
    [
      'held back before the payout',
      [booked(1000, first), disputed(-1000, first)],
      { status: 'current', arrivedOre: 0, heldOre: 1000, givenBackOre: 0 },
    ],
    [
      'held back, and given back in a later payout',
      [booked(1000, first), disputed(-1000, first), disputed(1000, payout('2', 'arrived'))],
      { status: 'done', arrivedOre: 1000, heldOre: 1000, givenBackOre: 1000 },
    ],
    [
      'held back, and given back in a payout on its way',
      [booked(1000, first), disputed(-1000, first), disputed(1000, payout('2', 'scheduled'))],
      { status: 'current', arrivedOre: 0, dueOre: 1000 },
    ],
    [
      'held back after the payout: it had arrived',
      [booked(1000, first), disputed(-1000, payout('2', 'arrived'))],
      { status: 'done', arrivedOre: 1000, heldOre: 1000 },
    ],
    [
      'held back after the payout and given back: the money counts once',
      [
        booked(1000, first),
        disputed(-1000, payout('2', 'arrived')),
        disputed(1000, payout('3', 'scheduled')),
      ],
      { status: 'done', arrivedOre: 1000, dueOre: 1000, givenBackOre: 1000 },
    ],
    [
      'a part held back: the rest arrived, and it is not over',
      [booked(1000, first), disputed(-300, first)],
      { status: 'current', arrivedOre: 700, dueOre: 700, heldOre: 300 },
    ],
  ] as const)('%s', (_name, money, expected) => {
    expect(step(journey(captured, days(3), { money }), 'banked')).toMatchObject(expected);
  });
});
