/** What is on its way to the bank, and what was forecast of it. */
import { sql } from 'drizzle-orm';
import type { Country, Day } from '#core/calendar';
import type { Ore } from '#core/money';
import { type Db, inTransaction } from './client';
import { forecasts } from './schema/index';

export type OnItsWay = {
  readonly ledgerId: string;
  readonly country: Country;
  readonly payoutBankDays: number;
  readonly cutoffHour: number;
  readonly feeBasisPoints: number | null;
  readonly feeFixedOre: Ore;
  /** Are fees kept back from payouts? */
  readonly net: boolean;
  readonly covers: readonly { readonly from: Day; readonly to: Day }[];
  readonly scheduled: readonly { readonly day: Day; readonly amountOre: Ore }[];
  /** Balance after the newest payout entry; null before the first. */
  readonly leftOre: Ore | null;
  readonly unpaid: readonly { readonly day: Day; readonly amountOre: Ore }[];
  /** Fees of the days since the last payout, which a net payout keeps back. */
  readonly fees: readonly { readonly day: Day; readonly amountOre: Ore }[];
};

/** Of every ledger the Report API tells of. Payouts whose latest day is over are late, and not forecast. */
export async function listMoneyOnItsWay(db: Db, today: Day): Promise<OnItsWay[]> {
  const ledgers = db.all<Omit<OnItsWay, 'net' | 'covers' | 'scheduled' | 'leftOre' | 'unpaid' | 'fees'>>(sql`
    SELECT ledger_id AS "ledgerId", country, payout_bank_days AS "payoutBankDays", cutoff_hour AS "cutoffHour",
      fee_basis_points AS "feeBasisPoints", fee_fixed_ore AS "feeFixedOre"
    FROM ledgers WHERE source = 'feed' ORDER BY ledger_id`);
  return ledgers.map((ledger) => ({ ...ledger, ...onItsWay(db, ledger.ledgerId, today) }));
}

function onItsWay(db: Db, ledgerId: string, today: Day) {
  // By the ledger itself: of one that was just read, nobody has derived the payouts yet, and every entry would count as unpaid.
  const last = db.get<{ feedOrder: number; leftOre: Ore | null; day: Day }>(sql`
    SELECT feed_order AS "feedOrder", balance_after_ore AS "leftOre", ledger_date AS day FROM ledger_entries
    WHERE ledger_id = ${ledgerId} AND topic = 'funds' AND feed_order IS NOT NULL
      AND entry_type IN ('scheduled-for-payout', 'payout-scheduled') ORDER BY feed_order DESC LIMIT 1`);
  return {
    net:
      db.get(sql`SELECT 1 FROM ledger_entries e WHERE e.ledger_id = ${ledgerId}
        AND e.topic = 'funds' AND e.entry_type = 'fees-retained' AND EXISTS (SELECT 1 FROM payouts p
          WHERE p.ledger_id = e.ledger_id AND p.ledger_date = e.ledger_date) LIMIT 1`) !== undefined,
    covers: db.all<{ from: Day; to: Day }>(sql`SELECT covers_from AS "from", covers_to AS "to" FROM payouts
      WHERE ledger_id = ${ledgerId} AND aborted_at IS NULL ORDER BY ledger_date DESC LIMIT 20`),
    scheduled: db.all<{ day: Day; amountOre: Ore }>(sql`
      SELECT expected_earliest AS day, amount_ore AS "amountOre" FROM payouts
      WHERE ledger_id = ${ledgerId} AND arrived_on IS NULL AND aborted_at IS NULL AND expected_latest >= ${today}`),
    leftOre: last?.leftOre ?? null,
    unpaid: db.all<{ day: Day; amountOre: Ore }>(sql`
      SELECT ledger_date AS day, sum(amount_ore) AS "amountOre" FROM ledger_entries
      WHERE ledger_id = ${ledgerId} AND topic = 'funds' AND feed_order > ${last?.feedOrder ?? 0} GROUP BY ledger_date`),
    fees: db.all<{ day: Day; amountOre: Ore }>(sql`
      SELECT ledger_date AS day, sum(amount_ore) AS "amountOre" FROM ledger_entries
      WHERE ledger_id = ${ledgerId} AND topic = 'fees' AND ledger_date > ${last?.day ?? ''} AND feed_order IS NOT NULL
        AND entry_type = 'capture-fee' GROUP BY ledger_date`),
  };
}

export type NotInLedger = {
  readonly ledgerId: string;
  readonly msn: string;
  readonly orderId: string;
  readonly occurredAt: string;
  readonly amountOre: Ore;
};

/** Captures and refunds since an instant that their ledger does not show yet; a refund is negative. */
export async function listNotInLedger(db: Db, since: string): Promise<NotInLedger[]> {
  return db.all<NotInLedger>(sql`
    SELECT min(h.ledger_id) AS "ledgerId", p.msn, p.order_id AS "orderId", p.occurred_at AS "occurredAt",
      CASE WHEN p.operation = 'refund' THEN -p.amount_ore ELSE p.amount_ore END AS "amountOre"
    FROM unmatched_events u CROSS JOIN payment_events p ON p.sequence = u.event_sequence
    JOIN ledger_handles h ON h.msn = p.msn JOIN ledgers g ON g.ledger_id = h.ledger_id AND g.source = 'feed'
    WHERE p.occurred_at >= ${since} GROUP BY p.sequence`);
}

export type NewForecast = typeof forecasts.$inferInsert;

/** The last forecast of a day stands for that day: what an earlier one said of other days is not kept. */
export async function storeForecast(db: Db, madeOn: Day, rows: readonly NewForecast[]): Promise<void> {
  inTransaction(db, () => {
    db.run(sql`DELETE FROM forecasts WHERE made_on = ${madeOn}`);
    for (const row of rows) {
      db.insert(forecasts)
        .values(row)
        .onConflictDoUpdate({
          target: [forecasts.ledgerId, forecasts.bankDay, forecasts.madeOn],
          set: { amountOre: row.amountOre },
        })
        .run();
    }
  });
}
