/** What people may set on the Settings page: reads with defaults, and changes, each recorded with its old and new value. */
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { findDay } from '#core/calendar';
import { defaultJournalAccounts, type JournalAccounts, journalRoles } from '#core/journal-accounts';
import type { Db } from '#db/client';
import { requestJobRun } from '#db/job-runs';
import { findLedger, type LedgerRow } from '#db/ledgers';
import {
  type BankDayOverrideRow,
  forgetBankCsvMappingStatement,
  type LedgerTerms,
  listBankCsvMappings,
  listBankDayOverrides,
  readDeskSetting,
  removeBankDayOverrideStatement,
  saveBankDayOverrideStatement,
  saveDeskSettingStatement,
  saveLedgerTermsStatement,
} from '#db/settings';
import type { OfflineDesk } from './desk';
import {
  bankDayFields,
  type FieldErrors,
  fieldErrorsOf,
  fourEyesFields,
  journalAccountFields,
  journalAccountsSchema,
  ledgerTermsFields,
  reconcileFields,
} from './desk-settings-fields';
import { type RecordedChange, storeChanges } from './desk-settings-record';
import { type FourEyes, fourEyesName, readFourEyes } from './four-eyes';

export type SettingResult =
  /** `changed` false: it was so already; nothing was written. */
  | { readonly kind: 'saved'; readonly changed: boolean }
  /** Nothing was written. Fields by name, each with the rule it breaks. */
  | { readonly kind: 'refused'; readonly errors: FieldErrors }
  | { readonly kind: 'not-found' };

/** The fields of a form as they came. */
export type FormFields = Readonly<Record<string, unknown>>;

type Change<Subject> = Subject & { readonly fields: FormFields; readonly actor: string };

/** Agreed bank days, cut-off and fees of a ledger. Payouts that are open get their new expected days by a job, at once. */
export async function saveLedgerTerms(
  desk: OfflineDesk,
  { ledgerId, fields, actor }: Change<{ readonly ledgerId: string }>,
): Promise<SettingResult> {
  const ledger = await findLedger(desk.db, ledgerId);
  if (ledger === undefined) return { kind: 'not-found' };
  const form = ledgerTermsFields.safeParse(fields);
  if (!form.success) return refused(form.error);
  const { payoutBankDays, cutoffHour, feePercent, feeFixed, feeFrom } = form.data;
  const terms = { payoutBankDays, cutoffHour, feeBasisPoints: feePercent, feeFixedOre: feeFixed, feeFrom };
  const result = await storeChanges(desk, [
    {
      actor,
      action: 'ledger terms changed',
      subject: `ledger ${ledgerId}`,
      before: termsOf(ledger),
      after: terms,
      statement: () => saveLedgerTermsStatement(desk.db, ledgerId, terms),
    },
  ]);
  if (result.changed) await deriveAgain(desk, actor);
  return result;
}

function termsOf({
  payoutBankDays,
  cutoffHour,
  feeBasisPoints,
  feeFixedOre,
  feeFrom,
}: LedgerRow): LedgerTerms {
  return { payoutBankDays, cutoffHour, feeBasisPoints, feeFixedOre, feeFrom };
}

/** Adds a day on which the calendar is wrong, or changes what is said of it. */
export async function saveBankDayOverride(
  desk: OfflineDesk,
  { fields, actor }: Change<object>,
): Promise<SettingResult> {
  const form = bankDayFields.safeParse(fields);
  if (!form.success) return refused(form.error);
  const row: BankDayOverrideRow = form.data;
  const result = await storeChanges(desk, [
    {
      actor,
      action: 'bank day set',
      subject: `bank day ${row.country} ${row.day}`,
      before: await findOverride(desk.db, row.country, row.day),
      after: row,
      statement: (mark) => saveBankDayOverrideStatement(desk.db, row, mark),
    },
  ]);
  if (result.changed) await deriveAgain(desk, actor);
  return result;
}

export async function removeBankDayOverride(
  desk: OfflineDesk,
  { country, day, actor }: { readonly country: string; readonly day: string; readonly actor: string },
): Promise<SettingResult> {
  const found = await findOverride(desk.db, country, day);
  if (found === null) return { kind: 'not-found' };
  const result = await storeChanges(desk, [
    {
      actor,
      action: 'bank day removed',
      subject: `bank day ${found.country} ${found.day}`,
      before: found,
      after: null,
      statement: () => removeBankDayOverrideStatement(desk.db, found.country, found.day),
    },
  ]);
  await deriveAgain(desk, actor);
  return result;
}

