/** The lines of the bank: which are explained, and how far the statements reach. */
import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Day } from '#core/calendar';
import { type BankSort, bankDirections } from '#core/list-words';
import type { BankMatchStatus } from '#core/match-rules';
import { type Currency, type Ore, zeroOre } from '#core/money';
import type { Db } from '../client';
import type { MatchedPayout } from './bank-match-list';
import {
  inRange,
  joined,
  type ListPage,
  type ListPageRequest,
  type ListTotal,
  pickPage,
  type RangeFilter,
} from './keyset';

export const bankLineViews = ['unmatched', 'matched', 'other'] as const;
export type BankLineView = (typeof bankLineViews)[number];

export type BankLineListRow = {
  readonly id: string;
  readonly account: string;
  readonly bookedOn: Day;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly description: string;
  readonly bankReference: string | null;
  readonly counterparty: string | null;
  readonly settlementNumber: string | null;
  readonly fromVipps: 'yes' | 'no';
  readonly importId: string;
  /** The match in force it is in. */
  readonly matchId: string | null;
  readonly matchStatus: BankMatchStatus | null;
  /** The payouts of that match. */
  readonly payouts: readonly { readonly ledgerId: string; readonly settlementNumber: string }[];
  /** Suggestions that wait for an answer. */
  readonly suggestions: number;
};

type StoredLine = Omit<BankLineListRow, 'payouts'> & { readonly payouts: string };

export type BankLineListFilter = RangeFilter & {
  readonly account?: string;
  /** Found in the text, the counterparty, the bank's reference or the settlement number. */
  readonly text?: string;
};

/**
 * A page of lines, unless told otherwise the newest first. `unmatched`: from Vipps and not explained; `other`: not from Vipps, and
 * taken for nothing of theirs by anybody.
 */
export async function listBankLines(
  db: Db,
  view: BankLineView,
  page: ListPageRequest<BankSort>,
  filter: BankLineListFilter = {},
): Promise<ListPage<BankLineListRow>> {
  const found = pickBankLines<StoredLine>(db, columns, view, page, filter);
  return { ...found, rows: found.rows.map(readLine) };
}

/** The same with columns of bank lines l. */
export function pickBankLines<Row extends object>(
  db: Db,
  wanted: SQL,
  view: BankLineView,
  page: ListPageRequest<BankSort>,
  filter: BankLineListFilter,
): ListPage<Row> {
  const sort = page.sort ?? 'booked';
  return pickPage<Row>(
    db,
    {
      columns: wanted,
      from: sql`bank_lines l`,
      conditions: [inView[view], ...lineConditions(filter)],
      value: sort === 'booked' ? sql`l.booked_on` : sql`l.amount_ore`,
      numeric: sort === 'amount',
      name: sql`l.id`,
      ascending: (page.dir ?? bankDirections[sort]) === 'asc',
    },
    page,
  );
}

/** Count and sum of what a view and a filter let through. */
export async function bankLineTotals(
  db: Db,
  view: BankLineView,
  filter: BankLineListFilter,
): Promise<ListTotal[]> {
  return db.all<ListTotal>(sql`
    SELECT l.currency, count(*) AS count, sum(l.amount_ore) AS "amountOre" FROM bank_lines l
    WHERE ${joined([inView[view], ...lineConditions(filter)])} GROUP BY l.currency ORDER BY 2 DESC, 1`);
}

function lineConditions(filter: BankLineListFilter): SQL[] {
  const { account, text } = filter;
  const conditions = inRange(filter, sql`l.booked_on`, sql`l.amount_ore`);
  if (account !== undefined) conditions.push(sql`l.account = ${account}`);
  if (text !== undefined)
    conditions.push(sql`instr(lower(concat_ws(char(10), l.description, l.counterparty, l.bank_reference, l.settlement_number)),
      ${text.toLowerCase()}) > 0`);
  return conditions;
}

export async function findBankLine(db: Db, id: string): Promise<BankLineListRow | undefined> {
  return selectLines(db, sql`l.id = ${id}`)[0];
}

const isMatched = `EXISTS (SELECT 1 FROM bank_match_lines k WHERE k.line_id = l.id AND k.in_force = 'yes')`;
const inView: Record<BankLineView, SQL> = {
  unmatched: sql.raw(`l.from_vipps = 'yes' AND NOT ${isMatched}`),
  matched: sql.raw(isMatched),
  other: sql.raw(`l.from_vipps = 'no' AND NOT ${isMatched}`),
};

