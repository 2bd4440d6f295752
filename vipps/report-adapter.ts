/**
 * The Report API's answers in our own words, and the meaning of its two ways to turn a page. What cannot be
 * converted throws a RangeError, which the transport reports as 'malformed'.
 */
import { type Day, day } from '#core/calendar';
import { type Ore, ore } from '#core/money';
import {
  type LedgerItemWire,
  type LedgerWire,
  ledgersSchema,
  type ReportPageWire,
  reportPageSchema,
} from './schemas/report';
import { instantFromWire } from './wire-instant';

/**
 * A page of a ledger day. While the day is open the newer API says `tryLater` (the older one answers 404, which
 * report.ts handles). More follows while `hasMore`, or in the older form while the cursor is not empty.
 */
export function ledgerDayPageFromWire(json: unknown, cursor: string | undefined): LedgerDayPage {
  const wire = reportPageSchema.parse(json);
  if (wire.tryLater === true) return { ready: false };
  const hasMore = wire.hasMore ?? Boolean(wire.cursor);
  if (hasMore && !wire.cursor) throw new RangeError('more is promised, but there is no cursor to ask with');
  if (hasMore && wire.cursor === cursor) throw new RangeError('the cursor does not move');
  return {
    ready: true,
    items: itemsFromWire(wire),
    nextCursor: hasMore ? (wire.cursor ?? undefined) : undefined,
  };
}

/**
 * A page of the feed. At the end the same cursor comes again with `tryLater`, with or without items; older answers
 * only have no items. Items at the end come again with the next page: import them by their identity.
 */
export function feedPageFromWire(json: unknown, cursor: string | undefined): FeedPage {
  const wire = reportPageSchema.parse(json);
  const items = itemsFromWire(wire);
  const next = wire.cursor || cursor || '';
  if (!wire.cursor && items.length > 0) throw new RangeError('items without a cursor to go on from');
  const stands = next === (cursor ?? '');
  const olderEnd = typeof wire.tryLater !== 'boolean' && items.length === 0;
  return { items, cursor: next, atEnd: wire.tryLater === true || stands || olderEnd };
}

export type LedgerDayPage =
  | { readonly ready: false }
  | { readonly ready: true; readonly items: readonly LedgerItem[]; readonly nextCursor?: string };

export interface FeedPage {
  readonly items: readonly LedgerItem[];
  /** To be stored with the items and sent with the next request; empty only before the first item of a feed. */
  readonly cursor: string;
  /** Nothing more now: wait before asking again. */
  readonly atEnd: boolean;
}

/** One entry of a ledger. Immutable: a correction is an entry of its own. */
export interface LedgerItem {
  /** The transaction id of the capture or refund; for a payout the settlement number. Repeated by fees. */
  readonly pspReference: string;
  readonly time: string;
  readonly ledgerDate: Day;
  /** As Vipps says it; new ones appear without notice. */
  readonly entryType: string;
  /** The order id. */
  readonly reference?: string;
  readonly currency: string;
  /** What it does to the balance: in is positive, out negative. */
  readonly amountOre: Ore;
  readonly recipientHandle?: string;
  readonly balanceBeforeOre?: Ore;
  readonly balanceAfterOre?: Ore;
  /** Everything received, unknown fields included. */
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface Ledger {
  readonly ledgerId: string;
  readonly currency: string;
  /** Example: scheme "BBAN:NO". */
  readonly payoutBankAccount?: LedgerIdentifier;
  /** Example: scheme "business:NO:ORG". */
  readonly owner?: LedgerIdentifier;
  /** "api:" and an MSN, or "NO:" and a Vipps number. One ledger may settle several. */
  readonly settlesForRecipientHandles: readonly string[];
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface LedgerIdentifier {
  readonly scheme: string;
  readonly id: string;
}

export interface LedgersPage {
  readonly ledgers: readonly Ledger[];
  readonly nextCursor?: string;
}

export function ledgersPageFromWire(json: unknown, cursor: string | undefined): LedgersPage {
  const wire = ledgersSchema.parse(json);
  if (wire.cursor && wire.cursor === cursor) throw new RangeError('the cursor does not move');
  return { ledgers: (wire.items ?? []).map(ledgerFromWire), nextCursor: wire.cursor || undefined };
}

function ledgerFromWire(wire: LedgerWire): Ledger {
  return {
    ledgerId: wire.ledgerId,
    currency: wire.currency,
    payoutBankAccount: identifierFromWire(wire.payoutBankAccount),
    owner: identifierFromWire(wire.owner),
    settlesForRecipientHandles: wire.settlesForRecipientHandles ?? [],
    raw: wire,
  };
}

function identifierFromWire(wire: LedgerWire['owner']): LedgerIdentifier | undefined {
  return wire?.id ? { scheme: wire.scheme ?? '', id: wire.id } : undefined;
}

function itemsFromWire(page: ReportPageWire): LedgerItem[] {
  return (page.items ?? []).map(itemFromWire);
}

function itemFromWire(wire: LedgerItemWire): LedgerItem {
  return {
    pspReference: wire.pspReference,
    time: instantFromWire(wire.time),
    ledgerDate: day(wire.ledgerDate),
    entryType: wire.entryType,
    reference: wire.reference || undefined,
    currency: wire.currency,
    amountOre: ore(wire.amount),
    recipientHandle: wire.recipientHandle || undefined,
    balanceBeforeOre: typeof wire.balanceBefore === 'number' ? ore(wire.balanceBefore) : undefined,
    balanceAfterOre: typeof wire.balanceAfter === 'number' ? ore(wire.balanceAfter) : undefined,
    raw: wire,
  };
}
