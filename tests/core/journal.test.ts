import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, day } from '#core/calendar';
import { type JournalLine, type JournalMovement, type JournalVoucher, journalLines } from '#core/journal';
import { defaultJournalAccounts as accounts, type JournalRole, journalRoles } from '#core/journal-accounts';
import { knownEntryTypes } from '#core/ledger-entry-types';
import { type Ore, ore, sumOre } from '#core/money';

const first = day('2026-05-04');

const voucher = (over: Partial<JournalVoucher>): JournalVoucher => ({
  number: '2000023',
  ledgerId: '302321',
  currency: 'NOK',
  movements: [],
  firstDay: null,
  lastDay: null,
  arrival: null,
  ...over,
});

const moved = (
  entryType: string,
  amountOre: number,
  over: Partial<JournalMovement> = {},
): JournalMovement => ({
  topic: 'funds',
  entryType,
  ledgerDate: first,
  msn: '123456',
  entries: 1,
  amountOre: ore(amountOre),
  ...over,
});

const balanceOf = (lines: readonly JournalLine[], role: JournalRole): number =>
  lines
    .filter(({ account }) => account === accounts[role].number)
    .reduce((sum, { debitOre, creditOre }) => sum + (debitOre ?? 0) - (creditOre ?? 0), 0);

const balances = (lines: readonly JournalLine[]) =>
  Object.fromEntries(
    journalRoles.map((role) => [role, balanceOf(lines, role)]).filter(([, balance]) => balance !== 0),
  );

const amounts = fc.integer({ min: -10_000_000, max: 10_000_000 }).map(ore);
const movements = fc.array(
  fc.record({
    topic: fc.constantFrom('funds' as const, 'fees' as const),
    entryType: fc.constantFrom(...knownEntryTypes, 'something-new', 'toString'),
    ledgerDate: fc.integer({ min: 0, max: 40 }).map((days) => addDays(first, days)),
    msn: fc.constantFrom(null, '123456', '123457'),
    entries: fc.integer({ min: 1, max: 500 }),
    amountOre: amounts,
  }),
  { maxLength: 60 },
);
const arrivals = fc.option(
  fc.record({
    day: fc.integer({ min: 0, max: 40 }).map((days) => addDays(first, days)),
    paidOre: amounts,
    arrivedOre: amounts,
  }),
);
const vouchers = fc.record({ movements, arrival: arrivals }).map(voucher);

