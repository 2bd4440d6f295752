import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day } from '#core/calendar';
import type { JournalLine } from '#core/journal';
import { defaultJournalAccounts as accounts, type JournalRole } from '#core/journal-accounts';
import type { JournalFilter } from '#db/queries/export-journal';
import { saveJournalAccounts } from '#services/desk-settings';
import { writeReport } from '#services/export-report';
import { journalOf } from '#services/journal-lines';
import { addEntries, addPayout, ledgerId, openBooks } from './export-books';

let desk = openBooks();
beforeEach(() => {
  desk = openBooks();
});
afterEach(() => desk.close());

async function linesOf(filter: JournalFilter): Promise<JournalLine[]> {
  const lines: JournalLine[] = [];
  for await (const line of journalOf(desk.db, filter, accounts)) lines.push(line);
  return lines;
}

const within = (from: string, to: string): JournalFilter => ({ period: { from: day(from), to: day(to) } });
const always = within('2000-01-01', '2100-01-01');
const ofPayout = (settlementNumber: string): JournalFilter => ({ ledgerId, settlementNumber });

const balanceOf = (lines: readonly JournalLine[], role: JournalRole): number =>
  lines
    .filter(({ account }) => account === accounts[role].number)
    .reduce((sum, { debitOre, creditOre }) => sum + (debitOre ?? 0) - (creditOre ?? 0), 0);

/** The end of May: a payout that arrived in June, one that was aborted, one on its way, and what is not paid out. */
function monthEnd() {
  addEntries(desk.db, [
    { type: 'capture', ore: 40_000, day: '2026-05-29' },
    { type: 'capture', ore: 700, day: '2026-05-29', msn: '123457' },
    { type: 'fees-retained', ore: -1200, day: '2026-05-29', msn: null },
    { type: 'scheduled-for-payout', ore: -39_500, day: '2026-05-29', psp: '1', msn: null }, // place 4
    { type: 'refund', ore: -300, day: '2026-05-29' }, // came after its day was paid out
    { type: 'capture', ore: 5000, day: '2026-05-30' },
    { type: 'scheduled-for-payout', ore: -4700, day: '2026-05-30', psp: '2', msn: null }, // place 7, aborted
    { type: 'payout-aborted', ore: 4700, day: '2026-05-31', psp: '2', msn: null },
    { type: 'capture', ore: 100, day: '2026-05-31' },
    { type: 'scheduled-for-payout', ore: -4800, day: '2026-05-31', psp: '3', msn: null }, // place 10
    { type: 'something-new', ore: 11, day: '2026-06-01' },
    { type: 'capture', ore: 2000, day: '2026-06-01' },
    { type: 'capture-fee', ore: -50, day: '2026-06-01', topic: 'fees' },
    { type: 'fees-invoiced', ore: 50, day: '2026-06-01', topic: 'fees' },
  ]);
  const payout = { from: '2026-05-29', to: '2026-05-29' };
  addPayout(desk.db, { ...payout, number: '1', ore: 39_500, after: 0, through: 4, arrivedOn: '2026-06-02' });
  addPayout(desk.db, {
    number: '2',
    ore: 4700,
    from: '2026-05-30',
    to: '2026-05-30',
    after: 4,
    through: 7,
    abortedAt: '2026-05-31T10:00:00.000Z',
  });
  // Its days begin with those of the aborted one, as derive-payouts has them.
  addPayout(desk.db, { number: '3', ore: 4800, from: '2026-05-30', to: '2026-05-31', after: 4, through: 10 });
}

