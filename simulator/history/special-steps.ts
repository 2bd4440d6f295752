import { addDays, type Day, dayMs, dayOf, weekdayOf } from '#core/calendar';
import { type Ore, ore } from '#core/money';
import { momentOn } from '#simulator/history/day-times';
import { merchantInfoOf } from '#simulator/history/order-steps';
import type { Step } from '#simulator/history/step';
import { capturePayment } from '#simulator/payments/capture-payment';
import { confirmPayment, openPayment } from '#simulator/payments/customer';
import { initiatePayment } from '#simulator/payments/initiate-payment';
import { refundPayment, remainingToRefund } from '#simulator/payments/refund-payment';
import { abortPayout } from '#simulator/settlement/abort-payout';
import {
  adjustLedger,
  holdDisputedCapture,
  returnDisputedCapture,
} from '#simulator/settlement/adjust-ledger';
import type { Payment } from '#simulator/store/payment-store';
import type { Payout } from '#simulator/store/payout-store';
import { getSalesUnit, type World } from '#simulator/world';

/**
 * What makes the history worth looking at: a dispute won and one still held, a day on which more went out than
 * in, an aborted payout, a correction, a deposit that never came, one that was short, a capture that the shop
 * knows nothing about, and payments in their first minutes. Needs about three weeks to have room.
 */
export function specialSteps(firstDay: Day, endsAtMs: number): Step[] {
  const at = (share: number) =>
    dayOf(Date.parse(`${firstDay}T12:00:00Z`) + share * (endsAtMs - Date.parse(firstDay)));
  const before = (days: number) => dayOf(endsAtMs - days * dayMs);
  const disputed: { payment?: Payment } = {};
  return [
    {
      atMs: momentOn(at(0.33), 9, 40),
      run: (world, now) => dispute(world, now, 'dispute-returned', disputed),
    },
    { atMs: momentOn(at(0.52), 13, 5), run: (world, now) => returnDispute(world, now, disputed) },
    { atMs: momentOn(before(9), 10, 15), run: (world, now) => dispute(world, now, 'dispute-held', {}) },
    { atMs: momentOn(sundayFrom(at(0.5)), 20, 30), run: makeNegativeDay },
    { atMs: momentOn(bankMorning(at(0.62)), 9, 10), run: abortNewest },
    { atMs: momentOn(at(0.7), 11, 0), run: correct },
    { atMs: momentOn(before(13), 7, 0), run: (world) => tamper(world, '302977', 'lose') },
    { atMs: momentOn(before(20), 7, 0), run: (world) => tamper(world, '302321', 'shorten') },
    ...outsideCapture(momentOn(before(8), 14, 20)),
    ...[250_000, 140_000, 55_000].flatMap((age, index) => justNow(endsAtMs - age, index)),
  ];
}

function dispute(
  world: World,
  at: string,
  kind: 'dispute-held' | 'dispute-returned',
  disputed: { payment?: Payment },
): void {
  const payment = largestCaptured(world, at, '302321', 12)[2];
  if (!payment) return;
  const result = holdDisputedCapture(world, at, payment, payment.capturedOre);
  if (!result.ok) return;
  disputed.payment = payment;
  world.planted.add(kind, { msn: payment.msn, orderId: payment.orderId, amountOre: result.amountOre });
}

function returnDispute(world: World, at: string, disputed: { payment?: Payment }): void {
  if (disputed.payment) returnDisputedCapture(world, at, disputed.payment);
}

/** Refunds on a quiet Sunday until the ledger is well below zero: no payout, carried over to Monday. */
function makeNegativeDay(world: World, at: string): void {
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
  if (state) world.planted.add('negative-day', { ledgerId, ledgerDate: state.openDay });
}

function abortNewest(world: World, at: string): void {
  const payout = scheduled(world, '302321').at(-1);
  if (!payout || !abortPayout(world, at, payout)) return;
  world.planted.add('payout-aborted', { settlementNumber: payout.number, amountOre: payout.amountOre });
}

function correct(world: World, at: string): void {
  const amountOre = ore(-12_500);
  adjustLedger(world, at, '302977', 'correction', amountOre, 'Korreksjon');
  world.planted.add('correction', { ledgerId: '302977', amountOre });
}

