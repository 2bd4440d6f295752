/**
 * Carries out what was decided about many orders, a few at a time. The write that stores an order's command or shipment also marks
 * the order given: after a crash anywhere it has both or neither, and a run that was stopped gives nothing more. What becomes of a
 * command once it is stored is the command's own business (see send-command, settle-command).
 */
import pLimit from 'p-limit';
import type { BulkReason } from '#core/bulk';
import { addMs } from '#core/calendar';
import {
  type BulkItemRow,
  bulkItemGivenStatement,
  countWaitingBulkItems,
  type DueBulkItem,
  findBulkItem,
  finishBulkRuns,
  listDueBulkItems,
  saveBulkItem,
} from '#db/bulk-runs';
import { UnexpectedChanges } from '#db/client';
import { findOrder, type OrderRow } from '#db/orders';
import { listShipments } from '#db/shipments';
import { bulkTextOf } from './bulk-text';
import type { Desk } from './desk';
import { personMay } from './person-may';
import type { Progress } from './progress';
import { storeCommand } from './run-command';
import { sendCommand } from './send-command';
import { shipOrder } from './ship-order';

/** At once: quick, and far from what Vipps limits. */
const concurrency = 4;
const batchSize = 100;
const retryMs = 10_000;
/** An order whose other command is not settled by then is refused: a person may look and try again. */
const mostAttempts = 12;

export type BulkWork = { readonly given: number; readonly refused: number; readonly waiting: number };

/** Ends when no order is due. A fault at one order does not stop the others, and ends the run with an error. */
export async function runBulk(desk: Desk, progress: Progress): Promise<BulkWork> {
  const limit = pLimit(concurrency);
  const work = { given: 0, refused: 0, left: 0 };
  const faults: unknown[] = [];
  const total = await countWaitingBulkItems(desk.db);
  for (;;) {
    const due = await listDueBulkItems(desk.db, desk.clock.now(), batchSize);
    const results = await Promise.allSettled(
      due.map((item) =>
        limit(async () => {
          if (progress.stopping()) return;
          const done = await actOrPostpone(desk, item, faults);
          if (done !== 'postponed') work[done] += 1;
          await progress.report(work.given + work.refused, total);
        }),
      ),
    );
    faults.push(...results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])));
    await finishBulkRuns(desk.db, desk.clock.now());
    if (due.length === 0 || progress.stopping() || faults.length > 0) break;
    await desk.clock.refresh();
  }
  if (faults.length > 0) throw faults[0];
  return { given: work.given, refused: work.refused, waiting: await countWaitingBulkItems(desk.db) };
}

type Done = 'given' | 'refused' | 'left' | 'postponed';

/** A fault of ours is no answer about the order: it is tried again later, so that it does not stand before the others. */
async function actOrPostpone(desk: Desk, item: DueBulkItem, faults: unknown[]): Promise<Done> {
  try {
    return await act(desk, item);
  } catch (error) {
    desk.log.error({ bulk: item.bulkId, position: item.position, err: error }, 'a bulk item failed');
    faults.push(error);
    await saveBulkItem(desk.db, item, {
      state: 'waiting',
      nextAttemptAt: addMs(desk.clock.now(), retryMs),
    });
    return 'postponed';
  }
}

/** A run acts for the person who asked for it: what they may no longer do, it does not do either. */
async function answerOf(desk: Desk, item: DueBulkItem): Promise<Answer> {
  if (!(await personMay(desk.db, item.actor, item.kind, item.msn))) return 'not-allowed';
  return item.kind === 'ship' ? ship(desk, item) : command(desk, item, item.kind);
}

