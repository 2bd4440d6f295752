import { type Day, instantAt } from '#core/calendar';
import { negateOre, type Ore, sumOre } from '#core/money';
import {
  bookEntries,
  bookMovement,
  type EntryDraft,
  getLedgerState,
  ledgerHandle,
} from '#simulator/settlement/book-entries';
import type { Payment } from '#simulator/store/payment-store';
import { getSalesUnit, nextTransactionId, type World } from '#simulator/world';

/** A correction (any sign) or a top-up (paid in by the merchant) on the funds of a ledger. Returns its id. */
export function adjustLedger(
  world: World,
  at: string,
  ledgerId: string,
  entryType: string,
  amountOre: Ore,
  text: string,
): string {
  const adjustment = adjustmentOf(world, ledgerId, entryType, amountOre, text);
  world.atomically(() => bookEntries(world, ledgerId, at, [adjustment]));
  return adjustment.pspReference;
}

/**
 * An adjustment of a day that has ended and been reported: it comes into the feed now, after the entries of later days,
 * and bears the older day. Undefined = that day has not ended.
 */
export function adjustEndedDay(
  world: World,
  at: string,
  ledgerId: string,
  ledgerDate: Day,
  entry: { readonly entryType: string; readonly amountOre: Ore; readonly text: string },
): string | undefined {
  if (ledgerDate >= getLedgerState(world, ledgerId, at).openDay) return undefined;
  const { entryType, amountOre, text } = entry;
  const adjustment = adjustmentOf(world, ledgerId, entryType, amountOre, text);
  const { pspReference } = adjustment;
  world.atomically(() => {
    bookEntries(world, ledgerId, at, [adjustment], { ledgerDate, time: instantAt(ledgerDate, '12:00') });
    world.planted.add('late-entry', { ledgerId, ledgerDate, entryType, pspReference, amountOre });
  });
  return pspReference;
}

function adjustmentOf(
  world: World,
  ledgerId: string,
  entryType: string,
  amountOre: Ore,
  text: string,
): EntryDraft {
  return {
    topic: 'funds',
    entryType,
    amountOre,
    pspReference: nextTransactionId(world),
    reference: text,
    recipientHandle: ledgerHandle(world, ledgerId),
  };
}

/** A dispute keeps back what was captured, until it is decided. The amount is negative when it goes out. */
export function holdDisputedCapture(
  world: World,
  at: string,
  payment: Payment,
  amountOre: Ore,
): DisputeResult {
  return moveDispute(world, at, payment, 'retained-disputed-capture', (held) =>
    held === 0 && amountOre <= payment.capturedOre ? negateOre(amountOre) : undefined,
  );
}

/** The merchant won: what was held comes back. */
export function returnDisputedCapture(world: World, at: string, payment: Payment): DisputeResult {
  return moveDispute(world, at, payment, 'returned-disputed-capture', (held) =>
    held < 0 ? negateOre(held) : undefined,
  );
}

export type DisputeResult = { readonly ok: true; readonly amountOre: Ore } | { readonly ok: false };

function moveDispute(
  world: World,
  at: string,
  payment: Payment,
  entryType: string,
  decide: (heldOre: Ore) => Ore | undefined,
): DisputeResult {
  const transactionId = findCaptureTransaction(world, payment);
  if (transactionId === undefined) return { ok: false };
  const amountOre = decide(heldOf(world, payment, transactionId));
  if (amountOre === undefined) return { ok: false };
  world.atomically(() =>
    bookMovement(world, at, entryType, {
      msn: payment.msn,
      orderId: payment.orderId,
      transactionId,
      amountOre,
    }),
  );
  return { ok: true, amountOre };
}

function heldOf(world: World, payment: Payment, transactionId: string): Ore {
  const { ledgerId } = getSalesUnit(world, payment.msn);
  const disputes = world.ledgers
    .listByReference(transactionId)
    .filter((entry) => entry.ledgerId === ledgerId && entry.entryType.endsWith('disputed-capture'));
  return sumOre(disputes.map((entry) => entry.amountOre));
}

function findCaptureTransaction(world: World, payment: Payment): string | undefined {
  const captures = world.payments
    .listEvents(payment.id)
    .filter((event) => event.success === 1 && (event.operation === 'CAPTURE' || event.operation === 'SALE'));
  return captures.at(-1)?.transactionId;
}
