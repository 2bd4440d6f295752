import { describe, expect, it } from 'vitest';
import { addMs } from '#core/calendar';
import { isNotAtVipps, stepInFocus } from '#core/journey';
import type { JourneyFacts, JourneyOrder } from '#core/journey-facts';
import { ore } from '#core/money';
import {
  booked,
  captured,
  days,
  event,
  initiated,
  journey,
  minutes,
  payout,
  reserved,
  start,
  statuses,
  step,
} from './journey-cases';

describe('the statuses of the six steps', () => {
  const sale = [event('initiate', 1000, start), event('sale', 1000, minutes(1))];
  const done = { ...captured, confirmedAt: minutes(2), confirmedBy: 'return' } as const;
  const arrived = [booked(1000, payout('1', 'arrived'))];
  it.each<[string, JourneyOrder, string, Partial<JourneyFacts>, string]>([
    ['just sent to Vipps', initiated, minutes(1), {}, 'done current waiting waiting waiting waiting'],
    [
      'a page that may be dead unopened',
      initiated,
      minutes(7),
      {},
      'done current waiting waiting waiting waiting',
    ],
    ['a page whose time ran out', initiated, minutes(10), {}, 'done late waiting waiting waiting waiting'],
    [
      'a refused attempt, still open',
      initiated,
      minutes(2),
      { events: [event('reserve', 1000, minutes(1), false)] },
      'done done waiting waiting waiting waiting',
    ],
    [
      'confirmed by the shop, still open',
      { ...initiated, confirmedAt: minutes(1), polledAt: minutes(2) },
      minutes(2),
      {},
      'done current waiting late waiting waiting',
    ],
    [
      'not known to Vipps',
      initiated,
      days(2),
      { notAtVipps: true },
      'unknown waiting waiting waiting waiting waiting',
    ],
    [
      'not found by Vipps, which told of it before',
      initiated,
      minutes(1),
      { notAtVipps: true, events: [event('initiate', 1000, start)] },
      'done current waiting waiting waiting waiting',
    ],
    [
      'reserved, and not found since',
      reserved,
      minutes(30),
      { notAtVipps: true },
      'done done done unknown current waiting',
    ],
    [
      'cancelled before it was confirmed',
      { ...initiated, state: 'cancelled' },
      minutes(9),
      {},
      'done unknown failed skipped skipped skipped',
    ],
    [
      'timed out',
      { ...initiated, state: 'expired' },
      minutes(20),
      {},
      'done unknown failed skipped skipped skipped',
    ],
    [
      'refused by the card',
      { ...initiated, state: 'rejected' },
      minutes(9),
      {},
      'done done failed skipped skipped skipped',
    ],
    [
      'named by a ledger, not read',
      { ...initiated, state: 'mentioned', initiatedAt: null },
      minutes(1),
      {},
      'unknown unknown unknown unknown unknown unknown',
    ],
    [
      'not read, but the ledger shows it taken',
      { ...initiated, state: 'mentioned', initiatedAt: null },
      minutes(1),
      { money: arrived },
      'unknown unknown done unknown done done',
    ],
    ['reserved, the shop silent', reserved, minutes(30), {}, 'done done done unknown current waiting'],
    [
      'reserved and confirmed',
      { ...reserved, confirmedAt: minutes(2) },
      minutes(30),
      {},
      'done done done done current waiting',
    ],
    ['reserved, the guarantee over', reserved, days(7), {}, 'done done done unknown late waiting'],
    ['reserved, the deadline over', reserved, days(180), {}, 'done done done unknown failed skipped'],
    [
      'released by the merchant',
      { ...reserved, state: 'cancelled', cancelledOre: ore(1000) },
      days(1),
      {},
      'done done done unknown failed skipped',
    ],
    ['captured, on its way', done, minutes(90), {}, 'done done done done done current'],
    ['arrived', done, days(3), { money: arrived }, 'done done done done done done'],
    [
      'direct capture, shipping not told',
      { ...done, shippedAt: null },
      minutes(9),
      { events: sale },
      'done done done done skipped current',
    ],
    [
      'direct capture, shipped',
      done,
      days(3),
      { events: sale, money: arrived },
      'done done done done done done',
    ],
  ])('%s', (_name, order, now, more, expected) => {
    expect(statuses(journey(order, now, more))).toBe(expected);
  });
});

