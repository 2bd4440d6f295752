/** Reads the ledgers and follows their funds and fees feeds. A page and its cursor are stored together. */
import { hash } from 'node:crypto';
import type { Country } from '#core/calendar';
import { type LedgerTopic, ledgerTopics } from '#core/ledger-entry-types';
import { type Currency, currencies, ore } from '#core/money';
import {
  adoptFileLedger,
  type FeedPageWrite,
  fileLedgerIdOf,
  findFeedCursor,
  type NewLedgerEntry,
  type RefusedEntry,
  saveLedger,
  storeFeedPages,
} from '#db/ledgers';
import { listSalesUnits, saveSalesUnit } from '#db/orders';
import { normaliseAccount } from '#files/bank-account';
import type { Ledger, LedgerItem } from '#vipps/client';
import type { Desk } from './desk';
import type { Progress } from './progress';
import { mentionedOrder } from './register-order';

export type SyncedLedgers = {
  readonly ledgers: number;
  readonly pages: number;
  readonly added: number;
  readonly refused: number;
};

/** A guard against a feed that never ends; the next run goes on from the stored cursor. */
const maxPagesPerRun = 2000;
const pagesAtOnce = 10;

export async function syncLedgers(desk: Desk, progress: Progress): Promise<SyncedLedgers> {
  const ledgers = await desk.vipps.listLedgers();
  const result = { ledgers: ledgers.length, pages: 0, added: 0, refused: 0 };
  for (const ledger of ledgers) await rememberLedger(desk, ledger);
  const units = await listSalesUnits(desk.db);
  const polled = new Set(units.filter((unit) => unit.polled === 'yes').map((unit) => unit.msn));
  for (const ledger of ledgers) {
    for (const topic of ledgerTopics) {
      const read = await followFeed(desk, ledger.ledgerId, topic, polled, async (pages) => {
        await progress.report(result.pages + pages, null);
        return progress.stopping();
      });
      result.pages += read.pages;
      result.added += read.added;
      result.refused += read.refused;
    }
  }
  return result;
}

/**
 * Pages that come without a pause are stored several at a time, each batch with the cursor after it: a commit costs as much as many
 * entries. What was read when the feed ends, breaks off or is told to stop is stored.
 */
async function followFeed(
  desk: Desk,
  ledgerId: string,
  topic: LedgerTopic,
  polled: ReadonlySet<string>,
  onPage: (pages: number) => Promise<boolean>,
): Promise<{ pages: number; added: number; refused: number }> {
  let cursor = (await findFeedCursor(desk.db, ledgerId, topic))?.cursor;
  const read = { pages: 0, added: 0, refused: 0 };
  let waiting: FeedPageWrite[] = [];
  const store = async () => {
    const pages = waiting;
    waiting = [];
    for (const { added } of await storeFeedPages(desk.db, pages)) read.added += added;
  };
  try {
    while (read.pages < maxPagesPerRun) {
      const page = await desk.vipps.readFeed({ ledgerId, topic, cursor });
      const at = desk.clock.now();
      const { entries, refused } = toEntries(page.items, ledgerId, topic, at);
      // At the end the same cursor comes again, with or without items.
      const atEnd = page.atEnd || page.cursor === cursor;
      const orders = mentions(entries, polled, at);
      waiting.push({ ledgerId, topic, entries, refused, mentions: orders, cursor: page.cursor, atEnd, at });
      read.pages += 1;
      read.refused += refused.length;
      if (waiting.length === pagesAtOnce) await store();
      if (atEnd || (await onPage(read.pages))) break;
      cursor = page.cursor;
    }
  } finally {
    if (waiting.length > 0) await store();
  }
  return read;
}

/** Captures and refunds name orders; those nobody registered become known, and are read from Vipps next. */
function mentions(entries: readonly NewLedgerEntry[], polled: ReadonlySet<string>, now: string) {
  return entries.flatMap((entry) => {
    const { msn, reference, entryType, occurredAt } = entry;
    const names = entry.topic === 'funds' && (entryType === 'capture' || entryType === 'refund');
    if (!names || !msn || !reference || !polled.has(msn) || reference.length > 50) return [];
    return [mentionedOrder({ msn, orderId: reference, occurredAt, source: 'ledger' }, true, now)];
  });
}