describe('the journal', () => {
  it('has equal debits and credits on every day, whatever came', () => {
    fc.assert(
      fc.property(vouchers, (any) => {
        const sums = new Map<string, number>();
        for (const { day: on, debitOre, creditOre } of journalLines(any, accounts)) {
          sums.set(on, (sums.get(on) ?? 0) + (debitOre ?? 0) - (creditOre ?? 0));
        }
        for (const [on, sum] of sums) expect(sum, on).toBe(0);
      }),
    );
  });

  it('puts one positive amount on one side of each line', () => {
    fc.assert(
      fc.property(vouchers, (any) => {
        for (const { debitOre, creditOre } of journalLines(any, accounts)) {
          expect([debitOre, creditOre].filter((side) => side === null)).toHaveLength(1);
          expect(debitOre ?? creditOre).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('moves the account held by Vipps by exactly what moved the funds ledger', () => {
    fc.assert(
      fc.property(vouchers, (any) => {
        const funds = any.movements.filter(({ topic }) => topic === 'funds').map((one): Ore => one.amountOre);
        expect(balanceOf(journalLines(any, accounts), 'held')).toBe(sumOre(funds));
      }),
    );
  });

  it('debits the bank with what the bank booked', () => {
    fc.assert(
      fc.property(vouchers, (any) => {
        expect(balanceOf(journalLines(any, accounts), 'bank')).toBe(any.arrival?.arrivedOre ?? 0);
      }),
    );
  });

  it("posts the documentation's own day: net, fees kept back, paid out and arrived", () => {
    const lines = journalLines(
      voucher({
        movements: [
          moved('capture', 40_000, { entries: 3 }),
          moved('refund', -10_000),
          moved('fees-retained', -1200, { msn: null }),
          moved('capture-fee', -1200, { topic: 'fees', entries: 3 }),
          moved('fees-retained', 1200, { topic: 'fees' }),
          moved('scheduled-for-payout', -28_800, { msn: null }),
        ],
        arrival: { day: day('2026-05-06'), paidOre: ore(28_800), arrivedOre: ore(28_800) },
      }),
      accounts,
    );
    expect(balances(lines)).toEqual({ bank: 28_800, sales: -30_000, fees: 1200 });
    expect(lines.filter(({ day: on }) => on === '2026-05-06').map((line) => line.account)).toEqual([
      '1920',
      '1572',
    ]);
    expect(lines[0]).toMatchObject({
      voucher: '2000023',
      account: '1571',
      text: 'Belastninger, 3 stk.',
      debitOre: 40_000,
      creditOre: null,
      msn: '123456',
    });
  });

  it('posts fees that are invoiced as a debt to Vipps, and leaves the money held alone', () => {
    const lines = journalLines(
      voucher({
        movements: [
          moved('capture', 10_000),
          moved('capture-fee', -275, { topic: 'fees' }),
          moved('fees-invoiced', 275, { topic: 'fees' }),
          moved('scheduled-for-payout', -10_000),
        ],
      }),
      accounts,
    );
    expect(balances(lines)).toEqual({ transit: 10_000, sales: -10_000, fees: 275, supplier: -275 });
  });

  it('keeps a payout that has not arrived on its way, and takes an aborted one back', () => {
    const scheduled = [moved('capture', 5000), moved('payout-scheduled', -5000)];
    expect(balances(journalLines(voucher({ movements: scheduled }), accounts))).toEqual({
      transit: 5000,
      sales: -5000,
    });
    const aborted = [...scheduled, moved('payout-aborted', 5000)];
    expect(balances(journalLines(voucher({ movements: aborted }), accounts))).toEqual({
      held: 5000,
      sales: -5000,
    });
  });

  it('posts what the bank booked too little on an account of its own', () => {
    const lines = journalLines(
      voucher({
        movements: [moved('capture', 5000), moved('scheduled-for-payout', -5000)],
        arrival: { day: day('2026-05-06'), paidOre: ore(5000), arrivedOre: ore(4990) },
      }),
      accounts,
    );
    expect(balances(lines)).toEqual({ bank: 4990, sales: -5000, difference: 10 });
  });

  it('keeps disputes, corrections, top-ups and unknown types apart', () => {
    const lines = journalLines(
      voucher({
        movements: [
          moved('retained-disputed-capture', -700),
          moved('correction', 30),
          moved('top-up', 1000),
          moved('something-new', -5),
        ],
      }),
      accounts,
    );
    expect(balances(lines)).toEqual({
      held: 325,
      disputes: 700,
      corrections: -30,
      transit: -1000,
      unclassified: 5,
    });
    expect(lines.some(({ text }) => text.includes('something-new'))).toBe(true);
  });

  it('posts what came late on the first day that is still open, and nothing after the last', () => {
    const lines = journalLines(
      voucher({
        firstDay: day('2026-06-01'),
        lastDay: day('2026-06-02'),
        movements: [
          moved('capture', 100, { ledgerDate: day('2026-05-30') }),
          moved('capture', 200, { ledgerDate: day('2026-06-02') }),
        ],
      }),
      accounts,
    );
    expect(lines.map((line) => line.day)).toEqual(['2026-06-01', '2026-06-01', '2026-06-02', '2026-06-02']);
  });

  it('gives the same lines for the same movements in another order of days', () => {
    const some = [moved('capture', 1), moved('capture', 2, { ledgerDate: day('2026-05-05') })];
    expect(journalLines(voucher({ movements: [...some].reverse() }), accounts)).toEqual(
      journalLines(voucher({ movements: some }), accounts),
    );
  });
});
