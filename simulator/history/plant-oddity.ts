import type { Ore } from '#core/money';
import { bookBankLine } from '#simulator/bank/book-bank-line';
import { vippsName } from '#simulator/bank/deposit-payout';
import { depositText } from '#simulator/bank/deposit-text';
import { type CaptureBooking, capturePayment, type MoneyRequest } from '#simulator/payments/capture-payment';
import { adjustLedger, type DisputeResult } from '#simulator/settlement/adjust-ledger';
import { bookCapture, bookMovement, getLedgerState } from '#simulator/settlement/book-entries';
import { captureFee } from '#simulator/settlement/capture-fee';
import type { Payment } from '#simulator/store/payment-store';
import type { PlantedDetail, PlantedKind } from '#simulator/store/planted-store';
import { getLedgerTerms, getSalesUnit, nextTransactionId, type World } from '#simulator/world';

/**
 * Things that are odd about the money, each done and recorded as planted at the time `at`. Those that the state of a
 * payment may not allow tell whether they were done. What is arranged with a bank stands in bank/arrange-deposit.
 */
export const plant = {
  /** A capture that is charged another fee than agreed: `extraOre` is negative when it is too much. */
  otherFee: (world: World, at: string, payment: Payment, request: MoneyRequest, extraOre: Ore): boolean =>
    capture(world, at, payment, request, { kind: 'other-fee', extraOre }, 'fee-differs', (captureOre) => ({
      amountOre: extraOre,
      captureOre,
    })),

  /** A capture that the ledger never hears of. */
  missingCapture: (world: World, at: string, payment: Payment, request: MoneyRequest): boolean =>
    capture(world, at, payment, request, { kind: 'left-out' }, 'capture-missing-in-ledger', (amountOre) => ({
      amountOre,
    })),

  /** A capture on the ledger, with its fee, of an order that no payment has. */
  unknownCapture: (world: World, at: string, msn: string, orderId: string, amountOre: Ore): void =>
    world.atomically(() => {
      const transactionId = nextTransactionId(world);
      bookCapture(world, at, { msn, orderId, transactionId, amountOre });
      const feeOre = captureFee(getLedgerTerms(world, getSalesUnit(world, msn).ledgerId), amountOre);
      const detail = { orderId, pspReference: transactionId, amountOre, feeOre };
      record(world, at, 'entry-unknown-here', msn, detail);
    }),

  /** A refund of a sale from before this ledger; the amount is negative. */
  unknownRefund: (world: World, at: string, msn: string, orderId: string, amountOre: Ore): void =>
    world.atomically(() => {
      const transactionId = nextTransactionId(world);
      bookMovement(world, at, 'refund', { msn, orderId, transactionId, amountOre });
      const detail = { orderId, pspReference: transactionId, amountOre };
      record(world, at, 'refund-without-capture', msn, detail);
    }),

  /** An entry of a type that no description has. */
  unknownType: (world: World, at: string, ledgerId: string, entryType: string, amountOre: Ore): void =>
    adjust(world, at, 'unknown-entry-type', ledgerId, { entryType, amountOre, text: '' }),

  correction: (world: World, at: string, ledgerId: string, amountOre: Ore): void =>
    adjust(world, at, 'correction', ledgerId, { entryType: 'correction', amountOre, text: 'Korreksjon' }),

  /** What was done about a dispute. */
  dispute: (
    world: World,
    at: string,
    payment: Payment,
    kind: 'dispute-held' | 'dispute-returned',
    act: () => DisputeResult,
  ): boolean =>
    world.atomically(() => {
      const result = act();
      if (!result.ok) return false;
      const { orderId } = payment;
      record(world, at, kind, payment.msn, { orderId, amountOre: result.amountOre });
      return true;
    }),

  /** A deposit with a number that no payout has. */
  foreignDeposit: (world: World, at: string, ledgerId: string, number: string, amountOre: Ore): void =>
    world.atomically(() => {
      const { bankAccount: account, vippsNumber } = getLedgerTerms(world, ledgerId);
      const text = depositText(number, vippsNumber, null);
      const day = bookBankLine(world, at, { account, amountOre, text, counterparty: vippsName });
      const detail = { settlementNumber: number, ledgerId, account, day, text, amountOre };
      world.planted.add('bank-line-without-payout', detail);
    }),
};

function capture(
  world: World,
  at: string,
  payment: Payment,
  request: MoneyRequest,
  booking: CaptureBooking,
  kind: PlantedKind,
  amountsOf: (capturedOre: Ore) => PlantedDetail,
): boolean {
  return world.atomically(() => {
    const result = capturePayment(world, at, payment, request, booking);
    if (!result.ok) return false;
    const { orderId, msn } = payment;
    const detail = { orderId, pspReference: result.transactionId, ...amountsOf(result.amountOre) };
    record(world, at, kind, msn, detail);
    return true;
  });
}

function adjust(
  world: World,
  at: string,
  kind: PlantedKind,
  ledgerId: string,
  entry: { readonly entryType: string; readonly amountOre: Ore; readonly text: string },
): void {
  world.atomically(() => {
    const { entryType, amountOre, text } = entry;
    const pspReference = adjustLedger(world, at, ledgerId, entryType, amountOre, text);
    const ledgerDate = getLedgerState(world, ledgerId, at).openDay;
    world.planted.add(kind, { ledgerId, ledgerDate, entryType, pspReference, amountOre });
  });
}

/** With the ledger and the ledger day that something of a sales unit is booked on now. */
function record(world: World, at: string, kind: PlantedKind, msn: string, detail: PlantedDetail): void {
  const { ledgerId } = getSalesUnit(world, msn);
  const ledgerDate = getLedgerState(world, ledgerId, at).openDay;
  world.planted.add(kind, { msn, ledgerId, ledgerDate, ...detail });
}
