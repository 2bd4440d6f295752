import { type Ore, ore } from '#core/money';
import { merchantInfoOf } from '#simulator/history/order-steps';
import { plant } from '#simulator/history/plant-oddity';
import type { Step } from '#simulator/history/step';
import { capturePayment } from '#simulator/payments/capture-payment';
import { confirmPayment, openPayment } from '#simulator/payments/customer';
import { initiatePayment } from '#simulator/payments/initiate-payment';
import { shipOrder } from '#simulator/payments/ship-order';
import { getLedgerState } from '#simulator/settlement/book-entries';
import type { Payment } from '#simulator/store/payment-store';
import { getSalesUnit, type World } from '#simulator/world';

/** Somebody took a payment in the portal: the shop's own list does not have it. */
export function captureOutsideShop(atMs: number): Step[] {
  const order = {
    msn: '123456',
    orderId: 'PORTAL-88213',
    amountOre: ore(129_000),
    text: 'Verkstedtime, sykkelservice',
    mobileNumber: '91203344',
  };
  const { msn, orderId, amountOre, text } = order;
  return [
    ...reserve(atMs, order, 1),
    later(order, atMs + 5 * minuteMs, (world, at, payment) => {
      const request = { amountOre: undefined, text, requestId: `portal-${orderId}` };
      const result = capturePayment(world, at, payment, request);
      if (!result.ok) return;
      const { ledgerId } = getSalesUnit(world, msn);
      const ledgerDate = getLedgerState(world, ledgerId, at).openDay;
      const pspReference = result.transactionId;
      world.planted.add('capture-unknown-to-shop', {
        msn,
        orderId,
        ledgerId,
        ledgerDate,
        pspReference,
        amountOre,
      });
    }),
  ];
}

/** A percentage point too much was charged. */
export function captureWithOtherFee(atMs: number): Step[] {
  const order = {
    msn: '123456',
    orderId: 'FF-2026-920018',
    amountOre: ore(279_900),
    text: 'Skalljakke dame',
    mobileNumber: '48804417',
  };
  return [
    ...reserve(atMs, order),
    later(order, atMs + 130 * minuteMs, (world, at, payment) => {
      plant.otherFee(world, at, payment, shipping(payment), ore(-2799));
    }),
  ];
}

/** Captured, and never on the ledger. */
export function captureNeverBooked(atMs: number): Step[] {
  const order = {
    msn: '123456',
    orderId: 'FF-2026-920031',
    amountOre: ore(124_900),
    text: 'Stormkjøkken',
    mobileNumber: '97311206',
  };
  return [
    ...reserve(atMs, order),
    later(order, atMs + 170 * minuteMs, (world, at, payment) => {
      plant.missingCapture(world, at, payment, shipping(payment));
    }),
  ];
}

/** The customer paid twice within minutes; the shop sent one parcel. The other reservation should be cancelled. */
export function reserveTwice(atMs: number): Step[] {
  const order = {
    msn: '123456',
    orderId: 'FF-2026-920044',
    amountOre: ore(119_900),
    text: 'Dagstursekk 25 l',
    mobileNumber: '45190027',
  };
  const again = { ...order, orderId: 'FF-2026-920045' };
  return [
    ...reserve(atMs, order),
    ...reserve(atMs + 3 * minuteMs, again),
    later(order, atMs + 150 * minuteMs, (world, at, payment) => {
      const other = world.payments.find(again.msn, again.orderId);
      if (other?.state !== 'reserved') return;
      capturePayment(world, at, payment, shipping(payment));
      const { msn, orderId, amountOre } = again;
      world.planted.add('duplicate-reservation', {
        msn,
        orderId,
        otherOrderId: order.orderId,
        amountOre,
      });
    }),
  ];
}

/** Sent, and the capture was forgotten. */
export function shipWithoutCapture(atMs: number, shippedMs: number): Step[] {
  const order = {
    msn: '234567',
    orderId: 'LK-2026-920052',
    amountOre: ore(61_800),
    text: 'Husets blanding 1 kg, Colombia Huila 500 g',
    mobileNumber: '90627735',
  };
  return [
    ...reserve(atMs, order),
    later(order, shippedMs, (world, at, payment) => {
      if (!shipOrder(world, at, payment)) return;
      const { msn, orderId, amountOre } = order;
      world.planted.add('shipped-not-captured', { msn, orderId, shippedAt: at, amountOre });
    }),
  ];
}

/** A payment of the last minutes: initiated, perhaps opened, not decided. */
export function payJustNow(atMs: number, index: number): Step[] {
  const msn = index === 1 ? '234567' : '123456';
  const order = {
    msn,
    orderId: `${index === 1 ? 'LK' : 'FF'}-2026-${910_001 + index}`,
    amountOre: ore(39_900 + index * 25_000),
    text: 'Termoflaske 0,75 l',
    mobileNumber: null,
  };
  const opened = later(order, atMs + 9000, (world, at, payment) => openPayment(world, at, payment));
  return index === 2 ? [initiate(atMs, order, 0)] : [initiate(atMs, order, 0), opened];
}

interface OddOrder {
  readonly msn: string;
  readonly orderId: string;
  readonly amountOre: Ore;
  readonly text: string;
  readonly mobileNumber: string | null;
}

const minuteMs = 60_000;

function initiate(atMs: number, order: OddOrder, unknownToShop: 0 | 1): Step {
  const merchantInfo = merchantInfoOf(order.msn, false);
  return {
    atMs,
    run: (world, at) => {
      initiatePayment(world, at, { ...order, express: 0, merchantInfo, unknownToShop });
    },
  };
}

/** Confirmed after a minute. */
function reserve(atMs: number, order: OddOrder, unknownToShop: 0 | 1 = 0): Step[] {
  const confirm = later(order, atMs + minuteMs, (world, at, payment) => confirmPayment(world, at, payment));
  return [initiate(atMs, order, unknownToShop), confirm];
}

function later(
  order: OddOrder,
  atMs: number,
  work: (world: World, at: string, payment: Payment) => void,
): Step {
  return {
    atMs,
    run: (world, at) => {
      const payment = world.payments.find(order.msn, order.orderId);
      if (payment) work(world, at, payment);
    },
  };
}

function shipping(payment: Payment) {
  const text = `Sendt med Posten, sporing 3707${payment.transactionId.slice(-8)}1`;
  return { amountOre: undefined, text, requestId: `capture-${payment.orderId}-1` };
}
