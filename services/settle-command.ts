/**
 * Settles a command whose outcome is open, as Vipps advises: read the payment's details, look for the command's
 * key in the history, then finish, or send again with the same key.
 */
import { addMs } from '#core/calendar';
import { paymentOperationOf } from '#core/payment-state';
import { atomically, type Db } from '#db/client';
import { type CommandRow, listCommands, updateOpenCommandStatement } from '#db/commands';
import { findOrder } from '#db/orders';
import type { PaymentDetails } from '#vipps/client';
import { isVippsError, type VippsError } from '#vipps/errors';
import { applyPaymentDetails } from './apply-payment-details';
import type { Desk } from './desk';
import { wasOpenInBackup } from './open-in-backup';
import {
  errorColumns,
  noError,
  readAgain,
  recordFailure,
  recordSuccess,
  recordUnknown,
  trySending,
} from './send-command';

/** The caller holds the lease. Returns the command as it then stands: settled, or still unknown with a next attempt. */
export async function settleCommand(desk: Desk, command: CommandRow): Promise<CommandRow> {
  const before = await findOutcome(desk, command);
  if (before.kind === 'cannot-ask') return postpone(desk, command, before.error);
  if (before.kind === 'found') return close(desk, command, before);
  if (await wasOpenInBackup(desk.db, command.id)) {
    await recordFailure(desk, command, { ...noError, errorKind: 'restored' });
    return readAgain(desk, command);
  }

  const sent = await trySending(desk, command);
  if (sent.kind === 'succeeded') {
    await recordSuccess(desk, command, sent.result);
    return readAgain(desk, command);
  }
  // A refusal of the second sending may mean that the first one took effect after all: ask once more.
  const after = await findOutcome(desk, command);
  if (after.kind === 'found') return close(desk, command, after);
  // Not worth another try, and not in the history: it did not happen, and never will.
  if (after.kind === 'cannot-ask' || sent.error.retryable) {
    return postpone(desk, command, sent.error);
  }
  await recordFailure(desk, command, errorColumns(sent.error));
  return readAgain(desk, command);
}

type Outcome =
  | { readonly kind: 'found'; readonly success: true; readonly transactionId: string | undefined }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'cannot-ask'; readonly error: VippsError };

async function findOutcome(desk: Desk, command: CommandRow): Promise<Outcome> {
  try {
    const details = await desk.vipps.getPaymentDetails(command.msn, command.orderId);
    await applyPaymentDetails(desk, command, details);
    return outcomeIn(details.history, command, await cancelsOfOthers(desk.db, command));
  } catch (error) {
    if (!isVippsError(error)) throw error;
    // Its initiation was lost: Vipps has no such payment, so that nothing can have happened to it.
    const never = error.kind === 'not-found' && (await findOrder(desk.db, command))?.eventCount === 0;
    return never ? { kind: 'not-found' } : { kind: 'cannot-ask', error };
  }
}

/** What other cancels of the order brought about is not this one's effect. */
async function cancelsOfOthers(db: Db, command: CommandRow): Promise<ReadonlySet<string>> {
  const others = await listCommands(db, command);
  return new Set(
    others.flatMap(({ id, kind, transactionId }) =>
      kind === 'cancel' && id !== command.id && transactionId !== null ? [transactionId] : [],
    ),
  );
}

/** By how much Vipps's clock may be behind ours. */
const clockSlackMs = 60_000;

/**
 * Captures and refunds carry their key in the history. A cancel has none; a payment is cancelled once at most, so that a VOID, which
 * only a merchant makes, is what was asked for. A CANCEL may be the customer's doing or a time-out: one that is older than the command
 * is not its effect, unless it bears the command's text and the payment another (our clock may be ahead by more than the slack); nor is
 * what another cancel of ours brought about. A failed attempt with our key decides nothing: sent again, the same key brings Vipps's reason.
 */
export function outcomeIn(
  history: PaymentDetails['history'],
  command: Pick<CommandRow, 'id' | 'kind' | 'createdAt' | 'transactionText'>,
  ofOthers: ReadonlySet<string> = new Set(),
): Outcome {
  const earliest = addMs(command.createdAt, -clockSlackMs);
  const begin = history.find(({ operation }) => paymentOperationOf(operation) === 'initiate');
  const hasOwnText = begin?.text !== undefined && begin.text !== command.transactionText;
  const match = history.find((entry) => {
    if (!entry.success) return false;
    const operation = paymentOperationOf(entry.operation);
    if (command.kind === 'cancel' && ofOthers.has(entry.transactionId ?? '')) return false;
    if (command.kind === 'cancel') {
      const bearsOurText = hasOwnText && entry.text === command.transactionText;
      return (
        operation === 'void' || (operation === 'cancel' && (entry.timeStamp >= earliest || bearsOurText))
      );
    }
    return operation === command.kind && entry.requestId === command.id;
  });
  return match === undefined
    ? { kind: 'not-found' }
    : { kind: 'found', success: true, transactionId: match.transactionId };
}

async function close(
  desk: Desk,
  command: CommandRow,
  found: { transactionId: string | undefined },
): Promise<CommandRow> {
  await recordSuccess(desk, command, found);
  return readAgain(desk, command);
}

async function postpone(desk: Desk, command: CommandRow, error: VippsError): Promise<CommandRow> {
  if (command.status === 'pending') await recordUnknown(desk, command, error);
  const current = await readAgain(desk, command);
  await atomically(desk.db, [
    updateOpenCommandStatement(desk.db, command.id, {
      status: 'unknown',
      leaseUntil: null,
      nextAttemptAt: addMs(desk.clock.now(), retryDelayMs(current.attempts)),
      ...errorColumns(error),
    }),
  ]);
  return readAgain(desk, command);
}

function retryDelayMs(attempts: number): number {
  return Math.min(10_000 * 2 ** Math.min(Math.max(attempts - 1, 0), 8), 30 * 60_000);
}
