/**
 * Payouts and bank lines that are as confusing as can be (few numbers, few amounts, lines that name one, two, none or half a
 * payout) end in the same matches whatever comes first. RUNS sets how many such worlds, SEED the first; a failure names its seed.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type Day, day } from '#core/calendar';
import { ore } from '#core/money';
import { savePayouts } from '#db/payouts';
import { matchBankLines } from '#services/match-bank-lines';
import { booksOf } from '../cases/books-of';
import { type BankLineDraft, openScriptedDesk, plainLedger, type ScriptedDesk } from '../cases/scripted-desk';

const numRuns = Number(process.env.RUNS ?? 6) * 25;
const firstDay = day('2026-06-01');
const numbers = ['2000801', '2000802', '2000803'] as const;
const amounts = [100, 200, 300, 400] as const;
const utb = (number: string) => `Utb. ${number} Vippsnr 123456`;

const payout = fc.record({ amount: fc.constantFrom(...amounts), day: fc.integer({ min: 0, max: 2 }) });
const text = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...numbers).map(utb) },
  {
    weight: 2,
    arbitrary: fc.shuffledSubarray([...numbers], { minLength: 2 }).map((some) => some.map(utb).join(' ')),
  },
  { weight: 2, arbitrary: fc.constantFrom(...numbers).map((number) => `UTB. ${number} VIPPSN`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('Overføring fra Vipps MobilePay AS', 'Innbetaling', utb('2999999')),
  },
);
const line = fc.record({
  text,
  amount: fc.constantFrom(...amounts, 500, 600),
  day: fc.integer({ min: 1, max: 6 }),
});
const world = fc.record({
  payouts: fc.array(payout, { minLength: 1, maxLength: 3 }),
  lines: fc.array(line, { minLength: 1, maxLength: 6 }),
});
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

/** Two lines make up the first payout; then comes one line that makes up both payouts. */
const twoLinesThenOneOfTwo: [World, number[], boolean[]] = [
  {
    payouts: [
      { amount: 400, day: 0 },
      { amount: 200, day: 0 },
    ],
    lines: [
      { text: utb('2000801'), amount: 100, day: 2 },
      { text: utb('2000801'), amount: 300, day: 2 },
      { text: `${utb('2000801')} ${utb('2000802')}`, amount: 600, day: 2 },
    ],
  },
  [0, 0, 0, 0, 0, 0, 0, 0, 0],
  [false, false, false, true, false, false, false, false, false],
];

describe('matching payouts with bank lines', () => {
  it('does not depend on the order in which they come, nor on how often it is run between them', async () => {
    await fc.assert(
      fc.asyncProperty(
        world,
        fc.array(fc.nat(), { minLength: 9, maxLength: 9 }),
        fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
        async (given, places, runs) => {
          const pieces = piecesOf(given);
          const order = pieces.map((piece, index) => ({ piece, place: places[index] ?? 0 }));
          const shuffled = order.toSorted((a, b) => a.place - b.place).map(({ piece }) => piece);
          expect(await play(shuffled, runs)).toEqual(await play(pieces, []));
        },
      ),
      { numRuns, seed: Number(process.env.SEED ?? 1), examples: [twoLinesThenOneOfTwo] },
    );
  });
});

type Piece = (scripted: ScriptedDesk, rows: ReturnType<ScriptedDesk['bankRows']>) => Promise<unknown>;

function piecesOf({ payouts, lines }: World): { drafts: BankLineDraft[]; act: Piece }[] {
  const drafts = lines.map(
    (one): BankLineDraft => ({
      account: plainLedger.account,
      day: addDays(firstDay, one.day),
      ore: one.amount,
      text: one.text,
    }),
  );
  return [
    ...payouts.map((one, index) => ({
      drafts,
      act: async ({ db }: ScriptedDesk) => savePayouts(db, [payoutRow(numbers[index] ?? '', one)]),
    })),
    ...drafts.map((_draft, index) => ({
      drafts,
      act: async (scripted: ScriptedDesk, rows: ReturnType<ScriptedDesk['bankRows']>) =>
        scripted.addBankRows(rows.slice(index, index + 1)),
    })),
  ];
}

function payoutRow(
  settlementNumber: string,
  one: World['payouts'][number],
): Parameters<typeof savePayouts>[1][number] {
  const ledgerDate: Day = addDays(firstDay, one.day);
  const [earliest, latest] = [addDays(ledgerDate, 2), addDays(ledgerDate, 3)];
  return {
    ledgerId: plainLedger.id,
    settlementNumber,
    currency: 'NOK',
    amountOre: ore(one.amount),
    ledgerDate,
    coversFrom: ledgerDate,
    coversTo: ledgerDate,
    scheduledAt: `${ledgerDate}T21:59:59.000Z`,
    expectedEarliest: earliest,
    expectedLatest: latest,
    predictedEarliest: earliest,
    predictedLatest: latest,
    source: 'feed',
  };
}

async function play(pieces: ReturnType<typeof piecesOf>, runs: readonly boolean[]) {
  const scripted = await openScriptedDesk('2026-06-10T10:00:00.000Z');
  try {
    const rows = scripted.bankRows(pieces[0]?.drafts ?? []);
    for (const [index, { act }] of pieces.entries()) {
      await act(scripted, rows);
      if (runs[index] === true) await matchBankLines(scripted.desk);
    }
    await matchBankLines(scripted.desk);
    const { payouts, bankMatches, matchedPayouts, matchedLines } = booksOf(scripted);
    return { payouts, bankMatches, matchedPayouts, matchedLines };
  } finally {
    scripted.close();
  }
}
