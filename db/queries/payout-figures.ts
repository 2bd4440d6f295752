/** The sums of what a payout is made of. */
import { type SQL, sql } from 'drizzle-orm';
import type { Ore } from '#core/money';
import type { EntrySum } from '#core/payout-explanation';
import type { Db } from '../client';
import { preparedOnce } from '../remembered-statements';

export type PayoutRange = {
  readonly ledgerId: string;
  readonly settlementNumber: string;
  readonly source: 'feed' | 'file';
  readonly coversFrom: string;
  readonly coversTo: string;
  readonly afterFeedOrder: number | null;
  readonly throughFeedOrder: number | null;
};

/**
 * The entries e of a payout: in the feed what was booked on the funds ledger after the payout before it, up to its own entry, and
 * the fees of its ledger days; in a file what the file puts under its number.
 */
export function entriesOfPayout(payout: PayoutRange): SQL {
  if (payout.throughFeedOrder === null)
    return sql`e.ledger_id = ${payout.ledgerId} AND e.settlement_number = ${payout.settlementNumber}`;
  return sql`e.ledger_id = ${payout.ledgerId} AND e.feed_order IS NOT NULL AND (
    (e.topic = 'funds' AND e.feed_order > ${payout.afterFeedOrder ?? 0} AND e.feed_order <= ${payout.throughFeedOrder})
    OR (e.topic = 'fees' AND e.ledger_date BETWEEN ${payout.coversFrom} AND ${payout.coversTo}))`;
}

export type PayoutSums = {
  readonly sums: readonly EntrySum[];
  /** Balance of the funds ledger before the first and after the last entry; null for files, which do not tell. */
  readonly openingOre: Ore | null;
  readonly closingOre: Ore | null;
};

export async function readPayoutFigures(db: Db, payout: PayoutRange): Promise<PayoutSums> {
  const { ledgerId, afterFeedOrder, throughFeedOrder } = payout;
  if (throughFeedOrder === null) {
    // With the plus the rows are found by their settlement: an index that begins with ledger and topic would be read in whole.
    const sums = db.all<EntrySum>(sql`
      SELECT e.topic, e.entry_type AS "entryType", count(*) AS entries, sum(e.amount_ore) AS "amountOre"
      FROM ledger_entries e WHERE ${entriesOfPayout(payout)} GROUP BY +e.topic, e.entry_type ORDER BY e.topic DESC, 4 DESC`);
    return { sums, openingOre: null, closingOre: null };
  }
  const statements = statementsOf(db);
  const range = { ledgerId, after: afterFeedOrder ?? 0, through: throughFeedOrder };
  const { coversFrom, coversTo } = payout;
  return {
    sums: statements.sums.all({ ...range, coversFrom, coversTo }),
    openingOre: statements.opening.get(range) ?? null,
    closingOre: statements.closing.get(range) ?? null,
  };
}

/** Two ranges of two indexes, each read once: an OR over both would be read row by row. */
const statementsOf = preparedOnce(({ $client: client }) => ({
  sums: client.prepare<unknown[], EntrySum>(
    `SELECT topic, entry_type AS entryType, count(*) AS entries, sum(amount_ore) AS amountOre FROM ledger_entries
     WHERE ledger_id = @ledgerId AND topic = 'funds' AND feed_order > @after AND feed_order <= @through GROUP BY entry_type
     UNION ALL
     SELECT topic, entry_type, count(*), sum(amount_ore) FROM ledger_entries
     WHERE ledger_id = @ledgerId AND topic = 'fees' AND ledger_date BETWEEN @coversFrom AND @coversTo
       AND feed_order IS NOT NULL GROUP BY entry_type
     ORDER BY 1 DESC, 4 DESC`,
  ),
  opening: client
    .prepare<unknown[], Ore | null>(
      `SELECT balance_before_ore FROM ledger_entries
       WHERE ledger_id = @ledgerId AND topic = 'funds' AND feed_order > @after ORDER BY feed_order LIMIT 1`,
    )
    .pluck(),
  closing: client
    .prepare<unknown[], Ore | null>(
      `SELECT balance_after_ore FROM ledger_entries WHERE ledger_id = @ledgerId AND topic = 'funds' AND feed_order = @through`,
    )
    .pluck(),
}));
