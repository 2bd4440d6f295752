/** However the pages of a feed are stored, one by one or many at once, in a ledger with files or without, the books are the same. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { day } from '#core/calendar';
import { ore } from '#core/money';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { type FeedPageWrite, type NewLedgerEntry, saveLedger, storeFeedPages } from '#db/ledgers';
import { migrateOpen } from '#db/migrate';

const at = '2026-06-01T10:00:00.000Z';
const ledgerId = '123456';

type Step = { readonly ore: number; readonly again: number; readonly gap: boolean };

/** Pages of `steps`, each of which also brings again what the `again` entries before it were; some balances do not go on. */
function pagesOf(pages: readonly (readonly Step[])[]): FeedPageWrite[] {
  const told: NewLedgerEntry[] = [];
  let balance = 0;
  return pages.map((steps, page) => {
    const entries = steps.flatMap((step) => {
      const before = balance + (step.gap ? 5 : 0);
      balance = before + step.ore;
      told.push(entryOf(told.length, before, step.ore));
      return told.slice(-1 - step.again);
    });
    return {
      ...{ ledgerId, topic: 'funds' as const, entries, refused: [], mentions: [] },
      ...{ cursor: `page ${page}`, atEnd: page === pages.length - 1, at },
    };
  });
}

function entryOf(number: number, before: number, amount: number): NewLedgerEntry {
  return {
    entryKey: `key ${number}`,
    ...{ ledgerId, topic: 'funds', ledgerDate: day('2026-06-01'), occurredAt: at, entryType: 'capture' },
    pspReference: `psp ${Math.floor(number / 2)}`, // two entries each, as a capture and its fee
    reference: `order-${number}`,
    currency: 'NOK',
    amountOre: ore(amount),
    balanceBeforeOre: ore(before),
    balanceAfterOre: ore(before + amount),
    source: 'feed',
    firstSeenAt: at,
  };
}

async function storedBy(batches: readonly FeedPageWrite[][], hasFile: boolean): Promise<unknown> {
  const db = openDatabase(':memory:');
  try {
    migrateOpen(db);
    const bank = { bankScheme: null, bankAccount: null, ownerScheme: null, ownerId: null };
    await saveLedger(
      db,
      { ledgerId, currency: 'NOK', ...bank, country: 'NO', source: 'feed', handles: [] },
      at,
    );
    if (hasFile) addEntryOfFile(db);
    const added = [];
    for (const batch of batches) added.push(...(await storeFeedPages(db, batch)));
    return { added, entries: all(db, entriesOfFeed), cursors: all(db, 'SELECT * FROM feed_cursors') };
  } finally {
    closeDatabase(db);
  }
}

const entriesOfFeed = `SELECT entry_key, amount_ore, balance_before_ore, balance_after_ore, feed_order, chain_gap_ore, first_seen_at
  FROM ledger_entries WHERE source = 'feed' ORDER BY sequence`;
const all = (db: Db, sql: string) => db.$client.prepare(sql).all();

function addEntryOfFile(db: Db): void {
  db.$client.exec(
    `INSERT INTO ledger_entries (entry_key, ledger_id, topic, ledger_date, occurred_at, entry_type, psp_reference, currency, amount_ore,
       settlement_number, source, first_seen_at)
     VALUES ('of a file', '${ledgerId}', 'funds', '2026-05-01', '${at}', 'capture', 'another', 'NOK', 100, '2000001', 'file', '${at}')`,
  );
}

const steps = fc.array(
  fc.record({ ore: fc.integer({ min: -500, max: 500 }), again: fc.nat(3), gap: fc.boolean() }),
  { maxLength: 6 },
);

it('pages of a feed make the same books however they are stored', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(steps, { maxLength: 6 }),
      fc.integer({ min: 1, max: 7 }),
      async (told, size) => {
        const pages = pagesOf(told);
        const oneByOne = pages.map((page) => [page]);
        const batches = pages.flatMap((_, at) => (at % size === 0 ? [pages.slice(at, at + size)] : []));
        const expected = await storedBy(oneByOne, true);
        for (const hasFile of [true, false]) {
          expect(await storedBy(oneByOne, hasFile)).toEqual(expected);
          expect(await storedBy(batches, hasFile)).toEqual(expected);
        }
      },
    ),
    { numRuns: 40 },
  );
});
