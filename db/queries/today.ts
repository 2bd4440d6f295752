/** What needs a person now. */
import { type SQL, sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import { type Ore, zeroOre } from '#core/money';
import type { Db } from '../client';
import type { CommandRow } from '../commands';
import { listOpenCommands } from '../commands';
import { listComingPayouts, type OverduePayouts, overduePayouts, type PayoutListRow } from './payouts-list';

export type UncapturedGroup = { readonly orders: number; readonly remainingOre: Ore };

export type TodayFacts = {
  /** Reserved and not captured: guarantee over, over within two days, all. */
  readonly uncaptured: {
    readonly lost: UncapturedGroup;
    readonly soon: UncapturedGroup;
    readonly all: UncapturedGroup;
  };
  readonly openCommands: readonly CommandRow[];
  readonly comingPayouts: readonly PayoutListRow[];
  readonly overdue: OverduePayouts;
  readonly unreadable: number;
  /** Exceptions nobody has taken, bank lines and files that wait for a person's word. */
  readonly waiting: { readonly exceptions: number; readonly suggestions: number; readonly imports: number };
};

/** What is reserved, not captured, and without its guarantee at an instant. */
export async function uncapturedRisk(db: Db, at: string, msn?: string): Promise<UncapturedGroup> {
  return uncapturedWhere(
    db,
    msn === undefined ? sql`guarantee_until <= ${at}` : sql`guarantee_until <= ${at} AND msn = ${msn}`,
  );
}

function uncapturedWhere(db: Db, condition: SQL): UncapturedGroup {
  return (
    db.get<UncapturedGroup>(sql`
      SELECT count(*) AS orders, coalesce(sum(remaining_ore), 0) AS "remainingOre" FROM orders
      WHERE remaining_ore > 0 AND ${condition}`) ?? { orders: 0, remainingOre: zeroOre }
  );
}

export async function todayFacts(db: Db, now: string, today: Day, soonUntil: string): Promise<TodayFacts> {
  return {
    uncaptured: {
      lost: await uncapturedRisk(db, now),
      soon: uncapturedWhere(db, sql`guarantee_until > ${now} AND guarantee_until <= ${soonUntil}`),
      all: db.get<UncapturedGroup>(
        sql`SELECT coalesce(sum(uncaptured), 0) AS orders, coalesce(sum(remaining_ore), 0) AS "remainingOre" FROM order_totals`,
      ) ?? { orders: 0, remainingOre: zeroOre },
    },
    openCommands: await listOpenCommands(db, 50),
    comingPayouts: await listComingPayouts(db, today, 1000),
    overdue: await overduePayouts(db, today, 1),
    waiting: {
      exceptions: countOf(db, sql`exceptions WHERE status = 'open' AND owner IS NULL`),
      suggestions: countOf(db, sql`bank_matches WHERE status = 'suggested'`),
      imports: countOf(db, sql`imports WHERE status IN ('needs-mapping','needs-decision')`),
    },
    unreadable: db.get<{ n: number }>(sql`SELECT count(*) AS n FROM orders WHERE poll_failures > 2`)?.n ?? 0,
  };
}

function countOf(db: Db, what: SQL): number {
  return db.get<{ n: number }>(sql`SELECT count(*) AS n FROM ${what}`)?.n ?? 0;
}
