/** Finds which payment events are which ledger entries. The rules stand in core/pair-movements and db/order-matching. */
import { day, instantAt } from '#core/calendar';
import { type MovementPair, pairMovements } from '#core/pair-movements';
import { firstLedgerDate, listLedgerHandles } from '#db/ledgers';
import {
  applyMatchScope,
  askAboutUnmatched,
  listOrdersToPair,
  type MatchScope,
  type OrderMovements,
  replacePairs,
  takeUpMovements,
} from '#db/order-matching';
import { listSalesUnits } from '#db/orders';
import type { OfflineDesk } from './desk';
import type { Progress } from './progress';

export type MatchedOrders = { readonly entries: number; readonly events: number };

/** So many in one database transaction: a person's command waits for no longer than that takes. */
const atOnce = 20_000;
const ordersAtOnce = 1000;

export async function matchOrders(desk: OfflineDesk, progress: Progress): Promise<MatchedOrders> {
  const scope = await readScope(desk);
  await applyMatchScope(desk.db, scope);
  const result = { entries: 0, events: 0 };
  while (!progress.stopping()) {
    const taken = await takeUpMovements(desk.db, scope, atOnce);
    result.entries += taken.entries;
    result.events += taken.events;
    await progress.report(result.entries + result.events, null);
    if (!taken.more) break;
  }
  await pairOrders(desk, progress);
  await askAboutUnmatched(desk.db, desk.clock.now());
  return result;
}

/** Orders with something left over, page by page. */
async function pairOrders(desk: OfflineDesk, progress: Progress): Promise<void> {
  for (let after: OrderMovements | undefined; !progress.stopping(); ) {
    const orders = await listOrdersToPair(desk.db, after, ordersAtOnce);
    for (const order of orders) await pairOrder(desk, order);
    after = orders.at(-1);
    if (orders.length < ordersAtOnce) return;
  }
}

/** Sales units whose payments we read, and the instant from which a feed tells of them. */
async function readScope(desk: OfflineDesk): Promise<MatchScope> {
  const units = (await listSalesUnits(desk.db))
    .filter((unit) => unit.polled === 'yes')
    .map((unit) => unit.msn);
  const ledgerBegins = new Map<string, string>();
  for (const { msn, ledgerId, source, cutoffHour } of await listLedgerHandles(desk.db)) {
    if (msn === null || source !== 'feed' || !units.includes(msn)) continue;
    const first = await firstLedgerDate(desk.db, ledgerId);
    if (first !== undefined)
      ledgerBegins.set(msn, instantAt(day(first), `${String(cutoffHour).padStart(2, '0')}:00`));
  }
  return { units, ledgerBegins };
}

/** The pairs of an order are made anew from all it has; only what comes out otherwise is written. */
async function pairOrder(desk: OfflineDesk, order: OrderMovements): Promise<void> {
  const pairs = pairMovements(order.entries, order.events);
  const keyOf = (pair: MovementPair) =>
    `${pair.entrySequence} ${pair.eventSequence} ${pair.rule} ${pair.differenceOre}`;
  const [before, after] = [new Set(order.pairs.map(keyOf)), new Set(pairs.map(keyOf))];
  const old = order.pairs.filter((pair) => !after.has(keyOf(pair)));
  const fresh = pairs.filter((pair) => !before.has(keyOf(pair)));
  if (old.length > 0 || fresh.length > 0) await replacePairs(desk.db, old, fresh);
}
