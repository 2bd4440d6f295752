/** Matches of payouts and bank lines, with both sides. */
import { type SQL, sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import type { BankMatchStatus } from '#core/match-rules';
import type { Currency, Ore } from '#core/money';
import type { Db } from '../client';

export type MatchedLine = {
  readonly lineId: string;
  readonly account: string;
  readonly bookedOn: Day;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly description: string;
  readonly counterparty: string | null;
};

export type MatchedPayout = {
  readonly ledgerId: string;
  readonly settlementNumber: string;
  readonly amountOre: Ore;
  readonly coversFrom: Day;
  readonly coversTo: Day;
  readonly expectedEarliest: Day;
  readonly expectedLatest: Day;
};

export type BankMatch = {
  readonly id: string;
  readonly status: BankMatchStatus;
  readonly inForce: 'yes' | 'no';
  readonly reasons: readonly string[];
  /** Bank lines less payouts. */
  readonly differenceOre: Ore;
  readonly arrivedOn: Day;
  readonly madeAt: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly decisionReason: string | null;
  readonly lines: readonly MatchedLine[];
  readonly payouts: readonly MatchedPayout[];
};

export type MatchKey = readonly [arrivedOn: string, id: string];

/** A page of matches of some statuses, the newest arrival first. */
export async function listBankMatches(
  db: Db,
  statuses: readonly BankMatchStatus[],
  page: { limit: number; after?: MatchKey },
): Promise<{ rows: BankMatch[]; after: MatchKey | null }> {
  const from =
    page.after === undefined ? sql`1` : sql`(m.arrived_on, m.id) < (${page.after[0]}, ${page.after[1]})`;
  const found = await selectMatches(
    db,
    sql`m.status IN (SELECT value FROM json_each(${JSON.stringify(statuses)})) AND ${from}
      ORDER BY m.arrived_on DESC, m.id DESC LIMIT ${page.limit + 1}`,
  );
  const rows = found.slice(0, page.limit);
  const last = rows.at(-1);
  return { rows, after: found.length > page.limit && last ? [last.arrivedOn, last.id] : null };
}

/** Every match a payout is or was in; those in force first. */
export async function matchesOfPayout(
  db: Db,
  ledgerId: string,
  settlementNumber: string,
): Promise<BankMatch[]> {
  return selectMatches(
    db,
    sql`m.id IN (SELECT match_id FROM bank_match_payouts WHERE ledger_id = ${ledgerId} AND settlement_number = ${settlementNumber})
      ORDER BY m.in_force DESC, m.made_at DESC LIMIT 50`,
  );
}

/** Every match a bank line is or was in; those in force first. */
export async function matchesOfLine(db: Db, lineId: string): Promise<BankMatch[]> {
  return selectMatches(
    db,
    sql`m.id IN (SELECT match_id FROM bank_match_lines WHERE line_id = ${lineId})
      ORDER BY m.in_force DESC, m.made_at DESC LIMIT 50`,
  );
}

type MatchRow = Omit<BankMatch, 'reasons' | 'lines' | 'payouts'> & { readonly reasons: string };

async function selectMatches(db: Db, condition: SQL): Promise<BankMatch[]> {
  const rows = db.all<MatchRow>(sql`
    SELECT m.id, m.status, m.in_force AS "inForce", m.reasons, m.difference_ore AS "differenceOre",
      m.arrived_on AS "arrivedOn", m.made_at AS "madeAt", m.decided_by AS "decidedBy", m.decided_at AS "decidedAt",
      m.decision_reason AS "decisionReason"
    FROM bank_matches m WHERE ${condition}`);
  if (rows.length === 0) return [];
  const ids = JSON.stringify(rows.map((row) => row.id));
  const lines = db.all<MatchedLine & { matchId: string }>(sql`
    SELECT k.match_id AS "matchId", l.id AS "lineId", l.account, l.booked_on AS "bookedOn", l.amount_ore AS "amountOre",
      l.currency, l.description, l.counterparty
    FROM bank_match_lines k JOIN bank_lines l ON l.id = k.line_id
    WHERE k.match_id IN (SELECT value FROM json_each(${ids})) ORDER BY l.booked_on, l.id`);
  const payouts = db.all<MatchedPayout & { matchId: string }>(sql`
    SELECT k.match_id AS "matchId", p.ledger_id AS "ledgerId", p.settlement_number AS "settlementNumber",
      p.amount_ore AS "amountOre", p.covers_from AS "coversFrom", p.covers_to AS "coversTo",
      p.expected_earliest AS "expectedEarliest", p.expected_latest AS "expectedLatest"
    FROM bank_match_payouts k JOIN payouts p ON p.ledger_id = k.ledger_id AND p.settlement_number = k.settlement_number
    WHERE k.match_id IN (SELECT value FROM json_each(${ids})) ORDER BY p.ledger_date, p.settlement_number`);
  return rows.map((row) => ({
    ...row,
    reasons: readNames(row.reasons),
    lines: lines.filter((line) => line.matchId === row.id),
    payouts: payouts.filter((payout) => payout.matchId === row.id),
  }));
}

function readNames(json: string): string[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
