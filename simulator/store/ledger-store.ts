import type { Ore } from '#core/money';
import type { Sqlite } from '#simulator/store/open-database';

/** Ledger entries (append-only) and where each ledger stands. */
export function createLedgerStore(db: Sqlite): LedgerStore {
  const state = db.prepare<[string], LedgerState>(
    `SELECT ${stateColumns} FROM ledger_states WHERE ledger_id = ?`,
  );
  const upsertState = db.prepare<[LedgerState]>(
    `INSERT INTO ledger_states (ledger_id, open_day, closes_at, funds_ore, fees_ore)
     VALUES (@ledgerId, @openDay, @closesAt, @fundsOre, @feesOre)
     ON CONFLICT (ledger_id) DO UPDATE SET open_day = excluded.open_day, closes_at = excluded.closes_at,
       funds_ore = excluded.funds_ore, fees_ore = excluded.fees_ore`,
  );
  const nextClose = db.prepare<[], LedgerState>(
    `SELECT ${stateColumns} FROM ledger_states ORDER BY closes_at, ledger_id LIMIT 1`,
  );
  const insertEntry = db.prepare<[NewLedgerEntry]>(
    `INSERT INTO ledger_entries (ledger_id, topic, psp_reference, time, ledger_date, entry_type, reference,
       amount_ore, recipient_handle, balance_before_ore, balance_after_ore, visible_at)
     VALUES (@ledgerId, @topic, @pspReference, @time, @ledgerDate, @entryType, @reference,
       @amountOre, @recipientHandle, @balanceBeforeOre, @balanceAfterOre, @visibleAt)`,
  );
  const after = db.prepare<[string, Topic, number, number], LedgerEntry>(
    `SELECT ${entryColumns} FROM ledger_entries WHERE ledger_id = ? AND topic = ? AND seq > ? ORDER BY seq LIMIT ?`,
  );
  const upTo = db.prepare<[string, Topic, number, number], LedgerEntry>(
    `SELECT ${entryColumns} FROM ledger_entries WHERE ledger_id = ? AND topic = ? AND seq <= ?
     ORDER BY seq DESC LIMIT ?`,
  );
  const ofDay = db.prepare<[string, Topic, string, number, string, number], LedgerEntry>(
    `SELECT ${entryColumns} FROM ledger_entries WHERE ledger_id = ? AND topic = ? AND ledger_date = ? AND seq > ?
       AND visible_at <= ? ORDER BY seq LIMIT ?`,
  );
  const lastVisibility = db.prepare<[string, Topic, string], { visibleAt: string | null }>(
    `SELECT max(visible_at) AS visibleAt FROM ledger_entries WHERE ledger_id = ? AND topic = ? AND ledger_date = ?`,
  );
  const byReference = db.prepare<[string], LedgerEntry>(
    `SELECT ${entryColumns} FROM ledger_entries WHERE psp_reference = ? ORDER BY seq`,
  );
  const days = db.prepare<[string, Topic], LedgerDaySum>(
    `SELECT ledger_date AS ledgerDate, count(*) AS entries, sum(amount_ore) AS sumOre
     FROM ledger_entries WHERE ledger_id = ? AND topic = ? GROUP BY ledger_date ORDER BY ledger_date`,
  );
  const types = db.prepare<[string, Topic], LedgerTypeSum>(
    `SELECT entry_type AS entryType, count(*) AS entries, sum(amount_ore) AS sumOre
     FROM ledger_entries WHERE ledger_id = ? AND topic = ? GROUP BY entry_type ORDER BY entry_type`,
  );
  return {
    findState: (ledgerId) => state.get(ledgerId),
    saveState: (row) => {
      upsertState.run(row);
    },
    findNextClose: () => nextClose.get(),
    insert: (entry) => {
      insertEntry.run(entry);
    },
    listAfter: (ledgerId, topic, seq, limit) => after.all(ledgerId, topic, seq, limit),
    listUpTo: (ledgerId, topic, seq, limit) => upTo.all(ledgerId, topic, seq, limit).reverse(),
    listOfDay: (ledgerId, topic, day, page) =>
      ofDay.all(ledgerId, topic, day, page.after, page.visibleAt, page.limit),
    findLastVisibility: (ledgerId, topic, day) =>
      lastVisibility.get(ledgerId, topic, day)?.visibleAt ?? undefined,
    listByReference: (pspReference) => byReference.all(pspReference),
    sumDays: (ledgerId, topic) => days.all(ledgerId, topic),
    sumTypes: (ledgerId, topic) => types.all(ledgerId, topic),
  };
}

export interface LedgerStore {
  findState(ledgerId: string): LedgerState | undefined;
  saveState(row: LedgerState): void;
  findNextClose(): LedgerState | undefined;
  insert(entry: NewLedgerEntry): void;
  listAfter(ledgerId: string, topic: Topic, seq: number, limit: number): LedgerEntry[];
  /** The last entries up to and with `seq`, oldest first. */
  listUpTo(ledgerId: string, topic: Topic, seq: number, limit: number): LedgerEntry[];
  /** Entries of a day that can be seen at an instant: one that was booked late is not out at once. */
  listOfDay(
    ledgerId: string,
    topic: Topic,
    day: string,
    page: { readonly after: number; readonly visibleAt: string; readonly limit: number },
  ): LedgerEntry[];
  findLastVisibility(ledgerId: string, topic: Topic, day: string): string | undefined;
  listByReference(pspReference: string): LedgerEntry[];
  sumDays(ledgerId: string, topic: Topic): LedgerDaySum[];
  sumTypes(ledgerId: string, topic: Topic): LedgerTypeSum[];
}

export const topics = ['funds', 'fees'] as const;
export type Topic = (typeof topics)[number];

export interface LedgerState {
  readonly ledgerId: string;
  readonly openDay: string;
  readonly closesAt: string;
  readonly fundsOre: Ore;
  readonly feesOre: Ore;
}

export interface NewLedgerEntry {
  readonly ledgerId: string;
  readonly topic: Topic;
  readonly pspReference: string;
  readonly time: string;
  readonly ledgerDate: string;
  readonly entryType: string;
  readonly reference: string;
  readonly amountOre: Ore;
  readonly recipientHandle: string;
  readonly balanceBeforeOre: Ore;
  readonly balanceAfterOre: Ore;
  readonly visibleAt: string;
}

export interface LedgerEntry extends NewLedgerEntry {
  readonly seq: number;
}

export interface LedgerDaySum {
  readonly ledgerDate: string;
  readonly entries: number;
  readonly sumOre: Ore;
}

export interface LedgerTypeSum {
  readonly entryType: string;
  readonly entries: number;
  readonly sumOre: Ore;
}

const stateColumns =
  'ledger_id AS ledgerId, open_day AS openDay, closes_at AS closesAt, funds_ore AS fundsOre, fees_ore AS feesOre';

const entryColumns = `seq, ledger_id AS ledgerId, topic, psp_reference AS pspReference, time,
  ledger_date AS ledgerDate, entry_type AS entryType, reference, amount_ore AS amountOre,
  recipient_handle AS recipientHandle, balance_before_ore AS balanceBeforeOre,
  balance_after_ore AS balanceAfterOre, visible_at AS visibleAt`;
