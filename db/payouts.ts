/** Writes of payouts and bank lines. */
import { and, eq, getTableColumns, isNull, type Placeholder, sql } from 'drizzle-orm';
import { type Db, inTransaction, type Statement } from './client';
import { preparedOnce } from './remembered-statements';
import { type bankLines, type bankStatements, payouts } from './schema/index';

export type PayoutRow = typeof payouts.$inferSelect;
export type NewPayout = typeof payouts.$inferInsert;
export type BankLineRow = typeof bankLines.$inferSelect;
export type NewBankLine = typeof bankLines.$inferInsert;
export type BankStatementRow = typeof bankStatements.$inferInsert;

/**
 * Stores what the ledger says of payouts, in one transaction. What the bank said of them (arrival), what was predicted at first and
 * what a file alone told are kept. Returns how many were new.
 */
export async function savePayouts(
  db: Db,
  rows: readonly Omit<NewPayout, 'arrivedOn' | 'arrivedOre' | 'differenceOre'>[],
): Promise<number> {
  return inTransaction(db, () => {
    let added = 0;
    for (const row of rows) {
      const {
        importId: _importId,
        settlementType: _type,
        predictedEarliest: _from,
        predictedLatest: _to,
        ...facts
      } = row;
      const stored = readPayout(db, row.ledgerId, row.settlementNumber);
      if (stored === undefined) {
        insertPayout(db).run({ ...withoutMore, ...row });
        added += 1;
        continue;
      }
      const ranged =
        stored.afterFeedOrder === row.afterFeedOrder && stored.throughFeedOrder === row.throughFeedOrder;
      const same = ranged && sameFacts.every((name) => stored[name] === (row[name] ?? null));
      if (same) continue;
      db.update(payouts)
        .set({ ...facts, ...(ranged ? {} : { differenceOre: null }) })
        .where(isPayout(row.ledgerId, row.settlementNumber))
        .run();
    }
    return added;
  });
}

const names = Object.keys(getTableColumns(payouts)) as (keyof NewPayout)[];
const withoutMore = Object.fromEntries(names.map((name) => [name, null]));
const insertPayout = preparedOnce((db) =>
  db
    .insert(payouts)
    .values(
      Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as Record<
        keyof NewPayout,
        Placeholder
      >,
    )
    .prepare(),
);

const sameFacts = [
  'amountOre',
  'ledgerDate',
  'coversFrom',
  'coversTo',
  'expectedEarliest',
  'expectedLatest',
  'abortedAt',
  'source',
] as const;

function isPayout(ledgerId: string, settlementNumber: string) {
  return and(eq(payouts.ledgerId, ledgerId), eq(payouts.settlementNumber, settlementNumber));
}

function readPayout(db: Db, ledgerId: string, settlementNumber: string): PayoutRow | undefined {
  return payoutByName(db).get({ ledgerId, settlementNumber });
}

const payoutByName = preparedOnce((db) =>
  db
    .select()
    .from(payouts)
    .where(
      and(
        eq(payouts.ledgerId, sql.placeholder('ledgerId')),
        eq(payouts.settlementNumber, sql.placeholder('settlementNumber')),
      ),
    )
    .prepare(),
);

/** Payouts whose entries were not added up since they are known as they are. */
export async function listPayoutsNotAddedUp(db: Db): Promise<PayoutRow[]> {
  return db.select().from(payouts).where(isNull(payouts.differenceOre)).all();
}

export async function saveDifferences(
  db: Db,
  payoutsAddedUp: readonly Pick<PayoutRow, 'ledgerId' | 'settlementNumber' | 'differenceOre'>[],
): Promise<void> {
  const save = db.$client.prepare(
    'UPDATE payouts SET difference_ore = ? WHERE ledger_id = ? AND settlement_number = ?',
  );
  inTransaction(db, () => {
    for (const { ledgerId, settlementNumber, differenceOre } of payoutsAddedUp)
      save.run(differenceOre, ledgerId, settlementNumber);
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
  return readPayout(db, ledgerId, settlementNumber);
}
