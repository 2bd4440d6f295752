/** Sends a stored command and records what became of it. The caller holds the command's lease. */
import { setTimeout as wait } from 'node:timers/promises';
import { assertNever } from '#core/assert-never';
import { smallestAmountOre } from '#core/payment-actions';
import { auditStatement, orderSubject } from '#db/audit';
import { atomically } from '#db/client';
import type { CommandRow } from '#db/commands';
import { findCommand, updateOpenCommandStatement } from '#db/commands';
import { updateOrderStatement } from '#db/orders';
import type { ActionResult } from '#vipps/client';
import { isVippsError, type VippsError } from '#vipps/errors';
import { applyPaymentDetails } from './apply-payment-details';
import type { Desk } from './desk';
import { settleCommand } from './settle-command';

/** Long enough for a send, a look at the details and a second send, each with its time-out. Real time. */
const leaseMs = 90_000;

export function leaseUntil(): string {
  return new Date(Date.now() + leaseMs).toISOString();
}

/** How long to wait before asking Vipps what became of a command whose answer was lost. */
const settlePauseMs = 300;

/** Sends the command; asks Vipps at once when the outcome is unknown. Returns the command as it then stands. */
export async function sendCommand(desk: Desk, command: CommandRow): Promise<CommandRow> {
  const outcome = await trySending(desk, command);
  if (outcome.kind === 'unknown') {
    await recordUnknown(desk, command, outcome.error);
    await wait(settlePauseMs);
    return settleCommand(desk, await readAgain(desk, command));
  }
  if (outcome.kind === 'failed') await recordFailure(desk, command, errorColumns(outcome.error));
  else await recordSuccess(desk, command, outcome.result);
  return readAgain(desk, command);
}

export type SendOutcome =
  | { readonly kind: 'succeeded'; readonly result: ActionResult }
  | { readonly kind: 'failed'; readonly error: VippsError }
  | { readonly kind: 'unknown'; readonly error: VippsError };

/** One attempt, counted before it is made. Anything but an error of the Vipps client is a fault of ours and thrown. */
export async function trySending(desk: Desk, command: CommandRow): Promise<SendOutcome> {
  await atomically(desk.db, [
    updateOpenCommandStatement(desk.db, command.id, {
      status: command.status,
      attempts: command.attempts + 1,
      sentAt: desk.clock.now(),
    }),
  ]);
  try {
    return { kind: 'succeeded', result: await send(desk, command) };
  } catch (error) {
    if (!isVippsError(error)) throw error;
    return { kind: error.effect === 'none' ? 'failed' : 'unknown', error };
  }
}

function send(desk: Desk, command: CommandRow): Promise<ActionResult> {
  const { msn, orderId, id: requestId, transactionText: text } = command;
  // Below 1 kr Vipps takes no amount; then all that remains is meant, which the order's page has checked.
  const leaveOut = command.wholeRemainder === 'yes' && command.amountOre < smallestAmountOre;
  const amountOre = leaveOut ? undefined : command.amountOre;
  switch (command.kind) {
    case 'capture':
      return desk.vipps.capture({ msn, orderId, amountOre, text, requestId });
    case 'refund':
      return desk.vipps.refund({ msn, orderId, amountOre, text, requestId });
    case 'cancel':
      return desk.vipps.cancel({ msn, orderId, text, releaseRemaining: command.releaseRest === 'yes' });
    default:
      return assertNever(command.kind);
  }
}

/** Reads the payment again, so that the page shows what happened, then closes the command. */
export async function recordSuccess(
  desk: Desk,
  command: CommandRow,
  result: Pick<ActionResult, 'transactionId'>,
): Promise<void> {
  await refreshPayment(desk, command);
  const now = desk.clock.now();
  await atomically(desk.db, [
    updateOpenCommandStatement(desk.db, command.id, {
      status: 'succeeded',
      settledAt: now,
      leaseUntil: null,
      nextAttemptAt: null,
      transactionId: result.transactionId ?? null,
      ...noError,
    }),
    auditStatement(desk.db, {
      at: now,
      actor: command.actor,
      action: `${command.kind} succeeded`,
      subject: orderSubject(command.msn, command.orderId),
      detail: { command: command.id, amountOre: command.amountOre, transactionId: result.transactionId },
    }),
  ]);
}

/** Nothing happened at Vipps. Its own words are kept, where it refused. */
export async function recordFailure(desk: Desk, command: CommandRow, words: ErrorColumns): Promise<void> {
  await refreshPayment(desk, command); // a refusal often means that somebody else was faster
  const now = desk.clock.now();
  await atomically(desk.db, [
    updateOpenCommandStatement(desk.db, command.id, {
      status: 'failed',
      settledAt: now,
      leaseUntil: null,
      nextAttemptAt: null,
      ...words,
    }),
    auditStatement(desk.db, {
      at: now,
      actor: command.actor,
      action: `${command.kind} failed`,
      subject: orderSubject(command.msn, command.orderId),
      detail: { command: command.id, amountOre: command.amountOre, ...words },
    }),
  ]);
  // A payment that ended by itself was not cancelled here: derived again, now that it is known.
  if (command.kind === 'cancel') await refreshPayment(desk, command);
}

/** The answer was lost. The command stays open until Vipps has been asked. */
export async function recordUnknown(desk: Desk, command: CommandRow, error: VippsError): Promise<void> {
  const now = desk.clock.now();
  await atomically(desk.db, [
    updateOpenCommandStatement(desk.db, command.id, { status: 'unknown', ...errorColumns(error) }),
    updateOrderStatement(desk.db, command, { nextPollAt: now }),
    auditStatement(desk.db, {
      at: now,
      actor: command.actor,
      action: `${command.kind} unknown`,
      subject: orderSubject(command.msn, command.orderId),
      detail: { command: command.id, amountOre: command.amountOre, ...errorColumns(error) },
    }),
  ]);
}

/** A failure to read here is no failure of the command: the order is then polled soon. */
async function refreshPayment(desk: Desk, command: CommandRow): Promise<void> {
  try {
    await applyPaymentDetails(
      desk,
      command,
      await desk.vipps.getPaymentDetails(command.msn, command.orderId),
    );
  } catch (error) {
    if (!isVippsError(error)) throw error;
    desk.log.warn({ command: command.id, error: error.kind }, 'payment could not be read after a command');
    await atomically(desk.db, [updateOrderStatement(desk.db, command, { nextPollAt: desk.clock.now() })]);
  }
}

export async function readAgain(desk: Desk, command: CommandRow): Promise<CommandRow> {
  const row = await findCommand(desk.db, command.id);
  if (row === undefined) throw new Error(`command ${command.id} has disappeared`);
  return row;
}

type ErrorColumns = Pick<
  CommandRow,
  'errorKind' | 'errorGroup' | 'errorCode' | 'errorMessage' | 'vippsRequestId'
>;

export const noError: ErrorColumns = {
  errorKind: null,
  errorGroup: null,
  errorCode: null,
  errorMessage: null,
  vippsRequestId: null,
};

export function errorColumns(error: VippsError): ErrorColumns {
  const first = error.errors[0];
  return {
    errorKind: error.kind,
    errorGroup: first?.group ?? null,
    errorCode: first?.code ?? null,
    errorMessage: (first?.message ?? error.message).slice(0, 500),
    vippsRequestId: error.requestId ?? first?.contextId ?? null,
  };
}
