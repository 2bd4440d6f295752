import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BankMatchReason,
  bankMatchId,
  matchBank,
  type OpenLine,
  type OpenPayout,
} from '#core/bank-matching';
import { addDays, day } from '#core/calendar';
import { ore, sumOre } from '#core/money';

const account = '15062718347';
const payout = (number: string, amount: number, over: Partial<OpenPayout> = {}): OpenPayout => ({
  ledgerId: '302321',
  settlementNumber: number,
  amountOre: ore(amount),
  currency: 'NOK',
  account,
  ledgerDate: day('2026-06-01'),
  expectedEarliest: day('2026-06-03'),
  expectedLatest: day('2026-06-04'),
  ...over,
});
const line = (
  id: string,
  amount: number,
  numbers: OpenLine['numbers'],
  over: Partial<OpenLine> = {},
): OpenLine => ({
  id,
  lineKey: id,
  account,
  bookedOn: day('2026-06-03'),
  amountOre: ore(amount),
  currency: 'NOK',
  numbers,
  namesVipps: true,
  ...over,
});
const exact = (...numbers: readonly string[]) => numbers.map((number) => ({ number, exact: true }));
const likely = (number: string) => [{ number, exact: false }];

/** In short: `automatic 1=a`, with the difference where there is one. */
const short = (payouts: readonly OpenPayout[], lines: readonly OpenLine[], refused?: ReadonlySet<string>) =>
  matchBank(payouts, lines, refused).map(({ automatic, differenceOre, ...draft }) => {
    const left = draft.payouts.map((one) => one.settlementNumber).join('+');
    const right = draft.lines.map((one) => one.id).join('+');
    return `${automatic ? 'automatic' : 'suggested'} ${left}=${right}${differenceOre === 0 ? '' : ` ${differenceOre}`}`;
  });
const reasonsOf = (payouts: readonly OpenPayout[], lines: readonly OpenLine[]): readonly BankMatchReason[] =>
  matchBank(payouts, lines)[0]?.reasons ?? [];

describe('a payout and a line', () => {
  it('are the same money when number, amount, account and currency agree, on whatever day after the ledger day', () => {
    expect(short([payout('1', 500)], [line('a', 500, exact('1'))])).toEqual(['automatic 1=a']);
    expect(short([payout('1', 500)], [line('a', 500, exact('1'), { bookedOn: day('2026-08-01') })])).toEqual([
      'automatic 1=a',
    ]);
    expect(reasonsOf([payout('1', 500)], [line('a', 500, exact('1'))])).toEqual([
      'number-exact',
      'amount-equal',
      'account-equal',
      'date-expected',
    ]);
  });

  it.each([
    ['another account', { account: '36241582072' }],
    ['another currency', { currency: 'SEK' as const }],
    ['a day before the ledger day was over', { bookedOn: day('2026-05-31') }],
  ])('are never the same with %s', (_name, over) => {
    expect(short([payout('1', 500)], [line('a', 500, exact('1'), over)])).toEqual([]);
  });

  it('are never the same when no account is known for the ledger', () => {
    expect(short([payout('1', 500, { account: null })], [line('a', 500, exact('1'))])).toEqual([]);
  });

  it('are a suggestion when the amount differs, with the difference', () => {
    expect(short([payout('1', 500)], [line('a', 475, exact('1'))])).toEqual(['suggested 1=a -25']);
    expect(reasonsOf([payout('1', 500)], [line('a', 475, exact('1'))])).toContain('amount-differs');
  });

  it('are a suggestion when the number was made out from a broken text, and only with the right amount', () => {
    expect(short([payout('1', 500)], [line('a', 500, likely('1'))])).toEqual(['suggested 1=a']);
    expect(short([payout('1', 500)], [line('a', 475, likely('1'))])).toEqual([]);
  });

  it('are a suggestion by amount and day alone, near the expected days only', () => {
    const plain = { namesVipps: false };
    expect(short([payout('1', 500)], [line('a', 500, [], plain)])).toEqual(['suggested 1=a']);
    expect(
      short([payout('1', 500)], [line('a', 500, [], { ...plain, bookedOn: day('2026-06-14') })]),
    ).toEqual(['suggested 1=a']);
    expect(
      short([payout('1', 500)], [line('a', 500, [], { ...plain, bookedOn: day('2026-06-15') })]),
    ).toEqual([]);
    expect(reasonsOf([payout('1', 500)], [line('a', 500, [])])).toEqual([
      'amount-equal',
      'names-vipps',
      'account-equal',
      'date-expected',
    ]);
  });

  it('are not suggested by amount when the line names another payout', () => {
    expect(short([payout('1', 500)], [line('a', 500, likely('2'))])).toEqual([]);
    expect(short([payout('1', 500)], [line('a', 500, exact('2'))])).toEqual([]);
  });
});

describe('what agrees better comes first', () => {
  it('the number before the amount', () => {
    const lines = [line('a', 500, []), line('b', 500, exact('1'))];
    expect(short([payout('1', 500)], lines)).toEqual(['automatic 1=b']);
  });

  it('the right amount before another, of two lines with the number', () => {
    const lines = [line('a', 475, exact('1')), line('b', 500, exact('1'))];
    expect(short([payout('1', 500)], lines)).toEqual(['automatic 1=b']);
  });

  it('the earlier of two equal lines', () => {
    const lines = [line('b', 500, exact('1'), { bookedOn: day('2026-06-04') }), line('a', 500, exact('1'))];
    expect(short([payout('1', 500)], lines)).toEqual(['automatic 1=a']);
  });
});

