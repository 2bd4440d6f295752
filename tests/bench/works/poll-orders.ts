/**
 * The work "poll 10,000 orders, details answered in 50 ms, 20 at once", against arithmetic: orders × 50 ms ÷ 20. Ours is the job's own
 * polling with the real client over HTTP, from a server in a process of its own, into a database file with the durability of a desk that
 * runs: what is answered within a moment is stored together. Every fourth answer tells of a capture that the desk did not know.
 */
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { applyPaymentDetails } from '#services/apply-payment-details';
import { pollPayments } from '#services/poll-payments';
import { noProgress } from '#services/progress';
import { registerOrders } from '#services/register-order';
import { createVippsClient } from '#vipps/client';
import { paymentDetailsFromWire } from '#vipps/ecom-adapter';
import { benchNow, benchUnits } from '../books';
import { copyBooks } from '../copy-books';
import { withDesk } from '../desk';
import {
  amountOfPolled,
  detailsOf,
  isCapturedMeanwhile,
  polledOrderId,
  startDetailsServer,
} from '../details-server';

export type PollOptions = { readonly orders: number; readonly answerMs: number; readonly atOnce: number };
export type PollFigures = {
  readonly ms: number;
  /** What the answers alone take. */
  readonly limitMs: number;
};

const asNamed: PollOptions = { orders: 10_000, answerMs: 50, atOnce: 20 };

/** Polls orders that are added to a copy of the books at `ordersFile`; `file` is written anew. */
export async function pollOrders(
  ordersFile: string,
  file: string,
  options: PollOptions = asNamed,
): Promise<PollFigures> {
  const { orders, answerMs, atOnce } = options;
  copyBooks(ordersFile, file);
  await addDueOrders(file, orders);
  const server = await startDetailsServer(answerMs);
  try {
    return await withDesk(file, async (desk) => {
      const vipps = clientOf(server.baseUrl);
      const start = performance.now();
      const result = await pollPayments({ ...desk, vipps }, noProgress, { atOnce });
      const ms = performance.now() - start;
      checkResult(desk.db, orders, result);
      return { ms, limitMs: (orders * answerMs) / atOnce };
    });
  } finally {
    await server.stop();
  }
}

/** As the desk knew them before: reserved, read once, due since a moment ago. */
async function addDueOrders(file: string, orders: number): Promise<void> {
  await withDesk(file, async (desk) => {
    desk.db.$client.pragma('synchronous = OFF');
    const serials = Array.from({ length: orders }, (_, serial) => serial);
    await registerOrders(
      desk,
      serials.map((serial) => ({ ...nameOf(serial), amountOre: amountOfPolled(serial) })),
    );
    for (const serial of serials) {
      const details = paymentDetailsFromWire(detailsOf(serial, 'before'), polledOrderId(serial));
      await applyPaymentDetails(desk, nameOf(serial), details);
    }
    desk.db.$client.prepare(`UPDATE orders SET next_poll_at = ? WHERE order_id GLOB 'poll-*'`).run(benchNow);
  });
  const db = openDatabase(file, { mustExist: true });
  closeDatabase(db); // what was written without waiting for the disk is in the file itself
}

function nameOf(serial: number) {
  return { msn: benchUnits[serial % benchUnits.length] ?? benchUnits[0], orderId: polledOrderId(serial) };
}

function clientOf(baseUrl: string) {
  return createVippsClient({
    baseUrl,
    ...{ clientId: 'bench', clientSecret: 'bench', subscriptionKey: 'bench' },
    system: { name: 'Oppgjor', version: '1', pluginName: 'bench', pluginVersion: '1' },
  });
}

/** Every order was read once, and is in the state that its answer tells. */
function checkResult(db: Db, orders: number, result: object): void {
  const captured = Array.from({ length: orders }, (_, serial) => serial).filter(isCapturedMeanwhile);
  const expected = {
    ...{ polled: orders, changed: captured.length, failed: 0, read: orders, due: 0 },
    ...{
      captured: captured.length,
      reserved: orders - captured.length,
      events: 2 * orders + captured.length,
    },
    capturedOre: captured.reduce((sum, serial) => sum + amountOfPolled(serial), 0),
  };
  const stored = db.$client
    .prepare<{ now: string }, object>(
      `SELECT sum(polled_at = :now) AS read, sum(next_poll_at IS NULL OR next_poll_at <= :now) AS due, sum(state = 'captured') AS captured,
         sum(state = 'reserved') AS reserved, sum(event_count) AS events, sum(captured_ore) AS capturedOre
       FROM orders WHERE order_id GLOB 'poll-*' AND poll_error IS NULL`,
    )
    .get({ now: benchNow });
  const found: Readonly<Record<string, unknown>> = { ...result, ...stored };
  for (const [name, value] of Object.entries(expected))
    if (found[name] !== value) throw new Error(`${name}: ${found[name]} where ${value} were expected`);
}
