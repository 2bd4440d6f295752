import { type Ore, ore, shareOre } from '#core/money';
import type { FollowUp, OrderPlan } from '#simulator/history/plan-orders';
import type { Step } from '#simulator/history/step';
import { cancelPayment } from '#simulator/payments/cancel-payment';
import { capturePayment, remainingToCapture } from '#simulator/payments/capture-payment';
import { type Confirmation, confirmPayment, declinePayment, openPayment } from '#simulator/payments/customer';
import { initiatePayment } from '#simulator/payments/initiate-payment';
import { refundPayment, remainingToRefund } from '#simulator/payments/refund-payment';
import type { Payment } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';

/** An order as steps in time, each done by the same code that serves the API. */
export function orderSteps(plan: OrderPlan): Step[] {
  const { atMs, reaction, reactionMs } = plan;
  const reactAt = atMs + reactionMs;
  const choice: Confirmation = { instrument: plan.instrument, directCapture: plan.isDirect };
  const steps: Step[] = [{ atMs, run: (world, at) => initiate(world, at, plan) }];
  const add = (stepMs: number, work: (world: World, at: string, payment: Payment) => void) =>
    steps.push({
      atMs: stepMs,
      run: (world, at) => withPayment(world, plan, (payment) => work(world, at, payment)),
    });
  if (plan.isOpened) add(atMs + 4000, (world, at, payment) => openPayment(world, at, payment));
  if (reaction === 'decline') add(reactAt, (world, at, payment) => declinePayment(world, at, payment));
  if (reaction === 'fail' || reaction === 'fail-then-confirm') {
    const fail = plan.instrument === 'Visa' ? 'insufficient-funds' : 'expired-card';
    add(reactAt, (world, at, payment) => confirmPayment(world, at, payment, { ...choice, fail }));
  }
  if (reaction === 'confirm')
    add(reactAt, (world, at, payment) => confirmPayment(world, at, payment, choice));
  if (reaction === 'fail-then-confirm') {
    add(reactAt + 75_000, (world, at, payment) => confirmPayment(world, at, payment, choice));
  }
  for (const [index, followUp] of plan.followUps.entries()) {
    add(followUp.atMs, (world, at, payment) => runFollowUp(world, at, payment, followUp, index));
  }
  return steps;
}

/** What a shop sends along with a payment; without an address for callbacks, because nobody is there to hear them. */
export function merchantInfoOf(msn: string, isExpress: boolean): Record<string, unknown> {
  return {
    merchantSerialNumber: msn,
    fallBack: 'https://butikk.example.com/takk',
    ...(isExpress
      ? {
          paymentType: 'eComm Express Payment',
          consentRemovalPrefix: 'https://butikk.example.com/vipps',
          staticShippingDetails: shippingMethods,
        }
      : {}),
  };
}

const shippingMethods = [
  {
    isDefault: 'Y',
    priority: 1,
    shippingCost: 79,
    shippingMethod: 'Posten pakke i postkassen',
    shippingMethodId: 'postkasse',
  },
  { isDefault: 'N', priority: 2, shippingCost: 0, shippingMethod: 'Hent i butikk', shippingMethodId: 'hent' },
];

function initiate(world: World, at: string, plan: OrderPlan): void {
  initiatePayment(world, at, {
    msn: plan.shop.msn,
    orderId: plan.orderId,
    amountOre: plan.amountOre,
    text: plan.text,
    express: plan.isExpress ? 1 : 0,
    mobileNumber: plan.mobileNumber,
    merchantInfo: merchantInfoOf(plan.shop.msn, plan.isExpress),
    unknownToShop: 0,
  });
}

function withPayment(world: World, plan: OrderPlan, work: (payment: Payment) => void): void {
  const payment = world.payments.find(plan.shop.msn, plan.orderId);
  if (payment) work(payment);
}

function runFollowUp(world: World, at: string, payment: Payment, followUp: FollowUp, index: number): void {
  const requestId = `${followUp.kind}-${payment.orderId}-${index + 1}`;
  const { kind, percent } = followUp;
  switch (kind) {
    case 'capture': {
      const amountOre = partOf(remainingToCapture(payment), percent);
      const text = `Sendt med Posten, sporing ${trackingNumber(payment, index)}`;
      capturePayment(world, at, payment, { amountOre, text, requestId });
      return;
    }
    case 'refund': {
      if (remainingToRefund(payment) === 0) return;
      const amountOre = partOf(remainingToRefund(payment), percent);
      refundPayment(world, at, payment, { amountOre, text: 'Retur', requestId });
      return;
    }
    case 'void':
      cancelPayment(world, at, payment, { text: 'Utsolgt', shouldReleaseRemainingFunds: false });
      return;
    case 'release':
      cancelPayment(world, at, payment, { text: 'Resten er utsolgt', shouldReleaseRemainingFunds: true });
      return;
    default:
      throw new Error(`unexpected: ${String(kind satisfies never)}`);
  }
}

/** Whole kroner, at least one; undefined = all. */
function partOf(remaining: Ore, percent: number): Ore | undefined {
  if (percent === 100) return undefined;
  const part = ore(Math.trunc(shareOre(remaining, percent * 100) / 100) * 100);
  return part < 100 ? undefined : part;
}

function trackingNumber(payment: Payment, index: number): string {
  return `3707${payment.transactionId.slice(-8)}${index + 1}`;
}
