/** Sums of ledger days, and whether Vipps has confirmed them. */
import { sql } from 'drizzle-orm';
import { type Day, findDay } from '#core/calendar';
import { knownEntryTypes, type LedgerTopic } from '#core/ledger-entry-types';
import { addOre, type Ore, zeroOre } from '#core/money';
import { type Db, inTransaction } from './client';
import { readMark, writeMark } from './reconcile-marks';
import { ledgerDays, ledgerEntries, touchedDays } from './schema/index';

export type LedgerDayRow = typeof ledgerDays.$inferSelect;
export type LedgerDayName = {
  readonly ledgerId: string;
  readonly topic: LedgerTopic;
  readonly ledgerDate: Day;
};

/** The last instant at which an entry of a day is in time; what came later is late. Told by the caller, who knows the calendar. */
export type EndOfDay = (day: LedgerDayName) => string;

/**
 * Adds up at most `limit` days whose entries changed. A day that was confirmed and has other sums now is reopened. Days of a
 * ledger that only files tell of count what the files say. Returns the days added up.
 */
export async function addUpTouchedDays(
  db: Db,
  options: { limit: number; endOfDay: EndOfDay; at: string },
): Promise<{ days: LedgerDayName[]; reopened: number }> {
  return inTransaction(db, () => {
    const days = db
      .select()
      .from(touchedDays)
      .orderBy(touchedDays.ledgerId, touchedDays.topic, touchedDays.ledgerDate)
      .limit(options.limit)
      .all() as LedgerDayName[];
    const statements = prepareAddingUp(db);
    let reopened = 0;
    for (const day of days) {
      if (addUp(statements, day, options.endOfDay(day), options.at)) reopened += 1;
      statements.settle.run(day.ledgerId, day.topic, day.ledgerDate);
    }
    return { days, reopened };
  });
}

type Sums = Pick<
  LedgerDayRow,
  'entries' | 'amountOre' | 'unclassified' | 'gapOre' | 'gaps' | 'lateEntries' | 'lateOre'
>;
type SumsOfType = Omit<Sums, 'unclassified'> & { readonly entryType: string };
type StoredDay = Pick<LedgerDayRow, 'entries' | 'amountOre' | 'status' | 'firstConfirmedAt' | 'reopenedAt'>;

