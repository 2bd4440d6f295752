import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ore } from '#core/money';
import { type Movement, pairMovements } from '#core/pair-movements';

let sequence = 0;
const movement = (over: Partial<Omit<Movement, 'amountOre'>> & { ore: number }): Movement => {
  sequence += 1;
  const { ore: amount, ...rest } = over;
  return {
    sequence,
    kind: 'capture',
    reference: null,
    occurredAt: '2026-06-01T10:00:00.000Z',
    key: String(sequence),
    amountOre: ore(amount),
    ...rest,
  };
};

describe('captures and refunds of an order are paired', () => {
  it('by their reference, whatever the times', () => {
    const entries = [
      movement({ ore: 100, reference: 'a' }),
      movement({ ore: 100, reference: 'b', occurredAt: '2026-06-05T10:00:00.000Z' }),
    ];
    const events = [movement({ ore: 100, reference: 'b' }), movement({ ore: 100, reference: 'a' })];
    expect(pairMovements(entries, events)).toEqual([
      {
        entrySequence: entries[0]?.sequence,
        eventSequence: events[1]?.sequence,
        rule: 'reference',
        differenceOre: 0,
      },
      {
        entrySequence: entries[1]?.sequence,
        eventSequence: events[0]?.sequence,
        rule: 'reference',
        differenceOre: 0,
      },
    ]);
  });

  it('by reference also when the amounts differ, with the difference', () => {
    const [pair] = pairMovements(
      [movement({ ore: 90, reference: 'a' })],
      [movement({ ore: 100, reference: 'a' })],
    );
    expect(pair).toMatchObject({ rule: 'reference', differenceOre: -10 });
  });

  it('by reference and amount before reference alone', () => {
    const entries = [movement({ ore: 90, reference: 'a' }), movement({ ore: 100, reference: 'a' })];
    const events = [movement({ ore: 100, reference: 'a' })];
    expect(pairMovements(entries, events)).toEqual([
      {
        entrySequence: entries[1]?.sequence,
        eventSequence: events[0]?.sequence,
        rule: 'reference',
        differenceOre: 0,
      },
    ]);
  });

  it('by kind and amount where no reference says anything', () => {
    const [pair] = pairMovements([movement({ ore: 100, reference: 'x' })], [movement({ ore: 100 })]);
    expect(pair).toMatchObject({ rule: 'order-and-amount', differenceOre: 0 });
  });

  it('never a capture with a refund', () => {
    expect(
      pairMovements(
        [movement({ ore: -100, kind: 'refund', reference: 'a' })],
        [movement({ ore: 100, reference: 'a' }), movement({ ore: -100, kind: 'capture', reference: 'a' })],
      ),
    ).toEqual([]);
  });

  it('never by amount when their references name others', () => {
    const entries = [movement({ ore: 100, reference: 'a' })];
    const events = [movement({ ore: 100, reference: 'b' }), movement({ ore: 90, reference: 'a' })];
    expect(pairMovements(entries, events)).toEqual([
      {
        entrySequence: entries[0]?.sequence,
        eventSequence: events[1]?.sequence,
        rule: 'reference',
        differenceOre: 10,
      },
    ]);
  });

  const side = fc.array(
    fc.record({
      kind: fc.constantFrom('capture' as const, 'refund' as const),
      reference: fc.constantFrom(null, 'a', 'b', 'c'),
      amount: fc.constantFrom(100, 200, 300),
      hour: fc.integer({ min: 10, max: 14 }),
    }),
    { maxLength: 7 },
  );
  const movements = (
    rows: readonly { kind: 'capture' | 'refund'; reference: string | null; amount: number; hour: number }[],
  ) =>
    rows.map(({ kind, reference, amount, hour }, index) =>
      movement({
        kind,
        reference,
        ore: kind === 'refund' ? -amount : amount,
        occurredAt: `2026-06-01T${hour}:00:00.000Z`,
        key: `key ${index}`,
      }),
    );

  it('each once at most, and the same whatever the order they are given in', () => {
    fc.assert(
      fc.property(side, side, fc.array(fc.nat(), { minLength: 7, maxLength: 7 }), (left, right, places) => {
        const [entries, events] = [movements(left), movements(right)];
        const pairs = pairMovements(entries, events);
        expect(new Set(pairs.map((pair) => pair.entrySequence)).size).toBe(pairs.length);
        expect(new Set(pairs.map((pair) => pair.eventSequence)).size).toBe(pairs.length);
        const shuffled = (some: readonly Movement[]) =>
          some
            .map((one, index) => ({ one, place: places[index] ?? 0 }))
            .sort((a, b) => a.place - b.place)
            .map(({ one }) => one);
        const inOrder = (some: typeof pairs) => some.toSorted((a, b) => a.entrySequence - b.entrySequence);
        expect(inOrder(pairMovements(shuffled(entries), shuffled(events)))).toEqual(inOrder(pairs));
      }),
    );
  });

  it('as many as possible: nothing of the same kind and amount is left on both sides', () => {
    fc.assert(
      fc.property(side, side, (left, right) => {
        const [entries, events] = [movements(left), movements(right)];
        const pairs = pairMovements(entries, events);
        const openEntries = entries.filter(
          (one) => !pairs.some((pair) => pair.entrySequence === one.sequence),
        );
        const openEvents = events.filter((one) => !pairs.some((pair) => pair.eventSequence === one.sequence));
        for (const entry of openEntries) {
          const fits = openEvents.filter(
            (event) => event.kind === entry.kind && event.amountOre === entry.amountOre,
          );
          const named = (event: Movement) =>
            event.reference !== null && entry.reference !== null && event.reference !== entry.reference;
          expect(fits.filter((event) => !named(event))).toEqual([]);
        }
      }),
    );
  });
});
