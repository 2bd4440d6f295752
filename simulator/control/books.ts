import { type Ore, zeroOre } from '#core/money';
import { findNumberedPlace } from '#simulator/control/place';
import { remainingToCapture } from '#simulator/payments/capture-payment';
import type { BankLine } from '#simulator/store/bank-store';
import type { LedgerDaySum, LedgerTypeSum, Topic } from '#simulator/store/ledger-store';
import type { Payment } from '#simulator/store/payment-store';
import type { Payout } from '#simulator/store/payout-store';
import type { Planted } from '#simulator/store/planted-store';
import type { World } from '#simulator/world';

/** The simulator's own truth. Orders and bank lines are paged by the number of the last one seen. */
export function showBooks(world: World, filter: BooksFilter): Books {
  const wants = (part: BooksPart) => filter.only === undefined || filter.only === part;
  const orders = wants('orders') ? listOrders(world, filter) : [];
  const bankLines = wants('bank') ? world.bank.listAfter(filter.afterLine, filter.limit) : [];
  return {
    now: world.clock.now(),
    orders: orders.map(viewOrder),
    nextAfter: findNumberedPlace(
      orders.map((order) => order.id),
      filter.limit,
    ),
    ledgers: wants('ledgers') ? world.config.ledgers.map(({ ledgerId }) => viewLedger(world, ledgerId)) : [],
    payouts: wants('payouts') ? world.payouts.list().map(viewPayout) : [],
    bankLines: bankLines.map(viewBankLine),
    nextAfterLine: findNumberedPlace(
      bankLines.map((line) => line.seq),
      filter.limit,
    ),
    planted: wants('planted') ? world.planted.list() : [],
  };
}

export function viewOrder(payment: Payment): OrderView {
  return {
    msn: payment.msn,
    orderId: payment.orderId,
    state: stateOf(payment),
    amount: payment.amountOre,
    reserved: payment.reservedOre,
    captured: payment.capturedOre,
    refunded: payment.refundedOre,
    cancelled: payment.releasedOre,
    initiatedAt: payment.initiatedAt,
    reservedAt: payment.reservedAt,
    express: payment.express === 1,
    direct: payment.direct === 1,
    unknownToShop: payment.unknownToShop === 1,
  };
}

export function viewPayout(payout: Payout): PayoutView {
  return {
    settlementNumber: payout.number,
    ledgerId: payout.ledgerId,
    ledgerDate: payout.ledgerDate,
    amount: payout.amountOre,
    expectedBankDay: payout.expectedBankDay,
    status: payout.status,
    depositedAt: payout.depositedAt,
    depositAmount: payout.depositOre,
  };
}

export function viewBankLine(line: BankLine): BankLineView {
  const { amountOre: amount, payoutNumbers: settlementNumbers, ...rest } = line;
  return { ...rest, amount, settlementNumber: settlementNumbers[0] ?? null, settlementNumbers };
}

export type BooksPart = 'orders' | 'ledgers' | 'payouts' | 'bank' | 'planted';
export const booksParts: readonly BooksPart[] = ['orders', 'ledgers', 'payouts', 'bank', 'planted'];

export interface BooksFilter {
  readonly orderId: string | undefined;
  readonly msn: string | undefined;
  readonly only: BooksPart | undefined;
  readonly after: number;
  readonly afterLine: number;
  readonly limit: number;
}

/** Amounts are øre everywhere. */
export interface Books {
  readonly now: string;
  readonly orders: readonly OrderView[];
  /** For the next page of orders (`after`); null = that was all. */
  readonly nextAfter: number | null;
  readonly ledgers: readonly LedgerView[];
  readonly payouts: readonly PayoutView[];
  readonly bankLines: readonly BankLineView[];
  /** For the next page of bank lines (`afterLine`). */
  readonly nextAfterLine: number | null;
  /** What was made not tie, or unusual, on purpose. */
  readonly planted: readonly Planted[];
}

export interface OrderView {
  readonly msn: string;
  readonly orderId: string;
  readonly state: OrderState;
  readonly amount: Ore;
  readonly reserved: Ore;
  readonly captured: Ore;
  readonly refunded: Ore;
  readonly cancelled: Ore;
  readonly initiatedAt: string;
  readonly reservedAt: string | null;
  readonly express: boolean;
  readonly direct: boolean;
  readonly unknownToShop: boolean;
}

/** `captured` also when the rest was released. */
export type OrderState =
  | 'initiated'
  | 'reserved'
  | 'partially-captured'
  | 'captured'
  | 'partially-refunded'
  | 'refunded'
  | 'cancelled'
  | 'declined'
  | 'expired';

export interface LedgerView {
  readonly ledgerId: string;
  readonly openDay: string;
  readonly funds: TopicView;
  readonly fees: TopicView;
}

export interface TopicView {
  readonly balance: Ore;
  readonly entries: number;
  readonly byType: readonly LedgerTypeSum[];
  readonly days: readonly LedgerDaySum[];
}

export interface PayoutView {
  readonly settlementNumber: string;
  readonly ledgerId: string;
  readonly ledgerDate: string;
  readonly amount: Ore;
  readonly expectedBankDay: string;
  readonly status: Payout['status'];
  readonly depositedAt: string | null;
  readonly depositAmount: Ore | null;
}

export type BankLineView = Omit<BankLine, 'amountOre' | 'payoutNumbers'> & {
  readonly amount: Ore;
  /** The payout whose money this is, the first of several; null = none. */
  readonly settlementNumber: string | null;
  /** All of them, when the bank joined several. A payout that was split stands on several lines. */
  readonly settlementNumbers: readonly string[];
};

function listOrders(world: World, filter: BooksFilter): Payment[] {
  if (filter.orderId === undefined) return world.payments.listAfter(filter.after, filter.limit);
  return world.payments
    .findByOrderId(filter.orderId)
    .filter((payment) => filter.msn === undefined || payment.msn === filter.msn);
}

function viewLedger(world: World, ledgerId: string): LedgerView {
  const state = world.ledgers.findState(ledgerId);
  const topic = (name: Topic, balance: Ore): TopicView => {
    const byType = world.ledgers.sumTypes(ledgerId, name);
    const entries = byType.reduce((count, type) => count + type.entries, 0);
    return { balance, entries, byType, days: world.ledgers.sumDays(ledgerId, name) };
  };
  return {
    ledgerId,
    openDay: state?.openDay ?? '',
    funds: topic('funds', state?.fundsOre ?? zeroOre),
    fees: topic('fees', state?.feesOre ?? zeroOre),
  };
}

function stateOf(payment: Payment): OrderState {
  if (payment.state !== 'reserved') return payment.state;
  if (payment.refundedOre > 0)
    return payment.refundedOre === payment.capturedOre ? 'refunded' : 'partially-refunded';
  if (payment.capturedOre === 0) return 'reserved';
  return remainingToCapture(payment) > 0 ? 'partially-captured' : 'captured';
}
