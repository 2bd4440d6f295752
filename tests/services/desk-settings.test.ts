import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defaultJournalAccounts, journalRoles } from '#core/journal-accounts';
import { listRequestedJobs } from '#db/job-runs';
import { findLedger } from '#db/ledgers';
import { listBankCsvMappings, listBankDayOverrides, readDeskSetting } from '#db/settings';
import {
  forgetBankCsvMapping,
  readDuplicateMinutes,
  readGraceHours,
  readJournalAccounts,
  removeBankDayOverride,
  saveBankDayOverride,
  saveJournalAccounts,
  saveLedgerTerms,
  saveReconcileSettings,
} from '#services/desk-settings';
import { ledgerId, now, openBooks, run } from './export-books';

let desk = openBooks();
beforeEach(() => {
  desk = openBooks();
});
afterEach(() => desk.close());

const actor = 'kari';
const records = () =>
  desk.db.$client
    .prepare('SELECT actor, action, subject, detail FROM audit_log ORDER BY sequence')
    .all()
    .map((row) => {
      const record = row as { actor: string; action: string; subject: string; detail: string };
      return { ...record, detail: JSON.parse(record.detail) as unknown };
    });

describe('the terms of a ledger', () => {
  const terms = { payoutBankDays: '3', cutoffHour: '4', feePercent: '2,75', feeFixed: '1,50' };

  it('are stored whole, recorded with old and new, and payouts are derived again', async () => {
    expect(await saveLedgerTerms(desk, { ledgerId, fields: terms, actor })).toEqual({
      kind: 'saved',
      changed: true,
    });
    expect(await findLedger(desk.db, ledgerId)).toMatchObject({
      payoutBankDays: 3,
      cutoffHour: 4,
      feeBasisPoints: 275,
      feeFixedOre: 150,
    });
    expect(records()).toEqual([
      {
        actor,
        action: 'ledger terms changed',
        subject: `ledger ${ledgerId}`,
        detail: {
          before: { payoutBankDays: 2, cutoffHour: 0, feeBasisPoints: null, feeFixedOre: 0, feeFrom: null },
          after: { payoutBankDays: 3, cutoffHour: 4, feeBasisPoints: 275, feeFixedOre: 150, feeFrom: null },
        },
      },
    ]);
    expect(await listRequestedJobs(desk.db)).toEqual(['derive-payouts']);
  });

  it('that are so already are neither written nor recorded again', async () => {
    await saveLedgerTerms(desk, { ledgerId, fields: terms, actor });
    expect(await saveLedgerTerms(desk, { ledgerId, fields: terms, actor })).toEqual({
      kind: 'saved',
      changed: false,
    });
    expect(records()).toHaveLength(1);
  });

  it.each<[string, string, string]>([
    ['payoutBankDays', '', 'bank-days'],
    ['payoutBankDays', '31', 'bank-days'],
    ['payoutBankDays', '-1', 'bank-days'],
    ['payoutBankDays', '2.5', 'bank-days'],
    ['payoutBankDays', '1e1', 'bank-days'],
    ['cutoffHour', '13', 'cutoff-hour'],
    ['cutoffHour', '04:00', 'cutoff-hour'],
    ['feePercent', '2,755', 'fee-percent'],
    ['feePercent', '100,01', 'fee-percent'],
    ['feePercent', '-1', 'fee-percent'],
    ['feePercent', 'two', 'fee-percent'],
    ['feePercent', '', 'fee-percent-missing'],
    ['feeFixed', '-1', 'fee-fixed'],
    ['feeFixed', '1000,01', 'fee-fixed'],
    ['feeFixed', '1.234', 'fee-fixed'],
  ])('refuse %s = "%s" with its own rule, and write nothing', async (field, text, rule) => {
    const result = await saveLedgerTerms(desk, { ledgerId, fields: { ...terms, [field]: text }, actor });
    expect(result).toEqual({ kind: 'refused', errors: { [field]: rule } });
    expect((await findLedger(desk.db, ledgerId))?.payoutBankDays).toBe(2);
    expect(records()).toEqual([]);
  });

  it('name every field that is wrong or missing, at once', async () => {
    const result = await saveLedgerTerms(desk, { ledgerId, fields: { cutoffHour: ['4'] }, actor });
    expect(result).toEqual({
      kind: 'refused',
      errors: {
        payoutBankDays: 'bank-days',
        cutoffHour: 'cutoff-hour',
        feePercent: 'fee-percent',
        feeFixed: 'fee-fixed',
      },
    });
  });

  it.each([
    ['2,75 %', 275],
    ['2.7', 270],
    ['0', 0],
    ['100', 10_000],
    ['', null],
  ])('read "%s" per cent as %s', async (feePercent, basisPoints) => {
    const fields = { ...terms, feePercent, feeFixed: '' };
    expect((await saveLedgerTerms(desk, { ledgerId, fields, actor })).kind).toBe('saved');
    expect((await findLedger(desk.db, ledgerId))?.feeBasisPoints).toBe(basisPoints);
  });

  it('of a ledger nobody knows are not stored', async () => {
    expect(await saveLedgerTerms(desk, { ledgerId: '1', fields: terms, actor })).toEqual({
      kind: 'not-found',
    });
  });
});

