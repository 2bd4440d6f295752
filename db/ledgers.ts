/** Writes of ledgers, their entries and the feed cursors. */
import { and, eq, sql } from 'drizzle-orm';
import type { Country } from '#core/calendar';
import type { LedgerTopic } from '#core/ledger-entry-types';
import { type Currency, type Ore, subtractOre } from '#core/money';
import { type Db, inTransaction } from './client';
import { insertMentions, type NewOrder } from './orders';
import { feedCursors, type ledgerEntries, ledgerHandles, ledgers, refusedEntries } from './schema/index';

export type LedgerRow = typeof ledgers.$inferSelect;
export type LedgerEntryRow = typeof ledgerEntries.$inferSelect;
export type NewLedgerEntry = Omit<typeof ledgerEntries.$inferInsert, 'sequence' | 'alsoKey'>;
export type RefusedEntry = typeof refusedEntries.$inferInsert;
export type FeedCursorRow = typeof feedCursors.$inferSelect;

export type LedgerFacts = {
  readonly ledgerId: string;
  readonly currency: Currency;
  readonly bankScheme: string | null;
  readonly bankAccount: string | null;
  readonly ownerScheme: string | null;
  readonly ownerId: string | null;
  readonly country: Country;
  readonly source: 'feed' | 'file';
  readonly handles: readonly { readonly handle: string; readonly msn: string | null }[];
};

/** Adds or renews a ledger and the points of sale it settles for. What the Report API says wins over a file. */
export async function saveLedger(db: Db, facts: LedgerFacts, at: string): Promise<void> {
  inTransaction(db, () => {
    const { handles, ...row } = facts;
    db.insert(ledgers)
      .values({ ...row, syncedAt: at })
      .onConflictDoUpdate({ target: ledgers.ledgerId, set: { ...row, syncedAt: at } })
      .run();
    for (const handle of handles) {
      db.insert(ledgerHandles)
        .values({ ledgerId: facts.ledgerId, ...handle })
        .onConflictDoNothing()
        .run();
    }
  });
}

/**
 * A ledger that was made for a settlement file becomes the one the Report API tells of the same sales unit, with its
 * entries and payouts; what both brought is then stored once.
 */
export async function adoptFileLedger(db: Db, fileLedgerId: string, ledgerId: string): Promise<void> {
  inTransaction(db, () => {
    if (db.select().from(ledgers).where(eq(ledgers.ledgerId, fileLedgerId)).get() === undefined) return;
    db.run(sql`UPDATE ledger_entries SET ledger_id = ${ledgerId} WHERE ledger_id = ${fileLedgerId}`);
    db.run(sql`UPDATE payouts SET ledger_id = ${ledgerId} WHERE ledger_id = ${fileLedgerId}`);
    db.run(sql`UPDATE bank_match_payouts SET ledger_id = ${ledgerId} WHERE ledger_id = ${fileLedgerId}`);
    // Its days are those of the real ledger now, and are added up there.
    db.run(sql`DELETE FROM ledger_days WHERE ledger_id = ${fileLedgerId}`);
    db.run(sql`DELETE FROM ledger_day_types WHERE ledger_id = ${fileLedgerId}`);
    db.run(sql`DELETE FROM touched_days WHERE ledger_id = ${fileLedgerId}`);
    db.run(sql`DELETE FROM ledger_handles WHERE ledger_id = ${fileLedgerId}`);
    db.run(sql`DELETE FROM ledgers WHERE ledger_id = ${fileLedgerId}`);
  });
}

/** The ledger made for the files of a sales unit that no ledger is known for. */
export function fileLedgerIdOf(msn: string): string {
  return `file-${msn}`;
}

export async function findLedger(db: Db, ledgerId: string): Promise<LedgerRow | undefined> {
  return db.select().from(ledgers).where(eq(ledgers.ledgerId, ledgerId)).get();
}

export async function listLedgers(db: Db): Promise<LedgerRow[]> {
  return db.select().from(ledgers).orderBy(ledgers.ledgerId).all();
}

/** Which sales units are settled by which ledgers. */
export async function listLedgerHandles(
  db: Db,
): Promise<{ msn: string | null; ledgerId: string; source: LedgerRow['source']; cutoffHour: number }[]> {
  return db
    .select({
      msn: ledgerHandles.msn,
      ledgerId: ledgers.ledgerId,
      source: ledgers.source,
      cutoffHour: ledgers.cutoffHour,
    })
    .from(ledgerHandles)
    .innerJoin(ledgers, eq(ledgers.ledgerId, ledgerHandles.ledgerId))
    .orderBy(ledgers.ledgerId, ledgerHandles.handle)
    .all();
}

/** The ledger that settles for a sales unit, one told by the Report API before one made for a file. */
export async function findLedgerOfUnit(db: Db, msn: string): Promise<LedgerRow | undefined> {
  return db
    .select({ ledger: ledgers })
    .from(ledgerHandles)
    .innerJoin(ledgers, eq(ledgers.ledgerId, ledgerHandles.ledgerId))
    .where(eq(ledgerHandles.msn, msn))
    .orderBy(sql`${ledgers.source} = 'file'`, ledgers.ledgerId)
    .get()?.ledger;
}

