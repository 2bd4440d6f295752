/** The forms of the Settings page: which there are, what they show, and what becomes of one that was sent. */
import { journalRoles } from '#core/journal-accounts';
import { formatDecimal, ore } from '#core/money';
import type { Db } from '#db/client';
import { type LedgerRow, listLedgers } from '#db/ledgers';
import { listSalesUnits, type SalesUnitRow } from '#db/orders';
import { listBankCsvMappings, listBankDayOverrides } from '#db/settings';
import type { OfflineDesk } from './desk';
import {
  type FormFields,
  forgetBankCsvMapping,
  readDuplicateMinutes,
  readGraceHours,
  readJournalAccounts,
  removeBankDayOverride,
  type SettingResult,
  saveBankDayOverride,
  saveFourEyes,
  saveJournalAccounts,
  saveLedgerTerms,
  saveReconcileSettings,
} from './desk-settings';
import { readFourEyes } from './four-eyes';
import {
  readPersonalDays,
  readUnitSettings,
  savePersonalDays,
  saveUnitSettings,
  unitFields,
} from './unit-settings';

export const settingForms = [
  'ledger',
  'bank-day',
  'bank-day-remove',
  'reconcile',
  'accounts',
  'mapping-forget',
  'unit',
  'personal-days',
  'four-eyes',
] as const;

/** Carries out the form that `fields.form` names. Undefined = there is no such form. */
export async function applySettingForm(
  desk: OfflineDesk,
  fields: FormFields,
  actor: string,
): Promise<SettingResult | undefined> {
  const word = (name: string) => (typeof fields[name] === 'string' ? String(fields[name]) : '');
  switch (settingForms.find((form) => form === fields.form)) {
    case 'ledger':
      return saveLedgerTerms(desk, { ledgerId: word('ledgerId'), fields, actor });
    case 'bank-day':
      return saveBankDayOverride(desk, { fields, actor });
    case 'bank-day-remove':
      return removeBankDayOverride(desk, { country: word('country'), day: word('day'), actor });
    case 'reconcile':
      return saveReconcileSettings(desk, { fields, actor });
    case 'accounts':
      return saveJournalAccounts(desk, { fields, actor });
    case 'mapping-forget':
      return forgetBankCsvMapping(desk, { fingerprint: word('fingerprint'), actor });
    case 'unit':
      return saveUnitSettings(desk, { msn: word('msn'), fields: withoutRemoved(fields), actor });
    case 'personal-days':
      return savePersonalDays(desk, { fields, actor });
    case 'four-eyes':
      return saveFourEyes(desk, { fields, actor });
    case undefined:
      return undefined;
  }
}

/** `remove.N` leaves the delivery method N out. */
function withoutRemoved(fields: FormFields): FormFields {
  const isRemoved = (name: string) => {
    const line = /^method\.(\d{1,2})\./.exec(name)?.[1];
    return line !== undefined && fields[`remove.${line}`] === 'yes';
  };
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !isRemoved(name)));
}

/** All settings as they are, in the words the forms take. */
export async function settingsOverview({ db }: Pick<OfflineDesk, 'db'>) {
  const [
    ledgers,
    overrides,
    graceHours,
    duplicateMinutes,
    accounts,
    mappings,
    units,
    personalDays,
    fourEyes,
  ] = await Promise.all([
    listLedgers(db),
    listBankDayOverrides(db),
    readGraceHours(db),
    readDuplicateMinutes(db),
    readJournalAccounts(db),
    listBankCsvMappings(db),
    listSalesUnits(db),
    readPersonalDays(db),
    readFourEyes(db),
  ]);
  return {
    ledgers: ledgers.map((ledger) => ({
      ledgerId: ledger.ledgerId,
      currency: ledger.currency,
      bankAccount: ledger.bankAccount,
      country: ledger.country,
      fields: termFields(ledger),
    })),
    units: await Promise.all(units.map((unit) => unitOverview(db, unit))),
    personalDays: String(personalDays),
    fourEyes: {
      refundAbove: amountField(fourEyes.refundAboveOre),
      matchAbove: amountField(fourEyes.matchAboveOre),
    },
    overrides,
    reconcile: { graceHours: String(graceHours), duplicateMinutes: String(duplicateMinutes) },
    accounts: journalRoles.map((role) => ({ role, ...accounts[role] })),
    mappings: mappings.map(({ fingerprint, name, changedAt, changedBy }) => ({
      fingerprint,
      name,
      changedAt,
      changedBy,
    })),
  };
}

async function unitOverview(db: Db, { msn, name }: SalesUnitRow) {
  const settings = await readUnitSettings(db, msn);
  return { msn, name, methods: settings.shippingMethods.length, fields: unitFields(settings) };
}

function termFields({ payoutBankDays, cutoffHour, feeBasisPoints, feeFixedOre, feeFrom }: LedgerRow) {
  return {
    payoutBankDays: String(payoutBankDays),
    cutoffHour: String(cutoffHour),
    feePercent: feeBasisPoints === null ? '' : hundredths(feeBasisPoints),
    feeFrom: feeFrom ?? '',
    feeFixed: feeFixedOre === 0 ? '' : formatDecimal(feeFixedOre).replace('.', ','),
  };
}

/** Null, "never", is an empty field. */
function amountField(amountOre: number | null): string {
  return amountOre === null ? '' : formatDecimal(ore(amountOre)).replace('.', ',');
}

/** 275 → "2,75". */
function hundredths(basisPoints: number): string {
  return `${Math.trunc(basisPoints / 100)},${String(basisPoints % 100).padStart(2, '0')}`;
}