describe('bank days', () => {
  const closed = { country: 'NO', day: '2026-12-31', open: 'no', name: ' Nyttårsaften ' };

  it('can be said to be otherwise than in the calendar, changed, and taken back', async () => {
    await saveBankDayOverride(desk, { fields: closed, actor });
    await saveBankDayOverride(desk, { fields: { ...closed, open: 'yes' }, actor });
    await saveBankDayOverride(desk, { fields: { ...closed, country: 'SE' }, actor });
    expect(await listBankDayOverrides(desk.db)).toEqual([
      { country: 'NO', day: '2026-12-31', open: 'yes', name: 'Nyttårsaften' },
      { country: 'SE', day: '2026-12-31', open: 'no', name: 'Nyttårsaften' },
    ]);
    expect(await removeBankDayOverride(desk, { country: 'NO', day: '2026-12-31', actor })).toEqual({
      kind: 'saved',
      changed: true,
    });
    expect((await listBankDayOverrides(desk.db)).map(({ country }) => country)).toEqual(['SE']);
    expect(records().map(({ detail }) => detail)).toMatchObject([
      { before: null, after: { open: 'no' } },
      { before: { open: 'no' }, after: { open: 'yes' } },
      { before: null, after: { country: 'SE' } },
      { before: { open: 'yes' }, after: null },
    ]);
  });

  it('that are not there cannot be removed', async () => {
    for (const on of ['2026-12-31', 'x', '']) {
      expect(await removeBankDayOverride(desk, { country: 'NO', day: on, actor })).toEqual({
        kind: 'not-found',
      });
    }
    expect(records()).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['day', '2026-02-30', 'day'],
    ['day', '31.12.2026', 'day'],
    ['day', undefined, 'day'],
    ['country', 'DE', 'country'],
    ['open', 'maybe', 'open'],
    ['name', '   ', 'day-name'],
    ['name', 'x'.repeat(81), 'day-name'],
    ['name', 'a\nb', 'day-name'],
  ])('refuse %s = %j', async (field, value, rule) => {
    const result = await saveBankDayOverride(desk, { fields: { ...closed, [field]: value }, actor });
    expect(result).toEqual({ kind: 'refused', errors: { [field]: rule } });
    expect(await listBankDayOverrides(desk.db)).toEqual([]);
  });
});

describe('the windows of reconciliation', () => {
  it('are 48 hours and 10 minutes until somebody chooses', async () => {
    expect([await readGraceHours(desk.db), await readDuplicateMinutes(desk.db)]).toEqual([48, 10]);
    const fields = { graceHours: '72', duplicateMinutes: '10' };
    expect(await saveReconcileSettings(desk, { fields, actor })).toEqual({ kind: 'saved', changed: true });
    expect([await readGraceHours(desk.db), await readDuplicateMinutes(desk.db)]).toEqual([72, 10]);
    expect(records().map(({ subject, detail }) => ({ subject, detail }))).toEqual([
      { subject: 'setting grace-hours', detail: { before: 48, after: 72 } },
    ]);
  });

  it.each<[string, string, string]>([
    ['graceHours', '0', 'grace-hours'],
    ['graceHours', '721', 'grace-hours'],
    ['duplicateMinutes', '0', 'duplicate-minutes'],
    ['duplicateMinutes', '1441', 'duplicate-minutes'],
  ])('refuse %s = %s, and change neither', async (field, text, rule) => {
    const fields = { graceHours: '5', duplicateMinutes: '5', [field]: text };
    expect(await saveReconcileSettings(desk, { fields, actor })).toEqual({
      kind: 'refused',
      errors: { [field]: rule },
    });
    expect([await readGraceHours(desk.db), await readDuplicateMinutes(desk.db)]).toEqual([48, 10]);
  });

  it('fall back to what is usual when what is stored makes no sense', async () => {
    run(desk.db, `INSERT INTO desk_settings VALUES ('grace-hours', '"soon"', '${now}', 'an older desk')`);
    expect(await readGraceHours(desk.db)).toBe(48);
    expect(await readDeskSetting(desk.db, 'nothing', z.string(), 'x')).toBe('x');
  });
});

describe('the accounts of the journal', () => {
  const fields = Object.fromEntries(
    journalRoles.flatMap((role) => [
      [`${role}.number`, defaultJournalAccounts[role].number],
      [`${role}.name`, defaultJournalAccounts[role].name],
    ]),
  );

  it('are stored together', async () => {
    expect(await readJournalAccounts(desk.db)).toEqual(defaultJournalAccounts);
    expect(await saveJournalAccounts(desk, { fields, actor })).toEqual({ kind: 'saved', changed: false });
    await saveJournalAccounts(desk, { fields: { ...fields, 'bank.number': ' 1921 ' }, actor });
    expect((await readJournalAccounts(desk.db)).bank).toEqual({ number: '1921', name: 'Bankinnskudd' });
  });

  it('refuse an empty number and a name that is too long, by field', async () => {
    const wrong = { ...fields, 'held.number': '', 'fees.number': '77 70', 'bank.name': 'x'.repeat(61) };
    expect(await saveJournalAccounts(desk, { fields: wrong, actor })).toEqual({
      kind: 'refused',
      errors: {
        'held.number': 'account-number',
        'fees.number': 'account-number',
        'bank.name': 'account-name',
      },
    });
    expect(await readJournalAccounts(desk.db)).toEqual(defaultJournalAccounts);
  });
});

describe('a remembered layout of bank CSV', () => {
  it('can be forgotten once, and what it was stays on record', async () => {
    run(desk.db, `INSERT INTO bank_csv_mappings VALUES ('f1', 'Banken', '{"date":0}', '${now}', 'kari')`);
    expect(await forgetBankCsvMapping(desk, { fingerprint: 'f1', actor })).toMatchObject({ kind: 'saved' });
    expect(await listBankCsvMappings(desk.db)).toEqual([]);
    expect(await forgetBankCsvMapping(desk, { fingerprint: 'f1', actor })).toEqual({ kind: 'not-found' });
    expect(records()).toMatchObject([{ detail: { before: { name: 'Banken', mapping: { date: 0 } } } }]);
  });
});