describe('why nothing was reserved', () => {
  it.each([
    ['cancelled', {}, 'cancelled-by-whom', null],
    ['cancelled', { customerCancelled: true }, 'declined', 'customer'],
    ['cancelled', { cancelledHere: true }, 'cancelled-here', 'person'],
    ['cancelled', { cancelledHere: true, customerCancelled: true }, 'declined', 'customer'],
    ['expired', {}, 'timed-out', 'vipps'],
    ['rejected', {}, 'refused-card', 'bank'],
  ] as const)('%s, %o: %s', (state, more, failure, who) => {
    const events = [event('initiate', 1000, start), event('cancel', 0, minutes(6))];
    const steps = journey({ ...initiated, state }, minutes(9), { events, ...more });
    expect(step(steps, 'reserved')).toMatchObject({ failure, who, at: minutes(6) });
    expect(stepInFocus(steps)).toBe('reserved');
  });

  it('a refused card is told while the customer may choose another, and not once one was accepted', () => {
    const refused = [event('initiate', 1000, start), event('reserve', 1000, minutes(1), false)];
    const open = step(journey(initiated, minutes(2), { events: refused }), 'reserved');
    expect(open).toMatchObject({ status: 'waiting', cardRefused: true, failure: null });
    const events = [...refused, event('reserve', 1000, minutes(3))];
    expect(step(journey(reserved, minutes(4), { events }), 'reserved').cardRefused).toBe(false);
    expect(step(journey(initiated, minutes(2)), 'reserved').cardRefused).toBe(false);
  });
});

describe('a shop that confirms an order', () => {
  const told = { confirmedAt: minutes(3), confirmedBy: 'return' } as const;
  it.each<[string, JourneyOrder, Partial<JourneyFacts>, object]>([
    ['which timed out', { ...initiated, ...told, state: 'expired' }, {}, { status: 'late', unpaid: 'known' }],
    [
      'which is open, read since',
      { ...initiated, ...told, polledAt: minutes(3) },
      {},
      { status: 'late', unpaid: 'known' },
    ],
    [
      'which is open, not read since',
      { ...initiated, ...told, polledAt: minutes(2) },
      {},
      { status: 'unknown', unpaid: 'unread' },
    ],
    [
      'which is open, never read',
      { ...initiated, ...told, polledAt: null },
      {},
      { status: 'unknown', unpaid: 'unread' },
    ],
    [
      'which Vipps does not know',
      { ...initiated, ...told, polledAt: null },
      { notAtVipps: true },
      { status: 'late', unpaid: 'known' },
    ],
    ['which is paid', { ...reserved, ...told }, {}, { status: 'done', unpaid: null }],
    ['not read yet', { ...initiated, ...told, state: 'mentioned' }, {}, { status: 'done', unpaid: null }],
  ])('%s', (_name, order, more, expected) => {
    expect(step(journey(order, minutes(20), more), 'confirmed')).toMatchObject(expected);
  });
});

describe('an order that Vipps does not know', () => {
  it('was not sent to Vipps, and nobody waits for its page', () => {
    const steps = journey(initiated, days(2), { notAtVipps: true });
    expect(isNotAtVipps(steps)).toBe(true);
    expect(step(steps, 'initiated')).toMatchObject({ unknown: 'not-at-vipps', at: null });
    expect(step(steps, 'landing')).toMatchObject({ known: 'not-begun', openUntil: null });
    expect(stepInFocus(steps)).toBeUndefined();
    expect(isNotAtVipps(journey(initiated, days(2)))).toBe(false);
  });
});

describe('the landing page', () => {
  it('lives five minutes unopened and ten in all, to the millisecond', () => {
    expect(step(journey(initiated, addMs(minutes(10), -1)), 'landing')).toMatchObject({
      status: 'current',
      unopenedUntil: minutes(5),
      openUntil: minutes(10),
    });
    expect(step(journey(initiated, minutes(10)), 'landing')).toMatchObject({
      status: 'late',
      known: 'time-over',
    });
  });

  it('is never said to have been opened at a time: Vipps does not tell', () => {
    expect(step(journey(captured, days(9)), 'landing').at).toBeNull();
  });
});
