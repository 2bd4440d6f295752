/** What Vipps holds: the balance of each ledger after its newest entry, and how old that knowledge is. */
import { sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import type { Currency, Ore } from '#core/money';
import type { Db } from '../client';

export type LedgerBalance = {
  readonly ledgerId: string;
  readonly units: string | null;
  readonly currency: Currency;
  /** Null where nothing was booked yet, or the source tells no balances. */
  readonly balanceOre: Ore | null;
  /** The newest ledger day, whose page shows the balance. */
  readonly ledgerDate: Day | null;
  /** When its feed of funds was last read to the end; null where it never was. */
  readonly readAt: string | null;
};

/** Of every ledger the Report API tells of; files tell no balances. */
export async function listLedgerBalances(db: Db): Promise<LedgerBalance[]> {
  return db.all<LedgerBalance>(sql`
    SELECT g.ledger_id AS "ledgerId", g.currency, e.balance_after_ore AS "balanceOre",
      (SELECT max(d.ledger_date) FROM ledger_days d WHERE d.ledger_id = g.ledger_id AND d.topic = 'funds') AS "ledgerDate",
      (SELECT c.read_at FROM feed_cursors c WHERE c.ledger_id = g.ledger_id AND c.topic = 'funds') AS "readAt",
      (SELECT group_concat(coalesce(u.name, h.handle), ', ') FROM ledger_handles h
        LEFT JOIN sales_units u ON u.msn = h.msn WHERE h.ledger_id = g.ledger_id) AS units
    FROM ledgers g LEFT JOIN ledger_entries e ON e.sequence = (SELECT n.sequence FROM ledger_entries n
      WHERE n.ledger_id = g.ledger_id AND n.topic = 'funds' AND n.feed_order IS NOT NULL ORDER BY n.feed_order DESC LIMIT 1)
    WHERE g.source = 'feed' ORDER BY g.ledger_id`);
}

/** The last day that is known of every bank account with statements; null when there is none. */
export async function bankKnownThroughDay(db: Db): Promise<Day | null> {
  return (
    db.get<{ day: Day | null }>(sql`
      SELECT min(through) AS day FROM (SELECT max(through_day) AS through FROM bank_statements GROUP BY account)`)
      ?.day ?? null
  );
}
