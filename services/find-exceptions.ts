/**
 * Finds what does not tie and keeps the queue of exceptions in step with it. What is younger than the grace period is pending:
 * the Report API may lag hours behind the payments. Each kind is looked at as a whole, in what is open, not in all of history.
 */
import { addMs, type Day, dayOf, hourMs, ledgerDayOf } from '#core/calendar';
import type { ExceptionKind } from '#core/exception-kinds';
import { addOre, negateOre, ore, subtractOre } from '#core/money';
import { captureAfterShippingMs } from '#core/shipping';
import {
  type DayCause,
  listAmountsUnlikeRegistered,
  listDifferingDays,
  listDifferingPairs,
  listDifferingPayouts,
  listDifferingSuggestions,
  listDuplicateReservations,
  listMissingPayouts,
  listPaidWithoutOrder,
  listShippedUncaptured,
  listUnexplainedLines,
  listUnmatchedEntries,
  listUnmatchedEvents,
  type OrderCause,
  type UnmatchedEntry,
  type UnmatchedEvent,
} from '#db/exception-causes';
import { type Cause, type StoredCauses, storeCauses } from '#db/exceptions';
import { findOtherFees, rememberCheckedFees } from './check-fees';
import type { OfflineDesk } from './desk';
import { readDuplicateMinutes, readGraceHours } from './desk-settings';

export async function findExceptions(desk: OfflineDesk): Promise<StoredCauses> {
  const now = desk.clock.now();
  const graceHours = await readGraceHours(desk.db);
  const minutes = await readDuplicateMinutes(desk.db);
  const settledBefore = addMs(now, -graceHours * hourMs);
  const today = dayOf(now);
  const { db } = desk;
  const entries = await listUnmatchedEntries(db, settledBefore);
  const lone = entries.filter((entry) => entry.entryType === 'refund' && entry.capturedOre === 0);
  const fees = await findOtherFees(desk);
  const found: readonly [ExceptionKind, readonly Cause[]][] = [
    [
      'captured-not-in-ledger',
      (await listUnmatchedEvents(db, settledBefore)).filter(ledgerIsPast).map(notInLedger),
    ],
    ['ledger-unknown-here', entries.filter((entry) => !lone.includes(entry)).map(unknownHere)],
    ['refund-without-capture', lone.map(refundWithoutCapture)],
    ['amounts-differ', await amountsThatDiffer(desk)],
    ['fee-differs', fees.causes],
    ['payout-sum-differs', (await listDifferingPayouts(db)).map(sumDiffers)],
    ['payout-not-in-bank', (await listMissingPayouts(db, today)).map(notInBank)],
    [
      'bank-line-without-payout',
      (await listUnexplainedLines(db, dayOf(settledBefore))).map(lineWithoutPayout),
    ],
    ['day-does-not-tie', (await listDifferingDays(db, dayOf(settledBefore))).map(dayDoesNotTie)],
    ['duplicate-reservation', (await listDuplicateReservations(db, minutes)).map(duplicateReservation)],
    [
      'shipped-not-captured',
      (await listShippedUncaptured(db, addMs(now, -captureAfterShippingMs))).map(shippedNotCaptured),
    ],
    ['paid-but-no-order', (await listPaidWithoutOrder(db, settledBefore)).map(paidButNoOrder)],
  ];
  const total = { opened: 0, reopened: 0, resolved: 0 };
  for (const [kind, causes] of found) {
    const stored = await storeCauses(db, kind, causes, now);
    total.opened += stored.opened;
    total.reopened += stored.reopened;
    total.resolved += stored.resolved;
  }
  await rememberCheckedFees(desk, fees.checked);
  return total;
}

/** An event is missing in the ledger only once the ledger tells of later days than its own. */
function ledgerIsPast({ occurredAt, ledgerKnownThrough, cutoffHour }: UnmatchedEvent): boolean {
  return ledgerKnownThrough !== null && ledgerKnownThrough > ledgerDayOf(occurredAt, cutoffHour);
}

function notInLedger(event: UnmatchedEvent): Cause {
  const { msn, orderId, operation, transactionId, eventKey, ledgerId, cutoffHour } = event;
  return {
    id: `captured-not-in-ledger:${msn}/${orderId}/${operation}/${transactionId ?? eventKey}`,
    kind: 'captured-not-in-ledger',
    amountOre: operation === 'refund' ? negateOre(event.amountOre) : event.amountOre,
    currency: event.currency,
    aroseOn: dayOf(event.occurredAt),
    msn,
    orderId,
    ledgerId,
    ledgerDate: ledgerDayOf(event.occurredAt, cutoffHour),
    detail: { operation, transactionId: transactionId ?? '' },
  };
}

function ofEntry(kind: ExceptionKind, entry: UnmatchedEntry) {
  return {
    id: `${kind}:${entry.entryKey}`,
    kind,
    amountOre: entry.amountOre,
    currency: entry.currency,
    aroseOn: entry.ledgerDate,
    msn: entry.msn,
    // An order nobody here knows has no page to lead to; its name stands in the detail.
    orderId: entry.known ? entry.reference : null,
    ledgerId: entry.ledgerId,
    ledgerDate: entry.ledgerDate,
  };
}

function unknownHere(entry: UnmatchedEntry): Cause {
  const { pspReference, entryType, reference } = entry;
  return {
    ...ofEntry('ledger-unknown-here', entry),
    detail: { pspReference, entryType, reference: reference ?? '' },
  };
}