const columns =
  sql.raw(`l.id, l.account, l.booked_on AS "bookedOn", l.amount_ore AS "amountOre", l.currency, l.description,
  l.bank_reference AS "bankReference", l.counterparty, l.settlement_number AS "settlementNumber",
  l.from_vipps AS "fromVipps", l.import_id AS "importId",
  (SELECT k.match_id FROM bank_match_lines k WHERE k.line_id = l.id AND k.in_force = 'yes') AS "matchId",
  (SELECT m.status FROM bank_match_lines k JOIN bank_matches m ON m.id = k.match_id
    WHERE k.line_id = l.id AND k.in_force = 'yes') AS "matchStatus",
  (SELECT json_group_array(json_array(p.ledger_id, p.settlement_number)) FROM bank_match_lines k
    JOIN bank_match_payouts p ON p.match_id = k.match_id WHERE k.line_id = l.id AND k.in_force = 'yes') AS payouts,
  (SELECT count(*) FROM bank_match_lines k JOIN bank_matches m ON m.id = k.match_id
    WHERE k.line_id = l.id AND m.status = 'suggested') AS suggestions`);

function selectLines(db: Db, condition: SQL): BankLineListRow[] {
  return db.all<StoredLine>(sql`SELECT ${columns} FROM bank_lines l WHERE ${condition}`).map(readLine);
}

const payoutNames = z.array(z.tuple([z.string(), z.string()]));

function readLine(row: StoredLine): BankLineListRow {
  const names = payoutNames.parse(JSON.parse(row.payouts));
  return { ...row, payouts: names.map(([ledgerId, settlementNumber]) => ({ ledgerId, settlementNumber })) };
}

export type BankSummary = Record<BankLineView, { readonly lines: number; readonly amountOre: Ore }> & {
  readonly suggestions: number;
};

/** How many lines are explained, and what they sum up to. */
export async function summariseBank(db: Db): Promise<BankSummary> {
  const sumOf = (view: BankLineView) =>
    db.get<{ lines: number; amountOre: Ore }>(sql`
      SELECT count(*) AS lines, coalesce(sum(l.amount_ore), 0) AS "amountOre" FROM bank_lines l WHERE ${inView[view]}`) ??
    noLines;
  return {
    unmatched: sumOf('unmatched'),
    matched: sumOf('matched'),
    other: sumOf('other'),
    suggestions:
      db.get<{ n: number }>(sql`SELECT count(*) AS n FROM bank_matches WHERE status = 'suggested'`)?.n ?? 0,
  };
}

const noLines: { readonly lines: number; readonly amountOre: Ore } = { lines: 0, amountOre: zeroOre };

export type BankAccount = {
  readonly account: string;
  readonly currency: Currency;
  readonly statements: number;
  readonly lines: number;
  readonly fromDay: Day | null;
  readonly throughDay: Day | null;
  readonly closingOre: Ore | null;
  /** Statements that do not open with the balance the one before closed with: something between them is missing. */
  readonly breaks: number;
  /** The ledgers that are paid out to it. */
  readonly ledgers: string | null;
};

/** The accounts statements were read of, and how far they reach. */
export async function listBankAccounts(db: Db): Promise<BankAccount[]> {
  return db.all<BankAccount>(sql`
    SELECT s.account, s.currency, count(*) AS statements, sum(s.lines) AS lines, min(s.from_day) AS "fromDay",
      max(s.through_day) AS "throughDay", sum(s.broken) AS breaks,
      (SELECT b.closing_ore FROM bank_statements b WHERE b.account = s.account ORDER BY b.through_day DESC, b.id DESC LIMIT 1) AS "closingOre",
      (SELECT group_concat(g.ledger_id, ', ') FROM ledgers g WHERE g.bank_account = s.account) AS ledgers
    FROM (SELECT b.account, b.currency, b.lines, b.from_day, b.through_day,
        coalesce(b.opening_ore <> lag(b.closing_ore) OVER (PARTITION BY b.account ORDER BY b.from_day, b.through_day, b.id), 0) AS broken
      FROM bank_statements b) s
    GROUP BY s.account, s.currency ORDER BY s.account`);
}

/** Payouts that no bank line explains yet, the nearest in amount first: what a line may be matched with by hand. */
export async function unmatchedPayoutsNear(
  db: Db,
  line: Pick<BankLineListRow, 'amountOre' | 'currency' | 'bookedOn'>,
  limit: number,
): Promise<MatchedPayout[]> {
  return db.all<MatchedPayout>(sql`
    SELECT p.ledger_id AS "ledgerId", p.settlement_number AS "settlementNumber", p.amount_ore AS "amountOre",
      p.covers_from AS "coversFrom", p.covers_to AS "coversTo", p.expected_earliest AS "expectedEarliest",
      p.expected_latest AS "expectedLatest"
    FROM payouts p
    WHERE p.arrived_on IS NULL AND p.aborted_at IS NULL AND p.currency = ${line.currency} AND p.ledger_date <= ${line.bookedOn}
      AND NOT EXISTS (SELECT 1 FROM bank_match_payouts k WHERE k.ledger_id = p.ledger_id
        AND k.settlement_number = p.settlement_number AND k.in_force = 'yes')
    ORDER BY abs(p.amount_ore - ${line.amountOre}), p.ledger_date DESC, p.settlement_number LIMIT ${limit}`);
}
