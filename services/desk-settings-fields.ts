/** What a settings form may hold. Each field has one rule and one sentence for it (i18n, `settings.rule.RULE`). */
import { z } from 'zod';
import { findDay } from '#core/calendar';
import { type JournalAccounts, journalRoles } from '#core/journal-accounts';
import { ore, parseKroner } from '#core/money';

export const fieldRules = [
  'bank-days',
  'cutoff-hour',
  'fee-percent',
  'fee-fixed',
  'fee-percent-missing',
  'country',
  'day',
  'open',
  'day-name',
  'account-number',
  'account-name',
  'grace-hours',
  'duplicate-minutes',
  'yes-no',
  'method-id',
  'method-name',
  'method-cost',
  'personal-days',
  'amount-above',
] as const;
export type FieldRule = (typeof fieldRules)[number];
export type FieldErrors = Readonly<Record<string, FieldRule>>;

const rule = (name: FieldRule) => ({ error: name });

/** A whole number as people type it. */
const whole = (name: FieldRule, from: number, to: number) =>
  z
    .string(rule(name))
    .trim()
    .regex(/^\d{1,6}$/, rule(name))
    .transform(Number)
    .refine((value) => value >= from && value <= to, rule(name));

const line = (name: FieldRule, longest: number) =>
  z
    .string(rule(name))
    .trim()
    .regex(/^[^\p{Cc}]+$/u, rule(name))
    .max(longest, rule(name));

/** "2,75", "2.75 %" → 275 hundredths of a per cent, digit by digit; empty → null, which is "not told". */
function readPercent(text: string): number | null | undefined {
  const compact = text.replace(/[\s\u00a0\u202f]/g, '').replace(/%$/, '');
  if (compact === '') return null;
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(compact);
  if (match === null) return undefined;
  const basisPoints = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return basisPoints <= 10_000 ? basisPoints : undefined;
}

const percent = z.string(rule('fee-percent')).transform((text, context) => {
  const basisPoints = readPercent(text);
  if (basisPoints !== undefined) return basisPoints;
  context.addIssue({ code: 'custom', message: 'fee-percent' });
  return z.NEVER;
});

const largestFixedOre = 100_000;

const fixedPart = z.string(rule('fee-fixed')).transform((text, context) => {
  const amount = text.trim() === '' ? ore(0) : parseKroner(text);
  if (amount !== undefined && amount >= 0 && amount <= largestFixedOre) return amount;
  context.addIssue({ code: 'custom', message: 'fee-fixed' });
  return z.NEVER;
});

const optionalDay = z
  .string(rule('day'))
  .default('')
  .transform((text, context) => {
    if (text.trim() === '') return null;
    const day = findDay(text.trim());
    if (day !== undefined) return day;
    context.addIssue({ code: 'custom', message: 'day' });
    return z.NEVER;
  });

export const ledgerTermsFields = z
  .object({
    payoutBankDays: whole('bank-days', 0, 30),
    cutoffHour: whole('cutoff-hour', 0, 12),
    feePercent: percent,
    feeFixed: fixedPart,
    feeFrom: optionalDay,
  })
  .refine(({ feePercent, feeFixed }) => feePercent !== null || feeFixed === 0, {
    path: ['feePercent'],
    error: 'fee-percent-missing',
  });

export const bankDayFields = z.object({
  country: z.enum(['NO', 'DK', 'SE', 'FI'], rule('country')),
  day: z.string(rule('day')).transform((text, context) => {
    const found = findDay(text.trim());
    if (found !== undefined && found >= '2000-01-01' && found <= '2199-12-31') return found;
    context.addIssue({ code: 'custom', message: 'day' });
    return z.NEVER;
  }),
  open: z.enum(['yes', 'no'], rule('open')),
  name: line('day-name', 80),
});

export const reconcileFields = z.object({
  graceHours: whole('grace-hours', 1, 720),
  duplicateMinutes: whole('duplicate-minutes', 1, 1440),
});

/** An amount in kroner; empty = never. */
const amountAbove = z.string(rule('amount-above')).transform((text, context) => {
  if (text.trim() === '') return null;
  const amount = parseKroner(text);
  if (amount !== undefined && amount >= 0) return amount;
  context.addIssue({ code: 'custom', message: 'amount-above' });
  return z.NEVER;
});

export const fourEyesFields = z.object({ refundAbove: amountAbove, matchAbove: amountAbove });

const accountNumber = z
  .string(rule('account-number'))
  .trim()
  .regex(/^[0-9A-Za-z.-]{1,12}$/, rule('account-number'));
const accountName = line('account-name', 60);

/** The stored setting. */
export const journalAccountsSchema: z.ZodType<JournalAccounts> = z.record(
  z.enum(journalRoles),
  z.object({ number: accountNumber, name: accountName }),
);

/** The form: `held.number`, `held.name` and so on. */
export const journalAccountFields = z.object(
  Object.fromEntries(
    journalRoles.flatMap((role) => [
      [`${role}.number`, accountNumber],
      [`${role}.name`, accountName],
    ]),
  ),
);

/** The first broken rule of each field. */
export function fieldErrorsOf(error: z.ZodError): FieldErrors {
  const errors: Record<string, FieldRule> = {};
  for (const issue of error.issues) {
    const field = String(issue.path[0] ?? '');
    const found = fieldRules.find((name) => name === issue.message);
    if (found !== undefined && errors[field] === undefined) errors[field] = found;
  }
  return errors;
}
