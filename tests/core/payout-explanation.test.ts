import { describe, expect, it } from 'vitest';
import { ore } from '#core/money';
import { type EntrySum, explainPayout } from '#core/payout-explanation';

const sum = (entryType: string, amount: number, topic: EntrySum['topic'] = 'funds'): EntrySum => ({
  topic,
  entryType,
  entries: 1,
  amountOre: ore(amount),
});
const explain = (opening: number, closing: number, amount: number, ...sums: EntrySum[]) =>
  explainPayout({
    settlementNumber: '1',
    amountOre: ore(amount),
    openingOre: ore(opening),
    closingOre: ore(closing),
    sums,
  });

describe('why a payout is what it is', () => {
  it('ties on the day of Vipps’s own documentation', () => {
    const why = explain(
      0,
      0,
      28_800,
      sum('capture', 40_000),
      sum('refund', -10_000),
      sum('fees-retained', -1200),
      sum('scheduled-for-payout', -28_800),
      sum('capture-fee', -1200, 'fees'),
    );
    expect(why.differenceOre).toBe(0);
    expect(why.groups.map((group) => [group.group, group.amountOre])).toEqual([
      ['captures', 40_000],
      ['refunds', -10_000],
      ['fees', -1200],
    ]);
    expect(why.captureFeesOre).toBe(-1200);
    expect(why.feesKeptBack).toBe(true);
  });

  it('does not tie when an entry is missing', () => {
    expect(
      explain(
        0,
        0,
        28_800,
        sum('capture', 30_000),
        sum('refund', -10_000),
        sum('scheduled-for-payout', -28_800),
      ).differenceOre,
    ).not.toBe(0);
  });

  it('ties when an earlier payout of the same days was aborted', () => {
    const why = explain(
      0,
      0,
      300,
      sum('capture', 300),
      sum('scheduled-for-payout', -400),
      sum('payout-aborted', 100),
    );
    expect(why.differenceOre).toBe(0);
  });

  it('does not take a second payout for an aborted one: what nothing backs is a difference', () => {
    const why = explain(0, 0, 153, sum('capture', 406), sum('scheduled-for-payout', -406));
    expect(why.differenceOre).not.toBe(0);
  });

  it('counts a type nobody knows by its amount', () => {
    const why = explain(
      50,
      0,
      130,
      sum('capture', 100),
      sum('surprise', -20),
      sum('scheduled-for-payout', -130),
    );
    expect(why.differenceOre).toBe(0);
    expect(why.groups.at(-1)).toEqual({ group: 'unclassified', entries: 1, amountOre: -20 });
  });
});
