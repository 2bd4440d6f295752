import { describe, expect, it } from 'vitest';
import { addMs, hourMs } from '#core/calendar';
import type { JourneyFacts, JourneyOrder } from '#core/journey-facts';
import { ore } from '#core/money';
import { captured, days, initiated, journey, minutes, parcel, reserved, step } from './journey-cases';

describe('shipped and captured', () => {
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

  describe('goods that left without money', () => {
    const all = { shipments: [parcel(null, minutes(10))] };
    const sent = { shippedAt: minutes(10), sentOre: ore(1000) };
    it.each<[string, JourneyOrder, Partial<JourneyFacts>, number]>([
      [
        'released after it was sent',
        { ...reserved, ...sent, state: 'cancelled', cancelledOre: ore(1000) },
        all,
        0,
      ],
      ['expired', { ...initiated, ...sent, state: 'expired' }, all, 0],
      ['declined', { ...initiated, ...sent, state: 'cancelled' }, all, 0],
      ['the card refused', { ...initiated, ...sent, state: 'rejected' }, all, 0],
      ['not paid yet', { ...initiated, ...sent }, all, 0],
      ['not known to Vipps', { ...initiated, ...sent }, { ...all, notAtVipps: true }, 0],
      ['the deadline over', { ...reserved, ...sent, deadlineAt: minutes(11) }, all, 0],
      [
        'the rest released after all was sent',
        { ...partly, ...sent, state: 'captured', cancelledOre: ore(600) },
        { shipments: [parcel(400, minutes(10)), parcel(600, minutes(11))] },
        400,
      ],
    ])('%s: late, with both sums', (_name, order, more, capturedOre) => {
      const shipped = step(journey(order, minutes(30), more), 'shipped');
      expect(shipped).toMatchObject({ status: 'late', goodsUnpaid: true, shippedOre: 1000, capturedOre });
    });

    it.each<[string, JourneyOrder, Partial<JourneyFacts>, string]>([
      ['still reserved: the capture is expected', { ...reserved, ...sent }, all, 'current'],
      ['captured whole', { ...captured, ...sent }, all, 'done'],
      ['refunded later', { ...captured, ...sent, state: 'refunded', refundedOre: ore(1000) }, all, 'done'],
      [
        'the rest released before the last was sent',
        { ...partly, state: 'captured', cancelledOre: ore(600), sentOre: ore(400) },
        all,
        'done',
      ],
      ['named by a ledger, not read', { ...initiated, ...sent, state: 'mentioned' }, all, 'unknown'],
    ])('not said when %s', (_name, order, more, status) => {
      const shipped = step(journey(order, minutes(30), more), 'shipped');
      expect(shipped).toMatchObject({ status, goodsUnpaid: false });
    });

    it('a shipment without an amount, of which the order keeps no sum, counts as all there was', () => {
      const open = { ...initiated, shippedAt: minutes(10) };
      expect(step(journey(open, minutes(30), all), 'shipped').shippedOre).toBe(1000);
    });
  });
});