/** What cannot be stored as an entry is kept raw with the reason, and counted on the Jobs page. */
function toEntries(
  items: readonly LedgerItem[],
  ledgerId: string,
  topic: LedgerTopic,
  seenAt: string,
): { entries: NewLedgerEntry[]; refused: RefusedEntry[] } {
  const entries: NewLedgerEntry[] = [];
  const refused: RefusedEntry[] = [];
  for (const item of items) {
    const entryKey = feedKey(item, ledgerId, topic);
    const reason = flawOf(item);
    if (reason !== undefined) {
      refused.push({ entryKey, ledgerId, topic, reason, raw: item.raw, seenAt });
      continue;
    }
    entries.push({
      entryKey,
      ledgerId,
      topic,
      ledgerDate: item.ledgerDate,
      occurredAt: item.time,
      entryType: item.entryType,
      pspReference: item.pspReference,
      reference: item.reference ?? null,
      currency: currencyOf(item.currency) ?? unreachable(item.currency),
      amountOre: item.amountOre,
      recipientHandle: item.recipientHandle ?? null,
      msn: msnOfHandle(item.recipientHandle),
      balanceBeforeOre: item.balanceBeforeOre ?? null,
      balanceAfterOre: item.balanceAfterOre ?? null,
      source: 'feed',
      firstSeenAt: seenAt,
    });
  }
  return { entries, refused };
}

function flawOf(item: LedgerItem): string | undefined {
  if (currencyOf(item.currency) === undefined) return `currency is not known: ${item.currency}`;
  const { balanceBeforeOre: before, balanceAfterOre: after } = item;
  if (before !== undefined && after !== undefined && ore(before + item.amountOre) !== after) {
    return `balance before (${before}) plus amount (${item.amountOre}) is not balance after (${after})`;
  }
  return undefined;
}

/**
 * Entries have no id of their own. The balances on both sides tell apart even two fees of the same amount for the
 * same capture; an entry that is delivered again has the same key.
 */
export function feedKey(item: LedgerItem, ledgerId: string, topic: LedgerTopic): string {
  const fields = [
    ledgerId,
    topic,
    item.ledgerDate,
    item.time,
    item.entryType,
    item.pspReference,
    item.reference,
    item.amountOre,
    item.balanceBeforeOre,
    item.balanceAfterOre,
  ];
  return hash('sha256', JSON.stringify(fields), 'base64url').slice(0, 27);
}

/** `api:123455` and `NO:57860` name a merchant serial number after the colon. */
export function msnOfHandle(handle: string | undefined | null): string | null {
  return /^[A-Za-z]+:(\d{4,7})$/.exec(handle ?? '')?.[1] ?? null;
}

export function currencyOf(text: string): Currency | undefined {
  return currencies.find((currency) => currency === text);
}

async function rememberLedger(desk: Desk, ledger: Ledger): Promise<void> {
  const at = desk.clock.now();
  const handles = ledger.settlesForRecipientHandles.map((handle) => ({ handle, msn: msnOfHandle(handle) }));
  const currency = currencyOf(ledger.currency);
  if (currency === undefined)
    throw new Error(`ledger ${ledger.ledgerId} has an unknown currency: ${ledger.currency}`);
  await saveLedger(
    desk.db,
    {
      ledgerId: ledger.ledgerId,
      currency,
      bankScheme: ledger.payoutBankAccount?.scheme ?? null,
      bankAccount:
        ledger.payoutBankAccount === undefined ? null : comparableAccount(ledger.payoutBankAccount.id),
      ownerScheme: ledger.owner?.scheme ?? null,
      ownerId: ledger.owner?.id ?? null,
      country: countryOf(ledger.payoutBankAccount?.scheme),
      source: 'feed',
      handles,
    },
    at,
  );
  for (const { msn } of handles) {
    if (msn === null) continue;
    await saveSalesUnit(desk.db, { msn, name: msn, polled: false, at });
    await adoptFileLedger(desk.db, fileLedgerIdOf(msn), ledger.ledgerId);
  }
}

/** Accounts are compared in one form, whether written as IBAN or as account number. */
export function comparableAccount(account: string): string {
  return normaliseAccount(account) ?? account.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
}

function countryOf(scheme: string | undefined): Country {
  const country = /:(NO|DK|SE|FI)$/.exec(scheme ?? '')?.[1];
  return country === 'DK' || country === 'SE' || country === 'FI' ? country : 'NO';
}

function unreachable(value: string): never {
  throw new Error(`checked before and yet unusable: ${value}`);
}
