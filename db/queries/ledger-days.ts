/** Ledger days: a month of them at a glance, and one with what it is made of. */
import { sql } from 'drizzle-orm';
import { type Day, day } from '#core/calendar';
import type { LedgerTopic } from '#core/ledger-entry-types';
import type { Currency, Ore } from '#core/money';
import type { Db } from '../client';
import type { LedgerDayStatus } from '../schema/index';

export const dayStates = ['tied', 'pending', 'exception', 'none'] as const;
export type DayState = (typeof dayStates)[number];

/** One ledger, one day. What a topic has no row for is null: nothing of it was read. */
export type LedgerDayCell = {
  readonly ledgerId: string;
  readonly ledgerDate: Day;
  readonly fundsStatus: LedgerDayStatus | null;
  readonly feesStatus: LedgerDayStatus | null;
  readonly fundsOre: Ore | null;
  readonly feesOre: Ore | null;
  readonly entries: number;
  readonly gaps: number;
  readonly exceptions: number;
};

/** All ledger days with anything known of them in a range of days. */
export async function listLedgerDays(db: Db, from: Day, to: Day): Promise<LedgerDayCell[]> {
  return db.all<LedgerDayCell>(sql`
    SELECT k.ledger_id AS "ledgerId", k.ledger_date AS "ledgerDate",
      funds.status AS "fundsStatus", fees.status AS "feesStatus",
      funds.amount_ore AS "fundsOre", fees.amount_ore AS "feesOre",
      coalesce(funds.entries, 0) + coalesce(fees.entries, 0) AS entries,
      coalesce(funds.gaps, 0) + coalesce(fees.gaps, 0) AS gaps,
      (SELECT count(*) FROM exceptions x WHERE x.ledger_id = k.ledger_id AND x.ledger_date = k.ledger_date
        AND x.status = 'open') AS exceptions
    FROM (SELECT ledger_id, ledger_date FROM ledger_days WHERE ledger_date BETWEEN ${from} AND ${to}
      UNION SELECT ledger_id, ledger_date FROM exceptions
        WHERE status = 'open' AND ledger_id IS NOT NULL AND ledger_date BETWEEN ${from} AND ${to}) k
    LEFT JOIN ledger_days funds ON funds.ledger_id = k.ledger_id AND funds.topic = 'funds' AND funds.ledger_date = k.ledger_date
    LEFT JOIN ledger_days fees ON fees.ledger_id = k.ledger_id AND fees.topic = 'fees' AND fees.ledger_date = k.ledger_date
    ORDER BY k.ledger_id, k.ledger_date`);
}

/**
 * What a day shows in the grid. A day ties when all that was read of it is finished and agreed with (or came whole in a
 * file); anything that differs, or an open exception of the day, comes before everything else.
 */
export function dayStateOf(
  cell: Pick<LedgerDayCell, 'fundsStatus' | 'feesStatus' | 'gaps' | 'exceptions'>,
): DayState {
  const statuses = [cell.fundsStatus, cell.feesStatus].filter((status) => status !== null);
  if (cell.exceptions > 0 || cell.gaps > 0 || statuses.includes('differs')) return 'exception';
  if (statuses.length === 0) return 'none';
  return statuses.every((status) => status === 'confirmed' || status === 'file') ? 'tied' : 'pending';
}

export type LedgerName = {
  readonly ledgerId: string;
  readonly currency: Currency;
  readonly units: string | null;
};

/** The ledgers, with the names of the sales units they settle for. */
export async function listLedgerNames(db: Db): Promise<LedgerName[]> {
  return db.all<LedgerName>(sql`
    SELECT g.ledger_id AS "ledgerId", g.currency,
      (SELECT group_concat(coalesce(u.name, h.handle), ', ') FROM ledger_handles h
        LEFT JOIN sales_units u ON u.msn = h.msn WHERE h.ledger_id = g.ledger_id) AS units
    FROM ledgers g ORDER BY g.ledger_id`);
}

/** The first and the last day anything is known of; null when there is none. */
export async function ledgerDaySpan(db: Db): Promise<{ first: Day; last: Day } | null> {
  const row = db.get<{ first: string | null; last: string | null }>(
    sql`SELECT (SELECT min(ledger_date) FROM ledger_days) AS first, (SELECT max(ledger_date) FROM ledger_days) AS last`,
  );
  return row?.first && row.last ? { first: day(row.first), last: day(row.last) } : null;
}

export type LedgerDayTopic = {
  readonly topic: LedgerTopic;
  readonly status: LedgerDayStatus;
  readonly entries: number;
  readonly amountOre: Ore;
  readonly unclassified: number;
  readonly gapOre: Ore;
  readonly gaps: number;
  readonly missingEntries: number;
  readonly missingOre: Ore;
  readonly extraEntries: number;
  readonly extraOre: Ore;
  readonly lateEntries: number;
  readonly lateOre: Ore;
  readonly confirmedAt: string | null;
  readonly reopenedAt: string | null;
  readonly askedAt: string | null;
  /** The balance at the beginning of the day; null where no source tells balances. */
  readonly openingOre: Ore | null;
  readonly types: readonly LedgerDayType[];
};

export type LedgerDayType = {
  readonly entryType: string;
  readonly entries: number;
  readonly amountOre: Ore;
};

