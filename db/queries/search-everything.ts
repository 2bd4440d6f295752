/** One search over all that has a name, a number or an amount. Each group is short, and says when there is more. */
import { sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import { type Currency, type Ore, parseKroner } from '#core/money';
import type { Db } from '../client';
import { type FoundOrders, type OrderListRow, orderListColumns, searchOrders } from './orders-list';
import { type PayoutListRow, payoutsWithAmount, searchPayouts } from './payouts-list';

export type FoundBankLine = {
  readonly id: string;
  readonly account: string;
  readonly bookedOn: Day;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly description: string;
  readonly counterparty: string | null;
  readonly settlementNumber: string | null;
  readonly suggestions: number;
};

export type Found<Row> = { readonly rows: readonly Row[]; readonly truncated: boolean };

export type Everything = {
  /** By the beginning of their id, or a transaction id. */
  readonly orders: FoundOrders;
  /** The amount that the text says; null when it says none. */
  readonly amountOre: Ore | null;
  readonly ordersOfAmount: Found<OrderListRow>;
  /** By settlement number. */
  readonly payouts: Found<PayoutListRow>;
  readonly payoutsOfAmount: Found<PayoutListRow>;
  /** By text or amount. */
  readonly bankLines: Found<FoundBankLine>;
};

/** Bank lines are searched by their text among the newest, payouts by their amount. */
export const newestSearched = 10_000;
const nothing = { rows: [], truncated: false } as const;

/** At most `limit` of each group. */
export async function searchEverything(db: Db, text: string, limit: number): Promise<Everything> {
  const amount = parseKroner(text) ?? null;
  const hasAmount = amount !== null && amount !== 0;
  return {
    orders: await searchOrders(db, text, limit),
    amountOre: hasAmount ? amount : null,
    ordersOfAmount: hasAmount ? ordersOfAmount(db, amount, limit) : nothing,
    payouts: cut(await searchPayouts(db, text), limit),
    payoutsOfAmount: hasAmount
      ? cut(await payoutsWithAmount(db, amount, newestSearched, limit + 1), limit)
      : nothing,
    bankLines: cut(bankLines(db, text, hasAmount ? amount : null, limit + 1), limit),
  };
}

/** By the index of amounts, backwards: ids mostly rise with time. */
function ordersOfAmount(db: Db, amountOre: Ore, limit: number): Found<OrderListRow> {
  const rows = db.all<OrderListRow>(sql`
    SELECT ${orderListColumns} FROM orders o JOIN sales_units u ON u.msn = o.msn
    WHERE o.amount_ore = ${amountOre} ORDER BY o.msn DESC, o.order_id DESC LIMIT ${limit + 1}`);
  return cut(rows, limit);
}

function bankLines(db: Db, text: string, amountOre: Ore | null, limit: number): FoundBankLine[] {
  const lower = text.toLowerCase();
  const textIn = (column: string) =>
    sql`instr(lower(${sql.raw(column)}), ${lower}) OR instr(${sql.raw(column)}, ${text})`;
  const ofAmount =
    amountOre === null
      ? sql``
      : sql`UNION SELECT id FROM (SELECT id FROM bank_lines WHERE account IN (SELECT account FROM bank_statements)
          AND amount_ore IN (${amountOre}, ${-amountOre}) LIMIT ${limit})`;
  return db.all<FoundBankLine>(sql`
    SELECT l.id, l.account, l.booked_on AS "bookedOn", l.amount_ore AS "amountOre", l.currency, l.description, l.counterparty,
      l.settlement_number AS "settlementNumber",
      (SELECT count(*) FROM bank_match_lines k JOIN bank_matches m ON m.id = k.match_id
        WHERE k.line_id = l.id AND m.status = 'suggested') AS suggestions
    FROM bank_lines l WHERE l.id IN (
      SELECT id FROM (SELECT id FROM
        (SELECT id, description, counterparty FROM bank_lines ORDER BY booked_on DESC, id DESC LIMIT ${newestSearched})
        WHERE ${textIn('description')} OR ${textIn('counterparty')} LIMIT ${limit})
      UNION SELECT id FROM (SELECT id FROM bank_lines WHERE settlement_number = ${text} LIMIT ${limit})
      ${ofAmount})
    ORDER BY l.booked_on DESC, l.id DESC LIMIT ${limit}`);
}

function cut<Row>(rows: readonly Row[], limit: number): Found<Row> {
  return { rows: rows.slice(0, limit), truncated: rows.length > limit };
}
