/** What somebody should be told of, as the tables have it. Each read begins with a short index; bounded, the oldest first. */
import { sql } from 'drizzle-orm';
import type { Currency, Ore } from '#core/money';
import type { Db } from '../client';
import type { OrderName } from '../orders';

/** Far more than anybody is told of by name. */
export const alertsAtMost = 10_000;

export type GuaranteeCause = OrderName & {
  readonly remainingOre: Ore;
  readonly currency: Currency;
  readonly guaranteeUntil: string;
};

/** Reserved and not captured, the guarantee over by an instant; by the clock of the books. */
export async function listGuaranteesUntil(db: Db, until: string): Promise<GuaranteeCause[]> {
  return db.all<GuaranteeCause>(sql`
    SELECT msn, order_id AS "orderId", remaining_ore AS "remainingOre", currency, guarantee_until AS "guaranteeUntil"
    FROM orders WHERE remaining_ore > 0 AND guarantee_until <= ${until}
    ORDER BY guarantee_until, msn, order_id LIMIT ${alertsAtMost}`);
}

export type CommandCause = OrderName & {
  readonly id: string;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly createdAt: string;
};

/** Commands whose outcome is open and that were given before an instant; by the clock of the books. */
export async function listCommandsOpenSince(db: Db, before: string): Promise<CommandCause[]> {
  return db.all<CommandCause>(sql`
    SELECT c.id, c.msn, c.order_id AS "orderId", c.amount_ore AS "amountOre", o.currency, c.created_at AS "createdAt"
    FROM commands c JOIN orders o ON o.msn = c.msn AND o.order_id = c.order_id
    WHERE c.status IN ('pending','unknown') AND c.created_at <= ${before} ORDER BY c.created_at LIMIT ${alertsAtMost}`);
}

export type RefusedCause = {
  readonly ledgerId: string;
  readonly topic: string;
  readonly entries: number;
  readonly firstAt: string;
};

/** Entries that could not be stored, seen after an instant; by the clock of the books. */
export async function listRefusedSince(db: Db, since: string): Promise<RefusedCause[]> {
  return db.all<RefusedCause>(sql`
    SELECT ledger_id AS "ledgerId", topic, count(*) AS entries, min(seen_at) AS "firstAt" FROM refused_entries
    WHERE seen_at > ${since} GROUP BY ledger_id, topic ORDER BY ledger_id, topic LIMIT ${alertsAtMost}`);
}

export type JobCause = {
  readonly job: string;
  readonly everyMs: number;
  readonly lastFinishedAt: string | null;
  readonly lastSuccessAt: string | null;
  readonly failuresInARow: number;
};

/** The jobs of the schedule. Real time. */
export async function listScheduledJobs(db: Db): Promise<JobCause[]> {
  return db.all<JobCause>(sql`
    SELECT job, every_ms AS "everyMs", last_finished_at AS "lastFinishedAt", last_success_at AS "lastSuccessAt",
      failures_in_a_row AS "failuresInARow" FROM job_states WHERE every_ms IS NOT NULL ORDER BY job`);
}