/** What is known of a ledger day, topic by topic; empty when nothing is. */
export async function findLedgerDay(db: Db, ledgerId: string, date: Day): Promise<LedgerDayTopic[]> {
  const rows = db.all<Omit<LedgerDayTopic, 'types'>>(sql`
    SELECT d.topic, d.status, d.entries, d.amount_ore AS "amountOre", d.unclassified, d.gap_ore AS "gapOre", d.gaps,
      d.missing_entries AS "missingEntries", d.missing_ore AS "missingOre", d.extra_entries AS "extraEntries",
      d.extra_ore AS "extraOre", d.late_entries AS "lateEntries", d.late_ore AS "lateOre",
      d.confirmed_at AS "confirmedAt", d.reopened_at AS "reopenedAt", d.asked_at AS "askedAt",
      ${openingBalance} AS "openingOre"
    FROM ledger_days d
    LEFT JOIN ledger_entries first ON first.sequence = (SELECT e.sequence FROM ledger_entries e
      WHERE e.ledger_id = d.ledger_id AND e.topic = d.topic AND e.feed_order IS NOT NULL ORDER BY e.feed_order LIMIT 1)
    WHERE d.ledger_id = ${ledgerId} AND d.ledger_date = ${date} ORDER BY d.topic DESC`);
  return rows.map((row) => ({
    ...row,
    types: db.all<LedgerDayType>(sql`
      SELECT e.entry_type AS "entryType", count(*) AS entries, sum(e.amount_ore) AS "amountOre"
      FROM ledger_entries e JOIN ledgers g ON g.ledger_id = e.ledger_id
      WHERE e.ledger_id = ${ledgerId} AND e.topic = ${row.topic} AND e.ledger_date = ${date} AND ${counted}
      GROUP BY e.entry_type ORDER BY 3 DESC, 1`),
  }));
}

/** Where the feed tells of a ledger, the sums of its days are those of the feed; what only a file has is not among them. */
const counted = sql.raw(`(e.feed_order IS NOT NULL OR g.source = 'file')`);

/**
 * The balance before a day d: the first balance the feed told, and what moved on the days between. Days before the feed
 * began (files reach further back) are counted from it backwards.
 */
const openingBalance = sql.raw(`(CASE WHEN first.balance_before_ore IS NULL THEN NULL
  WHEN d.ledger_date >= first.ledger_date THEN first.balance_before_ore + coalesce((SELECT sum(b.amount_ore) FROM ledger_days b
    WHERE b.ledger_id = d.ledger_id AND b.topic = d.topic AND b.ledger_date >= first.ledger_date AND b.ledger_date < d.ledger_date), 0)
  ELSE first.balance_before_ore - coalesce((SELECT sum(b.amount_ore) FROM ledger_days b
    WHERE b.ledger_id = d.ledger_id AND b.topic = d.topic AND b.ledger_date >= d.ledger_date AND b.ledger_date < first.ledger_date), 0)
  END)`);

export type LedgerDayEntry = {
  readonly sequence: number;
  readonly occurredAt: string;
  readonly entryType: string;
  readonly pspReference: string;
  readonly reference: string | null;
  readonly msn: string | null;
  readonly amountOre: Ore;
  readonly balanceAfterOre: Ore | null;
  readonly chainGapOre: Ore | null;
  /** It was first seen after Vipps had finished the day. */
  readonly late: number;
  readonly firstSeenAt: string;
  readonly known: number;
  /** The payout it is in; null when it is not paid out, or moved on the fees ledger. */
  readonly settlementNumber: string | null;
};

/** A page of the entries of a ledger day, in the order of arrival. */
export async function listLedgerDayEntries(
  db: Db,
  of: { ledgerId: string; date: Day; topic: LedgerTopic },
  page: { limit: number; after?: number },
): Promise<{ rows: LedgerDayEntry[]; after: number | null }> {
  const found = db.all<LedgerDayEntry>(sql`
    SELECT e.sequence, e.occurred_at AS "occurredAt", e.entry_type AS "entryType", e.psp_reference AS "pspReference",
      e.reference, e.msn, e.amount_ore AS "amountOre", e.balance_after_ore AS "balanceAfterOre",
      e.chain_gap_ore AS "chainGapOre", e.first_seen_at AS "firstSeenAt",
      coalesce(e.first_seen_at > d.first_confirmed_at, 0) AS late,
      EXISTS (SELECT 1 FROM orders o WHERE o.msn = e.msn AND o.order_id = e.reference) AS known,
      CASE WHEN e.topic = 'funds' THEN coalesce(e.settlement_number, (SELECT p.settlement_number FROM payouts p
        WHERE p.ledger_id = e.ledger_id AND p.covers_to >= e.ledger_date AND p.through_feed_order >= e.feed_order
          AND p.aborted_at IS NULL ORDER BY p.covers_to LIMIT 1)) END AS "settlementNumber"
    FROM ledger_entries e JOIN ledgers g ON g.ledger_id = e.ledger_id
    LEFT JOIN ledger_days d ON d.ledger_id = e.ledger_id AND d.topic = e.topic AND d.ledger_date = e.ledger_date
    WHERE e.ledger_id = ${of.ledgerId} AND e.topic = ${of.topic} AND e.ledger_date = ${of.date}
      AND e.sequence > ${page.after ?? -1} AND ${counted}
    ORDER BY e.sequence LIMIT ${page.limit + 1}`);
  const rows = found.slice(0, page.limit);
  return { rows, after: found.length > page.limit ? (rows.at(-1)?.sequence ?? null) : null };
}
