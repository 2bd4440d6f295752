/** What a settlement of a file becomes in the books: entries of the ledger, and a payout. See docs/decisions/0013. */
import { hash } from 'node:crypto';
import { type BankDayOverrides, type Day, day, dayOf } from '#core/calendar';
import { negateOre, type Ore, ore } from '#core/money';
import { expectedInBank } from '#core/payout-state';
import type { FileEntry } from '#db/imports';
import type { LedgerRow } from '#db/ledgers';
import type { NewPayout } from '#db/payouts';
import type { SpooledEntry, SpooledKind, SpooledRow, SpooledTransaction } from '#db/settlement-spool';
import { rememberLast } from '#files/remember-last';
import type { SettlementEnd, SettlementStart, SettlementTransaction } from '#files/settlement-events';
import { isPollable } from './register-order';

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
  const base = baseOf(place, movement);
  return {
    base,
    keyOf: (copy) => keyOf(place, hashOf(base, copy)),
    formerKeyOf: (copy) => hashOf(base, copy),
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

/** A capture or refund on the funds ledger, and its fee on the fees ledger: on its way into the books (db/settlement-spool). */
export function spooledTransactionOf(
  transaction: SettlementTransaction,
  settlement: number,
): SpooledTransaction {
  const { transactionId, orderId, time, captureOre, refundOre, feeOre } = transaction;
  const entries: SpooledEntry[] = [];
  if (refundOre !== 0) entries.push(spooledEntry(transaction, 'refund', refundOre));
  if (captureOre !== 0 || refundOre === 0) entries.push(spooledEntry(transaction, 'capture', captureOre));
  if (feeOre !== 0) entries.push(spooledEntry(transaction, 'capture-fee', negateOre(feeOre)));
  return {
    settlement,
    occurredAt: time,
    ledgerDate: osloDayOf(time),
    pspReference: transactionId,
    reference: orderId || null,
    mention: mentionOf(orderId),
    entries,
  };
}

function spooledEntry(
  { serialNumber: msn, settlementId, transactionId: psp, orderId, time: at }: SettlementTransaction,
  kind: SpooledKind,
  amountOre: Ore,
): SpooledEntry {
  const movement = { topic: topicOf(kind), entryType: kind, amountOre, psp, reference: orderId, at };
  const place = { msn, settlementId };
  return { kind, amountOre, entryKey: keyOf(place, hashOf(baseOf(place, movement), 1)) };
}

/** The same, row by row, for rows that the books may know. */
export function entryOfRow(
  { kind, amountOre, occurredAt, ledgerDate, pspReference, reference }: SpooledRow,
  start: SettlementStart,
  destination: Destination,
): FileEntry {
  const place = { msn: start.serialNumber, settlementId: start.id, currency: start.currency };
  const movement = {
    topic: topicOf(kind),
    entryType: kind,
    amountOre: ore(amountOre),
    psp: pspReference,
    reference,
    at: occurredAt,
    ledgerDate: day(ledgerDate),
  };
  return fileEntry(place, movement, destination);
}

function topicOf(kind: SpooledKind): 'funds' | 'fees' {
  return kind === 'capture-fee' ? 'fees' : 'funds';
}

function mentionOf(orderId: string): SpooledTransaction['mention'] {
  if (orderId.length < 1 || orderId.length > 50) return 'none';
  return isPollable(orderId) ? 'pollable-order' : 'order';
}

/** Equal lines of a file have equal bases. */
function baseOf(
  { msn, settlementId }: Omit<Place, 'currency'>,
  movement: Omit<Movement, 'ledgerDate'>,
): string {
  const { topic, entryType, psp, reference, at, amountOre } = movement;
  return `file|${msn}|${settlementId}|${topic}|${entryType}|${psp}|${reference ?? ''}|${at}|${amountOre}`;
}

function hashOf(base: string, copy: number): string {
  return hash('sha256', `${base}|${copy}`, 'base64url').slice(0, 27);
}

/**
 * Keys of one settlement begin alike, so that they lie together in the index: with keys spread over all of it, each piece of a large
 * file would write nearly every page of the index anew.
 */
function keyOf({ msn, settlementId }: Omit<Place, 'currency'>, hashed: string): string {
  return settlementPart(`${msn}|${settlementId}`) + hashed.slice(0, 21);
}

const settlementPart = rememberLast((name) => hash('sha256', name, 'base64url').slice(0, 6));

/** The day changes on a whole hour. */
const dayOfHour = rememberLast((hour) => dayOf(`${hour}:00:00.000Z`));

function osloDayOf(time: string): Day {
  return dayOfHour(time.slice(0, 13));
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
