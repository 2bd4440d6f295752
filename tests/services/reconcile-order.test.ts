/**
 * The result does not depend on the order of input: the same feeds, payments, orders and bank lines, in any interleaving and in
 * several batches with jobs between them, end in the same books. RUNS sets how often, SEED the first seed; a failure names its seed.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayOf } from '#core/calendar';
import { findOrder } from '#db/orders';
import { addUpLedgerDays } from '#services/add-up-ledger-days';
import { confirmLedgerDays } from '#services/confirm-ledger-days';
import { derivePayouts } from '#services/derive-payouts';
import { findExceptions } from '#services/find-exceptions';
import { matchBankLines } from '#services/match-bank-lines';
import { matchOrders } from '#services/match-orders';
import { pollPayment } from '#services/poll-payments';
import { noProgress } from '#services/progress';
import { reconcile } from '#services/reconcile';
import { syncLedgers } from '#services/sync-ledgers';
import { createSeededRandom, type SeededRandom, spreadSeed } from '#simulator/history/seeded-random';
import { booksOf, tablesOf } from '../cases/books-of';
import { deskOf, loadFeeds, openRecorded, type RecordedWorld, recordWorld } from '../cases/recorded-world';
import type { ScriptedDesk } from '../cases/scripted-desk';

const runs = Number(process.env.RUNS ?? 4);
const firstSeed = Number(process.env.SEED ?? 1);
const seeds = Array.from({ length: runs }, (_, index) => firstSeed + index);
const shufflesOfEach = 3;

describe.each(seeds)('the world with the seed %i', (seed) => {
  let world: RecordedWorld;
  let wanted: ReturnType<typeof booksOf>;
  beforeAll(async () => {
    world = await recordWorld(seed, 220, seed % 2 === 0 ? 15 : 0);
    const scripted = await deskOf(world);
    wanted = booksOf(scripted);
    scripted.close();
  }, 60_000);

  it.each(Array.from({ length: shufflesOfEach }, (_, index) => seed * 1000 + index))(
    'ends in the same books whatever comes first (order %i)',
    async (order) => {
      const scripted = await openRecorded(world);
      await playInAnyOrder(scripted, world, createSeededRandom(spreadSeed(order)));
      await scripted.run();
      expect(booksOf(scripted)).toEqual(wanted);
      scripted.close();
    },
  );
});

describe('a desk that has reconciled', () => {
  let scripted: ScriptedDesk;
  beforeAll(async () => {
    scripted = await deskOf(await recordWorld(firstSeed + 500, 400));
  }, 60_000);
  afterAll(() => scripted.close());

  it('changes nothing when it reconciles again', async () => {
    const before = tablesOf(scripted);
    await scripted.run();
    expect(tablesOf(scripted)).toEqual(before);
  });

  it('changes nothing when it reconciles again some minutes later', async () => {
    const before = tablesOf(scripted);
    scripted.setNow(new Date(Date.parse(scripted.desk.clock.now()) + 300_000).toISOString());
    await reconcile(scripted.desk, noProgress);
    expect(tablesOf(scripted)).toEqual(before);
  });
});

/** Steps of the jobs, as a crash may leave them: any of them may have run, or not. */
const steps: readonly ((scripted: ScriptedDesk) => Promise<unknown>)[] = [
  ({ desk }) => addUpLedgerDays(desk, noProgress),
  ({ desk }) => matchOrders(desk, noProgress),
  ({ desk }) => derivePayouts(desk),
  ({ desk }) => matchBankLines(desk),
  ({ desk }) => findExceptions(desk),
  ({ desk }) => confirmLedgerDays(desk, noProgress),
  ({ desk }) => reconcile(desk, noProgress),
];

/** All comes in pieces, in any order, with steps of the jobs between the pieces. */
async function playInAnyOrder(
  scripted: ScriptedDesk,
  world: RecordedWorld,
  random: SeededRandom,
): Promise<void> {
  loadFeeds(scripted, world);
  for (const { ledgerId, topic } of world.feeds) scripted.vipps.readable.set(`${ledgerId} ${topic}`, 0);
  for (const piece of shuffled(piecesOf(scripted, world, random), random)) {
    await piece();
    if (random.chance(0.15)) await steps[random.whole(0, steps.length - 1)]?.(scripted);
  }
  for (const [name, history] of world.payments) scripted.vipps.payments.set(name, history);
}

type Piece = () => Promise<unknown>;

function piecesOf(scripted: ScriptedDesk, world: RecordedWorld, random: SeededRandom): Piece[] {
  const pieces: Piece[] = world.orders.map((order) => () => scripted.register(order));
  for (const { ledgerId, topic, items } of world.feeds) {
    for (let count = 1; count <= 8; count += 1)
      pieces.push(() => readMore(scripted, `${ledgerId} ${topic}`, items.length));
  }
  for (const [name, history] of world.payments) {
    // Once as it was at some time, once whole: answers may come in any order too.
    const early = history.slice(0, random.whole(1, history.length));
    pieces.push(
      () => readPayment(scripted, name, early),
      () => readPayment(scripted, name, history),
    );
  }
  const lines = shuffled(scripted.bankRows(world.bank), random);
  scripted.addBankStatements({ from: world.firstDay, through: dayOf(world.now) });
  for (let from = 0; from < lines.length; from += 3)
    pieces.push(async () => scripted.addBankRows(lines.slice(from, from + 3)));
  return pieces;
}

/** An eighth of the feed more. */
async function readMore({ vipps, desk }: ScriptedDesk, key: string, length: number): Promise<void> {
  const until = vipps.readable.get(key) ?? 0;
  vipps.readable.set(key, Math.min(until + Math.ceil(length / 8), length));
  await syncLedgers(desk, noProgress);
}

async function readPayment(
  { vipps, desk }: ScriptedDesk,
  name: string,
  history: Parameters<ScriptedDesk['vipps']['payments']['set']>[1],
): Promise<void> {
  vipps.payments.set(name, history);
  const [msn = '', orderId = ''] = name.split('/');
  const order = await findOrder(desk.db, { msn, orderId });
  // Not known yet: it is read when it is.
  if (order !== undefined) await pollPayment(desk, order);
}

function shuffled<Item>(items: readonly Item[], random: SeededRandom): Item[] {
  return items
    .map((item) => ({ item, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
