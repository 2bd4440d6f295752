/**
 * Carries a capture, refund or cancel out, once. The command is stored with its key before it is sent; a double
 * click, two tabs, two people or a restart make one command. When nobody can say whether it took effect it is
 * `unknown`, and settled by asking Vipps (see settle-command).
 */
import { uuidv7 } from 'uuidv7';
import { type Ore, zeroOre } from '#core/money';
import { type CommandKind, checkAction, type Refusal } from '#core/payment-actions';
import { auditStatement, orderSubject } from '#db/audit';
import { atomically, exactly, isConstraintError, type Statement, UnexpectedChanges } from '#db/client';
import { type CommandRow, findCommand, findOpenCommand, insertCommandStatement } from '#db/commands';
import {
  findOrder,
  findSalesUnit,
  type OrderName,
  type OrderRow,
  orderIsUnchangedStatement,
} from '#db/orders';
import { isVippsError } from '#vipps/errors';
import { applyPaymentDetails } from './apply-payment-details';
import type { Desk, OfflineDesk } from './desk';
import { leaseUntil, sendCommand } from './send-command';

export type CommandRequest = OrderName & {
  /** The idempotency key, made where the person decided (the form), so that a second submit is the same command. */
  readonly id?: string;
  readonly kind: CommandKind;
  /** What to capture or refund, in øre; all that remains when left out. Not for cancel. */
  readonly amountOre?: Ore;
  /** Shown to the customer by Vipps; for a capture the proof of delivery. 1 to 100 characters. */
  readonly transactionText: string;
  readonly reason?: string;
  readonly actor: string;
  /** The amounts the person saw when deciding; the command is refused when they have changed since. */
  readonly seen?: Readonly<Record<'reservedOre' | 'capturedOre' | 'refundedOre' | 'cancelledOre', number>>;
};

export type CommandRefusal =
  | Refusal
  | 'unknown-order'
  | 'no-keys-for-sales-unit'
  | 'another-is-open'
  | 'changed-meanwhile'
  /** It has to be read from Vipps first, and could not be. */
  | 'payment-unread'
  /** A shipment's capture that was waiting in a backup: services/open-in-backup. */
  | 'restored'
  | 'key-used-otherwise'
  | 'text-missing'
  | 'text-too-long';

export type CommandResult =
  /** Nothing was stored and nothing was sent. */
  | {
      readonly kind: 'refused';
      readonly refusal: CommandRefusal;
      readonly maxOre?: Ore;
      readonly command?: CommandRow;
    }
  /** Stored; its status says what is known of it. `repeated`: this very command had been given before. */
  | { readonly kind: 'recorded'; readonly command: CommandRow; readonly repeated: boolean };

/** A command that could be stored now. */
export type PreparedCommand = {
  readonly kind: 'prepared';
  readonly order: OrderRow;
  readonly row: Parameters<typeof insertCommandStatement>[1];
};

export async function runCommand(desk: Desk, request: CommandRequest): Promise<CommandResult> {
  const stored = await storeCommand(desk, request);
  if (stored.kind === 'refused' || stored.repeated) return stored;
  return { ...stored, command: await sendCommand(desk, stored.command) };
}

/**
 * Checks the request and stores the command as pending; sends nothing. What is written `beside` it is stored with it or not at all;
 * when that cannot be written, nothing is, and the request is refused as `changed-meanwhile`.
 */
export async function storeCommand(
  desk: Desk,
  request: CommandRequest,
  beside: readonly Statement[] = [],
): Promise<CommandResult> {
  const isKnown = request.id !== undefined && (await findCommand(desk.db, request.id)) !== undefined;
  if (!isKnown && !(await isRead(desk, request))) return refuse('payment-unread');
  const prepared = await prepareCommand(desk, request);
  if (prepared.kind === 'prepared') return insertCommand(desk, prepared, beside);
  // A second click that came while the first was being stored stands in its own way: it is the same command.
  const twin = request.id === undefined ? undefined : await findCommand(desk.db, request.id);
  return prepared.kind === 'refused' && twin !== undefined ? repeatOf(twin, request) : prepared;
}

/**
 * After a backup was restored nothing of it was read: what is stored of a payment may be older than what was done with it. So it is read
 * before anything is; what the person saw is then held against what Vipps says. One that Vipps does not know, and of which nothing is stored,
 * was never initiated there.
 */
async function isRead(desk: Desk, request: CommandRequest): Promise<boolean> {
  const order = await findOrder(desk.db, request);
  if (order === undefined || order.polledAt !== null) return true;
  if ((await findSalesUnit(desk.db, order.msn))?.polled !== 'yes') return true; // refused for that
  try {
    const details = await desk.vipps.getPaymentDetails(order.msn, order.orderId);
    return (await applyPaymentDetails(desk, order, details)).kind === 'applied';
  } catch (error) {
    if (!isVippsError(error)) throw error;
    return error.kind === 'not-found' && order.eventCount === 0;
  }
}

