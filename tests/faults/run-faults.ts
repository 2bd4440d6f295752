/**
 * `npm run test:faults -- [--histories 500] [--kills 100] [--seed 1] [--minutes M] [--story] [--json FILE]`: plays so many seeded histories
 * and kills the desk so often, prints what happened how often, and each seed that broke a promise. Exits with 1 when one did.
 */
import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runKills } from './kill-runs';
import type { History } from './play-history';

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '500' },
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    story: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const firstSeed = whole('seed', values.seed);
const endsAtMs =
  values.minutes === undefined ? Infinity : Date.now() + whole('minutes', values.minutes) * 60_000;
const startedAtMs = Date.now();

if (whole('histories', values.histories) + whole('kills', values.kills) === 0) {
  console.error('Nothing to play: ask for --histories or --kills.');
  process.exit(2);
}
const histories = await playHistories(whole('histories', values.histories));
const historiesMs = Date.now() - startedAtMs;
const kills = await runKills({ kills: whole('kills', values.kills), seed: firstSeed, endsAtMs });

printCounts('What happened in the histories', histories.counts);
printCounts('What happened in the lives that were ended', kills.counts);
for (const { seed, problems, story } of histories.broken) {
  console.error(
    `\nSeed ${seed} broke a promise (again: npm run test:faults -- --histories 1 --kills 0 --seed ${seed} --story):`,
  );
  for (const problem of problems) console.error(`  ${problem}`);
  if (values.story) console.error(story.map((line) => `    ${line}`).join('\n'));
}
for (const problem of kills.problems) console.error(`\nA kill broke a promise: ${problem}`);
console.log(
  `\n${histories.played} histories with seeds from ${firstSeed} in ${seconds(historiesMs)}, ${histories.broken.length} of them broke a promise.`,
);
console.log(
  `${kills.kills} kills in ${seconds(kills.ms)}, ${kills.atWrites} of them at one of ${kills.names.length} named writes; ${kills.problems.length} broken promises.`,
);
if (kills.kills > 0)
  console.log(
    `Names at which nobody was killed: ${kills.spared.length === 0 ? 'none' : kills.spared.join(', ')}.`,
  );
if (values.json !== undefined)
  fs.writeFileSync(
    values.json,
    `${JSON.stringify({ firstSeed, histories: histories.played, historiesMs, counts: histories.counts, broken: histories.broken, kills }, null, 2)}\n`,
  );
const asked = { histories: whole('histories', values.histories), kills: whole('kills', values.kills) };
const isEnough = (played: number, wanted: number) =>
  values.minutes === undefined ? played === wanted : wanted === 0 || played > 0;
const isWhole = isEnough(histories.played, asked.histories) && isEnough(kills.kills, asked.kills);
if (!isWhole) console.error('Fewer were played than asked for: this proves nothing.');
const missed = kills.kills > 20 && kills.atWrites === 0;
if (missed) console.error('No kill struck the write it was meant for: this proves nothing.');
process.exit(histories.broken.length + kills.problems.length === 0 && isWhole && !missed ? 0 : 1);

type Played = { played: number; counts: Record<string, number>; broken: History[] };

/** Several processes at once: a history mostly waits for answers that do not come. */
async function playHistories(count: number): Promise<Played> {
  const done: Played = { played: 0, counts: {}, broken: [] };
  let next = 0;
  const worker = async () => {
    const child = startWorker();
    try {
      while (next < count && Date.now() < endsAtMs) {
        const seed = firstSeed + next;
        next += 1;
        record(done, await play(child, seed));
      }
    } finally {
      child.disconnect();
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, 2 * os.availableParallelism()) }, worker));
  return done;
}

function record(done: Played, history: History): void {
  done.played += 1;
  for (const [name, n] of Object.entries(history.counts)) done.counts[name] = (done.counts[name] ?? 0) + n;
  if (history.problems.length > 0) {
    done.broken.push(history);
    console.error(`seed ${history.seed}: ${history.problems[0]}`);
  }
  if (done.played % 50 === 0)
    console.log(
      `${done.played} histories, ${done.broken.length} broke a promise, ${seconds(Date.now() - startedAtMs)}`,
    );
}

function startWorker(): ChildProcess {
  return fork(fileURLToPath(new URL('./history-worker.ts', import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
  });
}

function play(child: ChildProcess, seed: number): Promise<History> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) =>
      reject(new Error(`the process of seed ${seed} ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (history) => {
      child.off('exit', onExit);
      resolve(history as History);
    });
    child.send(seed);
  });
}

function printCounts(title: string, counts: Readonly<Record<string, number>>): void {
  if (Object.keys(counts).length === 0) return;
  console.log(`\n${title}:`);
  for (const [name, n] of Object.entries(counts).sort(([one], [other]) => one.localeCompare(other)))
    if (n > 0) console.log(`${String(n).padStart(8)}  ${name}`);
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name} must be a whole number, not "${text}"`);
  process.exit(2);
}
