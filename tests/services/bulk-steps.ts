/** What a person and the machine do with many orders at once, for tests. */
import { uuidv7 } from 'uuidv7';
import type { BulkKind } from '#db/bulk-runs';
import { findBulkRunView, listBulkItemViews } from '#db/queries/bulk-runs';
import type { Desk } from '#services/desk';
import { type CaptureChoice, previewBulk } from '#services/preview-bulk';
import { noProgress, type Progress } from '#services/progress';
import { runBulk } from '#services/run-bulk';
import { settleOpenCommands } from '#services/settle-open-commands';
import { type BulkRequest, startBulk } from '#services/start-bulk';
import { type TestDesk, testUnit } from '../test-desk';

export const actor = 'kari';
export const named = (...orderIds: string[]) => orderIds.map((orderId) => ({ msn: testUnit, orderId }));

/** What the page of these orders would send when its button is pressed. */
export async function requestOf(
  desk: Desk,
  kind: BulkKind,
  orderIds: readonly string[],
  capture?: CaptureChoice,
): Promise<BulkRequest> {
  const preview = await previewBulk(desk, kind, named(...orderIds), capture);
  return {
    id: uuidv7(),
    kind,
    actor,
    orders: preview.items.map(({ reason, captures, ...item }) => ({
      ...item,
      skipped: reason,
      capture: captures,
    })),
  };
}

/** Decides on the orders, and carries it out as far as it goes without waiting. */
export async function decideAndRun(desk: Desk, kind: BulkKind, orderIds: readonly string[]): Promise<string> {
  const request = await requestOf(desk, kind, orderIds);
  await startBulk(desk, request);
  await runBulk(desk, noProgress);
  return request.id;
}

/** What the page of the run says of each order. */
export async function outcomes(desk: Desk, id: string): Promise<Record<string, string>> {
  const { rows } = await listBulkItemViews(desk.db, id, { limit: 1000, after: 0 });
  return Object.fromEntries(
    rows.map(({ orderId, outcome, reason }) => [
      orderId,
      reason === null ? outcome : `${outcome}: ${reason}`,
    ]),
  );
}

export async function viewOf(desk: Desk, id: string) {
  const view = await findBulkRunView(desk.db, id);
  if (view === undefined) throw new Error(`no run ${id}`);
  return view;
}

/** Until nothing waits and nothing is open, as the jobs would over some hours. */
export async function settleAll(test: TestDesk, desk: Desk = test.desk): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    await runBulk(desk, noProgress);
    // The process that held the leases is dead, or has ended.
    desk.db.$client
      .prepare(`UPDATE commands SET lease_until = NULL WHERE lease_until IS NOT NULL AND settled_at IS NULL`)
      .run();
    const { open } = await settleOpenCommands(desk, noProgress);
    const waiting = desk.db.$client
      .prepare(`SELECT count(*) AS n FROM bulk_items WHERE state = 'waiting'`)
      .get() as { n: number };
    if (open === 0 && waiting.n === 0) return;
    await test.advance({ advance: 'hour' });
  }
  throw new Error('something stays open');
}

/** Each order has one command of this person at most, and the desk's figures are the simulator's. */
export async function booksDiffer(test: TestDesk, orderIds: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const orderId of orderIds) {
    const [order, truth] = [await test.read(orderId), await test.truth(orderId)];
    const { n } = test.desk.db.$client
      .prepare(`SELECT count(*) AS n FROM commands WHERE order_id = ? AND actor = ?`)
      .get(orderId, actor) as { n: number };
    if (n > 1) wrong.push(`${orderId}: ${n} commands`);
    if (order.capturedOre !== truth.captured || order.cancelledOre !== truth.cancelled)
      wrong.push(`${orderId}: ${order.capturedOre} here, ${truth.captured} at Vipps`);
  }
  return wrong;
}

/** A process that is told to end after so many reports. */
export function stoppingAfter(reports: number): Progress {
  let seen = 0;
  return {
    report: async () => {
      seen += 1;
    },
    stopping: () => seen >= reports,
  };
}
