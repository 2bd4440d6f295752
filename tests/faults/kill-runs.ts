/**
 * Kills the desk (SIGKILL), at random moments and at each named write, and lets the next process go on from the file: by itself, with
 * nothing repaired by hand. After every kill the books are held against the simulator's.
 */
import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { closeDatabase, openDatabase } from '#db/client';
import { createSeededRandom, type SeededRandom, spreadSeed } from '#simulator/history/seeded-random';
import { checkBooks } from './check-books';
import type { DeathAtWrite } from './die-at-write';
import { type FaultWorld, openFaultWorld } from './fault-world';
import { heal } from './heal';
import type { Life } from './killable-desk';
import type { Decision, Told } from './playground';

export type Kills = {
  readonly kills: number;
  /** Kills that struck at the write they were meant for. */
  readonly atWrites: number;
  /** Every name of a write that was seen. */
  readonly names: readonly string[];
  /** Names at which no process was killed. */
  readonly spared: readonly string[];
  readonly ms: number;
  readonly problems: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
};

/** Books grow with each life, and so does the time it takes to check them. */
const livesPerWorld = 8;
const worldsAtOnce = 3;
/** A process that does not come to its write by then is killed where it stands. */
const longestLifeMs = 6000;

export async function runKills(options: { kills: number; seed: number; endsAtMs: number }): Promise<Kills> {
  const startedAtMs = Date.now();
  const tally = { kills: 0, atWrites: 0, problems: [] as string[], counts: new Map<string, number>() };
  /** How often a process was killed at each name. */
  const names = new Map<string, number>();
  let given = 0;
  const worker = async (number: number) => {
    while (given < options.kills && Date.now() < options.endsAtMs) {
      const seed = options.seed + number * 1_000_003 + given;
      const lives = Math.min(livesPerWorld, options.kills - given);
      given += lives;
      await killInOneWorld({ seed, lives, names, tally });
    }
  };
  await Promise.all(Array.from({ length: worldsAtOnce }, (_, number) => worker(number)));
  return {
    ...{ kills: tally.kills, atWrites: tally.atWrites, problems: tally.problems },
    names: [...names.keys()].sort(),
    spared: [...names].filter(([, kills]) => kills === 0).map(([name]) => name),
    counts: Object.fromEntries(tally.counts),
    ms: Date.now() - startedAtMs,
  };
}

type Round = {
  readonly seed: number;
  readonly lives: number;
  readonly names: Map<string, number>;
  readonly tally: { kills: number; atWrites: number; problems: string[]; counts: Map<string, number> };
};

async function killInOneWorld({ seed, lives, names, tally }: Round): Promise<void> {
  const world = await openFaultWorld(seed);
  const random = createSeededRandom(spreadSeed(seed));
  const proxy = await serveInFront();
  try {
    for (let life = 0; life < lives; life += 1) {
      const death = chooseDeath(random, names);
      if (random.chance(0.6)) addFault(world, random);
      world.sleep();
      const ended = await liveAndDie(world, {
        ...{ seed: seed + life * 17, number: life, death, random, proxy },
      });
      tally.kills += 1;
      if (ended.atWrite && death.name !== undefined) {
        tally.atWrites += 1;
        names.set(death.name, (names.get(death.name) ?? 0) + 1);
      }
      for (const name of ended.names) names.set(name, names.get(name) ?? 0);
      const where = `seed ${seed}, life ${life + 1}, killed ${ended.atWrite ? `${death.when} ${death.name} (${death.occurrence})` : 'at a random moment'}`;
      const problems = [...ended.problems, ...(await healAndCheck(world, ended.told))];
      tally.problems.push(...problems.map((problem) => `${where}: ${problem}`));
      for (const [name, n] of Object.entries(ended.counts))
        tally.counts.set(name, (tally.counts.get(name) ?? 0) + n);
      if (problems.length > 0) return;
    }
  } finally {
    await proxy.close();
    await world.close();
  }
}

/** Names at which nobody died yet come first; every third death is at a random moment. */
function chooseDeath(random: SeededRandom, names: ReadonlyMap<string, number>): DeathAtWrite {
  const when = random.pick<'before' | 'after'>(['before', 'after']);
  const occurrence = random.whole(1, 3);
  const fewest = Math.min(...names.values());
  const [first, ...rest] = [...names].filter(([, kills]) => kills === fewest).map(([name]) => name);
  if (first === undefined || random.chance(1 / 3)) return { name: undefined, occurrence, when };
  return { name: random.pick([first, ...rest]), occurrence: fewest === 0 ? 1 : occurrence, when };
}

function addFault({ simulator }: FaultWorld, random: SeededRandom): void {
  const kind = random.pick([
    'server-error-after-effect',
    'timeout-after-effect',
    'reset-after-effect',
    'server-error',
    'half-body',
  ] as const);
  const operation = random.pick(['capture', 'refund', 'cancel', 'details', 'feed'] as const);
  simulator.world.faults.add({ kind, operation, times: random.whole(1, 3), delayMs: 500 });
}