async function findOverride(db: Db, country: string, day: string): Promise<BankDayOverrideRow | null> {
  if (findDay(day) === undefined) return null;
  const rows = await listBankDayOverrides(db);
  return rows.find((row) => row.country === country && row.day === day) ?? null;
}

const graceHours = { name: 'grace-hours', schema: z.int().min(1).max(720), fallback: 48 } as const;
const duplicateMinutes = {
  name: 'duplicate-minutes',
  schema: z.int().min(1).max(1440),
  fallback: 10,
} as const;
/** Above which amounts a second person is asked. */
export async function saveFourEyes(
  desk: OfflineDesk,
  { fields, actor }: Change<object>,
): Promise<SettingResult> {
  const form = fourEyesFields.safeParse(fields);
  if (!form.success) return refused(form.error);
  const after: FourEyes = { refundAboveOre: form.data.refundAbove, matchAboveOre: form.data.matchAbove };
  const before = await readFourEyes(desk.db);
  return storeChanges(desk, [settingChange(desk.db, fourEyesName, before, after, actor)]);
}

const journalAccountsName = 'journal-accounts';

/** How old an entry without counterpart must be to count as an exception. */
export function readGraceHours(db: Db): Promise<number> {
  return readDeskSetting(db, graceHours.name, graceHours.schema, graceHours.fallback);
}

/** Two reservations of one customer and amount within so many minutes are looked at as one purchase. */
export function readDuplicateMinutes(db: Db): Promise<number> {
  return readDeskSetting(db, duplicateMinutes.name, duplicateMinutes.schema, duplicateMinutes.fallback);
}

export function readJournalAccounts(db: Db): Promise<JournalAccounts> {
  return readDeskSetting(db, journalAccountsName, journalAccountsSchema, defaultJournalAccounts);
}

/** Both windows of reconciliation. */
export async function saveReconcileSettings(
  desk: OfflineDesk,
  { fields, actor }: Change<object>,
): Promise<SettingResult> {
  const form = reconcileFields.safeParse(fields);
  if (!form.success) return refused(form.error);
  const hours = await readGraceHours(desk.db);
  const minutes = await readDuplicateMinutes(desk.db);
  return storeChanges(desk, [
    settingChange(desk.db, graceHours.name, hours, form.data.graceHours, actor),
    settingChange(desk.db, duplicateMinutes.name, minutes, form.data.duplicateMinutes, actor),
  ]);
}

export async function saveJournalAccounts(
  desk: OfflineDesk,
  { fields, actor }: Change<object>,
): Promise<SettingResult> {
  const form = journalAccountFields.safeParse(fields);
  if (!form.success) return refused(form.error);
  const accounts = journalAccountsSchema.parse(
    Object.fromEntries(
      journalRoles.map((role) => [
        role,
        { number: form.data[`${role}.number`], name: form.data[`${role}.name`] },
      ]),
    ),
  );
  const before = await readJournalAccounts(desk.db);
  return storeChanges(desk, [settingChange(desk.db, journalAccountsName, before, accounts, actor)]);
}

export async function forgetBankCsvMapping(
  desk: OfflineDesk,
  { fingerprint, actor }: { readonly fingerprint: string; readonly actor: string },
): Promise<SettingResult> {
  const found = (await listBankCsvMappings(desk.db)).find((row) => row.fingerprint === fingerprint);
  if (found === undefined) return { kind: 'not-found' };
  return storeChanges(desk, [
    {
      actor,
      action: 'bank CSV mapping forgotten',
      subject: `bank CSV mapping ${fingerprint}`,
      before: { name: found.name, mapping: found.mapping },
      after: null,
      statement: () => forgetBankCsvMappingStatement(desk.db, fingerprint),
    },
  ]);
}

function settingChange<Value extends number | object>(
  db: Db,
  name: string,
  before: Value,
  after: Value,
  actor: string,
): RecordedChange {
  return {
    actor,
    action: 'setting changed',
    subject: `setting ${name}`,
    before,
    after,
    statement: (mark) => saveDeskSettingStatement(db, name, after, mark),
  };
}

function refused(error: z.ZodError): SettingResult {
  return { kind: 'refused', errors: fieldErrorsOf(error) };
}

/** Expected days follow the terms; a run that is asked for already serves this change too. */
async function deriveAgain(desk: OfflineDesk, actor: string): Promise<void> {
  await requestJobRun(desk.db, {
    id: uuidv7(),
    job: 'derive-payouts',
    requestedBy: actor,
    realNow: new Date().toISOString(),
  });
}
