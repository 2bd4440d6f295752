import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ore } from '#core/money';
import {
  derivePaymentState,
  type OrderState,
  type PaymentEvent,
  type PaymentOperation,
  paymentOperationOf,
  remainingToCapture,
  remainingToRefund,
} from '#core/payment-state';

const start = Date.parse('2026-05-04T08:00:00Z');
const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString();
const event = (
  operation: PaymentOperation,
  amount: number,
  minutes: number,
  success = true,
): PaymentEvent => ({
  operation,
  amountOre: ore(amount),
  success,
  occurredAt: at(minutes),
});

const day = 24 * 60;
const table: [string, OrderState, PaymentEvent[]][] = [
  ['nothing but the initiation is initiated', 'initiated', [event('initiate', 49900, 0)]],
  ['a confirmed payment is reserved', 'reserved', [event('initiate', 49900, 0), event('reserve', 49900, 1)]],
  [
    'a refused attempt leaves it initiated',
    'initiated',
    [event('initiate', 49900, 0), event('reserve', 49900, 1, false)],
  ],
  [
    'a refused attempt and a good one is reserved',
    'reserved',
    [event('reserve', 49900, 1, false), event('reserve', 49900, 2)],
  ],
  [
    'refused, then given up, is rejected',
    'rejected',
    [event('initiate', 100, 0), event('reserve', 100, 1, false), event('cancel', 100, 2)],
  ],
  [
    'declined by the customer is cancelled',
    'cancelled',
    [event('initiate', 49900, 0), event('cancel', 49900, 2)],
  ],
  [
    'ended when the landing page timed out is expired',
    'expired',
    [event('initiate', 49900, 0), event('cancel', 49900, 5)],
  ],
  [
    'part captured is partially captured',
    'partially_captured',
    [event('reserve', 1000, 0), event('capture', 400, 5)],
  ],
  [
    'all captured in two parts is captured',
    'captured',
    [event('reserve', 1000, 0), event('capture', 400, 5), event('capture', 600, 6)],
  ],
  [
    'the rest released after a part is captured',
    'captured',
    [event('reserve', 1000, 0), event('capture', 400, 5), event('void', 600, 6)],
  ],
  ['a direct capture is captured', 'captured', [event('initiate', 1000, 0), event('sale', 1000, 1)]],
  [
    'part refunded is partially refunded',
    'partially_refunded',
    [event('sale', 1000, 1), event('refund', 1, 2)],
  ],
  [
    'all refunded is refunded',
    'refunded',
    [event('sale', 1000, 1), event('refund', 400, 2), event('refund', 600, 3)],
  ],
  [
    'all that was captured refunded, with a rest still reserved, is partially refunded',
    'partially_refunded',
    [event('reserve', 1000, 0), event('capture', 400, 1), event('refund', 400, 2)],
  ],
  [
    'released by the merchant is cancelled',
    'cancelled',
    [event('reserve', 1000, 0), event('void', 1000, 3 * day)],
  ],
  [
    'released at the end of 180 days is cancelled: eCom ends no reservation by itself',
    'cancelled',
    [event('reserve', 1000, 0), event('void', 1000, 180 * day)],
  ],
  [
    'released by the merchant after 20 days is cancelled',
    'cancelled',
    [event('reserve', 1000, 0), event('void', 1000, 20 * day)],
  ],
  [
    'a failed capture changes nothing',
    'reserved',
    [event('reserve', 1000, 0), event('capture', 1000, 5, false)],
  ],
  [
    'an operation nobody knows changes nothing',
    'reserved',
    [event('reserve', 1000, 0), event('other', 5, 5)],
  ],
];

describe('the state of an order', () => {
  it.each(table)('%s', (_rule, state, events) => {
    expect(derivePaymentState(events)).toMatchObject({ kind: 'derived', state });
  });

  it('is cancelled, not expired, when the cancel was given here', () => {
    const events = [event('initiate', 49900, 0), event('cancel', 49900, 6)];
    expect(derivePaymentState(events)).toMatchObject({ state: 'expired' });
    expect(derivePaymentState(events, { cancelledHere: true })).toMatchObject({ state: 'cancelled' });
  });

  it('does not depend on the order in which the events arrive', () => {
    fc.assert(
      fc.property(fc.constantFrom(...table), fc.infiniteStream(fc.nat()), ([, , events], keys) => {
        const shuffled = events
          .map((e) => [keys.next().value, e] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, e]) => e);
        expect(derivePaymentState(shuffled)).toEqual(derivePaymentState(events));
      }),
    );
  });

  it('refuses a history in which more is captured than reserved, or refunded than captured', () => {
    expect(derivePaymentState([event('reserve', 100, 0), event('capture', 101, 1)]).kind).toBe(
      'inconsistent',
    );
    expect(derivePaymentState([event('sale', 100, 0), event('refund', 101, 1)]).kind).toBe('inconsistent');
    expect(derivePaymentState([event('refund', 1, 1)]).kind).toBe('inconsistent');
  });

  it('keeps reserved = captured + released + left, and captured = refunded + left to refund, in every valid history', () => {
    const step = fc.record({
      kind: fc.constantFrom('capture', 'refund', 'void', 'failed'),
      share: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 10_000_000 }),
        fc.array(step, { maxLength: 12 }),
        (reserved, steps) => {
          let [captured, refunded, open] = [0, 0, true];
          const events = [event('initiate', reserved, 0), event('reserve', reserved, 1)];
          for (const [index, { kind, share }] of steps.entries()) {
            const minutes = 2 + index;
            if (kind === 'failed') events.push(event('capture', reserved * 2, minutes, false));
            if (kind === 'capture' && open && reserved > captured) {
              const amount = Math.ceil(((reserved - captured) * share) / 100);
              captured += amount;
              events.push(event('capture', amount, minutes));
            }
            if (kind === 'refund' && captured > refunded) {
              const amount = Math.ceil(((captured - refunded) * share) / 100);
              refunded += amount;
              events.push(event('refund', amount, minutes));
            }
            if (kind === 'void' && open && captured < reserved) {
              open = false;
              events.push(event('void', reserved - captured, minutes));
            }
          }
          const derived = derivePaymentState(events);
          if (derived.kind !== 'derived') throw new Error(derived.reason);
          expect(derived).toMatchObject({
            reservedOre: reserved,
            capturedOre: captured,
            refundedOre: refunded,
          });
          expect(remainingToCapture(derived)).toBe(open ? reserved - captured : 0);
          expect(derived.capturedOre + derived.cancelledOre + remainingToCapture(derived)).toBe(reserved);
          expect(remainingToRefund(derived)).toBe(captured - refunded);
        },
      ),
    );
  });

  it.each([
    ['RESERVED', 'reserve'],
    ['RESERVE', 'reserve'],
    ['CANCELLED', 'cancel'],
    ['CANCEL', 'cancel'],
    ['REJECTED', 'cancel'],
    ['Captured', 'capture'],
    ['Refund', 'refund'],
    ['VOID', 'void'],
    ['SALE', 'sale'],
    ['SOMETHING_NEW', 'other'],
  ])('reads %s as %s, whichever of Vipps’s names it is', (name, operation) => {
    expect(paymentOperationOf(name)).toBe(operation);
  });
});
