/**
 * Answers of the Report API v2 and of the list of ledgers. Unknown fields and entry types are kept; amounts are
 * whole numbers in the safe range, or refused.
 */
import { z } from 'zod';

const text = z.string().nullish();
const identifierSchema = z.looseObject({ scheme: text, id: text }).nullish();

const ledgerSchema = z.looseObject({
  ledgerId: z.string().min(1),
  currency: z.string().min(1),
  payoutBankAccount: identifierSchema,
  owner: identifierSchema,
  settlesForRecipientHandles: z.array(z.string()).nullish(),
});

export const ledgersSchema = z.looseObject({ cursor: text, items: z.array(ledgerSchema).nullish() });

const ledgerItemSchema = z.looseObject({
  pspReference: z.string().min(1),
  time: z.string().min(1),
  ledgerDate: z.iso.date(),
  entryType: z.string().min(1),
  reference: text,
  currency: z.string().min(1),
  amount: z.int(),
  recipientHandle: text,
  balanceBefore: z.int().nullish(),
  balanceAfter: z.int().nullish(),
});

/** The feed and the ledger days share one form. */
export const reportPageSchema = z.looseObject({
  cursor: text,
  hasMore: z.boolean().nullish(),
  tryLater: z.boolean().nullish(),
  items: z.array(ledgerItemSchema).nullish(),
});

export type LedgerWire = z.infer<typeof ledgerSchema>;
export type LedgerItemWire = z.infer<typeof ledgerItemSchema>;
export type ReportPageWire = z.infer<typeof reportPageSchema>;
