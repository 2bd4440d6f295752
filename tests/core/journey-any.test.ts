import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JourneyStep, journeyKinds, journeyOf } from '#core/journey';
import { type JourneyFacts, stepStatuses } from '#core/journey-facts';
import { type Ore, ore } from '#core/money';
import { orderStates, paymentOperations } from '#core/payment-state';
import { payoutStates } from '#core/payout-state';
import { booked, disputed, ledger, minutes, payout, step } from './journey-cases';

describe('any facts', () => {
  const amount = fc.integer({ min: 0, max: 100_000 }).map(ore);
  const instant = fc.integer({ min: 0, max: 400 * 24 * 60 }).map(minutes);
  const perhaps = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
  const amounts = fc
    .tuple(amount, fc.nat(100), fc.nat(100), fc.boolean())
    .map(([reservedOre, share, back, released]) => {
      const capturedOre = ore(Math.floor((reservedOre * share) / 100));
      const rest: Ore = ore(released ? reservedOre - capturedOre : 0);
      return {
        reservedOre,
        capturedOre,
        cancelledOre: rest,
        refundedOre: ore(Math.floor((capturedOre * back) / 100)),
      };
    });
  const facts: fc.Arbitrary<JourneyFacts> = fc.record({
    order: fc
      .record({
        state: fc.constantFrom(...orderStates),
        express: fc.constantFrom('yes' as const, 'no' as const),
        device: fc.constantFrom('desktop' as const, 'phone' as const, null),
        amountOre: amount,
        registeredAt: instant,
        initiatedAt: perhaps(instant),
        reservedAt: perhaps(instant),
        lastCapturedAt: perhaps(instant),
        confirmedAt: perhaps(instant),
        confirmedBy: fc.constantFrom('return' as const, 'poll' as const, null),
        polledAt: perhaps(instant),
        shippedAt: perhaps(instant),
        sentOre: perhaps(amount),
        guaranteeUntil: perhaps(instant),
        deadlineAt: perhaps(instant),
        shippingMethod: perhaps(fc.string()),
        shippingCostOre: perhaps(amount),
      })
      .chain((order) => amounts.map((sums) => ({ ...order, ...sums }))),
    events: fc.array(
      fc.record({
        operation: fc.constantFrom(...paymentOperations),
        amountOre: amount,
        success: fc.boolean(),
        occurredAt: instant,
      }),
      { maxLength: 5 },
    ),
    cancelledHere: fc.boolean(),
    customerCancelled: fc.boolean(),
    notAtVipps: fc.boolean(),
    capturedBy: fc.constantFrom('person' as const, 'desk' as const, null),
    shipments: fc.array(fc.record({ amountOre: perhaps(amount), shippedAt: instant }), { maxLength: 3 }),
    money: fc.array(
      fc
        .tuple(
          fc.integer({ min: -50_000, max: 50_000 }),
          perhaps(fc.constantFrom(...payoutStates)),
          fc.nat(3),
          fc.boolean(),
        )
        .map(([money, state, number, isDispute]) =>
          (isDispute ? disputed : booked)(money, state === null ? null : payout(`${number}`, state)),
        ),
      { maxLength: 6 },
    ),
    ledger: fc.constantFrom(ledger, null),
  });

  it('give exactly six steps in their order, whose statuses fit together', () => {
    fc.assert(
      fc.property(facts, instant, (given, now) => {
        const steps = journeyOf(given, now);
        expect(steps.map(({ kind }) => kind)).toEqual(journeyKinds);
        for (const { status } of steps) expect(stepStatuses).toContain(status);
        const failed = steps.findIndex(({ status }) => status === 'failed');
        const after = failed === -1 ? [] : steps.slice(failed + 1);
        // Except a shop that confirms an order which nobody paid, or sends its goods.
        const isTold = (each: JourneyStep) =>
          (each.kind === 'confirmed' && each.unpaid !== null) ||
          (each.kind === 'shipped' && each.goodsUnpaid);
        expect(after.every((each) => each.status === 'skipped' || isTold(each))).toBe(true);
        const shipped = step(steps, 'shipped');
        if (shipped.goodsUnpaid) expect(shipped.status).toBe('late');
        if (step(steps, 'confirmed').unpaid !== null)
          expect(step(steps, 'confirmed').status).not.toBe('done');
        const banked = step(steps, 'banked');
        expect(banked.arrivedOre).toBeLessThanOrEqual(banked.dueOre);
        expect(banked.dueOre + banked.refundedBeforeOre).toBeLessThanOrEqual(banked.capturedOre);
        if (banked.status === 'done') {
          expect(banked.arrivedOre).toBe(banked.capturedOre - banked.refundedBeforeOre);
          expect(banked.arrivedOre).toBeGreaterThan(0);
        }
        for (const amount of [banked.arrivedOre, banked.refundedBeforeOre, banked.refundComingOre])
          expect(amount).toBeGreaterThanOrEqual(0);
        expect(banked.refundComingOre).toBeLessThanOrEqual(banked.refundedLaterOre);
      }),
      { numRuns: 500 },
    );
  });
});
