/**
 * The ledger, its payouts and the bank by the documented rules: what is booked on which ledger day, what a day that ends keeps
 * back and pays out, and when the bank has it. One ledger settles all sales units. Amounts are øre, as the merchant sees them.
 */
import { bankDayAfter, dayAt, hour, instantOf, isBankDay, plusDays, weekday } from './oslo-days';

export type Terms = {
  readonly feeMode: 'net' | 'gross';
  readonly feeBasisPoints: number;
  readonly feeFixedOre: number;
  readonly payoutSchedule: 'daily' | 'weekly' | 'monthly';
  readonly cutoffHour: 0 | 4;
  /** Never paid out. */
  readonly heldBackOre: number;
};

export type Entry = {
  readonly topic: 'funds' | 'fees';
  readonly type: string;
  readonly ore: number;
  readonly day: string;
  readonly order: string;
  /** From then on Vipps tells of it: an hour after it was booked. */
  readonly shownAt: number;
};

export type Payout = {
  readonly number: string;
  readonly day: string;
  readonly ore: number;
  /** The first of the ledger days it covers. */
  readonly coversFrom: string;
  readonly shownAt: number;
  readonly earliest: string;
  readonly latest: string;
  readonly arrivesAt: number;
  status: 'scheduled' | 'deposited' | 'lost' | 'aborted';
  /** How many entries had been booked when it was aborted. */
  abortedAfter: number;
  abortShownAt: number;
  arranged: 'nothing' | 'lost' | 'short';
  shortBy: number;
  /** What was lost came after all. */
  cameLateOn: string | null;
};

export type BankLine = {
  readonly day: string;
  readonly ore: number;
  readonly text: string;
  readonly statementAt: number;
};

export class LedgerModel {
  readonly entries: Entry[] = [];
  readonly payouts: Payout[] = [];
  readonly bank: BankLine[] = [];
  funds = 0;
  fees = 0;
  #openDay: string;

  constructor(
    readonly terms: Terms,
    now: number,
    readonly vippsNumber: string,
  ) {
    this.#openDay = dayAt(now, terms.cutoffHour);
  }

  get openDay(): string {
    return this.#openDay;
  }

  book(at: number, type: string, ore: number, order = '', topic: Entry['topic'] = 'funds'): void {
    this.entries.push({ topic, type, ore, day: this.#openDay, order, shownAt: at + hour });
    this[topic] += ore;
  }

  capture(at: number, order: string, ore: number): void {
    this.book(at, 'capture', ore, order);
    const { feeBasisPoints, feeFixedOre } = this.terms;
    const fee = Math.floor((ore * feeBasisPoints + 5000) / 10_000) + feeFixedOre;
    if (fee > 0) this.book(at, 'capture-fee', -fee, order, 'fees');
  }

  /** Ends the days that are over, and brings what the bank has by then. */
  advance(now: number): void {
    for (;;) {
      const endsAt = instantOf(plusDays(this.#openDay, 1), this.terms.cutoffHour);
      if (endsAt > now) break;
      this.#endDay(endsAt);
    }
    for (const payout of this.payouts) if (payout.arrivesAt <= now) this.#deposit(payout);
  }

  /** Money on the account, outside of what Vipps pays: booked at once, or when the bank is open again. Returns the day. */
  bankLine(now: number, ore: number, text: string): string {
    const today = dayAt(now);
    const isOpen = isBankDay(today) && now < instantOf(today, 11);
    const day = isOpen ? today : bankDayAfter(today, 1);
    this.bank.push({ day, ore, text, statementAt: instantOf(day, 11) });
    return day;
  }

  textOf(payout: Pick<Payout, 'number'>): string {
    return `Utb. ${payout.number} Vippsnr ${this.vippsNumber}`;
  }

  /** What stands between the balance now and that after the payout before comes with the next one. */
  abort(payout: Payout, now: number): void {
    this.book(now, 'payout-aborted', payout.ore);
    payout.status = 'aborted';
    payout.abortedAfter = this.entries.length;
    payout.abortShownAt = now + hour;
  }

  #endDay(endsAt: number): void {
    const { feeMode, heldBackOre } = this.terms;
    const lastMoment = endsAt - 1;
    const kept = feeMode === 'net' ? this.fees : 0;
    if (kept !== 0) {
      this.book(lastMoment, 'fees-retained', kept);
      this.book(lastMoment, 'fees-retained', -kept, '', 'fees');
    }
    const left = this.funds - heldBackOre;
    if (left > 0 && this.#paysOutAfter(this.#openDay)) this.#schedule(left, lastMoment);
    this.#openDay = plusDays(this.#openDay, 1);
    const isInvoiceDay = feeMode === 'gross' && this.#openDay.endsWith('-01');
    if (isInvoiceDay && this.fees !== 0) this.book(endsAt, 'fees-invoiced', -this.fees, '', 'fees');
  }

  #schedule(ore: number, at: number): void {
    const day = this.#openDay;
    const inForce = this.payouts.findLast(({ status }) => status !== 'aborted');
    const first = this.entries[0]?.day ?? day;
    const earliest = bankDayAfter(day, 2);
    this.book(at, 'scheduled-for-payout', -ore);
    this.payouts.push({
      number: String(2_000_801 + this.payouts.length),
      ...{ day, ore, earliest },
      coversFrom: inForce === undefined ? first : plusDays(inForce.day, 1),
      shownAt: at + hour,
      latest: bankDayAfter(earliest, 1),
      arrivesAt: instantOf(earliest, 10),
      status: 'scheduled',
      ...{ abortedAfter: 0, abortShownAt: 0, arranged: 'nothing', shortBy: 0, cameLateOn: null },
    });
  }

  #deposit(payout: Payout): void {
    if (payout.status !== 'scheduled') return;
    payout.status = payout.arranged === 'lost' ? 'lost' : 'deposited';
    if (payout.status === 'lost') return;
    this.bank.push({
      day: payout.earliest,
      ore: payout.ore - payout.shortBy,
      text: this.textOf(payout),
      statementAt: instantOf(payout.earliest, 11),
    });
  }

  /** Weekly payouts are made on Mondays and monthly ones on the first, in the moment the day before has ended. */
  #paysOutAfter(ledgerDay: string): boolean {
    if (this.terms.payoutSchedule === 'daily') return true;
    if (this.terms.payoutSchedule === 'weekly') return weekday(plusDays(ledgerDay, 1)) === 1;
    return plusDays(ledgerDay, 1).endsWith('-01');
  }
}