/** Checks the request and stores nothing: the row as it would be stored, the command when it is there already, or why not. */
export async function prepareCommand(
  desk: OfflineDesk,
  request: CommandRequest,
): Promise<CommandResult | PreparedCommand> {
  if (request.id !== undefined) {
    const repeated = await findCommand(desk.db, request.id);
    if (repeated !== undefined) return repeatOf(repeated, request);
  }
  const text = request.transactionText.trim();
  if (text === '') return refuse('text-missing');
  if (text.length > 100) return refuse('text-too-long');

  const order = await findOrder(desk.db, request);
  if (order === undefined) return refuse('unknown-order');
  if ((await findSalesUnit(desk.db, order.msn))?.polled !== 'yes') return refuse('no-keys-for-sales-unit');
  const open = await findOpenCommand(desk.db, request);
  if (open !== undefined) return { kind: 'refused', refusal: 'another-is-open', command: open };
  if (hasChanged(order, request.seen)) return refuse('changed-meanwhile');

  const now = desk.clock.now();
  const check = checkAction(
    request.kind,
    order,
    now,
    request.kind === 'cancel' ? undefined : request.amountOre,
  );
  if (check.kind === 'refused') return { kind: 'refused', refusal: check.refusal, maxOre: check.maxOre };
  const amountOre = amountOf(request, order, check.maxOre);
  const row: PreparedCommand['row'] = {
    id: request.id ?? uuidv7(),
    msn: order.msn,
    orderId: order.orderId,
    kind: request.kind,
    amountOre,
    wholeRemainder: amountOre === check.maxOre ? 'yes' : 'no',
    releaseRest: request.kind === 'cancel' && order.capturedOre > 0 ? 'yes' : 'no',
    transactionText: text,
    reason: request.reason?.trim() || null,
    actor: request.actor,
    status: 'pending',
    createdAt: now,
    leaseUntil: leaseUntil(),
  };
  return { kind: 'prepared', order, row };
}

/** A cancel releases all that is left; before a reservation it ends the payment, whose amount is then recorded. */
function amountOf(request: CommandRequest, order: OrderRow, maxOre: Ore): Ore {
  if (request.kind !== 'cancel') return request.amountOre ?? maxOre;
  return order.state === 'initiated' ? order.amountOre : maxOre;
}

async function insertCommand(
  desk: Desk,
  { order, row }: PreparedCommand,
  beside: readonly Statement[],
): Promise<CommandResult> {
  try {
    await atomically(desk.db, [
      ...beside, // a second person's yes stands before what it allows
      exactly(1, orderIsUnchangedStatement(desk.db, order, order.eventCount)),
      insertCommandStatement(desk.db, row),
      auditStatement(desk.db, {
        at: row.createdAt,
        actor: row.actor,
        action: `${row.kind} ordered`,
        subject: orderSubject(row.msn, row.orderId),
        detail: { command: row.id, amountOre: row.amountOre, text: row.transactionText, reason: row.reason },
      }),
    ]);
  } catch (error) {
    if (error instanceof UnexpectedChanges) return refuse('changed-meanwhile');
    if (!isConstraintError(error)) throw error;
    const twin = await findCommand(desk.db, row.id);
    if (twin !== undefined) return { kind: 'recorded', command: twin, repeated: true };
    return { kind: 'refused', refusal: 'another-is-open', command: await findOpenCommand(desk.db, order) };
  }
  const command = await findCommand(desk.db, row.id);
  if (command === undefined) throw new Error(`command ${row.id} was stored and cannot be read`);
  return { kind: 'recorded', command, repeated: false };
}

/** The same key again: the same command when it asks for the same, else a mistake of the caller. */
function repeatOf(command: CommandRow, request: CommandRequest): CommandResult {
  const same =
    command.msn === request.msn &&
    command.orderId === request.orderId &&
    command.kind === request.kind &&
    (request.kind === 'cancel' || request.amountOre === undefined || request.amountOre === command.amountOre);
  return same
    ? { kind: 'recorded', command, repeated: true }
    : { kind: 'refused', refusal: 'key-used-otherwise', command };
}

function hasChanged(order: OrderRow, seen: CommandRequest['seen']): boolean {
  return (
    seen !== undefined &&
    (seen.reservedOre !== order.reservedOre ||
      seen.capturedOre !== order.capturedOre ||
      seen.refundedOre !== order.refundedOre ||
      seen.cancelledOre !== order.cancelledOre)
  );
}

function refuse(refusal: CommandRefusal): CommandResult {
  return { kind: 'refused', refusal, maxOre: zeroOre };
}