describe('the journal of the books', () => {
  it('ends with the account held by Vipps at the balance of the ledger', async () => {
    monthEnd();
    const last = desk.db.$client
      .prepare(
        `SELECT balance_after_ore AS balance FROM ledger_entries WHERE topic = 'funds' ORDER BY feed_order DESC LIMIT 1`,
      )
      .get() as { balance: number };
    const lines = await linesOf(always);
    expect(balanceOf(lines, 'held')).toBe(last.balance);
    expect(last.balance).toBe(2011);
    expect(balanceOf(lines, 'transit')).toBe(4800);
    expect(balanceOf(lines, 'bank')).toBe(39_500);
    expect(balanceOf(lines, 'supplier')).toBe(-50);
    expect(balanceOf(lines, 'unclassified')).toBe(-11);
  });

  it('holds each line of two months once, whichever way they are asked for', async () => {
    monthEnd();
    const apart = [
      ...(await linesOf(within('2026-05-01', '2026-05-31'))),
      ...(await linesOf(within('2026-06-01', '2026-06-30'))),
    ];
    const text = (lines: readonly JournalLine[]) => lines.map((line) => JSON.stringify(line)).sort();
    expect(text(apart)).toEqual(text(await linesOf(always)));
    expect(apart.length).toBeGreaterThan(20);
  });

  it('leaves the balance of its day to each month, the bank line to the month of the bank', async () => {
    monthEnd();
    const may = await linesOf(within('2026-05-01', '2026-05-31'));
    expect(balanceOf(may, 'held')).toBe(0);
    expect(balanceOf(may, 'transit')).toBe(39_500 + 4800);
    expect(balanceOf(may, 'bank')).toBe(0);
    const june = await linesOf(within('2026-06-01', '2026-06-30'));
    expect(new Set(june.map(({ voucher }) => voucher))).toEqual(new Set(['1', `open-${ledgerId}`]));
  });

  it('posts what came after its day was paid out on the first day of the next payout', async () => {
    monthEnd();
    const refund = (await linesOf(ofPayout('2'))).filter(({ text }) => text.startsWith('Refusjoner'));
    expect(refund.map((line) => line.day)).toEqual(['2026-05-30', '2026-05-30']);
  });

  it('puts each entry in one voucher, also around an aborted payout', async () => {
    monthEnd();
    const held = async (number: string) => balanceOf(await linesOf(ofPayout(number)), 'held');
    expect([await held('1'), await held('2'), await held('3')]).toEqual([0, 0, 0]);
    expect(balanceOf(await linesOf(ofPayout('2')), 'transit')).toBe(4700);
    expect(balanceOf(await linesOf(ofPayout('3')), 'transit')).toBe(4800 - 4700);
  });

  it('names the sales unit of each movement, and none for what is the ledger’s', async () => {
    monthEnd();
    const lines = await linesOf(ofPayout('1'));
    const units = (text: string) =>
      lines.filter((line) => line.text.startsWith(text) && line.debitOre !== null).map(({ msn }) => msn);
    expect(units('Belastninger')).toEqual(['123456', '123457']);
    expect(units('Utbetaling fra Vipps')).toEqual([null]);
    expect(units('Gebyr')).toEqual([null]);
  });

  it('posts a settlement file by the number it names, without touching the feed', async () => {
    addEntries(desk.db, [
      { type: 'capture', ore: 900, day: '2026-05-05', settlement: '7' },
      { type: 'fees-retained', ore: -20, day: '2026-05-06', settlement: '7' },
      { type: 'scheduled-for-payout', ore: -880, day: '2026-05-06', settlement: '7' },
      { type: 'capture', ore: 100, day: '2026-05-06', settlement: '8' },
    ]);
    addPayout(desk.db, {
      number: '7',
      ore: 880,
      from: '2026-05-05',
      to: '2026-05-06',
      arrivedOn: '2026-05-08',
      arrivedOre: 875,
    });
    const lines = await linesOf(ofPayout('7'));
    expect(balanceOf(lines, 'held')).toBe(0);
    expect(balanceOf(lines, 'bank')).toBe(875);
    expect(balanceOf(lines, 'difference')).toBe(5);
    expect(balanceOf(lines, 'sales')).toBe(-900);
  });

  it('is empty for a period without movements', async () => {
    monthEnd();
    expect(await linesOf(within('2027-01-01', '2027-12-31'))).toEqual([]);
  });

  it('is written with the accounts that were chosen', async () => {
    monthEnd();
    const fields = Object.fromEntries(
      Object.entries(accounts).flatMap(([role, { number, name }]) => [
        [`${role}.number`, role === 'bank' ? '1921' : number],
        [`${role}.name`, role === 'bank' ? 'Driftskonto; to' : name],
      ]),
    );
    await saveJournalAccounts(desk, { fields, actor: 'kari' });
    const file = await writeReport(
      desk,
      { kind: 'journal', format: 'excel', filter: { ledgerId, settlementNumber: '1' } },
      'kari',
    );
    let text = '';
    for await (const piece of file.pieces) text += piece;
    expect(text).toContain('1;2026-06-02;1921;"Driftskonto; to";Utbetaling i banken;395,00;;NOK;;302321\r\n');
    expect(text.split('\r\n')).toHaveLength(file.rows + 2);
  });
});