export async function findFeedCursor(
  db: Db,
  ledgerId: string,
  topic: LedgerTopic,
): Promise<FeedCursorRow | undefined> {
  return db
    .select()
    .from(feedCursors)
    .where(and(eq(feedCursors.ledgerId, ledgerId), eq(feedCursors.topic, topic)))
    .get();
}

export async function listFeedCursors(db: Db): Promise<FeedCursorRow[]> {
  return db.select().from(feedCursors).orderBy(feedCursors.ledgerId, feedCursors.topic).all();
}

export type FeedPageWrite = {
  readonly ledgerId: string;
  readonly topic: LedgerTopic;
  readonly entries: readonly NewLedgerEntry[];
  readonly refused: readonly RefusedEntry[];
  /** Orders the entries name; those nobody registered are added, to be read from Vipps. */
  readonly mentions: readonly NewOrder[];
  readonly cursor: string;
  /** Nothing comes after this page yet. */
  readonly atEnd: boolean;
  readonly at: string;
};

export type InsertedEntries = { readonly added: number; readonly known: number };

/**
 * Stores pages of a feed in their order, and the cursor after the last, together or not at all. A page that came before adds nothing.
 * Returns what each of them added.
 */
export async function storeFeedPages(db: Db, pages: readonly FeedPageWrite[]): Promise<InsertedEntries[]> {
  return inTransaction(db, () => pages.map((page) => storePage(db, page)));
}

function storePage(db: Db, page: FeedPageWrite): InsertedEntries {
  const result = insertPage(db, page);
  insertMentions(db, page.mentions);
  for (const row of page.refused) db.insert(refusedEntries).values(row).onConflictDoNothing().run();
  db.insert(feedCursors)
    .values({
      ledgerId: page.ledgerId,
      topic: page.topic,
      cursor: page.cursor,
      pages: 1,
      entries: result.added,
      readAt: page.at,
      endReachedAt: page.atEnd ? page.at : null,
    })
    .onConflictDoUpdate({
      target: [feedCursors.ledgerId, feedCursors.topic],
      set: {
        cursor: page.cursor,
        pages: sql`${feedCursors.pages} + 1`,
        entries: sql`${feedCursors.entries} + ${result.added}`,
        readAt: page.at,
        ...(page.atEnd ? { endReachedAt: page.at } : {}),
      },
    })
    .run();
  return result;
}

/** Only entries that a file brought can be the same under another key: in a ledger without them the index of keys alone decides. */
function insertPage(db: Db, { ledgerId, topic, entries }: FeedPageWrite): InsertedEntries {
  const { hasFiles, isKnown, insertUnlessKnown } = statementsOf(db);
  const mayJoin = hasFiles.get(ledgerId) !== undefined;
  const chain = feedChain(db, ledgerId, topic);
  let added = 0;
  for (const row of entries) {
    const place = chain.placeOf(row);
    if (!mayJoin) {
      if (insertUnlessKnown.run(valuesOf(row, place)).changes === 0) continue;
      added += 1;
    } else {
      if (isKnown.get(row.entryKey, row.entryKey) !== undefined) continue;
      if (insertRow(db, row, place) === 'added') added += 1;
    }
    chain.goOn(row);
  }
  return { added, known: entries.length - added };
}

/**
 * Adds an entry whose key is not known yet; within a transaction of the caller. One that another source brought already is joined
 * with it: it gains this key, and the balances and the place in the feed it did not have.
 */
export function insertRow(
  db: Db,
  row: NewLedgerEntry,
  { feedOrder, chainGapOre }: FeedPlace = notOfTheFeed,
): 'added' | 'joined' {
  const { findTwin, join, insert } = statementsOf(db);
  const { pspReference, ledgerId, topic, entryType, amountOre, source } = row;
  const twin = findTwin.get(pspReference, ledgerId, topic, entryType, amountOre, source);
  const balances = [row.balanceBeforeOre ?? null, row.balanceAfterOre ?? null];
  if (twin !== undefined) {
    join.run(row.entryKey, ...balances, row.settlementNumber ?? null, feedOrder, chainGapOre, twin.sequence);
    return 'joined';
  }
  insert.run(valuesOf(row, { feedOrder, chainGapOre }));
  return 'added';
}

function valuesOf(row: NewLedgerEntry, { feedOrder, chainGapOre }: FeedPlace): unknown[] {
  return [
    row.entryKey,
    row.ledgerId,
    row.topic,
    row.ledgerDate,
    row.occurredAt,
    row.entryType,
    row.pspReference,
    row.reference ?? null,
    row.currency,
    row.amountOre,
    row.recipientHandle ?? null,
    row.msn ?? null,
    row.balanceBeforeOre ?? null,
    row.balanceAfterOre ?? null,
    row.settlementNumber ?? null,
    row.source,
    row.importId ?? null,
    row.firstSeenAt,
    feedOrder,
    chainGapOre,
  ];
}

