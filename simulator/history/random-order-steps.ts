import { ore } from '#core/money';
import { merchantInfoOf } from '#simulator/history/order-steps';
import { plant } from '#simulator/history/plant-oddity';
import {
  moneyRequest,
  partOf,
  pickFrom,
  pickPayment,
  pickUnit,
  type RandomRun,
  type RandomStep,
} from '#simulator/history/random-run';
import { cancelPayment } from '#simulator/payments/cancel-payment';
import { capturePayment, remainingToCapture } from '#simulator/payments/capture-payment';
import { confirmPayment, declinePayment } from '#simulator/payments/customer';
import { initiatePayment } from '#simulator/payments/initiate-payment';
import { refundPayment, remainingToRefund } from '#simulator/payments/refund-payment';
import { holdDisputedCapture, returnDisputedCapture } from '#simulator/settlement/adjust-ledger';
import type { Payment } from '#simulator/store/payment-store';

/** What customers, the shop and card issuers do with orders. */
export const randomOrderSteps = {
  initiate: { weight: 60, run: initiate },
  confirm: { weight: 220, run: confirm },
  decline: {
    weight: 4,
    run: (run) => withPayment(run, isInitiated, (payment, at) => declinePayment(run.world, at, payment)),
  },
  capture: {
    weight: 60,
    run: (run) =>
      withPayment(
        run,
        isOpen,
        (payment, at) => capturePayment(run.world, at, payment, moneyRequest(run, 'Sendt')).ok,
      ),
  },
  'capture-part': { weight: 24, run: capturePart },
  'capture-too-much': { weight: 3, run: captureTooMuch },
  refund: {
    weight: 6,
    run: (run) =>
      withPayment(
        run,
        isCaptured,
        (payment, at) => refundPayment(run.world, at, payment, moneyRequest(run, 'Retur')).ok,
      ),
  },
  'refund-part': { weight: 8, run: refundPart },
  cancel: { weight: 8, run: cancel },
  'dispute-held': { weight: 3, run: holdDispute },
  'dispute-returned': { weight: 3, run: returnDispute },
  'fee-differs': {
    weight: 3,
    run: (run) =>
      withPayment(run, isOpen, (payment, at) =>
        plant.otherFee(run.world, at, payment, moneyRequest(run, 'Sendt'), ore(-run.random.whole(1, 3000))),
      ),
  },
  'capture-missing': {
    weight: 3,
    run: (run) =>
      withPayment(run, isOpen, (payment, at) =>
        plant.missingCapture(run.world, at, payment, moneyRequest(run, 'Sendt')),
      ),
  },
} as const satisfies Record<string, RandomStep>;

const isInitiated = (payment: Payment) => payment.state === 'initiated';
const isOpen = (payment: Payment) => payment.state === 'reserved' && remainingToCapture(payment) > 0;
const isCaptured = (payment: Payment) => remainingToRefund(payment) > 0;

function withPayment(
  run: RandomRun,
  isFit: (payment: Payment) => boolean,
  act: (payment: Payment, at: string) => boolean,
): boolean {
  const payment = pickPayment(run, isFit);
  return payment !== undefined && act(payment, run.world.clock.now());
}

function initiate(run: RandomRun): boolean {
  const { world, random } = run;
  const unit = pickUnit(run);
  if (!unit) return false;
  const result = initiatePayment(world, world.clock.now(), {
    msn: unit.msn,
    orderId: `RANDOM-${world.settings.next('random-order', 1)}`,
    amountOre: ore(random.whole(100, 300_000)),
    text: 'Tilfeldig vare',
    express: 0,
    mobileNumber: `4${String(random.whole(0, 9_999_999)).padStart(7, '0')}`,
    merchantInfo: merchantInfoOf(unit.msn, false),
    unknownToShop: 0,
  });
  return result.ok;
}

/** Now and then the card is refused, and now and then the money is taken at once. */
function confirm(run: RandomRun): boolean {
  return withPayment(run, isInitiated, (payment, at) => {
    const directCapture = run.random.chance(0.1);
    const fail = run.random.chance(0.05) ? ('insufficient-funds' as const) : undefined;
    const result = confirmPayment(run.world, at, payment, { directCapture, fail });
    return result === 'confirmed' || result === fail;
  });
}

function capturePart(run: RandomRun): boolean {
  return withPayment(run, isOpen, (payment, at) => {
    const part = partOf(run, remainingToCapture(payment));
    return part !== undefined && capturePayment(run.world, at, payment, moneyRequest(run, 'Del', part)).ok;
  });
}

/** Refused; the attempt stays in the history and moves nothing. */
function captureTooMuch(run: RandomRun): boolean {
  return withPayment(run, isOpen, (payment, at) => {
    const amountOre = ore(remainingToCapture(payment) + 100);
    return !capturePayment(run.world, at, payment, moneyRequest(run, 'For mye', amountOre)).ok;
  });
}

function refundPart(run: RandomRun): boolean {
  return withPayment(run, isCaptured, (payment, at) => {
    const part = partOf(run, remainingToRefund(payment));
    return part !== undefined && refundPayment(run.world, at, payment, moneyRequest(run, 'Retur', part)).ok;
  });
}

function cancel(run: RandomRun): boolean {
  const isFit = (payment: Payment) => isInitiated(payment) || isOpen(payment);
  const request = { text: 'Utsolgt', shouldReleaseRemainingFunds: true };
  return withPayment(run, isFit, (payment, at) => cancelPayment(run.world, at, payment, request).ok);
}

function holdDispute(run: RandomRun): boolean {
  return withPayment(run, isCaptured, (payment, at) =>
    plant.dispute(run.world, at, payment, 'dispute-held', () =>
      holdDisputedCapture(run.world, at, payment, remainingToRefund(payment)),
    ),
  );
}

/** The one that was held stays planted, and the return is planted too. */
function returnDispute(run: RandomRun): boolean {
  const { world } = run;
  const held = pickFrom(
    run,
    world.planted.list().filter((planted) => planted.kind === 'dispute-held'),
  );
  const payment = held && world.payments.find(String(held.detail.msn), String(held.detail.orderId));
  if (!payment) return false;
  const at = world.clock.now();
  return plant.dispute(world, at, payment, 'dispute-returned', () =>
    returnDisputedCapture(world, at, payment),
  );
}
