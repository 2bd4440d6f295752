/** What the pages of the bank, of payouts and of files read. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day } from '#core/calendar';
import { ore } from '#core/money';
import type { Db } from '#db/client';
import {
  findBankLine,
  listBankAccounts,
  listBankLines,
  summariseBank,
  unmatchedPayoutsNear,
} from '#db/queries/bank-lines-list';
import { listBankMatches, matchesOfLine, matchesOfPayout } from '#db/queries/bank-match-list';
import { findImportDetail, listImports, summariseImports } from '#db/queries/imports-list';
import { arrivalsByDay, listForecasts, listPayouts, scorePredictions } from '#db/queries/payouts-list';
import { at, bankLine, closeBooks, match, openBooks, payout, put } from './books';

let db: Db;
beforeEach(() => {
  db = openBooks();
});
afterEach(closeBooks);

describe('the bank', () => {
  beforeEach(() => {
    payout('2001', 10_000, '2026-06-01', { arrivedOn: '2026-06-04' });
    payout('2002', 9_000, '2026-06-02');
    payout('2003', 5_000, '2026-06-03');
    bankLine('in', 10_000, '2026-06-04');
    bankLine('maybe', 9_000, '2026-06-05');
    bankLine('rent', -8_000, '2026-06-05', 'no');
    match('m1', 'automatic', ['2001'], ['in']);
    match('m2', 'suggested', ['2002'], ['maybe'], '2026-06-05');
    match('m3', 'undone', ['2003'], ['in']);
  });

  it('puts every line in one view, and the sums are those of the lines', async () => {
    const views = ['unmatched', 'matched', 'other'] as const;
    const summary = await summariseBank(db);
    const all: string[] = [];
    for (const view of views) {
      const { rows } = await listBankLines(db, view, { limit: 10 });
      all.push(...rows.map((row) => row.id));
      expect(summary[view].lines).toBe(rows.length);
      expect(summary[view].amountOre).toBe(rows.reduce((sum, row) => sum + row.amountOre, 0));
    }
    expect(all.sort()).toEqual(['in', 'maybe', 'rent']);
    expect(summary.suggestions).toBe(1);
    expect(await findBankLine(db, 'maybe')).toMatchObject({ matchId: null, suggestions: 1 });
    expect(await findBankLine(db, 'in')).toMatchObject({ matchId: 'm1', suggestions: 0 });
  });

  it('shows both sides of a match, and all matches of a line or a payout with the one in force first', async () => {
    const { rows } = await listBankMatches(db, ['suggested'], { limit: 10 });
    expect(rows.map((row) => [row.id, row.lines[0]?.lineId, row.payouts[0]?.settlementNumber])).toEqual([
      ['m2', 'maybe', '2002'],
    ]);
    expect(rows[0]?.reasons).toEqual(['number-likely', 'amount-equal']);
    expect((await matchesOfLine(db, 'in')).map((row) => row.id)).toEqual(['m1', 'm3']);
    expect((await matchesOfPayout(db, 'L1', '2003')).map((row) => row.status)).toEqual(['undone']);
  });

  it('pages matches without leaving out or repeating any', async () => {
    const statuses = ['automatic', 'suggested', 'undone'] as const;
    const first = await listBankMatches(db, statuses, { limit: 2 });
    const second = await listBankMatches(db, statuses, { limit: 2, after: first.after ?? undefined });
    expect([...first.rows, ...second.rows].map((row) => row.id)).toEqual(['m2', 'm3', 'm1']);
  });

  it('offers payouts no line explains, the nearest in amount first', async () => {
    const line = await findBankLine(db, 'maybe');
    if (line === undefined) throw new Error('no line');
    const offered = await unmatchedPayoutsNear(db, { ...line, amountOre: ore(5_100) }, 10);
    expect(offered.map((row) => row.settlementNumber)).toEqual(['2003', '2002']);
  });

  it('tells a payout with the text of the lines in force', async () => {
    const { rows } = await listPayouts(db, { limit: 10 });
    expect(rows.map((row) => [row.settlementNumber, row.bankText])).toEqual([
      ['2003', null],
      ['2002', null],
      ['2001', 'Utbetaling in'],
    ]);
  });

  it('knows how far the statements reach, and where one is missing', async () => {
    const statement = (id: string, day: string, opening: number, closing: number) =>
      put('bank_statements', {
        id,
        import_id: 'file',
        account: '15030099999',
        currency: 'NOK',
        from_day: day,
        through_day: day,
        opening_ore: opening,
        closing_ore: closing,
        lines: 1,
      });
    statement('s1', '2026-06-01', 0, 100);
    statement('s2', '2026-06-02', 100, 150);
    statement('s3', '2026-06-04', 900, 950);
    expect(await listBankAccounts(db)).toEqual([
      {
        account: '15030099999',
        currency: 'NOK',
        statements: 3,
        lines: 3,
        fromDay: '2026-06-01',
        throughDay: '2026-06-04',
        closingOre: 950,
        breaks: 1,
        ledgers: 'L1',
      },
    ]);
  });
});

describe('predictions', () => {
  it('are scored by what was predicted first: on time, earlier, later; what has not arrived is not scored', async () => {
    const predicted: [string, string] = ['2026-06-04', '2026-06-05'];
    payout('1', 100, '2026-06-01', { predicted, arrivedOn: '2026-06-04' });
    payout('2', 100, '2026-06-01', { predicted, arrivedOn: '2026-06-05' });
    payout('3', 100, '2026-06-01', { predicted, arrivedOn: '2026-06-03' });
    payout('4', 100, '2026-06-01', { predicted, arrivedOn: '2026-06-08' });
    payout('5', 100, '2026-06-01', { predicted });
    payout('6', 100, '2026-01-01', { predicted: ['2026-01-04', '2026-01-05'], arrivedOn: '2026-01-09' });
    const score = await scorePredictions(db, day('2026-06-01'), 10);
    expect(score).toMatchObject({ onTime: 2, earlier: 1, later: 1 });
    expect(score.misses.map((miss) => miss.settlementNumber)).toEqual(['4', '3']);
    expect(await arrivalsByDay(db, day('2026-06-04'), day('2026-06-05'))).toEqual([
      { bankDay: '2026-06-04', amountOre: 100 },
      { bankDay: '2026-06-05', amountOre: 100 },
    ]);
  });

  it('are added up over ledgers for each day they were made', async () => {
    const forecast = (ledger_id: string, made_on: string, amount_ore: number) =>
      put('forecasts', { ledger_id, bank_day: '2026-06-05', made_on, amount_ore });
    forecast('L1', '2026-06-02', 100);
    forecast('L2', '2026-06-02', 50);
    forecast('L1', '2026-06-03', 70);
    expect(await listForecasts(db, day('2026-06-01'), day('2026-06-30'))).toEqual([
      { bankDay: '2026-06-05', madeOn: '2026-06-02', amountOre: 150 },
      { bankDay: '2026-06-05', madeOn: '2026-06-03', amountOre: 70 },
    ]);
  });
});

describe('imports', () => {
  const file = (id: string, status: string, startedAt: string, problems = '[]') =>
    put('imports', {
      id,
      kind: 'settlement',
      file_name: `${id}.xml`,
      sha256: id,
      bytes: 10,
      actor: 'kari',
      started_at: startedAt,
      status,
      rows_added: 0,
      rows_known: 0,
      problems,
    });

  it('are listed newest first, page by page, and counted by what they wait for', async () => {
    file('a', 'taken', '2026-06-01T00:00:00.000Z');
    file('b', 'needs-decision', '2026-06-01T00:00:00.000Z');
    file('c', 'reading', '2026-06-02T00:00:00.000Z');
    const first = await listImports(db, { limit: 2 });
    const second = await listImports(db, { limit: 2, after: first.after ?? undefined });
    expect([...first.rows, ...second.rows].map((row) => row.id)).toEqual(['c', 'b', 'a']);
    expect(await summariseImports(db)).toEqual({ taken: 1, working: 1, waiting: 1 });
  });

  it('show their problems; what is none is left out', async () => {
    file('a', 'needs-decision', at, '[{"line":3,"kind":"amount","message":"no amount"},7,{"line":1}]');
    expect((await findImportDetail(db, 'a'))?.problems).toEqual([
      { line: 3, kind: 'amount', message: 'no amount' },
    ]);
    expect(await findImportDetail(db, 'b')).toBeUndefined();
  });
});
