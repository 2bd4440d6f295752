/** Sums of ledger days by entry type, and how to see that a day has changed. */
import { sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import type { LedgerTopic } from '#core/ledger-entry-types';
import type { Ore } from '#core/money';
import type { Db } from '../client';

export type DayVersion = { readonly ledgerId: string; readonly day: Day; readonly version: string };

/** The ledger days of a range that have entries. A day whose entries changed has another version once it is added up. */
export async function listDayVersions(
  db: Db,
  ledgerIds: readonly string[],
  from: Day,
  to: Day,
): Promise<DayVersion[]> {
  if (ledgerIds.length === 0) return [];
  const wanted = sql.join(
    ledgerIds.map((id) => sql`${id}`),
    sql`, `,
  );
  return db.all<DayVersion>(sql`
    SELECT ledger_id AS "ledgerId", ledger_date AS day,
      group_concat(topic || ' ' || entries || ' ' || amount_ore, ',') AS version
    FROM ledger_days WHERE ledger_date BETWEEN ${from} AND ${to} AND ledger_id IN (${wanted})
    GROUP BY ledger_date, ledger_id HAVING sum(entries) > 0 ORDER BY ledger_date, ledger_id`);
}

export type DayTypeSum = {
  readonly topic: LedgerTopic;
  readonly entryType: string;
  readonly entries: number;
  readonly amountOre: Ore;
};

/** What moved on a ledger day, by type. Where the feed tells of a ledger, what only a file has is not counted. */
export async function sumDayByType(db: Db, ledgerId: string, date: Day): Promise<DayTypeSum[]> {
  return db.all<DayTypeSum>(sql`
    SELECT e.topic, e.entry_type AS "entryType", count(*) AS entries, sum(e.amount_ore) AS "amountOre"
    FROM ledgers g CROSS JOIN ledger_entries e ON e.ledger_id = g.ledger_id
    WHERE g.ledger_id = ${ledgerId} AND e.topic IN ('funds','fees') AND e.ledger_date = ${date}
      AND (e.feed_order IS NOT NULL OR g.source = 'file') GROUP BY e.topic, e.entry_type`);
}
