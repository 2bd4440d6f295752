/** Readers and actors at once with the first reading of the ledgers, reconciliation and exports; then the proof that all held. */
import { setTimeout as wait } from 'node:timers/promises';
import { askForJob } from '#services/ask-for-job';
import type { JobName } from '#services/job-names';
import { faultsIn } from '../faults-in';
import { type Acted, actUntil } from './actors';
import { type Figures, memoryUnder, Tally } from './figures';
import { type LoadShop, startLoadShop } from './load-shop';
import { readUntil } from './readers';
import { ask } from './visit';

export type LoadOptions = {
  readonly readers: number;
  readonly actors: number;
  readonly seconds: number;
  readonly orders: number;
  /** Think times are divided by this. */
  readonly hurry?: number;
  readonly say?: (text: string) => void;
};

export type LoadResult = {
  readonly figures: readonly Figures[];
  readonly problems: readonly string[];
  readonly orders: number;
  readonly acted: number;
  readonly commands: number;
  readonly ledgerEntries: number;
  readonly exports: number;
  readonly memory: ReturnType<typeof memoryUnder>;
};

const actorThinkMs = 3000;

export async function runUnderLoad(options: LoadOptions): Promise<LoadResult> {
  const { readers, actors, seconds, orders, hurry = 1, say = () => {} } = options;
  const thinkMs = actorThinkMs / hurry;
  const toActOn = Math.ceil((actors * seconds * 1000) / thinkMs) + actors;
  const shop = await startLoadShop({ readers, actors, orders, toActOn }, say);
  try {
    for (const place of ['/', '/orders', '/payouts']) await (await ask(shop, shop.exporter, place)).text();
    const tally = new Tally();
    const endsAt = performance.now() + seconds * 1000;
    say(`${readers} readers and ${actors} actors for ${seconds} s …`);
    const open = [...shop.reserved];
    const exported = { files: 0 };
    const [acted] = await Promise.all([
      Promise.all(
        shop.actors.map((who) => actUntil(shop, who, tally, { endsAt, orders: open, thinkMs })),
      ).then((all) => all.flat()),
      Promise.all(shop.readers.map((who) => readUntil(shop, who, tally, { endsAt, hurry }))),
      exportUntil(shop, tally, endsAt, exported),
      workUntil(shop, endsAt),
    ]);
    const memory = memoryUnder(shop.server.pid);
    say('Coming to rest …');
    await finishJobs(shop, acted, tally);
    return {
      figures: tally.figures(),
      problems: [...tally.problems, ...(await proveAll(shop, acted))],
      orders: countOf(shop, 'orders'),
      acted: acted.length,
      commands: acted.reduce((sum, { commands }) => sum + commands, 0),
      ledgerEntries: countOf(shop, 'ledger_entries'),
      exports: exported.files,
      memory,
    };
  } finally {
    await shop.stop();
  }
}

function countOf({ desk }: LoadShop, table: 'orders' | 'ledger_entries' | 'commands'): number {
  return desk.db.$client.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
}

/** All orders as a file, again and again: each has every order. */
async function exportUntil(
  shop: LoadShop,
  tally: Tally,
  endsAt: number,
  exported: { files: number },
): Promise<void> {
  while (performance.now() < endsAt) {
    await tally.time('export of all orders', async () => {
      const least = countOf(shop, 'orders');
      const response = await ask(shop, shop.exporter, '/orders.csv');
      const lines = (await response.text()).trimEnd().split('\n').length - 1;
      if (response.status !== 200 || lines < least)
        throw new Error(`${response.status}, ${lines} lines for ${least} orders`);
      exported.files += 1;
    });
    await wait(500);
  }
}

const round: readonly JobName[] = ['sync-ledgers', 'confirm-ledger-days', 'derive-payouts', 'reconcile'];

/** The ledgers are read from their beginning; what is asked for again goes on from there. */
async function workUntil(shop: LoadShop, endsAt: number): Promise<void> {
  while (performance.now() < endsAt) {
    for (const job of round) await askForJob(shop.desk, { job, actor: 'exporter1' });
    await wait(2000);
  }
}

/** Shipments are captured by a job; the ledgers must be read to their end. */
async function finishJobs(shop: LoadShop, acted: readonly Acted[], tally: Tally): Promise<void> {
  const until = performance.now() + 120_000;
  const expected = acted.reduce((sum, { commands }) => sum + commands, 0);
  const openCommands = shop.desk.db.$client
    .prepare<[], number>(`SELECT count(*) FROM commands WHERE status IN ('pending', 'unknown')`)
    .pluck();
  const lastRuns = shop.desk.db.$client
    .prepare<[], number>(`SELECT count(*) FROM job_runs WHERE status IN ('requested', 'running')`)
    .pluck();
  await askForJob(shop.desk, { job: 'capture-shipments', actor: 'exporter1' });
  while (countOf(shop, 'commands') < expected || openCommands.get() !== 0 || lastRuns.get() !== 0) {
    if (performance.now() > until) {
      tally.problems.push('commands or jobs were not done two minutes after the load');
      return;
    }
    await wait(250);
  }
}

/** Each order has the one effect that was asked for, and the books hold. */
async function proveAll(shop: LoadShop, acted: readonly Acted[]): Promise<string[]> {
  const problems: string[] = [];
  const commandsOf = shop.desk.db.$client
    .prepare<[string, string], number>(
      `SELECT count(*) FROM commands WHERE msn = ? AND order_id = ? AND status = 'succeeded'`,
    )
    .pluck();
  for (const { order, captured, refunded, cancelled, commands } of acted) {
    const truth = await shop.control.order(order.msn, order.orderId);
    const at = [truth.captured, truth.refunded, truth.cancelled].map(Number).join(' ');
    if (at !== [captured, refunded, cancelled].join(' '))
      problems.push(`${order.orderId} is ${at} at Vipps, not ${captured} ${refunded} ${cancelled}`);
    const stored = commandsOf.get(order.msn, order.orderId) ?? 0;
    if (stored !== commands)
      problems.push(`${order.orderId} has ${stored} commands that succeeded, not ${commands}`);
  }
  const failed = shop.desk.db.$client
    .prepare<[], { job: string; error: string }>(`SELECT job, error FROM job_runs WHERE status = 'failed'`)
    .all();
  problems.push(...failed.map(({ job, error }) => `job ${job}: ${error}`));
  const errors = shop.server
    .output()
    .split('\n')
    .filter((line) => /"level":(50|60)/.test(line));
  problems.push(...errors.map((line) => `the log says ${line.slice(0, 300)}`));
  return [...problems, ...(await faultsIn(shop.desk.db))];
}