function refundWithoutCapture(entry: UnmatchedEntry): Cause {
  const { pspReference, capturedOre, amountOre, reference } = entry;
  return {
    ...ofEntry('refund-without-capture', entry),
    detail: { pspReference, refundedOre: amountOre, capturedOre, reference: reference ?? '' },
  };
}

/** The exception of a bank line that names a payout with another amount. */
export function differingPayoutId(payout: {
  readonly ledgerId: string;
  readonly settlementNumber: string;
}): string {
  return `amounts-differ:payout ${payout.ledgerId}/${payout.settlementNumber}`;
}

async function amountsThatDiffer(desk: OfflineDesk): Promise<Cause[]> {
  const pairs = (await listDifferingPairs(desk.db)).map((pair): Cause => {
    const { msn, orderId, ledgerId, ledgerDate, pspReference, entryOre, differenceOre, currency, entryKey } =
      pair;
    const expectedOre = subtractOre(entryOre, differenceOre);
    return {
      id: `amounts-differ:${entryKey}`,
      kind: 'amounts-differ',
      amountOre: differenceOre,
      currency,
      aroseOn: ledgerDate,
      msn,
      orderId,
      ledgerId,
      ledgerDate,
      detail: { expectedOre, actualOre: entryOre, between: 'order-ledger', pspReference },
    };
  });
  const payouts = (await listDifferingSuggestions(desk.db)).map((match): Cause => {
    const { ledgerId, settlementNumber, paidOre, differenceOre, currency, arrivedOn, lineId } = match;
    return {
      id: differingPayoutId({ ledgerId, settlementNumber }),
      kind: 'amounts-differ',
      amountOre: differenceOre,
      currency,
      aroseOn: arrivedOn,
      ledgerId,
      settlementNumber,
      bankLineId: lineId,
      detail: { expectedOre: paidOre, actualOre: ore(paidOre + differenceOre), between: 'payout-bank' },
    };
  });
  const orders = (await listAmountsUnlikeRegistered(desk.db)).map((order): Cause => {
    const expectedOre = ore(Number(order.other));
    return {
      ...ofOrder('amounts-differ', order),
      detail: { expectedOre, actualOre: addOre(expectedOre, order.amountOre), between: 'shop-vipps' },
    };
  });
  return [...pairs, ...payouts, ...orders];
}

type OfPayout = Awaited<ReturnType<typeof listDifferingPayouts>>[number];

function sumDiffers(payout: OfPayout): Cause {
  const { ledgerId, settlementNumber, amountOre: paidOre, differenceOre, currency, ledgerDate } = payout;
  return {
    id: `payout-sum-differs:${ledgerId}/${settlementNumber}`,
    kind: 'payout-sum-differs',
    amountOre: differenceOre,
    currency,
    aroseOn: ledgerDate,
    ledgerId,
    settlementNumber,
    detail: { explainedOre: ore(paidOre + differenceOre), paidOre },
  };
}

function notInBank(payout: OfPayout): Cause {
  const { ledgerId, settlementNumber, amountOre, currency, expectedLatest } = payout;
  return {
    id: `payout-not-in-bank:${ledgerId}/${settlementNumber}`,
    kind: 'payout-not-in-bank',
    amountOre,
    currency,
    aroseOn: expectedLatest,
    ledgerId,
    settlementNumber,
    detail: { expectedLatest },
  };
}

function lineWithoutPayout(line: Awaited<ReturnType<typeof listUnexplainedLines>>[number]): Cause {
  return {
    id: `bank-line-without-payout:${line.lineKey}`,
    kind: 'bank-line-without-payout',
    amountOre: line.amountOre,
    currency: line.currency,
    aroseOn: line.bookedOn,
    ledgerId: line.ledgerId,
    bankLineId: line.id,
    detail: { text: line.description },
  };
}

function dayDoesNotTie(day: DayCause): Cause {
  const {
    ledgerId,
    topic,
    ledgerDate,
    currency,
    gapOre,
    missingEntries,
    missingOre,
    extraEntries,
    extraOre,
  } = day;
  return {
    id: `day-does-not-tie:${ledgerId}/${topic}/${ledgerDate}`,
    kind: 'day-does-not-tie',
    amountOre: day.gaps > 0 ? gapOre : subtractOre(missingOre, extraOre),
    currency,
    aroseOn: ledgerDate,
    ledgerId,
    ledgerDate,
    detail: { topic, gapOre, missingEntries, missingOre, extraEntries, extraOre },
  };
}

function ofOrder(kind: ExceptionKind, order: OrderCause) {
  const { msn, orderId, amountOre, currency, at } = order;
  const aroseOn: Day = dayOf(at);
  return { id: `${kind}:${msn}/${orderId}`, kind, amountOre, currency, aroseOn, msn, orderId };
}

function duplicateReservation(order: OrderCause): Cause {
  return { ...ofOrder('duplicate-reservation', order), detail: { otherOrderId: order.other } };
}

function shippedNotCaptured(order: OrderCause): Cause {
  return { ...ofOrder('shipped-not-captured', order), detail: { shippedAt: order.other } };
}

function paidButNoOrder(order: OrderCause): Cause {
  return { ...ofOrder('paid-but-no-order', order), detail: { source: order.other } };
}
