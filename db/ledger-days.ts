/** Sums of ledger days, and whether Vipps has confirmed them. */
import { and, eq, sql } from 'drizzle-orm';
import { type Day, findDay } from '#core/calendar';
import { knownEntryTypes, type LedgerTopic } from '#core/ledger-entry-types';
import { type Ore, zeroOre } from '#core/money';
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
    let reopened = 0;
    for (const day of days) {
      if (addUp(db, day, options.endOfDay(day), options.at)) reopened += 1;
      db.delete(touchedDays)
        .where(
          and(
            eq(touchedDays.ledgerId, day.ledgerId),
            eq(touchedDays.topic, day.topic),
            eq(touchedDays.ledgerDate, day.ledgerDate),
          ),
        )
        .run();
    }
    return { days, reopened };
  });
}

type Sums = Pick<
  LedgerDayRow,
  'entries' | 'amountOre' | 'unclassified' | 'gapOre' | 'gaps' | 'lateEntries' | 'lateOre'
>;

/** Returns true when this reopens the day. */
function addUp(db: Db, day: LedgerDayName, inTimeUntil: string, at: string): boolean {
  const stored = readDay(db, day);
  const hasFeed =
    db.get(sql`SELECT 1 FROM ledgers WHERE ledger_id = ${day.ledgerId} AND source = 'feed'`) !== undefined;
  const known = sql.join(
    knownEntryTypes.map((type) => sql`${type}`),
    sql`, `,
  );
  const counted = sql`ledger_id = ${day.ledgerId} AND topic = ${day.topic} AND ledger_date = ${day.ledgerDate}
    AND ${hasFeed ? sql`feed_order IS NOT NULL` : sql`1`}`;
  const sums = db.get<Sums>(sql`
    SELECT count(*) AS entries, coalesce(sum(amount_ore), 0) AS "amountOre",
      coalesce(sum(entry_type NOT IN (${known})), 0) AS unclassified,
      coalesce(sum(chain_gap_ore), 0) AS "gapOre", coalesce(sum(chain_gap_ore <> 0), 0) AS gaps,
      coalesce(sum(first_seen_at > ${stored?.firstConfirmedAt ?? '9999'} OR occurred_at > ${inTimeUntil}), 0) AS "lateEntries",
      coalesce(sum(CASE WHEN first_seen_at > ${stored?.firstConfirmedAt ?? '9999'} OR occurred_at > ${inTimeUntil}
        THEN amount_ore END), 0) AS "lateOre"
    FROM ledger_entries WHERE ${counted}`);
  if (sums === undefined) return false;
  const changed = stored?.entries !== sums.entries || stored.amountOre !== sums.amountOre;
  const reopens = stored?.status === 'confirmed' && changed;
  const status = reopens
    ? 'reopened'
    : hasFeed
      ? stored?.status === 'file'
        ? 'open'
        : (stored?.status ?? 'open')
      : 'file';
  const row = { ...sums, status, reopenedAt: reopens ? at : (stored?.reopenedAt ?? null) } as const;
  db.insert(ledgerDays)
    .values({ ...day, ...row })
    .onConflictDoUpdate({ target: [ledgerDays.ledgerId, ledgerDays.topic, ledgerDays.ledgerDate], set: row })
    .run();
  db.run(
    sql`DELETE FROM ledger_day_types WHERE ledger_date = ${day.ledgerDate} AND ledger_id = ${day.ledgerId} AND topic = ${day.topic}`,
  );
  db.run(sql`
    INSERT INTO ledger_day_types (ledger_date, ledger_id, topic, entry_type, entries, amount_ore)
    SELECT ledger_date, ledger_id, topic, entry_type, count(*), sum(amount_ore) FROM ledger_entries
    WHERE ${counted} GROUP BY entry_type`);
  return reopens;
}

function readDay(db: Db, { ledgerId, topic, ledgerDate }: LedgerDayName): LedgerDayRow | undefined {
  return db
    .select()
    .from(ledgerDays)
    .where(
      and(
        eq(ledgerDays.ledgerId, ledgerId),
        eq(ledgerDays.topic, topic),
        eq(ledgerDays.ledgerDate, ledgerDate),
      ),
    )
    .get();
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
    for (const day of days) {
      db.insert(ledgerDays)
        .values({ ...day, status: 'open', entries: 0, amountOre: zeroOre })
        .onConflictDoNothing()
        .run();
    }
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
