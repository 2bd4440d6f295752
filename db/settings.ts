/** Choices of the merchant that the desk can change: reads, and the statements that write them. */
import { and, eq, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Country, Day } from '#core/calendar';
import type { Ore } from '#core/money';
import { type Db, exactly, type Statement } from './client';
import { bankCsvMappings, bankDayOverrides, deskSettings, ledgers } from './schema/index';

/**
 * The value stored under a name, or `fallback` where none was chosen. A value that no longer fits the schema (an older
 * desk wrote it) counts as not chosen.
 */
export async function readDeskSetting<Schema extends z.ZodType>(
  db: Db,
  name: string,
  schema: Schema,
  fallback: z.output<Schema>,
): Promise<z.output<Schema>> {
  const row = db
    .select({ value: deskSettings.value })
    .from(deskSettings)
    .where(eq(deskSettings.name, name))
    .get();
  const parsed = schema.safeParse(row?.value);
  return parsed.success ? parsed.data : fallback;
}

/** Who chose something, and when: stands beside every value. */
export type ChangeMark = { readonly changedAt: string; readonly changedBy: string };

export function saveDeskSettingStatement(
  db: Db,
  name: string,
  value: string | number | boolean | object,
  mark: ChangeMark,
): Statement {
  return db
    .insert(deskSettings)
    .values({ name, value, ...mark })
    .onConflictDoUpdate({ target: deskSettings.name, set: { value, ...mark } });
}

export type LedgerTerms = {
  readonly payoutBankDays: number;
  readonly cutoffHour: number;
  /** Hundredths of a per cent of what is captured; null = not told, and then not checked. */
  readonly feeBasisPoints: number | null;
  readonly feeFixedOre: Ore;
  /** The first ledger day the fee holds for; null = for all. */
  readonly feeFrom: Day | null;
};

/** Fails the group it stands in when there is no such ledger. */
export function saveLedgerTermsStatement(db: Db, ledgerId: string, terms: LedgerTerms): Statement {
  return exactly(1, db.update(ledgers).set(terms).where(eq(ledgers.ledgerId, ledgerId)));
}

export type BankDayOverrideRow = {
  readonly country: Country;
  readonly day: Day;
  /** yes: banks work though the calendar says holiday; no: they are closed though it says bank day. */
  readonly open: 'yes' | 'no';
  readonly name: string;
};

/** All of them, by country and day. A few each year at most. */
export async function listBankDayOverrides(db: Db): Promise<BankDayOverrideRow[]> {
  return db
    .select({
      country: bankDayOverrides.country,
      day: bankDayOverrides.day,
      open: bankDayOverrides.open,
      name: bankDayOverrides.name,
    })
    .from(bankDayOverrides)
    .orderBy(bankDayOverrides.country, bankDayOverrides.day)
    .all();
}

export function saveBankDayOverrideStatement(db: Db, row: BankDayOverrideRow, mark: ChangeMark): Statement {
  return db
    .insert(bankDayOverrides)
    .values({ ...row, ...mark })
    .onConflictDoUpdate({
      target: [bankDayOverrides.country, bankDayOverrides.day],
      set: { open: row.open, name: row.name, ...mark },
    });
}

export function removeBankDayOverrideStatement(db: Db, country: Country, day: Day): Statement {
  return db
    .delete(bankDayOverrides)
    .where(and(eq(bankDayOverrides.country, country), eq(bankDayOverrides.day, day)));
}

export type BankCsvMappingRow = typeof bankCsvMappings.$inferSelect;

export async function listBankCsvMappings(db: Db): Promise<BankCsvMappingRow[]> {
  return db
    .select()
    .from(bankCsvMappings)
    .orderBy(sql`${bankCsvMappings.name} collate nocase`, bankCsvMappings.fingerprint)
    .all();
}

export function forgetBankCsvMappingStatement(db: Db, fingerprint: string): Statement {
  return db.delete(bankCsvMappings).where(eq(bankCsvMappings.fingerprint, fingerprint));
}

export async function findBankCsvMapping(
  db: Db,
  fingerprint: string,
): Promise<BankCsvMappingRow | undefined> {
  return db.select().from(bankCsvMappings).where(eq(bankCsvMappings.fingerprint, fingerprint)).get();
}

/** One for each form of file: a new one takes the place of the old. */
export function saveBankCsvMappingStatement(
  db: Db,
  row: Pick<BankCsvMappingRow, 'fingerprint' | 'name' | 'mapping'>,
  mark: ChangeMark,
): Statement {
  return db
    .insert(bankCsvMappings)
    .values({ ...row, ...mark })
    .onConflictDoUpdate({
      target: bankCsvMappings.fingerprint,
      set: { name: row.name, mapping: row.mapping, ...mark },
    });
}
