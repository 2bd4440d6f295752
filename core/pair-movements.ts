/**
 * Order ↔ ledger, within one order: which payment event is which ledger entry. First by reference (the entry's pspReference is
 * the event's transaction id), then by kind and amount. Both sides are taken by time, so that the order of arrival changes
 * nothing, and each is paired once at most.
 */

import type { OrderMatchRule } from './match-rules';
import { type Ore, subtractOre } from './money';

/** A capture or refund, as one side tells of it. Amounts are the merchant's: a refund is negative. */
export type Movement = {
  readonly sequence: number;
  readonly kind: 'capture' | 'refund';
  readonly reference: string | null;
  readonly amountOre: Ore;
  readonly occurredAt: string;
  /** Tells two apart that are equal in all else. */
  readonly key: string;
};

export type MovementPair = {
  readonly entrySequence: number;
  readonly eventSequence: number;
  readonly rule: Exclude<OrderMatchRule, 'person'>;
  /** Entry less event. */
  readonly differenceOre: Ore;
};

export function pairMovements(entries: readonly Movement[], events: readonly Movement[]): MovementPair[] {
  const pairs: MovementPair[] = [];
  const paired = new Set<Movement>();
  const pairUp = (rule: MovementPair['rule'], fits: (entry: Movement, event: Movement) => boolean) => {
    for (const entry of inOrder(entries)) {
      if (paired.has(entry)) continue;
      const event = inOrder(events).find((candidate) => !paired.has(candidate) && fits(entry, candidate));
      if (event === undefined) continue;
      paired.add(entry).add(event);
      const differenceOre = subtractOre(entry.amountOre, event.amountOre);
      pairs.push({ entrySequence: entry.sequence, eventSequence: event.sequence, rule, differenceOre });
    }
  };
  const sameKind = (entry: Movement, event: Movement) => entry.kind === event.kind;
  const sameReference = (entry: Movement, event: Movement) =>
    sameKind(entry, event) && entry.reference !== null && entry.reference === event.reference;
  const sameAmount = (entry: Movement, event: Movement) =>
    sameKind(entry, event) && entry.amountOre === event.amountOre;
  pairUp('reference', (entry, event) => sameReference(entry, event) && sameAmount(entry, event));
  pairUp('reference', sameReference);
  pairUp('order-and-amount', sameAmount);
  return pairs;
}

function inOrder(movements: readonly Movement[]): Movement[] {
  return movements.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : orderOf(a) > orderOf(b) ? 1 : 0));
}

function orderOf({ occurredAt, key }: Movement): string {
  return `${occurredAt} ${key}`;
}