describe('several', () => {
  it('payouts in one line that names them all are the same money when their sum is its amount', () => {
    const payouts = [payout('1', 500), payout('2', 300)];
    expect(short(payouts, [line('a', 800, exact('1', '2'))])).toEqual(['automatic 1+2=a']);
    expect(short(payouts, [line('a', 790, exact('1', '2'))])).toEqual(['suggested 1+2=a -10']);
    expect(short(payouts.slice(0, 1), [line('a', 800, exact('1', '2'))])).toEqual(['suggested 1=a 300']);
  });

  it('lines that name one payout are the same money when their sum is its amount', () => {
    const lines = [line('a', 200, exact('1')), line('b', 300, exact('1'))];
    expect(short([payout('1', 500)], lines)).toEqual(['automatic 1=a+b']);
    expect(short([payout('1', 600)], lines)).toEqual(['suggested 1=a+b -100']);
    expect(
      matchBank(
        [payout('1', 500)],
        [lines[0] ?? line('', 0, []), line('b', 300, exact('1'), { bookedOn: day('2026-06-05') })],
      )[0]?.arrivedOn,
    ).toBe('2026-06-05');
  });

  it('payouts are suggested for a line without numbers when just one sum of them is its amount', () => {
    const payouts = [payout('1', 500), payout('2', 300), payout('3', 250)];
    expect(short(payouts, [line('a', 800, [])])).toEqual(['suggested 1+2=a']);
    expect(short([...payouts, payout('4', 550)], [line('a', 800, [])])).toEqual([]); // 1+2, or 3+4
    expect(short(payouts, [line('a', 800, [], { namesVipps: false })])).toEqual([]);
  });

  it('lines of Vipps without numbers are suggested for a payout that is their sum', () => {
    expect(short([payout('1', 500)], [line('a', 200, []), line('b', 300, [])])).toEqual(['suggested 1=a+b']);
  });
});

describe('what a person refused', () => {
  it('is not made again, and the other of two equal lines is', () => {
    const [one, first, second] = [payout('1', 500), line('a', 500, exact('1')), line('b', 500, exact('1'))];
    const refused = new Set([bankMatchId([one], [first])]);
    expect(short([one], [first], refused)).toEqual([]);
    expect(short([one], [first, second], refused)).toEqual(['automatic 1=b']);
  });

  it('is just that: the same payout with another line is not refused', () => {
    const one = payout('1', 500);
    const refused = new Set([bankMatchId([one], [line('x', 500, exact('1'))])]);
    expect(short([one], [line('a', 500, exact('1'))], refused)).toEqual(['automatic 1=a']);
  });
});

describe('whatever there is', () => {
  const numbers = ['1', '2', '3', '4'];
  const amount = fc.constantFrom(100, 200, 300, 400, 500);
  const payouts = fc
    .array(fc.record({ amount, days: fc.integer({ min: 0, max: 4 }), other: fc.boolean() }), { maxLength: 4 })
    .map((rows) =>
      rows.map((row, index) => {
        const ledgerDate = addDays(day('2026-06-01'), row.days);
        const over = {
          ledgerDate,
          expectedEarliest: addDays(ledgerDate, 2),
          expectedLatest: addDays(ledgerDate, 3),
        };
        return payout(numbers[index] ?? '', row.amount, {
          ...over,
          ...(row.other ? { account: '36241582072' } : {}),
        });
      }),
    );
  const lines = fc
    .array(
      fc.record({
        amount,
        named: fc.shuffledSubarray(numbers, { maxLength: 2 }),
        isExact: fc.boolean(),
        days: fc.integer({ min: 0, max: 20 }),
        namesVipps: fc.boolean(),
      }),
      { maxLength: 6 },
    )
    .map((rows) =>
      rows.map((row, index) => {
        const named = row.named
          .map((number) => ({ number, exact: row.isExact }))
          .slice(0, row.isExact ? 2 : 1);
        return line(`line ${index}`, row.amount, named, {
          bookedOn: addDays(day('2026-06-01'), row.days),
          namesVipps: row.namesVipps || named.length > 0,
        });
      }),
    );

  it('each payout and each line is in one match at most, and a match says how far it is off', () => {
    fc.assert(
      fc.property(payouts, lines, (left, right) => {
        const drafts = matchBank(left, right);
        const usedPayouts = drafts.flatMap((draft) => draft.payouts.map((one) => one.settlementNumber));
        const usedLines = drafts.flatMap((draft) => draft.lines.map(({ id }) => id));
        expect(new Set(usedPayouts).size).toBe(usedPayouts.length);
        expect(new Set(usedLines).size).toBe(usedLines.length);
        for (const draft of drafts) {
          const paid = sumOre(draft.payouts.map((one) => one.amountOre));
          const booked = sumOre(draft.lines.map((one) => one.amountOre));
          expect(draft.differenceOre).toBe(booked - paid);
          if (draft.automatic) expect(draft.differenceOre).toBe(0);
          if (draft.automatic) expect(draft.reasons).toContain('number-exact');
          expect(
            draft.lines.every((one) => draft.payouts.every((other) => other.account === one.account)),
          ).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('the matches do not depend on the order of payouts and lines', () => {
    fc.assert(
      fc.property(payouts, lines, (left, right) => {
        expect(short(left.toReversed(), right.toReversed())).toEqual(short(left, right));
      }),
      { numRuns: 400 },
    );
  });

  it('what is refused is never made', () => {
    fc.assert(
      fc.property(payouts, lines, (left, right) => {
        const refused = new Set<string>();
        for (let round = 0; round < 12; round += 1) {
          const made = matchBank(left, right, refused).map(({ id }) => id);
          expect(made.filter((id) => refused.has(id))).toEqual([]);
          for (const id of made) refused.add(id);
        }
      }),
    );
  });
});
