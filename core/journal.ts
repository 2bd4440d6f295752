/**
 * The accounting journal of payouts, in double entry: each posting is two lines of the same day and amount, so debits
 * equal credits for each day and each voucher. Everything that moves the funds ledger moves the account of money held by
 * Vipps by the same amount; when all is posted, that account stands at the ledger's balance.
 */
import { assertNever } from './assert-never';
import type { Day } from './calendar';
import type { JournalAccounts, JournalRole } from './journal-accounts';
import { abortedPayoutEntryType, entryGroupOf, type LedgerTopic } from './ledger-entry-types';
import { type Currency, negateOre, type Ore, subtractOre } from './money';

/** The lines of a voucher: its movements by day, then the arrival in the bank. Movements that sum to 0 post nothing. */
export function journalLines(voucher: JournalVoucher, accounts: JournalAccounts): JournalLine[] {
  const lines: JournalLine[] = [];
  const post = (posting: Posting) => lines.push(...linesOf(posting, voucher, accounts));
  for (const movement of [...voucher.movements].sort(byDay)) {
    const counter = counterRole(movement);
    if (counter === undefined) continue;
    post({
      day: postingDay(movement.ledgerDate, voucher),
      debit: counter.debit,
      credit: counter.credit,
      amountOre: movement.amountOre,
      text: movementText(movement),
      msn: movement.msn,
    });
  }
  const { arrival } = voucher;
  if (arrival !== null) {
    const { day, paidOre, arrivedOre } = arrival;
    post({
      day,
      debit: 'bank',
      credit: 'transit',
      amountOre: arrivedOre,
      text: 'Utbetaling i banken',
      msn: null,
    });
    post({
      day,
      debit: 'difference',
      credit: 'transit',
      amountOre: subtractOre(paidOre, arrivedOre),
      text: 'Avvik mellom utbetalt og mottatt',
      msn: null,
    });
  }
  return lines;
}

/** Entries of one ledger, topic, day, type and sales unit, added up. */
export type JournalMovement = {
  readonly topic: LedgerTopic;
  readonly entryType: string;
  readonly ledgerDate: Day;
  readonly msn: string | null;
  readonly entries: number;
  readonly amountOre: Ore;
};

export type JournalVoucher = {
  /** The settlement number, or a name for what is not paid out yet. */
  readonly number: string;
  readonly ledgerId: string;
  readonly currency: Currency;
  readonly movements: readonly JournalMovement[];
  /** The days it may post on: an entry that came late is posted on the first, so that no closed month changes. */
  readonly firstDay: Day | null;
  readonly lastDay: Day | null;
  readonly arrival: { readonly day: Day; readonly paidOre: Ore; readonly arrivedOre: Ore } | null;
};

/** One side is the amount, above zero; the other is null. */
export type JournalLine = {
  readonly voucher: string;
  readonly day: Day;
  readonly account: string;
  readonly accountName: string;
  readonly text: string;
  readonly debitOre: Ore | null;
  readonly creditOre: Ore | null;
  readonly currency: Currency;
  readonly msn: string | null;
  readonly ledgerId: string;
};

type Posting = {
  readonly day: Day;
  readonly debit: JournalRole;
  readonly credit: JournalRole;
  readonly amountOre: Ore;
  readonly text: string;
  readonly msn: string | null;
};

function linesOf(posting: Posting, voucher: JournalVoucher, accounts: JournalAccounts): JournalLine[] {
  const { amountOre } = posting;
  if (amountOre === 0) return [];
  const [debit, credit] = amountOre > 0 ? [posting.debit, posting.credit] : [posting.credit, posting.debit];
  const sideOre = amountOre > 0 ? amountOre : negateOre(amountOre);
  const line = (role: JournalRole, debitOre: Ore | null, creditOre: Ore | null): JournalLine => ({
    voucher: voucher.number,
    day: posting.day,
    account: accounts[role].number,
    accountName: accounts[role].name,
    text: posting.text,
    debitOre,
    creditOre,
    currency: voucher.currency,
    msn: posting.msn,
    ledgerId: voucher.ledgerId,
  });
  return [line(debit, sideOre, null), line(credit, null, sideOre)];
}

/**
 * The accounts of a movement that adds to the balance; one that takes from it is posted the other way round. Fees on the
 * fees ledger are no movement of held money: only their invoice is posted, as a debt to Vipps. Fees kept back move the
 * funds ledger and are posted there.
 */
function counterRole(movement: JournalMovement): { debit: JournalRole; credit: JournalRole } | undefined {
  if (movement.topic === 'fees') {
    return movement.entryType === 'fees-invoiced' ? { debit: 'fees', credit: 'supplier' } : undefined;
  }
  return { debit: 'held', credit: fundsCounter(movement.entryType) };
}

function fundsCounter(entryType: string): JournalRole {
  if (entryType === 'top-up') return 'transit'; // the merchant's own money, on its way from the bank to Vipps
  const group = entryGroupOf(entryType);
  switch (group) {
    case 'captures':
    case 'refunds':
      return 'sales';
    case 'payouts':
      return 'transit';
    case 'fees':
    case 'disputes':
    case 'corrections':
    case 'unclassified':
      return group;
    default:
      return assertNever(group);
  }
}

function postingDay(ledgerDate: Day, { firstDay, lastDay }: JournalVoucher): Day {
  if (firstDay !== null && ledgerDate < firstDay) return firstDay;
  return lastDay !== null && ledgerDate > lastDay ? lastDay : ledgerDate;
}

/** In bokmål, whatever the reader's language: it is the books' own. */
const texts: Readonly<Record<string, string>> = {
  capture: 'Belastninger',
  refund: 'Refusjoner',
  'fees-retained': 'Gebyr trukket i oppgjør',
  'fees-invoiced': 'Gebyr på faktura',
  'retained-disputed-capture': 'Omtvistet belastning holdt tilbake',
  'returned-disputed-capture': 'Omtvistet belastning tilbakeført',
  correction: 'Korreksjon',
  'top-up': 'Innbetaling til Vipps',
  'credit-note': 'Kreditnota',
  'scheduled-for-payout': 'Utbetaling fra Vipps',
  'payout-scheduled': 'Utbetaling fra Vipps',
  [abortedPayoutEntryType]: 'Avbrutt utbetaling',
};

function movementText({ entryType, entries }: JournalMovement): string {
  const text = Object.hasOwn(texts, entryType) ? texts[entryType] : undefined;
  return `${text ?? `Ukjent type ${entryType}`}, ${entries} stk.`;
}

function byDay(a: JournalMovement, b: JournalMovement): number {
  return a.ledgerDate < b.ledgerDate ? -1 : a.ledgerDate > b.ledgerDate ? 1 : 0;
}
