/** Sums of ledger days by entry type. */
import { sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import type { LedgerTopic } from '#core/ledger-entry-types';
import type { Ore } from '#core/money';
import type { Db } from '../client';

export type DayTypeSum = {
  readonly topic: LedgerTopic;
  readonly entryType: string;
  readonly entries: number;
  readonly amountOre: Ore;
};
export type DayTypes = {
  readonly ledgerId: string;
  readonly day: Day;
  readonly types: readonly DayTypeSum[];
};

/**
 * What moved on each ledger day of a range, by type, as it was when the day was last added up: as many rows as days have types, however
 * many entries. Where the feed tells of a ledger, what only a file has is not counted.
 */
export async function listDayTypes(
  db: Db,
  ledgerIds: readonly string[],
  from: Day,
  to: Day,
): Promise<DayTypes[]> {
  const rows = db.all<DayTypeSum & Pick<DayTypes, 'ledgerId' | 'day'>>(sql`
    SELECT ledger_id AS "ledgerId", ledger_date AS day, topic, entry_type AS "entryType", entries, amount_ore AS "amountOre"
    FROM ledger_day_types WHERE ledger_date BETWEEN ${from} AND ${to}
      AND ledger_id IN (SELECT value FROM json_each(${JSON.stringify(ledgerIds)})) ORDER BY ledger_date, ledger_id`);
  const days: { ledgerId: string; day: Day; types: DayTypeSum[] }[] = [];
  for (const { ledgerId, day, ...type } of rows) {
    const last = days.at(-1);
    if (last?.ledgerId === ledgerId && last.day === day) last.types.push(type);
    else days.push({ ledgerId, day, types: [type] });
  }
  return days;
}
