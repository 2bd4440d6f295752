/** What the journal is made of: movements added up by day, type and sales unit, payout by payout. */
import { type SQL, sql } from 'drizzle-orm';
import { addDays, type Day } from '#core/calendar';
import type { JournalMovement } from '#core/journal';
import type { ReportPeriod } from '#core/report-kinds';
import type { Db } from '../client';
import { type ExportPage, exportPageSize, pageOf } from './export-page';
import type { PayoutExportRow, PayoutKey } from './export-payouts';

export type JournalPayout = Pick<
  PayoutExportRow,
  | 'ledgerId'
  | 'settlementNumber'
  | 'currency'
  | 'amountOre'
  | 'ledgerDate'
  | 'coversFrom'
  | 'coversTo'
  | 'arrivedOn'
  | 'arrivedOre'
  | 'throughFeedOrder'
  | 'scheduledAt'
  | 'source'
>;

export type JournalFilter = {
  readonly period?: ReportPeriod;
  readonly ledgerId?: string;
  readonly settlementNumber?: string;
};

/** Payouts with something to post in the period: a ledger day of theirs, or their arrival in the bank. */
export async function pageOfJournalPayouts(
  db: Db,
  { period, ledgerId, settlementNumber }: JournalFilter,
  after: PayoutKey = ['', '', ''],
): Promise<ExportPage<JournalPayout, PayoutKey>> {
  const conditions: SQL[] = [
    sql`(p.ledger_date, p.ledger_id, p.settlement_number) > (${after[0]}, ${after[1]}, ${after[2]})`,
  ];
  if (period !== undefined) {
    conditions.push(sql`((p.covers_to >= ${period.from} AND p.covers_from <= ${period.to})
      OR p.arrived_on BETWEEN ${period.from} AND ${period.to})`);
  }
  if (ledgerId !== undefined) conditions.push(sql`p.ledger_id = ${ledgerId}`);
  if (settlementNumber !== undefined) conditions.push(sql`p.settlement_number = ${settlementNumber}`);
  const rows = db.all<JournalPayout>(sql`
    SELECT p.ledger_id AS "ledgerId", p.settlement_number AS "settlementNumber", p.currency,
      p.amount_ore AS "amountOre", p.ledger_date AS "ledgerDate", p.covers_from AS "coversFrom",
      p.covers_to AS "coversTo", p.arrived_on AS "arrivedOn", p.arrived_ore AS "arrivedOre",
      p.through_feed_order AS "throughFeedOrder", p.scheduled_at AS "scheduledAt", p.source
    FROM payouts p WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY p.ledger_date, p.ledger_id, p.settlement_number LIMIT ${exportPageSize}`);
  return pageOf(rows, (row) => [row.ledgerDate, row.ledgerId, row.settlementNumber]);
}

export type JournalPart = {
  readonly movements: readonly JournalMovement[];
  /** No movement of the part is posted before. */
  readonly firstDay: Day | null;
};

/**
 * What a payout posts. Of the feed: everything booked after the payout before it (an aborted one too, whose money came
 * back) and up to its own; each entry is in one payout, or in none yet.
 */
export async function movementsOfPayout(db: Db, payout: JournalPayout): Promise<JournalPart> {
  const { ledgerId, coversTo } = payout;
  if (payout.source === 'file') {
    const named = sql`e.settlement_number = ${payout.settlementNumber}`;
    return { movements: addedUp(db, sql`e.ledger_id = ${ledgerId} AND ${named}`), firstDay: null };
  }
  const before = payoutBefore(db, ledgerId, payout);
  const until = payout.throughFeedOrder ?? 0;
  return {
    movements: [
      ...fundsOf(db, ledgerId, sql`e.feed_order > ${before?.through ?? 0} AND e.feed_order <= ${until}`),
      ...invoicesOf(
        db,
        ledgerId,
        sql`e.ledger_date > ${before?.coversTo ?? ''} AND e.ledger_date <= ${coversTo}`,
      ),
    ],
    firstDay: dayAfter(before, coversTo),
  };
}

/** What a ledger's feed holds after its last payout. */
export async function movementsNotPaidOut(db: Db, ledgerId: string): Promise<JournalPart> {
  const before = payoutBefore(db, ledgerId, undefined);
  return {
    movements: [
      ...fundsOf(db, ledgerId, sql`e.feed_order > ${before?.through ?? 0}`),
      ...invoicesOf(db, ledgerId, sql`e.ledger_date > ${before?.coversTo ?? ''}`),
    ],
    firstDay: dayAfter(before, undefined),
  };
}

type PayoutBefore = { readonly through: number; readonly coversTo: Day };

function payoutBefore(
  db: Db,
  ledgerId: string,
  payout: Pick<JournalPayout, 'throughFeedOrder'> | undefined,
): PayoutBefore | undefined {
  const earlier =
    payout === undefined ? sql`` : sql`AND through_feed_order < ${payout.throughFeedOrder ?? 0}`;
  return db.get<PayoutBefore | undefined>(sql`
    SELECT through_feed_order AS through, covers_to AS "coversTo" FROM payouts
    WHERE ledger_id = ${ledgerId} AND source = 'feed' AND through_feed_order IS NOT NULL ${earlier}
    ORDER BY through_feed_order DESC LIMIT 1`);
}

/** An entry of a day that was paid out already is posted on the next one. */
function dayAfter(before: PayoutBefore | undefined, coversTo: Day | undefined): Day | null {
  if (before === undefined) return null;
  const next = addDays(before.coversTo, 1);
  return coversTo !== undefined && coversTo < next ? coversTo : next;
}

function fundsOf(db: Db, ledgerId: string, place: SQL): JournalMovement[] {
  return addedUp(
    db,
    sql`e.ledger_id = ${ledgerId} AND e.topic = 'funds' AND e.feed_order IS NOT NULL AND ${place}`,
  );
}

/** Of the fees ledger only invoices are posted (core/journal). */
function invoicesOf(db: Db, ledgerId: string, place: SQL): JournalMovement[] {
  return addedUp(
    db,
    sql`e.ledger_id = ${ledgerId} AND e.topic = 'fees' AND ${place} AND e.entry_type = 'fees-invoiced'
      AND e.feed_order IS NOT NULL`,
  );
}

/** A row for each day, type and sales unit: as many as a payout has days, not as it has entries. */
function addedUp(db: Db, condition: SQL): JournalMovement[] {
  return db.all<JournalMovement>(sql`
    SELECT e.topic, e.entry_type AS "entryType", e.ledger_date AS "ledgerDate", e.msn, count(*) AS entries,
      sum(e.amount_ore) AS "amountOre"
    FROM ledger_entries e WHERE ${condition}
    GROUP BY e.ledger_date, e.topic, e.entry_type, e.msn
    ORDER BY e.ledger_date, e.topic DESC, e.entry_type, e.msn`);
}
