/** Writes of payouts and bank lines, and the exact match between them. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import { type Db, inTransaction, type Statement } from './client';
import { bankLines, bankStatements, imports, payouts } from './schema/index';

export type PayoutRow = typeof payouts.$inferSelect;
export type NewPayout = typeof payouts.$inferInsert;
export type BankLineRow = typeof bankLines.$inferSelect;
export type NewBankLine = typeof bankLines.$inferInsert;
export type BankStatementRow = typeof bankStatements.$inferInsert;
export type ImportRow = typeof imports.$inferSelect;

/** Stores what the ledger says of a payout. What the bank said of it (arrival) is kept. Returns true when new. */
export async function savePayout(db: Db, row: Omit<NewPayout, 'arrivedOn' | 'bankLineId'>): Promise<boolean> {
  return inTransaction(db, () => {
    const inserted = db.insert(payouts).values(row).onConflictDoNothing().run().changes === 1;
    if (inserted) return true;
    const { ledgerId, settlementNumber, importId: _importId, settlementType: _type, ...facts } = row;
    db.update(payouts)
      .set(facts)
      .where(and(eq(payouts.ledgerId, ledgerId), eq(payouts.settlementNumber, settlementNumber)))
      .run();
    return false;
  });
}

export function insertPayoutStatement(db: Db, row: NewPayout): Statement {
  return db.insert(payouts).values(row).onConflictDoNothing();
}

export async function findPayout(
  db: Db,
  ledgerId: string,
  settlementNumber: string,
): Promise<PayoutRow | undefined> {
  return db
    .select()
    .from(payouts)
    .where(and(eq(payouts.ledgerId, ledgerId), eq(payouts.settlementNumber, settlementNumber)))
    .get();
}

export type BankFileWrite = {
  readonly record: typeof imports.$inferInsert;
  readonly statements: readonly BankStatementRow[];
  readonly lines: readonly NewBankLine[];
};

/** Stores a bank file whole: statements, lines not known yet, and the record of the import with its counts. */
export async function storeBankFile(db: Db, file: BankFileWrite): Promise<{ added: number; known: number }> {
  return inTransaction(db, () => {
    let added = 0;
    for (const row of file.lines)
      added += db.insert(bankLines).values(row).onConflictDoNothing().run().changes;
    for (const row of file.statements) db.insert(bankStatements).values(row).onConflictDoNothing().run();
    const known = file.lines.length - added;
    db.insert(imports)
      .values({ ...file.record, rowsAdded: added, rowsKnown: known })
      .run();
    return { added, known };
  });
}

/** The earlier import of the same content, if there was one. */
export async function findImport(
  db: Db,
  kind: ImportRow['kind'],
  sha256: string,
): Promise<ImportRow | undefined> {
  return db
    .select()
    .from(imports)
    .where(and(eq(imports.kind, kind), eq(imports.sha256, sha256)))
    .get();
}

/**
 * Marks payouts as arrived whose settlement number, amount, currency and account a bank line shows exactly, each
 * line and each payout once. Returns how many were matched.
 */
export async function matchArrivedPayouts(db: Db): Promise<number> {
  return inTransaction(db, () => {
    const pairs = db.all<{ ledgerId: string; settlementNumber: string; lineId: string; bookedOn: Day }>(sql`
      SELECT p.ledger_id AS "ledgerId", p.settlement_number AS "settlementNumber", l.id AS "lineId", l.booked_on AS "bookedOn"
      FROM payouts p
      JOIN ledgers g ON g.ledger_id = p.ledger_id
      JOIN bank_lines l ON l.settlement_number = p.settlement_number AND l.amount_ore = p.amount_ore
        AND l.currency = p.currency AND l.account = g.bank_account
      WHERE p.arrived_on IS NULL AND l.booked_on >= p.ledger_date
        AND NOT EXISTS (SELECT 1 FROM payouts other WHERE other.bank_line_id = l.id)
      ORDER BY p.ledger_date, p.ledger_id, p.settlement_number, l.booked_on, l.id`);
    const usedLines = new Set<string>();
    let matched = 0;
    for (const pair of pairs) {
      if (usedLines.has(pair.lineId)) continue;
      const changes = db
        .update(payouts)
        .set({ arrivedOn: pair.bookedOn, bankLineId: pair.lineId })
        .where(
          and(
            eq(payouts.ledgerId, pair.ledgerId),
            eq(payouts.settlementNumber, pair.settlementNumber),
            isNull(payouts.arrivedOn),
          ),
        )
        .run().changes;
      if (changes === 1) usedLines.add(pair.lineId);
      matched += changes;
    }
    return matched;
  });
}
