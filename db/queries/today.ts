/** What needs a person now: counts, kroner and the first clock of each, all over partial indexes. */
import { type SQL, sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import { addOre, type Ore, zeroOre } from '#core/money';
import type { Db } from '../client';
import type { OrderName } from '../orders';
import { exceptionTotals } from './exceptions-list';
import { joined, type ListTotal } from './keyset';
import { isNotStarted, ordersBy, seenUnits } from './order-filter';
import { overduePayouts } from './payouts-list';

export type UncapturedGroup = { readonly orders: number; readonly remainingOre: Ore };

/** With the instant of the first: the end of its guarantee, its shipment, its command. */
export type WaitingOrders = UncapturedGroup & { readonly firstAt: string | null };

export type TodayFacts = {
  readonly lost: WaitingOrders;
  readonly soon: WaitingOrders;
  readonly uncaptured: UncapturedGroup;
  readonly sentUnpaid: WaitingOrders;
  readonly commands: OpenCommands;
  readonly overdue: { readonly count: number; readonly amountOre: Ore; readonly firstDay: Day | null };
  readonly exceptions: { readonly totals: readonly ListTotal[]; readonly oldest: Day | null };
  readonly suggestions: { readonly count: number; readonly amountOre: Ore; readonly firstAt: string | null };
  readonly imports: { readonly count: number; readonly firstAt: string | null };
  readonly approvals: { readonly count: number; readonly amountOre: Ore; readonly firstAt: string | null };
  readonly unreadable: { readonly orders: number; readonly firstAt: string | null };
  readonly notStarted: { readonly orders: number; readonly rows: readonly OrderName[] };
};

export type OpenCommands = {
  readonly open: number;
  readonly unknown: number;
  readonly amountOre: Ore;
  readonly firstAt: string | null;
  /** The order, when it is one. */
  readonly only: OrderName | null;
};

const notStartedShown = 20;

/** `ownNames`: whose requests for a second person are no task of the reader's. */
export async function todayFacts(
  db: Db,
  now: string,
  today: Day,
  soonUntil: string,
  ownNames: readonly string[] = [],
): Promise<TodayFacts> {
  const overdue = await overduePayouts(db, today, 1);
  return {
    lost: guaranteesUntil(db, now),
    soon: waitingOrders(
      db,
      'orders_uncaptured',
      sql`guarantee_until`,
      sql`remaining_ore > 0 AND guarantee_until > ${now} AND guarantee_until <= ${soonUntil}`,
    ),
    uncaptured: db.get<UncapturedGroup>(
      sql`SELECT coalesce(sum(uncaptured), 0) AS orders, coalesce(sum(remaining_ore), 0) AS "remainingOre" FROM order_totals`,
    ) ?? { orders: 0, remainingOre: zeroOre },
    sentUnpaid: sentUnpaid(db),
    commands: openCommands(db),
    overdue: {
      count: overdue.count,
      amountOre: overdue.amountOre,
      firstDay: overdue.rows[0]?.expectedLatest ?? null,
    },
    exceptions: {
      totals: await exceptionTotals(db, { status: 'open', owner: null }),
      oldest:
        db.get<{ day: Day | null }>(
          sql`SELECT min(arose_on) AS day FROM exceptions WHERE status = 'open' AND owner IS NULL`,
        )?.day ?? null,
    },
    suggestions: db.get<TodayFacts['suggestions']>(sql`
      SELECT count(*) AS count, min(made_at) AS "firstAt", (SELECT coalesce(sum(l.amount_ore), 0) FROM bank_lines l
        WHERE l.id IN (SELECT k.line_id FROM bank_match_lines k JOIN bank_matches b ON b.id = k.match_id
          WHERE b.status = 'suggested')) AS "amountOre"
      FROM bank_matches WHERE status = 'suggested'`) ?? { count: 0, amountOre: zeroOre, firstAt: null },
    imports: db.get<TodayFacts['imports']>(sql`
      SELECT count(*) AS count, min(started_at) AS "firstAt" FROM imports
      WHERE status IN ('needs-mapping','needs-decision')`) ?? { count: 0, firstAt: null },
    approvals: db.get<TodayFacts['approvals']>(sql`
      SELECT count(*) AS count, coalesce(sum(amount_ore), 0) AS "amountOre", min(requested_at) AS "firstAt"
      FROM approvals WHERE status = 'waiting' AND requested_by NOT IN (SELECT value FROM json_each(${JSON.stringify(ownNames)}))`) ?? {
      count: 0,
      amountOre: zeroOre,
      firstAt: null,
    },
    unreadable: db.get<TodayFacts['unreadable']>(sql`
      SELECT count(*) AS orders, min(coalesce(polled_at, registered_at)) AS "firstAt" FROM orders o
      WHERE poll_failures > 2 AND NOT (${isNotStarted})`) ?? { orders: 0, firstAt: null },
    notStarted: {
      orders:
        db.get<{ n: number }>(
          sql`SELECT count(*) AS n FROM orders o WHERE poll_failures > 2 AND ${isNotStarted}`,
        )?.n ?? 0,
      rows: db.all<OrderName>(sql`
        SELECT msn, order_id AS "orderId" FROM orders o WHERE poll_failures > 2 AND ${isNotStarted}
        ORDER BY activity_at DESC LIMIT ${notStartedShown}`),
    },
  };
}

/** What is reserved, not captured, and without its guarantee at an instant. */
export async function uncapturedRisk(db: Db, at: string, msn?: string): Promise<UncapturedGroup> {
  const { orders, remainingOre } = guaranteesUntil(db, at, msn);
  return { orders, remainingOre };
}

/** Guarantees that are over at an instant: whole days of them are kept added up, and of its own day the orders are read. */
function guaranteesUntil(db: Db, at: string, msn?: string): WaitingOrders {
  const day = at.slice(0, 10);
  const ofUnit = msn === undefined ? sql`` : sql`AND msn = ${msn}`;
  const before = db.get<UncapturedGroup>(sql`
    SELECT coalesce(sum(orders), 0) AS orders, coalesce(sum(remaining_ore), 0) AS "remainingOre"
    FROM open_order_days WHERE day > '' AND day < ${day} ${ofUnit}`);
  const since = waitingOrders(
    db,
    'orders_uncaptured',
    sql`guarantee_until`,
    sql`remaining_ore > 0 AND guarantee_until >= ${day} AND guarantee_until <= ${at} ${ofUnit}`,
  );
  const orders = (before?.orders ?? 0) + since.orders;
  const first =
    orders === 0
      ? undefined
      : db.get<{ at: string }>(sql`
          SELECT guarantee_until AS at FROM ${ordersBy(db, 'orders_uncaptured')}
          WHERE ${joined([sql`remaining_ore > 0 AND guarantee_until > '' ${ofUnit}`, ...seenUnits(db)])}
          ORDER BY guarantee_until LIMIT 1`);
  return {
    orders,
    remainingOre: addOre(before?.remainingOre ?? zeroOre, since.remainingOre),
    firstAt: first?.at ?? null,
  };
}

/** By an index of our choice: SQLite, which does not know how many rows each has, would take a longer one. */
function waitingOrders(db: Db, index: string, clock: SQL, condition: SQL): WaitingOrders {
  return (
    db.get<WaitingOrders>(sql`
      SELECT count(*) AS orders, coalesce(sum(remaining_ore), 0) AS "remainingOre", min(${clock}) AS "firstAt"
      FROM ${ordersBy(db, index)} WHERE ${joined([condition, ...seenUnits(db)])}`) ?? {
      orders: 0,
      remainingOre: zeroOre,
      firstAt: null,
    }
  );
}

/** Two indexes, each read once: sent for more than was captured; and sent without an amount, and nothing captured. */
function sentUnpaid(db: Db): WaitingOrders {
  const told = waitingOrders(db, 'orders_sent_unpaid', sql`shipped_at`, sql`sent_ore > captured_ore`);
  const untold = waitingOrders(
    db,
    'orders_shipped_uncaptured',
    sql`shipped_at`,
    sql`shipped_at IS NOT NULL AND remaining_ore > 0 AND sent_ore IS NULL AND captured_ore = 0`,
  );
  const firsts = [told.firstAt, untold.firstAt].filter((at) => at !== null).sort();
  return {
    orders: told.orders + untold.orders,
    remainingOre: addOre(told.remainingOre, untold.remainingOre),
    firstAt: firsts[0] ?? null,
  };
}

function openCommands(db: Db): OpenCommands {
  const open = sql.raw(`status IN ('pending','unknown')`);
  const sums = db.get<Omit<OpenCommands, 'only'>>(sql`
    SELECT count(*) AS open, count(CASE WHEN status = 'unknown' THEN 1 END) AS unknown,
      coalesce(sum(amount_ore), 0) AS "amountOre", min(created_at) AS "firstAt" FROM commands WHERE ${open}`);
  const names = db.all<OrderName>(
    sql`SELECT msn, order_id AS "orderId" FROM commands WHERE ${open} ORDER BY created_at LIMIT 2`,
  );
  const only = names.length === 1 ? (names[0] ?? null) : null;
  return { ...(sums ?? { open: 0, unknown: 0, amountOre: zeroOre, firstAt: null }), only };
}