async function act(desk: Desk, item: DueBulkItem): Promise<Done> {
  const answer = await answerOf(desk, item);
  if (answer === 'given') return 'given';
  const current = await findBulkItem(desk.db, item);
  if (current?.state !== 'waiting') return 'left'; // stopped meanwhile
  const now = desk.clock.now();
  const attempts = current.attempts + 1;
  if (attempts < mostAttempts && (answer === 'unsure' || passing.has(answer))) {
    const nextAttemptAt = answer === 'unsure' ? null : addMs(now, retryMs);
    await saveBulkItem(desk.db, item, { state: 'waiting', attempts, nextAttemptAt });
    return 'postponed';
  }
  await saveBulkItem(desk.db, item, {
    state: 'refused',
    reason: answer === 'unsure' ? 'changed-meanwhile' : answer,
    attempts,
    actedAt: now,
    nextAttemptAt: null,
  });
  return 'refused';
}

/** A moment later it may be possible. */
const passing: ReadonlySet<BulkReason> = new Set<BulkReason>(['another-is-open', 'payment-unread']);

/** `unsure`: the order was written to at the same moment, and its amounts are as they were seen. */
type Answer = 'given' | 'unsure' | BulkReason;

async function command(desk: Desk, item: DueBulkItem, kind: 'capture' | 'cancel'): Promise<Answer> {
  const order = await findOrder(desk.db, item);
  const result = await storeCommand(
    desk,
    {
      id: item.key,
      msn: item.msn,
      orderId: item.orderId,
      kind,
      ...(kind === 'capture' ? { amountOre: item.amountOre } : {}),
      transactionText: item.transactionText ?? textOf(kind, order),
      reason: 'bulk',
      actor: item.actor,
      seen: seenOf(item),
    },
    [bulkItemGivenStatement(desk.db, item, desk.clock.now())],
  );
  if (result.kind === 'recorded') {
    if (result.repeated) await markGiven(desk, item);
    else await sendCommand(desk, result.command); // what goes wrong from here on, settle-commands settles
    return 'given';
  }
  if (result.refusal !== 'changed-meanwhile') return result.refusal;
  return (await hasChanged(desk, item)) ? 'changed-meanwhile' : 'unsure';
}

function textOf(kind: 'capture' | 'cancel', order: OrderRow | undefined): string {
  return order === undefined ? '' : bulkTextOf(kind, order);
}

async function ship(desk: Desk, item: DueBulkItem): Promise<Answer> {
  const known = (await listShipments(desk.db, item)).some(({ shipmentKey }) => shipmentKey === item.key);
  if (known) return markGiven(desk, item);
  if (await hasChanged(desk, item)) return 'changed-meanwhile';
  try {
    const result = await shipOrder(
      desk,
      {
        msn: item.msn,
        orderId: item.orderId,
        shipmentKey: item.key,
        ...(item.amountOre > 0 ? { amountOre: item.amountOre } : {}),
        ...(item.carrier === null ? {} : { carrier: item.carrier }),
        ...(item.trackingNumber === null ? {} : { trackingNumber: item.trackingNumber }),
        capture: item.capture === 'yes',
        actor: item.actor,
      },
      [bulkItemGivenStatement(desk.db, item, desk.clock.now())],
    );
    return result.kind === 'refused' ? result.refusal : 'given';
  } catch (error) {
    if (error instanceof UnexpectedChanges) return 'unsure'; // the order waits no longer: it was stopped
    throw error;
  }
}

async function markGiven(desk: Desk, item: DueBulkItem): Promise<'given'> {
  await saveBulkItem(desk.db, item, { state: 'given', actedAt: desk.clock.now(), nextAttemptAt: null });
  return 'given';
}

/** Are the order's amounts other than those the person saw? An order that is gone is told so by the service. */
async function hasChanged(desk: Desk, item: BulkItemRow): Promise<boolean> {
  const order = await findOrder(desk.db, item);
  if (order === undefined) return false;
  const seen = seenOf(item);
  return (Object.keys(seen) as (keyof typeof seen)[]).some((field) => seen[field] !== order[field]);
}

function seenOf(item: BulkItemRow) {
  return {
    reservedOre: item.seenReservedOre,
    capturedOre: item.seenCapturedOre,
    refundedOre: item.seenRefundedOre,
    cancelledOre: item.seenCancelledOre,
  };
}
