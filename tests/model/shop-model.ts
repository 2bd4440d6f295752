/** The model of a whole shop: its payments, its ledger, and what its desk has been told so far. */
import { LedgerModel, type Terms } from './ledger-model';
import { dayAt } from './oslo-days';
import {
  answer,
  type Decision,
  decide,
  isInitiated,
  type Kind,
  looksCancelledNow,
  type PaymentModel,
  readPayment,
  timesOutAt,
} from './payment-model';

/** A command that the desk recorded. */
export type UsedKey = {
  readonly id: string;
  readonly payment: PaymentModel;
  readonly kind: Kind;
  readonly ore: number;
  readonly status: 'succeeded' | 'failed';
};

export class ShopModel {
  readonly payments: PaymentModel[] = [];
  readonly used: UsedKey[] = [];
  /** Sales units that take the money in the moment the customer confirms. */
  readonly direct = new Set<string>();
  /** Money on the account with Vipps's name that no payout is. */
  readonly strayLines: { readonly day: string; readonly ore: number; readonly text: string }[] = [];
  readonly ledger: LedgerModel;
  /** How much of the feed the desk has read. */
  entriesRead = { funds: 0, fees: 0 };

  constructor(
    public now: number,
    readonly terms: Terms,
    vippsNumber: string,
  ) {
    this.ledger = new LedgerModel(terms, now, vippsNumber);
  }

  get today(): string {
    return dayAt(this.now);
  }

  advance(to: number): void {
    this.now = to;
    for (const payment of this.payments)
      if (isInitiated(payment) && timesOutAt(payment) <= to)
        payment.truth = { ...payment.truth, ended: { at: timesOutAt(payment), by: 'time' } };
    this.ledger.advance(to);
  }

  confirm(payment: PaymentModel): void {
    const reserved = payment.asked + (payment.express ? deliveryOre : 0);
    const isDirect = this.direct.has(payment.msn);
    payment.opened = true;
    payment.truth = {
      ...payment.truth,
      reservedAt: this.now,
      reserved,
      ...(isDirect ? { captured: reserved, lastCaptureAt: this.now } : {}),
    };
    if (isDirect) this.#tookMoney(payment, reserved);
  }

  /** The desk sends what it decided on; Vipps does it or refuses; the desk reads the payment again. */
  send(
    payment: PaymentModel,
    kind: Kind,
    decision: Extract<Decision, { refusal: null }>,
  ): 'succeeded' | 'failed' {
    const isTaken = this.atVipps(payment, { kind, sent: decision.sent, releases: decision.releases });
    const isDone = isTaken || (kind === 'cancel' && looksCancelledNow(payment, this.now));
    if (isDone && kind === 'cancel') payment.cancelledHere = true;
    readPayment(payment);
    return isDone ? 'succeeded' : 'failed';
  }

  /** The same from anywhere: the portal of Vipps, too, of which the desk hears later. */
  atVipps(payment: PaymentModel, command: Parameters<typeof answer>[1]): boolean {
    const result = answer(payment, command, this.now);
    if (result === undefined) return false;
    payment.truth = result.truth;
    if (command.kind === 'capture') this.#tookMoney(payment, result.ore);
    if (command.kind === 'refund') this.ledger.book(this.now, 'refund', -result.ore, payment.orderId);
    return true;
  }

  /** A payment that the desk knows of and never read is read before anything is said of it. */
  decide(payment: PaymentModel, kind: Kind, ore: number | undefined, page: boolean): Decision {
    if (payment.seen !== undefined && !payment.read) readPayment(payment);
    return decide(payment, { kind, ore }, this.now, page ? payment.page : null);
  }

  readFeed(): void {
    for (const topic of ['funds', 'fees'] as const) {
      const shown = this.ledger.entries.filter((entry) => entry.topic === topic && entry.shownAt <= this.now);
      this.entriesRead[topic] = shown.length;
      const named = new Set(
        shown.filter(({ type }) => type === 'capture' || type === 'refund').map(({ order }) => order),
      );
      for (const payment of this.payments)
        if (payment.seen === undefined && named.has(payment.orderId)) payment.seen = null;
    }
  }

  /** The part of the feed that the desk has read. */
  readEntries(topic: 'funds' | 'fees') {
    return this.ledger.entries.filter((entry) => entry.topic === topic).slice(0, this.entriesRead[topic]);
  }

  #tookMoney(payment: PaymentModel, ore: number): void {
    payment.captures.push({ ore, held: 0 });
    this.ledger.capture(this.now, payment.orderId, ore);
  }
}

/** What the delivery of an express order costs that nobody chose another one for: 49 kr. */
export const deliveryOre = 4900;
