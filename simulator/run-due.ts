import { depositPayout } from '#simulator/bank/deposit-payout';
import { writeStatements } from '#simulator/bank/write-statements';
import { expirePayment } from '#simulator/payments/customer';
import { getLedgerState } from '#simulator/settlement/book-entries';
import { endLedgerDay } from '#simulator/settlement/end-ledger-day';
import type { World } from '#simulator/world';

/**
 * Does all that falls due up to a time (the clock's now unless told), in order of time: payments time out,
 * ledger days end, deposits arrive, statements are issued. Called before each request, by a timer, and when
 * the clock is moved; the clock moves along with the events, so that a crash on the way loses nothing.
 */
export function runDue(world: World, untilMs: number = world.clock.nowMs()): void {
  if (world.nextDueMs !== undefined && world.nextDueMs > untilMs) return;
  openLedgers(world);
  for (let due = findNextDue(world); due !== undefined; due = findNextDue(world)) {
    const dueMs = Date.parse(due.at);
    if (dueMs > untilMs) {
      world.nextDueMs = dueMs;
      break;
    }
    world.clock.advanceTo(dueMs);
    world.atomically(due.run);
  }
  writeStatements(world);
}

/** Moves the clock forward, doing everything due on the way. An earlier time changes nothing. */
export function advanceClock(world: World, toMs: number): void {
  runDue(world, toMs);
  world.atomically(() => world.clock.advanceTo(toMs));
}

/** A ledger's first day begins when the simulator first runs. */
function openLedgers(world: World): void {
  for (const { ledgerId } of world.config.ledgers) getLedgerState(world, ledgerId, world.clock.now());
}

function findNextDue(world: World): Due | undefined {
  let first: Due | undefined;
  for (const candidate of [dueTimeout(world), dueDeposit(world), dueStatement(world), dueClose(world)]) {
    if (candidate && (first === undefined || candidate.at < first.at)) first = candidate;
  }
  return first;
}

interface Due {
  readonly at: string;
  readonly run: () => void;
}

function dueTimeout(world: World): Due | undefined {
  const payment = world.payments.findNextTimeout();
  return payment && { at: payment.timeoutAt, run: () => expirePayment(world, payment.timeoutAt, payment) };
}

function dueClose(world: World): Due | undefined {
  const state = world.ledgers.findNextClose();
  return state && { at: state.closesAt, run: () => endLedgerDay(world, state) };
}

function dueDeposit(world: World): Due | undefined {
  const payout = world.payouts.findNextDeposit();
  return payout && { at: payout.depositAt, run: () => depositPayout(world, payout) };
}

function dueStatement(world: World): Due | undefined {
  const statement = world.bank.findNextStatement();
  return (
    statement && { at: statement.dueAt, run: () => world.bank.issueStatement(statement, statement.dueAt) }
  );
}
