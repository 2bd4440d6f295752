/** Reads the details of every order that is due, a few at a time. */
import pLimit from 'p-limit';
import { countOrdersToPoll, findOrder, listOrdersToPoll, type OrderRow } from '#db/orders';
import { type Write, writeTogether } from '#db/write-together';
import type { PaymentDetails } from '#vipps/client';
import { isVippsError, type VippsError } from '#vipps/errors';
import { applyPaymentDetails, recordTrouble } from './apply-payment-details';
import type { Desk } from './desk';
import type { Progress } from './progress';

const defaultAtOnce = 8;
/** While the last ones of a batch are waited for, fewer are asked for than could be: batches are long. */
const batchSize = 2000;
const gatherMs = 20;

export type PolledPayments = { readonly polled: number; readonly changed: number; readonly failed: number };

/** After so many orders in a row that could not be asked for, it is Vipps that cannot be reached, and not the orders. */
const silentInARow = 20;
const silentAndNoneAnswered = 5;

/**
 * Ends when no order is due. One order's failure is stored with it and does not stop the others; when Vipps itself cannot be
 * reached the run ends with an error. `atOnce`: so many answers are waited for at a time; what was answered is stored meanwhile.
 */
export async function pollPayments(
  desk: Desk,
  progress: Progress,
  { atOnce = defaultAtOnce }: { readonly atOnce?: number } = {},
): Promise<PolledPayments> {
  const limit = pLimit(atOnce);
  const write = writeTogether(desk.db, gatherMs);
  const result = { polled: 0, changed: 0, failed: 0 };
  let [answered, silent] = [0, 0];
  const ask = async (order: OrderRow) => {
    if (progress.stopping() || silent >= silentInARow) return undefined;
    const answer = await askForDetails(desk, order);
    if (answer.kind === 'silent') silent += 1;
    else [answered, silent] = [answered + 1, 0];
    return answer;
  };
  const total = await countOrdersToPoll(desk.db, desk.clock.now());
  for (;;) {
    const due = await listOrdersToPoll(desk.db, desk.clock.now(), batchSize);
    if (due.length === 0 || progress.stopping()) return result;
    const startedWith = result.polled;
    await Promise.all(
      due.map(async (order) => {
        const answer = await limit(ask, order);
        if (answer === undefined) return;
        const outcome = await storeAnswer(desk, order, answer, write);
        result.polled += 1;
        if (outcome === 'changed') result.changed += 1;
        if (outcome === 'failed' || outcome === 'silent') result.failed += 1;
        await progress.report(result.polled, Math.max(total, result.polled));
      }),
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
  return await storeAnswer(desk, order, await askForDetails(desk, order));
}

type Answer =
  | { readonly kind: 'told'; readonly details: PaymentDetails }
  | { readonly kind: 'refused' | 'silent'; readonly error: VippsError };

async function askForDetails({ vipps }: Desk, { msn, orderId }: OrderRow): Promise<Answer> {
  try {
    return { kind: 'told', details: await vipps.getPaymentDetails(msn, orderId) };
  } catch (error) {
    if (!isVippsError(error)) throw error;
    return { kind: aboutTheOrder.has(error.kind) ? 'refused' : 'silent', error };
  }
}

async function storeAnswer(desk: Desk, order: OrderRow, answer: Answer, write?: Write): Promise<PollOutcome> {
  if (answer.kind === 'told') {
    const applied = await applyPaymentDetails(desk, order, answer.details, write);
    if (applied.kind === 'inconsistent') return 'failed';
    return applied.newEvents > 0 ? 'changed' : 'unchanged';
  }
  const { error } = answer;
  const current = (await findOrder(desk.db, order)) ?? order;
  const code = error.errors[0]?.code;
  const trouble = `${error.kind}${code ? ` ${code}` : ''}: ${error.message}`;
  await recordTrouble(desk, current, trouble, desk.clock.now(), write);
  return answer.kind === 'refused' ? 'failed' : 'silent';
}

/** `silent`: no answer that says anything of this order. */
export type PollOutcome = 'changed' | 'unchanged' | 'failed' | 'silent';

const aboutTheOrder = new Set<string>(['rejected', 'not-found', 'invalid-request', 'malformed']);
