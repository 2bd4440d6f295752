/** The form of a worked case: what a bookkeeper writes down, in øre and in Norwegian wall-clock time. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type Day, findDay, instantAt } from '#core/calendar';
import { exceptionKinds } from '#core/exception-kinds';
import { bankMatchStatuses } from '#core/match-rules';
import { payoutStates } from '#core/payout-state';

const day = z.string().transform((text, context): Day => {
  const found = findDay(text);
  if (found !== undefined) return found;
  context.addIssue({ code: 'custom', message: `not a day: ${text}` });
  return z.NEVER;
});
/** `2026-05-26 10:00` in Oslo; or an instant in UTC, for the hour that comes twice in October. */
const moment = z.string().transform((text, context): string => {
  const [date = '', time = ''] = text.split(' ');
  const found = findDay(date);
  if (found !== undefined && /^\d{2}:\d{2}(:\d{2})?$/.test(time)) return instantAt(found, time);
  if (/Z$/.test(text) && Number.isFinite(Date.parse(text))) return new Date(text).toISOString();
  context.addIssue({ code: 'custom', message: `not a time: ${text}` });
  return z.NEVER;
});
const amount = z.int();

const ledger = z.strictObject({
  id: z.string(),
  account: z.string(),
  units: z.array(z.string()),
  country: z.enum(['NO', 'DK', 'SE', 'FI']).optional(),
  currency: z.enum(['NOK', 'DKK', 'SEK', 'EUR']).optional(),
  bankDays: z.int().optional(),
  cutoffHour: z.int().optional(),
  /** Hundredths of a per cent; without it fees are not checked. */
  feeBasisPoints: z.int().optional(),
  feeFixedOre: amount.optional(),
});

const entry = z.strictObject({
  at: moment,
  type: z.string(),
  ore: amount,
  order: z.string().optional(),
  /** The reference of Vipps; for a payout its settlement number. A fee has that of its order's last capture. */
  id: z.string().optional(),
  topic: z.enum(['funds', 'fees']).optional(),
  /** Where the ledger day is not that of the time. */
  day: day.optional(),
  /** When Vipps shows it, where that is not an hour after it was booked. */
  shown: moment.optional(),
  ledger: z.string().optional(),
  unit: z.string().optional(),
});

/** Orders that are not listed here have just the captures and refunds that their ledger has. */
const payment = z.strictObject({
  order: z.string(),
  unit: z.string().optional(),
  /** Only the ledger names it: no shop registered it, or Vipps does not know it either. */
  registered: z.boolean().default(true),
  unknownToVipps: z.boolean().default(false),
  customer: z.string().optional(),
  shipped: moment.optional(),
  history: z
    .array(
      z.strictObject({
        at: moment,
        what: z.enum(['reserve', 'capture', 'sale', 'refund', 'cancel', 'void']),
        ore: amount,
        id: z.string().optional(),
      }),
    )
    .default([]),
});

const bankLine = z.strictObject({
  day,
  ore: amount,
  text: z.string(),
  account: z.string().optional(),
  reference: z.string().optional(),
});

const decision = z.strictObject({
  what: z.enum(['confirm', 'reject', 'undo']),
  payouts: z.array(z.string()),
  reason: z.string(),
});

const balances = z.strictObject({ opening: amount, closing: amount, status: z.string() });
const expectation = z.strictObject({
  payouts: z.array(
    z.strictObject({
      number: z.string(),
      ore: amount,
      /** The ledger days. */
      covers: z.string(),
      /** The days on which the bank may book it. */
      expected: z.string(),
      state: z.enum(payoutStates),
      arrived: z.string().optional(),
      arrivedOre: amount.optional(),
      unexplainedOre: amount.optional(),
      ledger: z.string().optional(),
    }),
  ),
  /** Days on which something moved; all others must be there, quiet, and confirmed as soon as they are over. */
  days: z.array(
    z.strictObject({
      day: z.string(),
      ledger: z.string().optional(),
      funds: balances.optional(),
      fees: balances.optional(),
    }),
  ),
  bank: z
    .array(
      z.strictObject({
        status: z.enum(bankMatchStatuses),
        payouts: z.array(z.string()),
        lines: z.array(amount),
        differenceOre: amount.default(0),
      }),
    )
    .default([]),
  /** Captures and refunds of ledgers, and of payments, that have no counterpart. */
  unmatched: z
    .strictObject({ entries: z.int().default(0), events: z.int().default(0) })
    .default({ entries: 0, events: 0 }),
  exceptions: z
    .array(z.strictObject({ kind: z.enum(exceptionKinds), ore: amount, about: z.string() }))
    .default([]),
  resolved: z.array(z.strictObject({ kind: z.enum(exceptionKinds), about: z.string() })).default([]),
  /** The next ten bank days, those without money left out. Compared where a case speaks of them. */
  forecast: z.array(z.strictObject({ day: z.string(), ore: amount })).optional(),
});

const caseSchema = z.strictObject({
  name: z.string(),
  why: z.string(),
  ledgers: z.array(ledger).min(1),
  settings: z.strictObject({ graceHours: z.int().optional() }).default({}),
  entries: z.array(entry),
  payments: z.array(payment).default([]),
  bank: z.array(bankLine).default([]),
  /** The desk is run, and looked at, at each of these times in turn. */
  stages: z
    .array(
      z.strictObject({
        now: moment,
        decide: z.array(decision).default([]),
        /** Are bank statements read up to today? */
        bankRead: z.boolean().default(true),
        expect: expectation,
      }),
    )
    .min(1),
});

export type WorkedCase = z.output<typeof caseSchema>;
export type Expectation = z.output<typeof expectation>;

export function readCases(folder: string): { file: string; worked: WorkedCase }[] {
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const text = fs.readFileSync(path.join(folder, file), 'utf8');
      const parsed = caseSchema.safeParse(JSON.parse(text));
      if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
      return { file, worked: parsed.data };
    });
}