/** With the plus the entries of a day are found by the day: the index of the feed would be read from its beginning. */
function prepareAddingUp({ $client: client }: Db) {
  const late = `(first_seen_at > @confirmedAt OR occurred_at > @inTimeUntil)`;
  return {
    findDay: client.prepare<unknown[], StoredDay>(
      `SELECT entries, amount_ore AS amountOre, status, first_confirmed_at AS firstConfirmedAt, reopened_at AS reopenedAt
       FROM ledger_days WHERE ledger_id = ? AND topic = ? AND ledger_date = ?`,
    ),
    hasFeed: client.prepare(`SELECT 1 FROM ledgers WHERE ledger_id = ? AND source = 'feed'`),
    sum: client.prepare<unknown[], SumsOfType>(
      `SELECT entry_type AS entryType, count(*) AS entries, sum(amount_ore) AS amountOre, 
         coalesce(sum(chain_gap_ore), 0) AS gapOre, coalesce(sum(chain_gap_ore <> 0), 0) AS gaps,
         sum(${late}) AS lateEntries, sum(CASE WHEN ${late} THEN amount_ore ELSE 0 END) AS lateOre
       FROM ledger_entries WHERE ledger_id = @ledgerId AND topic = @topic AND ledger_date = @ledgerDate
         AND (NOT @hasFeed OR +feed_order IS NOT NULL) GROUP BY entry_type`,
    ),
    save: client.prepare(
      `INSERT INTO ledger_days (ledger_id, topic, ledger_date, entries, amount_ore, unclassified, gap_ore, gaps, late_entries,
         late_ore, status, reopened_at)
       VALUES (@ledgerId, @topic, @ledgerDate, @entries, @amountOre, @unclassified, @gapOre, @gaps, @lateEntries, @lateOre, @status,
         @reopenedAt)
       ON CONFLICT (ledger_id, topic, ledger_date) DO UPDATE SET entries = excluded.entries, amount_ore = excluded.amount_ore,
         unclassified = excluded.unclassified, gap_ore = excluded.gap_ore, gaps = excluded.gaps,
         late_entries = excluded.late_entries, late_ore = excluded.late_ore, status = excluded.status,
         reopened_at = excluded.reopened_at`,
    ),
    forgetTypes: client.prepare(
      'DELETE FROM ledger_day_types WHERE ledger_date = ? AND ledger_id = ? AND topic = ?',
    ),
    saveType: client.prepare(
      `INSERT INTO ledger_day_types (ledger_date, ledger_id, topic, entry_type, entries, amount_ore) VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    settle: client.prepare('DELETE FROM touched_days WHERE ledger_id = ? AND topic = ? AND ledger_date = ?'),
  };
}

/** Returns true when this reopens the day. */
function addUp(
  statements: ReturnType<typeof prepareAddingUp>,
  { ledgerId, topic, ledgerDate }: LedgerDayName,
  inTimeUntil: string,
  at: string,
): boolean {
  const stored = statements.findDay.get(ledgerId, topic, ledgerDate);
  const hasFeed = statements.hasFeed.get(ledgerId) !== undefined;
  const types = statements.sum.all({
    ...{ ledgerId, topic, ledgerDate, inTimeUntil, hasFeed: hasFeed ? 1 : 0 },
    confirmedAt: stored?.firstConfirmedAt ?? '9999',
  });
  const sums = types.reduce(addSums, noSums);
  const changed = stored?.entries !== sums.entries || stored.amountOre !== sums.amountOre;
  const reopens = stored?.status === 'confirmed' && changed;
  const openUnlessFile = stored?.status === 'file' ? 'open' : (stored?.status ?? 'open');
  const status = reopens ? 'reopened' : hasFeed ? openUnlessFile : 'file';
  const reopenedAt = reopens ? at : (stored?.reopenedAt ?? null);
  statements.save.run({ ledgerId, topic, ledgerDate, ...sums, status, reopenedAt });
  statements.forgetTypes.run(ledgerDate, ledgerId, topic);
  for (const { entryType, entries, amountOre } of types)
    statements.saveType.run(ledgerDate, ledgerId, topic, entryType, entries, amountOre);
  return reopens;
}

const noSums: Sums = {
  ...{ entries: 0, amountOre: zeroOre, unclassified: 0, gapOre: zeroOre, gaps: 0 },
  ...{ lateEntries: 0, lateOre: zeroOre },
};
const known: ReadonlySet<string> = new Set(knownEntryTypes);

function addSums(sums: Sums, type: SumsOfType): Sums {
  return {
    entries: sums.entries + type.entries,
    amountOre: addOre(sums.amountOre, type.amountOre),
    unclassified: sums.unclassified + (known.has(type.entryType) ? 0 : type.entries),
    gapOre: addOre(sums.gapOre, type.gapOre),
    gaps: sums.gaps + type.gaps,
    lateEntries: sums.lateEntries + type.lateEntries,
    lateOre: addOre(sums.lateOre, type.lateOre),
  };
}

/**
 * Makes rows for days on which nothing moved: they too are confirmed. Those there already stay as they are. Remembers that the
 * ledger is filled through a day.
 */
export async function fillDays(
  db: Db,
  ledgerId: string,
  days: readonly LedgerDayName[],
  through: Day,
): Promise<void> {
  inTransaction(db, () => {
    const fill = db.$client.prepare(
      `INSERT INTO ledger_days (ledger_id, topic, ledger_date, status, entries, amount_ore) VALUES (?, ?, ?, 'open', 0, 0)
       ON CONFLICT DO NOTHING`,
    );
    for (const { topic, ledgerDate } of days) fill.run(ledgerId, topic, ledgerDate);
    writeMark(db, filledMark(ledgerId), through);
  });
}

/** The newest day the rows of a ledger are complete through; undefined when none were made yet. */
export async function filledThrough(db: Db, ledgerId: string): Promise<Day | undefined> {
  const mark = readMark(db, filledMark(ledgerId));
  return mark === undefined ? undefined : findDay(mark);
}

const filledMark = (ledgerId: string) => `days of ${ledgerId}`;

/** Days that Vipps has not confirmed as they stand, up to a day, oldest first; bounded. */
export async function listUnconfirmedDays(
  db: Db,
  ledgerId: string,
  topic: LedgerTopic,
  through: Day,
  limit: number,
): Promise<LedgerDayRow[]> {
  return db
    .select()
    .from(ledgerDays)
    .where(
      sql`ledger_id = ${ledgerId} AND topic = ${topic} AND status IN ('open','differs','reopened') AND ledger_date <= ${through}`,
    )
    .orderBy(ledgerDays.ledgerDate)
    .limit(limit)
    .all();
}

/** The entries of a day that the feed brought, by every key they go under. */
export async function listFeedEntriesOfDay(
  db: Db,
  { ledgerId, topic, ledgerDate }: LedgerDayName,
): Promise<{ entryKey: string; alsoKey: string | null; amountOre: Ore }[]> {
  return db
    .select({
      entryKey: ledgerEntries.entryKey,
      alsoKey: ledgerEntries.alsoKey,
      amountOre: ledgerEntries.amountOre,
    })
    .from(ledgerEntries)
    .where(
      sql`ledger_id = ${ledgerId} AND topic = ${topic} AND ledger_date = ${ledgerDate} AND feed_order IS NOT NULL`,
    )
    .all();
}

export type Confirmation = Pick<LedgerDayRow, 'missingEntries' | 'missingOre' | 'extraEntries' | 'extraOre'>;

/**
 * Stores what the finished day of Vipps says against what is here. Changes nothing when entries came in between (the sums are
 * other than those that were compared).
 */
export async function saveConfirmation(
  db: Db,
  day: LedgerDayName,
  compared: Pick<LedgerDayRow, 'entries' | 'amountOre'>,
  found: Confirmation,
  at: string,
): Promise<boolean> {
  const agrees = found.missingEntries === 0 && found.extraEntries === 0;
  return (
    db.run(sql`
      UPDATE ledger_days SET status = ${agrees ? 'confirmed' : 'differs'}, asked_at = ${at},
        missing_entries = ${found.missingEntries}, missing_ore = ${found.missingOre},
        extra_entries = ${found.extraEntries}, extra_ore = ${found.extraOre},
        confirmed_at = CASE WHEN ${agrees ? 1 : 0} THEN ${at} ELSE confirmed_at END,
        first_confirmed_at = coalesce(first_confirmed_at, CASE WHEN ${agrees ? 1 : 0} THEN ${at} END)
      WHERE ledger_id = ${day.ledgerId} AND topic = ${day.topic} AND ledger_date = ${day.ledgerDate}
        AND entries = ${compared.entries} AND amount_ore = ${compared.amountOre}`).changes === 1
  );
}

export async function markAsked(db: Db, day: LedgerDayName, at: string): Promise<void> {
  db.run(sql`UPDATE ledger_days SET asked_at = ${at}
    WHERE ledger_id = ${day.ledgerId} AND topic = ${day.topic} AND ledger_date = ${day.ledgerDate}`);
}
