/** Reads the details of every order that is due, a few at a time. */
import pLimit from 'p-limit';
import { countOrdersToPoll, findOrder, listOrdersToPoll, type OrderRow } from '#db/orders';
import { isVippsError } from '#vipps/errors';
import { applyPaymentDetails, recordTrouble } from './apply-payment-details';
import type { Desk } from './desk';
import type { Progress } from './progress';

const concurrency = 8;
const batchSize = 400;

export type PolledPayments = { readonly polled: number; readonly changed: number; readonly failed: number };

/** After so many orders in a row that could not be asked for, it is Vipps that cannot be reached, and not the orders. */
const silentInARow = 20;
const silentAndNoneAnswered = 5;

/**
 * Ends when no order is due. One order's failure is stored with it and does not stop the others; when Vipps itself cannot be
 * reached the run ends with an error.
 */
export async function pollPayments(desk: Desk, progress: Progress): Promise<PolledPayments> {
  const limit = pLimit(concurrency);
  const result = { polled: 0, changed: 0, failed: 0 };
  let [answered, silent] = [0, 0];
  const total = await countOrdersToPoll(desk.db, desk.clock.now());
  for (;;) {
    const due = await listOrdersToPoll(desk.db, desk.clock.now(), batchSize);
    if (due.length === 0 || progress.stopping()) return result;
    const startedWith = result.polled;
    await Promise.all(
      due.map((order) =>
        limit(async () => {
          if (progress.stopping() || silent >= silentInARow) return;
          const outcome = await pollPayment(desk, order);
          result.polled += 1;
          if (outcome === 'changed') result.changed += 1;
          if (outcome === 'failed' || outcome === 'silent') result.failed += 1;
          if (outcome === 'silent') silent += 1;
          else [answered, silent] = [answered + 1, 0];
          await progress.report(result.polled, Math.max(total, result.polled));
        }),
      ),
    );
    if (silent >= silentInARow || (silent >= silentAndNoneAnswered && answered === 0)) {
      throw new Error(`Vipps could not be reached: ${silent} payments in a row could not be read`);
    }
    if (result.polled === startedWith) return result;
    await desk.clock.refresh();
  }
}

/** Reads one payment now. A failure is stored with the order, with the time of the next try. */
export async function pollPayment(desk: Desk, order: OrderRow): Promise<PollOutcome> {
  try {
    const applied = await applyPaymentDetails(
      desk,
      order,
      await desk.vipps.getPaymentDetails(order.msn, order.orderId),
    );
    if (applied.kind === 'inconsistent') return 'failed';
    return applied.newEvents > 0 ? 'changed' : 'unchanged';
  } catch (error) {
    if (!isVippsError(error)) throw error;
    const current = (await findOrder(desk.db, order)) ?? order;
    const code = error.errors[0]?.code;
    await recordTrouble(
      desk,
      current,
      `${error.kind}${code ? ` ${code}` : ''}: ${error.message}`,
      desk.clock.now(),
    );
    return aboutTheOrder.has(error.kind) ? 'failed' : 'silent';
  }
}

/** `silent`: no answer that says anything of this order. */
export type PollOutcome = 'changed' | 'unchanged' | 'failed' | 'silent';

const aboutTheOrder = new Set<string>(['rejected', 'not-found', 'invalid-request', 'malformed']);
