/** What a payout is made of. */
import { type SQL, sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import type { LedgerTopic } from '#core/ledger-entry-types';
import type { Ore } from '#core/money';
import type { Db } from '../client';
import { findPayoutRow, type PayoutListRow } from './payouts-list';

export type EntryTypeSum = {
  readonly topic: LedgerTopic;
  readonly entryType: string;
  readonly entries: number;
  readonly amountOre: Ore;
};

export type PayoutEntry = {
  readonly sequence: number;
  readonly ledgerDate: Day;
  readonly occurredAt: string;
  readonly topic: LedgerTopic;
  readonly entryType: string;
  readonly pspReference: string;
  readonly reference: string | null;
  readonly msn: string | null;
  readonly amountOre: Ore;
  /** The fees of a capture, negative; null where there are none. */
  readonly feeOre: Ore | null;
  readonly known: number;
};

export type PayoutDetail = {
  readonly payout: PayoutListRow;
  readonly sums: readonly EntryTypeSum[];
  /** Balance of the funds ledger before the first and after the last entry; null for files, which do not tell. */
  readonly openingOre: Ore | null;
  readonly closingOre: Ore | null;
  readonly entries: readonly PayoutEntry[];
  readonly entriesAfter: number | null;
  /** Bank lines that name the payout with another amount than was paid out. */
  readonly differingLines: readonly DifferingLine[];
};

export type DifferingLine = { readonly bookedOn: Day; readonly amountOre: Ore; readonly description: string };

export async function findPayoutDetail(
  db: Db,
  ledgerId: string,
  settlementNumber: string,
  page: { limit: number; afterSequence?: number },
): Promise<PayoutDetail | undefined> {
  const payout = await findPayoutRow(db, ledgerId, settlementNumber);
  if (payout === undefined) return undefined;
  const inPayout = entriesOf(payout);
  const sums = db.all<EntryTypeSum>(sql`
    SELECT e.topic, e.entry_type AS "entryType", count(*) AS entries, sum(e.amount_ore) AS "amountOre"
    FROM ledger_entries e WHERE ${inPayout} GROUP BY e.topic, e.entry_type ORDER BY e.topic DESC, 4 DESC`);
  // Entries two sources brought stand in the order of the first, so the edges are found by time and by the payout itself.
  const opening = db.get<{ ore: Ore | null }>(sql`
    SELECT e.balance_before_ore AS ore FROM ledger_entries e
    WHERE ${inPayout} AND e.topic = 'funds' ORDER BY e.ledger_date, e.occurred_at, e.sequence LIMIT 1`);
  const closing = db.get<{ ore: Ore | null }>(sql`
    SELECT e.balance_after_ore AS ore FROM ledger_entries e
    WHERE ${inPayout} AND e.topic = 'funds' AND e.psp_reference = ${payout.settlementNumber}
      AND e.entry_type IN ('scheduled-for-payout','payout-scheduled') ORDER BY e.sequence DESC LIMIT 1`);
  const found = db.all<PayoutEntry>(sql`
    SELECT e.sequence, e.ledger_date AS "ledgerDate", e.occurred_at AS "occurredAt", e.topic, e.entry_type AS "entryType",
      e.psp_reference AS "pspReference", e.reference, e.msn, e.amount_ore AS "amountOre",
      CASE WHEN e.entry_type = 'capture' THEN (SELECT sum(f.amount_ore) FROM ledger_entries f
        WHERE f.psp_reference = e.psp_reference AND f.ledger_id = e.ledger_id AND f.topic = 'fees'
          AND f.entry_type = 'capture-fee') END AS "feeOre",
      EXISTS (SELECT 1 FROM orders o WHERE o.msn = e.msn AND o.order_id = e.reference) AS known
    FROM ledger_entries e WHERE ${inPayout} AND e.topic = 'funds' AND e.sequence > ${page.afterSequence ?? 0}
    ORDER BY e.sequence LIMIT ${page.limit + 1}`);
  const entries = found.slice(0, page.limit);
  const differingLines = db.all<DifferingLine>(sql`
    SELECT booked_on AS "bookedOn", amount_ore AS "amountOre", description FROM bank_lines
    WHERE settlement_number = ${payout.settlementNumber} AND account = ${payout.bankAccount}
      AND amount_ore <> ${payout.amountOre} ORDER BY booked_on LIMIT 10`);
  return {
    payout,
    sums,
    differingLines,
    openingOre: payout.source === 'file' ? null : (opening?.ore ?? null),
    closingOre: payout.source === 'file' ? null : (closing?.ore ?? null),
    entries,
    entriesAfter: found.length > page.limit ? (entries.at(-1)?.sequence ?? null) : null,
  };
}

/**
 * A file names the payout of each entry; in the feed a payout is made of whole ledger days. The feed is complete for its
 * days: what only a file brought (its own sum of the fees, say) does not count a second time.
 */
function entriesOf(payout: PayoutListRow): SQL {
  return payout.source === 'file'
    ? sql`e.ledger_id = ${payout.ledgerId} AND e.settlement_number = ${payout.settlementNumber}`
    : sql`e.ledger_id = ${payout.ledgerId} AND e.ledger_date BETWEEN ${payout.coversFrom} AND ${payout.coversTo}
        AND (e.source = 'feed' OR e.also_key IS NOT NULL)`;
}
