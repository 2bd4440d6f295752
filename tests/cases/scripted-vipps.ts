/** A Vipps that says what a test wrote down: ledgers, their feeds and finished days, and payments. */
import { addDays, addMs, type Day, hourMs, instantAt, day as toDay } from '#core/calendar';
import type { LedgerTopic } from '#core/ledger-entry-types';
import { addOre, type Ore, zeroOre } from '#core/money';
import type { Ledger, LedgerItem, PaymentLogEntry, VippsClient } from '#vipps/client';
import { VippsError } from '#vipps/errors';

/** An entry of the feed, and the instant from which Vipps shows it. */
export type ScriptedItem = LedgerItem & { readonly visibleAt: string };

export type ScriptedLedger = Omit<Ledger, 'raw'> & { readonly cutoffHour: number };

export type ItemDraft = {
  readonly ledgerId: string;
  readonly topic: LedgerTopic;
  readonly day: Day;
  readonly at: string;
  readonly type: string;
  readonly id: string;
  readonly amountOre: Ore;
  readonly currency: string;
  readonly reference?: string;
  readonly handle?: string;
  readonly visibleAt?: string;
};

export class ScriptedVipps {
  readonly ledgers = new Map<string, ScriptedLedger>();
  readonly payments = new Map<string, readonly PaymentLogEntry[]>();
  /** Ledger days that Vipps says are not finished, as `ledger topic day`. */
  readonly unfinished = new Set<string>();
  /** What Vipps's finished day says where it differs from the feed, by the same names. */
  readonly otherDays = new Map<string, readonly LedgerItem[]>();
  readonly #feeds = new Map<string, ScriptedItem[]>();
  /** How much of each feed can be read at all: for feeds that come bit by bit. */
  readonly readable = new Map<string, number>();

  /** How long after the event Vipps shows an entry, and after its end a day. */
  lagMs = hourMs;

  constructor(readonly now: () => string) {}

  feed(ledgerId: string, topic: LedgerTopic): ScriptedItem[] {
    const key = `${ledgerId} ${topic}`;
    const feed = this.#feeds.get(key) ?? [];
    this.#feeds.set(key, feed);
    return feed;
  }

  /** Adds an entry at the end of a feed, with the balances that follow; Vipps shows it some time after it was booked. */
  book(draft: ItemDraft): ScriptedItem {
    const feed = this.feed(draft.ledgerId, draft.topic);
    const balanceBeforeOre = feed.at(-1)?.balanceAfterOre ?? zeroOre;
    const item: ScriptedItem = {
      pspReference: draft.id,
      time: draft.at,
      ledgerDate: draft.day,
      entryType: draft.type,
      reference: draft.reference,
      currency: draft.currency,
      amountOre: draft.amountOre,
      recipientHandle: draft.handle,
      balanceBeforeOre,
      balanceAfterOre: addOre(balanceBeforeOre, draft.amountOre),
      raw: {},
      visibleAt: draft.visibleAt ?? addMs(draft.at, this.lagMs),
    };
    feed.push(item);
    return item;
  }

  client(): VippsClient {
    return {
      listLedgers: async () => [...this.ledgers.values()].map((ledger) => ({ ...ledger, raw: {} })),
      readFeed: async ({ ledgerId, topic, cursor }) => this.#readFeed(ledgerId, topic, Number(cursor ?? 0)),
      getLedgerDay: async ({ ledgerId, topic, date }) => this.#readDay(ledgerId, topic, date),
      getPaymentDetails: async (msn, orderId) => {
        const history = this.payments.get(`${msn}/${orderId}`);
        if (history === undefined) throw noSuchOrder();
        const told = history.filter(({ timeStamp }) => timeStamp <= this.now());
        return { orderId, history: told.toReversed(), raw: {} };
      },
      initiatePayment: notScripted,
      capture: notScripted,
      cancel: notScripted,
      refund: notScripted,
      forceApprove: notScripted,
    };
  }

  #visible(ledgerId: string, topic: LedgerTopic): ScriptedItem[] {
    const all = this.feed(ledgerId, topic);
    const hidden = all.findIndex(({ visibleAt }) => visibleAt > this.now());
    return all.slice(0, hidden < 0 ? all.length : hidden);
  }

  #readFeed(ledgerId: string, topic: LedgerTopic, from: number) {
    const until = this.readable.get(`${ledgerId} ${topic}`) ?? Number.POSITIVE_INFINITY;
    const items = this.#visible(ledgerId, topic)
      .slice(0, until)
      .slice(from, from + pageSize);
    return { items, cursor: String(from + items.length), atEnd: items.length === 0 };
  }

  #readDay(ledgerId: string, topic: LedgerTopic, date: string) {
    const name = `${ledgerId} ${topic} ${date}`;
    const cutoff = this.ledgers.get(ledgerId)?.cutoffHour ?? 0;
    const endsAt = instantAt(addDays(toDay(date), 1), `${String(cutoff).padStart(2, '0')}:00`);
    const finishedAt = addMs(endsAt, this.lagMs);
    if (this.unfinished.has(name) || this.now() < finishedAt) return { ready: false as const };
    const items = this.#visible(ledgerId, topic).filter(({ ledgerDate }) => ledgerDate === date);
    return { ready: true as const, items: this.otherDays.get(name) ?? items };
  }
}

const pageSize = 50;

function noSuchOrder(): VippsError {
  return new VippsError('no such order', {
    kind: 'not-found',
    operation: 'get-payment-details',
    retryable: false,
    effect: 'none',
    status: 404,
    errors: [{ group: 'Payments', code: '35', message: 'Requested Order not found' }],
  });
}

async function notScripted(): Promise<never> {
  throw new Error('no test has this call');
}
