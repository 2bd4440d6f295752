/** Stores what a settlement file says, whole or not at all. */
import { type Ore, ore } from '#core/money';
import type { Statement } from './client';
import { type Db, inTransaction } from './client';
import { type InsertedEntries, insertRows, type NewLedgerEntry } from './ledgers';
import type { NewPayout } from './payouts';
import { insertPayoutStatement } from './payouts';
import { imports } from './schema/index';

export type SettlementFileWrite = {
  readonly record: Omit<typeof imports.$inferInsert, 'rowsAdded' | 'rowsKnown'>;
  readonly entries: readonly NewLedgerEntry[];
  readonly payouts: readonly NewPayout[];
  /** Sales units, order mentions, audit: whatever belongs to the same file. */
  readonly alongside: readonly Statement[];
};

export type StoredSettlementFile = {
  readonly entries: InsertedEntries;
  readonly payouts: number;
  readonly alongside: readonly number[];
};

export type StoredFigure = {
  readonly ledgerId: string;
  readonly psp: string;
  readonly entryType: string;
  readonly amountOre: Ore;
};

/** What the books hold of the same payout or transaction with another amount; undefined when they agree or hold nothing. */
export async function findOtherAmount(db: Db, told: StoredFigure): Promise<Ore | undefined> {
  const stored = db.$client
    .prepare(
      `SELECT amount_ore FROM ledger_entries
       WHERE psp_reference = ? AND ledger_id = ? AND topic = 'funds' AND entry_type = ? ORDER BY sequence`,
    )
    .pluck()
    .all(told.psp, told.ledgerId, told.entryType)
    .map((amount) => ore(Number(amount)));
  return stored.includes(told.amountOre) ? undefined : stored[0];
}

export async function storeSettlementFile(db: Db, file: SettlementFileWrite): Promise<StoredSettlementFile> {
  return inTransaction(db, () => {
    const alongside = file.alongside.map((statement) => statement.run().changes);
    const entries = insertRows(db, file.entries);
    let payouts = 0;
    for (const row of file.payouts) payouts += insertPayoutStatement(db, row).run().changes;
    db.insert(imports)
      .values({ ...file.record, rowsAdded: entries.added, rowsKnown: entries.known })
      .run();
    return { entries, payouts, alongside };
  });
}