type Ended = {
  readonly atWrite: boolean;
  readonly names: readonly string[];
  readonly problems: readonly string[];
  readonly told: readonly ToldLine[];
  readonly counts: Readonly<Record<string, number>>;
};
type ToldLine = { readonly request: Decision['request']; readonly word: Told };

type LifeOptions = {
  readonly seed: number;
  readonly number: number;
  readonly death: DeathAtWrite;
  readonly random: SeededRandom;
  readonly proxy: InFront;
};

async function liveAndDie(
  world: FaultWorld,
  { seed, number, death, random, proxy }: LifeOptions,
): Promise<Ended> {
  const folder = path.dirname(world.settings.DATABASE_PATH);
  const [toldFile, namesFile] = [path.join(folder, 'told'), path.join(folder, 'names')];
  for (const file of [toldFile, namesFile]) fs.writeFileSync(file, '');
  const child = fork(fileURLToPath(new URL('./killable-desk.ts', import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const problems: string[] = [];
  const exited = new Promise<NodeJS.Signals | number | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? code)),
  );
  await messageOf(child, exited);
  const life: Life = {
    ...{ seed, death, toldFile, namesFile, simulatorUrl: world.baseUrl, publicUrl: proxy.url },
    ...{ file: world.settings.DATABASE_PATH, bankFolder: path.join(folder, 'bank') },
    ...{ firstOrder: (number + 1) * 10_000, credentials: world.simulator.world.config.credentials },
  };
  child.send(life);
  const ready = await messageOf(child, exited);
  if (typeof ready === 'object' && ready !== null && 'port' in ready) proxy.pointAt(Number(ready.port));
  child.on('message', (message) => {
    if (typeof message === 'object' && message !== null && 'failed' in message)
      problems.push(`the process failed by itself: ${String(message.failed)}`);
  });
  const lifeMs = death.name === undefined ? random.whole(30, 2500) : longestLifeMs;
  await Promise.race([exited, wait(lifeMs, undefined, { ref: false })]);
  const atWrite = child.signalCode === 'SIGKILL';
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  const end = await exited;
  if (end !== 'SIGKILL' && problems.length === 0) problems.push(`the process ended by itself with ${end}`);
  proxy.pointAt(undefined);
  const lines = fs.readFileSync(toldFile, 'utf8').split('\n');
  const told = lines.flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as ToldLine] : []));
  const seen = fs
    .readFileSync(namesFile, 'utf8')
    .split('\n')
    .filter((name) => name !== '');
  return { atWrite, names: seen, problems, told, counts: leftBehind(world) };
}

/** What the dead process had under way. */
function leftBehind(world: FaultWorld): Record<string, number> {
  const db = openDatabase(world.settings.DATABASE_PATH);
  try {
    const counts: Record<string, number> = {};
    for (const [name, where] of [
      ['commands left pending', `commands WHERE status = 'pending'`],
      ['commands left unknown', `commands WHERE status = 'unknown'`],
      ['runs of jobs left running', `job_runs WHERE status = 'running'`],
      ['callbacks left unhandled', 'callbacks WHERE handled_at IS NULL'],
      ['orders of bulk runs left waiting', `bulk_items WHERE state = 'waiting'`],
      ['shipments left to be captured', `shipments WHERE capture = 'waiting'`],
      ['files left half read', `imports WHERE status IN ('queued','reading','taking')`],
    ] as const)
      counts[name] = (db.$client.prepare(`SELECT count(*) AS n FROM ${where}`).get() as { n: number }).n;
    return counts;
  } finally {
    closeDatabase(db);
  }
}

async function healAndCheck(world: FaultWorld, told: readonly ToldLine[]): Promise<string[]> {
  for (const { request, word } of told) {
    const decision = world.memory.decisions.get(request.id) ?? { request, told: [] };
    world.memory.decisions.set(request.id, decision);
    decision.told.push(word);
  }
  await world.calm();
  const problems = await heal(world);
  return [...problems, ...(await checkBooks(world.jobs(), world.simulator.world, world.memory))];
}

/** The next message; rejects when the process ends before it comes. */
function messageOf(child: ChildProcess, exited: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    void exited.then((end) => reject(new Error(`the process ended (${String(end)}) before it was ready`)));
  });
}

type InFront = { readonly url: string; pointAt(port: number | undefined): void; close(): Promise<void> };

/** One address for all lives of a world, as a proxy in front of the desk has. While the desk is dead it answers 502. */
async function serveInFront(): Promise<InFront> {
  let target: number | undefined;
  const server = http.createServer((request, response) => {
    const { method, url, headers } = request;
    const onward = http.request(
      { host: '127.0.0.1', port: target ?? 1, method, path: url, headers },
      (reply) => {
        response.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(response);
      },
    );
    onward.on('error', () => {
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pointAt(port) {
      target = port;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
