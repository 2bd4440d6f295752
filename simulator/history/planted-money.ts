import { addDays, dayMs, dayOf } from '#core/calendar';
import { type Ore, ore, shareOre } from '#core/money';
import { arrangeDeposit, canJoin, isArranged } from '#simulator/bank/arrange-deposit';
import type { TextChange } from '#simulator/bank/deposit-text';
import { plant } from '#simulator/history/plant-oddity';
import { refundPayment, remainingToRefund } from '#simulator/payments/refund-payment';
import { abortPayout } from '#simulator/settlement/abort-payout';
import {
  adjustEndedDay,
  holdDisputedCapture,
  returnDisputedCapture,
} from '#simulator/settlement/adjust-ledger';
import type { Payment } from '#simulator/store/payment-store';
import type { Payout } from '#simulator/store/payout-store';
import { getSalesUnit, type World } from '#simulator/world';

/** A large capture is disputed. The second dispute of the pair is one that the merchant will win later. */
export function disputeOne(
  world: World,
  at: string,
  kind: 'dispute-held' | 'dispute-returned',
  disputed: { payment?: Payment },
): void {
  const payment = largestCaptured(world, at, '302321', 12)[2];
  if (!payment) return;
  const hold = () => holdDisputedCapture(world, at, payment, payment.capturedOre);
  if (plant.dispute(world, at, payment, kind, hold)) disputed.payment = payment;
}

export function returnDispute(world: World, at: string, disputed: { payment?: Payment }): void {
  if (disputed.payment) returnDisputedCapture(world, at, disputed.payment);
}

/** Refunds on a quiet Sunday until the ledger is well below zero: no payout, carried over to Monday. */
export function makeNegativeDay(world: World, at: string): void {
  const ledgerId = '302321';
  const target = ore(-250_000);
  for (const payment of largestCaptured(world, at, ledgerId, 10).slice(3)) {
    const state = world.ledgers.findState(ledgerId);
    if (!state || state.fundsOre <= target) break;
    refundPayment(world, at, payment, {
      amountOre: undefined,
      text: 'Tilbakekalt vare',
      requestId: `recall-${payment.orderId}`,
    });
  }
  const state = world.ledgers.findState(ledgerId);
  if (state)
    world.planted.add('negative-day', { ledgerId, ledgerDate: state.openDay, amountOre: state.fundsOre });
}

export function abortNewest(world: World, at: string): void {
  const payout = untouched(world, '302321').at(-1);
  if (payout) abortPayout(world, at, payout);
}

/** A correction of a day that was reported three days ago. */
export function correctLate(world: World, at: string): void {
  const entry = { entryType: 'correction', amountOre: ore(-4500), text: 'Korreksjon' };
  const older = addDays(dayOf(at), -3);
  adjustEndedDay(world, at, '302321', older, entry);
}

/** What the bank makes of the newest payout of a ledger. */
export function tamper(world: World, ledgerId: string, how: 'lose' | 'shorten' | 'split' | TextChange): void {
  const payout = untouched(world, ledgerId).at(-1);
  if (!payout) return;
  if (how === 'lose') arrangeDeposit.lose(world, payout);
  else if (how === 'shorten') arrangeDeposit.shorten(world, payout, bankCharge);
  else if (how === 'split') arrangeDeposit.split(world, payout, shareOre(payout.amountOre, 6200));
  else arrangeDeposit.mangleText(world, payout, how);
}

/** The newest two payouts that arrive together: those of a weekend. */
export function joinNewest(world: World, ledgerId: string): void {
  const payouts = untouched(world, ledgerId);
  const second = payouts.at(-1);
  const first = payouts.findLast((payout) => second !== undefined && canJoin(world, payout, second));
  if (first && second) arrangeDeposit.join(world, first, second);
}

const bankCharge: Ore = ore(2500);

/** Captured and not refunded orders of a ledger from the last days, largest first; none that is odd already. */
function largestCaptured(world: World, at: string, ledgerId: string, days: number): Payment[] {
  const since = new Date(Date.parse(at) - days * dayMs).toISOString();
  const odd = new Set(world.planted.list().map((planted) => planted.detail.orderId));
  return world.payments
    .listCapturedSince(since)
    .filter((payment) => getSalesUnit(world, payment.msn).ledgerId === ledgerId)
    .filter((payment) => payment.refundedOre === 0 && remainingToRefund(payment) > 0)
    .filter((payment) => !odd.has(payment.orderId))
    .toSorted((a, b) => b.capturedOre - a.capturedOre || a.id - b.id);
}

/** Scheduled, and nobody has arranged anything about the deposit. */
function untouched(world: World, ledgerId: string): Payout[] {
  return world.payouts
    .list()
    .filter((payout) => payout.ledgerId === ledgerId && payout.status === 'scheduled' && !isArranged(payout));
}
