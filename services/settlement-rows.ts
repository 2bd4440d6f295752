/** What a settlement of a file becomes in the books: entries of the ledger, and a payout. See docs/decisions/0013. */
import { createHash } from 'node:crypto';
import { type Day, dayOf } from '#core/calendar';
import { negateOre, type Ore, ore } from '#core/money';
import { expectedInBank } from '#core/payout-state';
import type { LedgerRow, NewLedgerEntry } from '#db/ledgers';
import type { NewPayout } from '#db/payouts';
import type { SettlementEnd, SettlementStart } from '#files/settlement-events';
import type { FoundSettlement } from './collect-settlement-file';

export function entriesOf(
  settlement: FoundSettlement,
  ledger: LedgerRow,
  importId: string,
  seenAt: string,
): NewLedgerEntry[] {
  const { unit, start, end, transactions } = settlement;
  const counter = new Map<string, number>();
  const entry = (
    topic: 'funds' | 'fees',
    entryType: string,
    amountOre: Ore,
    of: { psp: string; reference: string | null; at: string; ledgerDate: Day },
  ): NewLedgerEntry => {
    const base = ['file', unit.msn, start.id, topic, entryType, of.psp, of.reference, of.at, amountOre].join(
      '|',
    );
    const copy = (counter.get(base) ?? 0) + 1;
    counter.set(base, copy); // two genuinely equal lines of one file both stay
    return {
      entryKey: createHash('sha256').update(`${base}|${copy}`).digest('base64url').slice(0, 27),
      ledgerId: ledger.ledgerId,
      topic,
      ledgerDate: of.ledgerDate,
      occurredAt: of.at,
      entryType,
      pspReference: of.psp,
      reference: of.reference,
      currency: start.currency,
      amountOre,
      recipientHandle: `api:${unit.msn}`,
      msn: unit.msn,
      settlementNumber: start.id,
      source: 'file',
      importId,
      firstSeenAt: seenAt,
    };
  };
  const rows: NewLedgerEntry[] = [];
  for (const transaction of transactions) {
    const of = {
      psp: transaction.transactionId,
      reference: transaction.orderId || null,
      at: transaction.time,
      ledgerDate: dayOf(transaction.time),
    };
    if (transaction.refundOre !== 0) rows.push(entry('funds', 'refund', transaction.refundOre, of));
    if (transaction.captureOre !== 0 || transaction.refundOre === 0) {
      rows.push(entry('funds', 'capture', transaction.captureOre, of));
    }
    if (transaction.feeOre !== 0) rows.push(entry('fees', 'capture-fee', negateOre(transaction.feeOre), of));
  }
  const closing = {
    psp: start.id,
    reference: null,
    at: closingTime(settlement),
    ledgerDate: lastDay(settlement),
  };
  if (start.type !== 'Gross' && end.summed.feeOre !== 0) {
    rows.push(entry('funds', 'fees-retained', negateOre(end.summed.feeOre), closing));
    rows.push(entry('fees', 'fees-retained', end.summed.feeOre, closing));
  }
  rows.push(entry('funds', 'scheduled-for-payout', negateOre(settledOre(start, end)), closing));
  return rows;
}

export function payoutOf(settlement: FoundSettlement, ledger: LedgerRow, importId: string): NewPayout {
  const { start, end } = settlement;
  const expected = expectedInBank(start.date, ledger.payoutBankDays, ledger.country);
  const days = settlement.transactions.map((transaction) => dayOf(transaction.time)).sort();
  const coversTo = lastDay(settlement);
  return {
    ledgerId: ledger.ledgerId,
    settlementNumber: start.id,
    currency: start.currency,
    amountOre: ore(settledOre(start, end)),
    ledgerDate: start.date,
    coversFrom: days[0] ?? coversTo,
    coversTo,
    scheduledAt: closingTime(settlement),
    expectedEarliest: expected.earliest,
    expectedLatest: expected.latest,
    predictedEarliest: expected.earliest,
    predictedLatest: expected.latest,
    source: 'file',
    settlementType: start.type === undefined ? null : start.type === 'Gross' ? 'gross' : 'net',
    importId,
  };
}

function closingTime({ start, transactions }: FoundSettlement): string {
  return (
    transactions
      .map((transaction) => transaction.time)
      .sort()
      .at(-1) ?? `${start.date}T00:00:00.000Z`
  );
}

function lastDay(settlement: FoundSettlement): Day {
  return dayOf(closingTime(settlement));
}

/** What the file says was settled; version 2.0 does not say, and settled net. */
export function settledOre(start: SettlementStart, end: SettlementEnd): Ore {
  return end.written.settledOre ?? (start.type === 'Gross' ? end.summed.grossOre : end.summed.netOre);
}