function tamper(world: World, ledgerId: string, how: 'lose' | 'shorten'): void {
  const payout = scheduled(world, ledgerId).at(-1);
  if (!payout) return;
  const settlementNumber = payout.number;
  if (how === 'lose') {
    world.payouts.update({ ...payout, willBeLost: 1 });
    world.planted.add('deposit-missing', { settlementNumber, amountOre: payout.amountOre });
    return;
  }
  const bankCharge: Ore = ore(2500);
  world.payouts.update({ ...payout, shortByOre: bankCharge });
  world.planted.add('deposit-differs', { settlementNumber, shortByOre: bankCharge });
}

/** Somebody took a payment in the portal: the shop's own list does not have it. */
function outsideCapture(atMs: number): Step[] {
  const msn = '123456';
  const orderId = 'PORTAL-88213';
  const amountOre = ore(129_000);
  const text = 'Verkstedtime, sykkelservice';
  const withPayment =
    (work: (world: World, at: string, payment: Payment) => void) => (world: World, at: string) => {
      const payment = world.payments.find(msn, orderId);
      if (payment) work(world, at, payment);
    };
  return [
    {
      atMs,
      run(world, at) {
        const merchantInfo = merchantInfoOf(msn, false);
        const order = {
          msn,
          orderId,
          amountOre,
          text,
          express: 0 as const,
          mobileNumber: '91203344',
          merchantInfo,
        };
        initiatePayment(world, at, { ...order, unknownToShop: 1 });
      },
    },
    { atMs: atMs + 60_000, run: withPayment((world, at, payment) => confirmPayment(world, at, payment)) },
    {
      atMs: atMs + 300_000,
      run: withPayment((world, at, payment) => {
        capturePayment(world, at, payment, { amountOre: undefined, text, requestId: `portal-${orderId}` });
        world.planted.add('capture-unknown-to-shop', { msn, orderId, amountOre });
      }),
    },
  ];
}

/** A payment of the last minutes: initiated, perhaps opened, not decided. */
function justNow(atMs: number, index: number): Step[] {
  const msn = index === 1 ? '234567' : '123456';
  const orderId = `${index === 1 ? 'LK' : 'FF'}-2026-${910_001 + index}`;
  const amountOre = ore(39_900 + index * 25_000);
  const initiate = (world: World, at: string) => {
    const order = {
      msn,
      orderId,
      amountOre,
      text: 'Termoflaske 0,75 l',
      express: 0 as const,
      mobileNumber: null,
    };
    initiatePayment(world, at, { ...order, merchantInfo: merchantInfoOf(msn, false), unknownToShop: 0 });
  };
  const open = (world: World, at: string) => {
    const payment = world.payments.find(msn, orderId);
    if (payment) openPayment(world, at, payment);
  };
  const steps: Step[] = [{ atMs, run: initiate }];
  return index === 2 ? steps : [...steps, { atMs: atMs + 9000, run: open }];
}

/** Captured and not refunded orders of a ledger from the last days, largest first. */
function largestCaptured(world: World, at: string, ledgerId: string, days: number): Payment[] {
  const since = new Date(Date.parse(at) - days * dayMs).toISOString();
  return world.payments
    .listCapturedSince(since)
    .filter((payment) => getSalesUnit(world, payment.msn).ledgerId === ledgerId)
    .filter((payment) => payment.refundedOre === 0 && remainingToRefund(payment) > 0)
    .toSorted((a, b) => b.capturedOre - a.capturedOre || a.id - b.id);
}

function scheduled(world: World, ledgerId: string): Payout[] {
  return world.payouts
    .list()
    .filter((payout) => payout.ledgerId === ledgerId && payout.status === 'scheduled');
}

function sundayFrom(day: Day): Day {
  return weekdayOf(day) === 7 ? day : sundayFrom(addDays(day, 1));
}

/** A morning after a day with a payout: Wednesday. */
function bankMorning(day: Day): Day {
  return weekdayOf(day) === 3 ? day : bankMorning(addDays(day, 1));
}
