/** Stores what a settlement file says, whole or not at all. */
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
