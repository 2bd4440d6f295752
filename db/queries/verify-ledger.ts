/** What `npm run verify` reads of ledgers: the sums of days as stored and as their entries make them, and how balances follow. */
import { knownEntryTypes, type LedgerTopic } from '#core/ledger-entry-types';
import type { Ore } from '#core/money';
import type { Db } from '../client';
import type { LedgerRow } from '../ledgers';
import type { PayoutRow } from '../payouts';

export const daySums = ['entries', 'amountOre', 'unclassified', 'gapOre', 'gaps'] as const;
export type DaySums = Readonly<Record<(typeof daySums)[number], number>>;

export type DayToVerify = {
  readonly topic: LedgerTopic;
  readonly ledgerDate: string;
  /** Undefined: the day has entries and no row. */
  readonly stored: DaySums | undefined;
  readonly found: DaySums;
  /** Its entries changed and it has not been added up since. */
  readonly touched: boolean;
};

type DayRow = Readonly<Record<`${'stored' | 'found'}_${keyof DaySums}`, number | null>> & {
  readonly topic: LedgerTopic;
  readonly ledgerDate: string;
  readonly touched: number;
};

/** Each day of a ledger, the oldest first. As in db/ledger-days: of a feed's ledger only what the feed brought counts. */
export function* daysToVerify(
  db: Db,
  { ledgerId, source }: Pick<LedgerRow, 'ledgerId' | 'source'>,
): Generator<DayToVerify> {
  const rows = db.$client
    .prepare<unknown[], DayRow>(
      `WITH found AS MATERIALIZED (
         SELECT topic, ledger_date, count(*) AS entries, sum(amount_ore) AS amountOre,
           sum(entry_type NOT IN (SELECT value FROM json_each(?))) AS unclassified,
           coalesce(sum(chain_gap_ore), 0) AS gapOre, coalesce(sum(chain_gap_ore <> 0), 0) AS gaps
         FROM ledger_entries WHERE ledger_id = ? ${source === 'feed' ? 'AND feed_order IS NOT NULL' : ''}
         GROUP BY topic, ledger_date
       ), stored AS (SELECT * FROM ledger_days WHERE ledger_id = ?)
       SELECT coalesce(d.topic, s.topic) AS topic, coalesce(d.ledger_date, s.ledger_date) AS ledgerDate,
         d.entries AS stored_entries, d.amount_ore AS stored_amountOre, d.unclassified AS stored_unclassified,
         d.gap_ore AS stored_gapOre, d.gaps AS stored_gaps, s.entries AS found_entries, s.amountOre AS found_amountOre,
         s.unclassified AS found_unclassified, s.gapOre AS found_gapOre, s.gaps AS found_gaps,
         EXISTS (SELECT 1 FROM touched_days t WHERE t.ledger_id = ? AND t.topic = coalesce(d.topic, s.topic)
           AND t.ledger_date = coalesce(d.ledger_date, s.ledger_date)) AS touched
       FROM stored d FULL JOIN found s ON s.topic = d.topic AND s.ledger_date = d.ledger_date
       ORDER BY ledgerDate, topic DESC`,
    )
    .iterate(JSON.stringify(knownEntryTypes), ledgerId, ledgerId, ledgerId);
  for (const row of rows) {
    yield {
      topic: row.topic,
      ledgerDate: row.ledgerDate,
      stored: row.stored_entries === null ? undefined : sumsOf(row, 'stored'),
      found: sumsOf(row, 'found'),
      touched: row.touched === 1,
    };
  }
}

function sumsOf(row: DayRow, side: 'stored' | 'found'): DaySums {
  const of = (name: keyof DaySums) => row[`${side}_${name}`] ?? 0;
  return {
    entries: of('entries'),
    amountOre: of('amountOre'),
    unclassified: of('unclassified'),
    gapOre: of('gapOre'),
    gaps: of('gaps'),
  };
}

export type EntryToVerify = {
  readonly sequence: number;
  readonly feedOrder: number;
  readonly ledgerDate: string;
  readonly entryType: string;
  readonly amountOre: Ore;
  readonly balanceBeforeOre: Ore | null;
  readonly balanceAfterOre: Ore | null;
  readonly chainGapOre: Ore | null;
};

/** The entries of a feed in the order of booking. */
export function* feedToVerify(db: Db, ledgerId: string, topic: LedgerTopic): Generator<EntryToVerify> {
  yield* db.$client
    .prepare<unknown[], EntryToVerify>(
      `SELECT sequence, feed_order AS feedOrder, ledger_date AS ledgerDate, entry_type AS entryType, amount_ore AS amountOre,
         balance_before_ore AS balanceBeforeOre, balance_after_ore AS balanceAfterOre, chain_gap_ore AS chainGapOre
       FROM ledger_entries WHERE ledger_id = ? AND topic = ? AND feed_order IS NOT NULL ORDER BY feed_order`,
    )
    .iterate(ledgerId, topic);
}

/** The payouts of a ledger as stored, the oldest first: one a day at most, in years a few thousand. */
export async function listPayoutsToVerify(db: Db, ledgerId: string): Promise<PayoutRow[]> {
  return db.query.payouts.findMany({
    where: (payouts, { eq }) => eq(payouts.ledgerId, ledgerId),
    orderBy: (payouts, { asc }) => [asc(payouts.ledgerDate), asc(payouts.settlementNumber)],
  });
}
