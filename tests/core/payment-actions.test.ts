import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ore } from '#core/money';
import { type ActionableOrder, allowedActions, checkAction } from '#core/payment-actions';
import type { OrderState } from '#core/payment-state';

const now = '2026-06-02T08:00:00.000Z';
const order = (
  state: OrderState,
  reserved: number,
  captured = 0,
  refunded = 0,
  cancelled = 0,
): ActionableOrder => ({
  state,
  reservedOre: ore(reserved),
  capturedOre: ore(captured),
  refundedOre: ore(refunded),
  cancelledOre: ore(cancelled),
  deadlineAt: reserved > 0 ? '2026-11-01T00:00:00.000Z' : null,
  lastCapturedAt: captured > 0 ? '2026-06-01T00:00:00.000Z' : null,
});

describe('the actions an order offers', () => {
  it.each<[string, ActionableOrder, string[]]>([
    ['initiated', order('initiated', 0), ['cancel']],
    ['mentioned', order('mentioned', 0), []],
    ['reserved', order('reserved', 500), ['capture', 'cancel']],
    ['partially captured', order('partially_captured', 500, 200), ['capture', 'refund', 'cancel']],
    ['captured', order('captured', 500, 500), ['refund']],
    ['captured with the rest released', order('captured', 500, 200, 0, 300), ['refund']],
    ['partially refunded', order('partially_refunded', 500, 500, 100), ['refund']],
    [
      'partially refunded with a rest reserved',
      order('partially_refunded', 500, 200, 100),
      ['capture', 'refund', 'cancel'],
    ],
    ['refunded', order('refunded', 500, 500, 500), []],
    ['cancelled', order('cancelled', 500, 0, 0, 500), []],
    ['rejected', order('rejected', 0), []],
    ['expired', order('expired', 0), []],
  ])('%s', (_state, subject, actions) => {
    expect(allowedActions(subject, now)).toEqual(actions);
  });

  it('end with their time limits', () => {
    const late = { ...order('reserved', 500), deadlineAt: now };
    expect(checkAction('capture', late, now)).toMatchObject({ kind: 'refused', refusal: 'past-deadline' });
    expect(checkAction('cancel', late, now)).toMatchObject({ kind: 'refused', refusal: 'past-deadline' });
    const old = { ...order('captured', 500, 500), lastCapturedAt: '2025-06-02T08:00:00.000Z' };
    expect(checkAction('refund', old, now)).toMatchObject({ kind: 'refused', refusal: 'past-refund-window' });
    expect(checkAction('refund', { ...old, lastCapturedAt: '2025-06-02T08:00:00.001Z' }, now).kind).toBe(
      'allowed',
    );
  });

  it('never take more than is left, nor less than 1 kr unless it is all', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 1, max: 6000 }),
        (reserved, part, amount) => {
          const captured = Math.min(part, reserved - 1);
          const check = checkAction('capture', order('reserved', reserved, captured), now, ore(amount));
          const left = reserved - captured;
          expect(check.kind).toBe(
            amount === left || (amount < left && amount >= 100) ? 'allowed' : 'refused',
          );
        },
      ),
    );
  });
});
