/** Open exceptions by kind and the day they arose. */
import { sql } from 'drizzle-orm';
import type { ExceptionCount } from '#core/exception-ages';
import type { Db } from '../client';

/** One row for each kind, day and currency: as many as days had any, not as there are exceptions. */
export async function openExceptionsByAge(
  db: Db,
  { ledgerId, withoutOwner = false }: { readonly ledgerId?: string; readonly withoutOwner?: boolean } = {},
): Promise<ExceptionCount[]> {
  return db.all<ExceptionCount>(sql`
    SELECT kind, arose_on AS "aroseOn", currency, count(*) AS count, sum(amount_ore) AS "amountOre" FROM exceptions
    WHERE status = 'open' ${withoutOwner ? sql`AND owner IS NULL` : sql``}
      ${ledgerId === undefined ? sql`` : sql`AND ledger_id = ${ledgerId}`}
    GROUP BY kind, arose_on, currency`);
}
