/** What a settlement of a file becomes in the books: entries of the ledger, and a payout. See docs/decisions/0013. */
import { createHash } from 'node:crypto';
import { type BankDayOverrides, type Day, dayOf } from '#core/calendar';
import { negateOre, type Ore, ore } from '#core/money';
import { expectedInBank } from '#core/payout-state';
import type { FileEntry } from '#db/imports';
import type { LedgerRow } from '#db/ledgers';
import type { NewPayout } from '#db/payouts';
import type { SettlementEnd, SettlementStart, SettlementTransaction } from '#files/settlement-events';

/** A settlement of a file, without its transactions. */
export type FoundSettlement = {
  readonly unit: { readonly msn: string; readonly name: string };
  readonly account: string;
  readonly start: SettlementStart;
  readonly end: SettlementEnd;
  /** Of its transactions; null when it has none. */
  readonly times: { readonly first: string; readonly last: string } | null;
};

/** The ledger the entries go to, and the import that brings them. */
export type Destination = {
  readonly ledger: Pick<LedgerRow, 'ledgerId' | 'payoutBankDays' | 'country'>;
  readonly importId: string;
  readonly seenAt: string;
  readonly overrides: BankDayOverrides;
};

type Place = {
  readonly msn: string;
  readonly settlementId: string;
  readonly currency: SettlementStart['currency'];
};
type Movement = {
  readonly topic: 'funds' | 'fees';
  readonly entryType: string;
  readonly amountOre: Ore;
  readonly psp: string;
  readonly reference: string | null;
  readonly at: string;
  readonly ledgerDate: Day;
};

function fileEntry(place: Place, movement: Movement, { ledger, importId, seenAt }: Destination): FileEntry {
  const { msn, settlementId, currency } = place;
  const { topic, entryType, amountOre, psp, reference, at, ledgerDate } = movement;
  const base = ['file', msn, settlementId, topic, entryType, psp, reference, at, amountOre].join('|');
  return {
    base,
    keyOf: (copy) => createHash('sha256').update(`${base}|${copy}`).digest('base64url').slice(0, 27),
    ledgerId: ledger.ledgerId,
    topic,
    ledgerDate,
    occurredAt: at,
    entryType,
    pspReference: psp,
    reference,
    currency,
    amountOre,
    recipientHandle: `api:${msn}`,
    msn,
    settlementNumber: settlementId,
    source: 'file',
    importId,
    firstSeenAt: seenAt,
  };
}

/** A capture or refund on the funds ledger, and its fee on the fees ledger. */
export function entriesOfTransaction(
  transaction: SettlementTransaction,
  start: SettlementStart,
  destination: Destination,
): FileEntry[] {
  const { transactionId, orderId, time, captureOre, refundOre, feeOre } = transaction;
  const place = { msn: start.serialNumber, settlementId: start.id, currency: start.currency };
  const of = { psp: transactionId, reference: orderId || null, at: time, ledgerDate: dayOf(time) };
  const entry = (topic: 'funds' | 'fees', entryType: string, amountOre: Ore) =>
    fileEntry(place, { ...of, topic, entryType, amountOre }, destination);
  const rows: FileEntry[] = [];
  if (refundOre !== 0) rows.push(entry('funds', 'refund', refundOre));
  if (captureOre !== 0 || refundOre === 0) rows.push(entry('funds', 'capture', captureOre));
  if (feeOre !== 0) rows.push(entry('fees', 'capture-fee', negateOre(feeOre)));
  return rows;
}

/** What ends a settlement: fees kept back where it is net, and the payout. */
export function closingEntriesOf(settlement: FoundSettlement, destination: Destination): FileEntry[] {
  const { start, end } = settlement;
  const place = { msn: start.serialNumber, settlementId: start.id, currency: start.currency };
  const of = { psp: start.id, reference: null, at: closingTime(settlement), ledgerDate: lastDay(settlement) };
  const entry = (topic: 'funds' | 'fees', entryType: string, amountOre: Ore) =>
    fileEntry(place, { ...of, topic, entryType, amountOre }, destination);
  const payout = entry('funds', 'scheduled-for-payout', negateOre(settledOre(settlement)));
  if (end.type === 'Gross' || end.summed.feeOre === 0) return [payout];
  return [
    entry('funds', 'fees-retained', negateOre(end.summed.feeOre)),
    entry('fees', 'fees-retained', end.summed.feeOre),
    payout,
  ];
}

export function payoutOf(settlement: FoundSettlement, destination: Destination): NewPayout {
  const { start, end, times } = settlement;
  const { ledger, importId, overrides } = destination;
  const expected = expectedInBank(start.date, ledger.payoutBankDays, ledger.country, overrides);
  const coversTo = lastDay(settlement);
  return {
    ledgerId: ledger.ledgerId,
    settlementNumber: start.id,
    currency: start.currency,
    amountOre: settledOre(settlement),
    ledgerDate: start.date,
    coversFrom: times === null ? coversTo : dayOf(times.first),
    coversTo,
    scheduledAt: closingTime(settlement),
    expectedEarliest: expected.earliest,
    expectedLatest: expected.latest,
    predictedEarliest: expected.earliest,
    predictedLatest: expected.latest,
    source: 'file',
    settlementType: end.type === undefined ? null : end.type === 'Gross' ? 'gross' : 'net',
    importId,
  };
}

function closingTime({ start, times }: FoundSettlement): string {
  return times?.last ?? `${start.date}T00:00:00.000Z`;
}

function lastDay(settlement: FoundSettlement): Day {
  return dayOf(closingTime(settlement));
}

/** What the file says was settled; where it does not say, the gross or net total. */
export function settledOre({ end }: Pick<FoundSettlement, 'end'>): Ore {
  return ore(
    end.written.settledOre ??
      (end.type === 'Gross'
        ? (end.written.grossOre ?? end.summed.grossOre)
        : (end.written.netOre ?? end.summed.netOre)),
  );
}