type EntryStatements = ReturnType<typeof prepareStatements>;
const preparedStatements = new WeakMap<Db, EntryStatements>();

function statementsOf(db: Db): EntryStatements {
  const prepared = preparedStatements.get(db) ?? prepareStatements(db);
  preparedStatements.set(db, prepared);
  return prepared;
}

function prepareStatements(db: Db) {
  const client = db.$client;
  const insert = `INSERT INTO ledger_entries (entry_key, ledger_id, topic, ledger_date, occurred_at, entry_type, psp_reference,
     reference, currency, amount_ore, recipient_handle, msn, balance_before_ore, balance_after_ore,
     settlement_number, source, import_id, first_seen_at, feed_order, chain_gap_ore)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
  return {
    /** What a file brought, or joined with an entry of the feed, has the number of its settlement. */
    hasFiles: client.prepare(
      'SELECT 1 FROM ledger_entries WHERE ledger_id = ? AND settlement_number IS NOT NULL LIMIT 1',
    ),
    isKnown: client.prepare('SELECT 1 FROM ledger_entries WHERE entry_key = ? OR also_key = ?'),
    insert: client.prepare(insert),
    insertUnlessKnown: client.prepare(`${insert} ON CONFLICT (entry_key) DO NOTHING`),
    newest: client.prepare(
      `SELECT feed_order AS feedOrder, balance_after_ore AS balanceOre FROM ledger_entries
       WHERE ledger_id = ? AND topic = ? AND feed_order IS NOT NULL ORDER BY feed_order DESC LIMIT 1`,
    ),
    findTwin: client.prepare<unknown[], { sequence: number }>(
      `SELECT sequence FROM ledger_entries
       WHERE psp_reference = ? AND ledger_id = ? AND topic = ? AND entry_type = ? AND amount_ore = ?
         AND source <> ? AND also_key IS NULL
       ORDER BY sequence LIMIT 1`,
    ),
    join: client.prepare(
      `UPDATE ledger_entries SET also_key = ?, balance_before_ore = coalesce(balance_before_ore, ?),
         balance_after_ore = coalesce(balance_after_ore, ?), settlement_number = coalesce(settlement_number, ?),
         feed_order = coalesce(feed_order, ?), chain_gap_ore = coalesce(chain_gap_ore, ?)
       WHERE sequence = ?`,
    ),
  };
}

type FeedPlace = { readonly feedOrder: number | null; readonly chainGapOre: Ore | null };
const notOfTheFeed: FeedPlace = { feedOrder: null, chainGapOre: null };

/** Follows the balance of a feed from entry to entry, beginning with the newest one stored. */
function feedChain(db: Db, ledgerId: string, topic: LedgerTopic) {
  type End = { readonly feedOrder: number; readonly balanceOre: Ore | null };
  const newest = statementsOf(db).newest.get(ledgerId, topic) as End | undefined;
  let end: End = newest ?? { feedOrder: 0, balanceOre: null };
  return {
    placeOf({ balanceBeforeOre }: NewLedgerEntry): FeedPlace {
      const before = balanceBeforeOre ?? null;
      const chainGapOre =
        before === null || end.balanceOre === null ? null : subtractOre(before, end.balanceOre);
      return { feedOrder: end.feedOrder + 1, chainGapOre };
    },
    goOn({ balanceAfterOre }: NewLedgerEntry): void {
      end = { feedOrder: end.feedOrder + 1, balanceOre: balanceAfterOre ?? end.balanceOre };
    },
  };
}

export type PayoutEntry = Pick<
  LedgerEntryRow,
  'pspReference' | 'entryType' | 'ledgerDate' | 'occurredAt' | 'currency' | 'amountOre'
> & { readonly feedOrder: number };

/**
 * The payout and payout-aborted entries of a ledger that came by the feed, in the order of booking. By the index of just these entries: SQLite
 * would take that of the days, which has all entries of the ledger.
 */
export async function listPayoutEntries(db: Db, ledgerId: string): Promise<PayoutEntry[]> {
  return db.all<PayoutEntry>(sql`
    SELECT psp_reference AS "pspReference", entry_type AS "entryType", ledger_date AS "ledgerDate", occurred_at AS "occurredAt", currency,
      amount_ore AS "amountOre", feed_order AS "feedOrder"
    FROM ledger_entries INDEXED BY ledger_entries_payouts
    WHERE ledger_id = ${ledgerId} AND topic = 'funds' AND entry_type IN ('scheduled-for-payout','payout-scheduled','payout-aborted')
      AND feed_order IS NOT NULL ORDER BY feed_order`);
}

/** The first day the feed tells of. */
export async function firstLedgerDate(db: Db, ledgerId: string): Promise<string | undefined> {
  const row = db.get<{ day: string | null }>(
    sql`SELECT min(ledger_date) AS day FROM ledger_entries
      WHERE ledger_id = ${ledgerId} AND topic = 'funds' AND feed_order IS NOT NULL`,
  );
  return row?.day ?? undefined;
}
