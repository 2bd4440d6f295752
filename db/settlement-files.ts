/** What the books hold of something a settlement file tells of. */
import { type Ore, ore } from '#core/money';
import type { Db } from './client';

export type StoredFigure = {
  readonly ledgerId: string;
  readonly psp: string;
  readonly entryType: string;
  readonly amountOre: Ore;
};

/** What the books hold of the same payout or transaction with another amount; undefined when they agree or hold nothing. */
export async function findOtherAmount(db: Db, told: StoredFigure): Promise<Ore | undefined> {
  const stored = amountsOf(db).all(told.psp, told.ledgerId, told.entryType);
  const [first] = stored;
  return first === undefined || stored.includes(told.amountOre) ? undefined : ore(first);
}

const preparedStatements = new WeakMap<Db, ReturnType<typeof prepareAmounts>>();

/** Asked for each transaction of a file. */
function amountsOf(db: Db) {
  const prepared = preparedStatements.get(db) ?? prepareAmounts(db);
  preparedStatements.set(db, prepared);
  return prepared;
}

function prepareAmounts(db: Db) {
  return db.$client
    .prepare<unknown[], number>(
      `SELECT amount_ore FROM ledger_entries
       WHERE psp_reference = ? AND ledger_id = ? AND topic = 'funds' AND entry_type = ? ORDER BY sequence`,
    )
    .pluck();
}
