/** `npm run test:model -- --runs N --seed S`: long runs of random histories, on all cores. `--path P --replay-path R` brings one failure back. */
import { spawn } from 'node:child_process';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { playHistories } from './play-histories';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    path: { type: 'string' },
    'replay-path': { type: 'string' },
    /** The first failure as it is, without making it small. */
    first: { type: 'boolean', default: false },
    processes: { type: 'string', default: String(os.availableParallelism()) },
  },
});
const runs = countOf('runs', values.runs);
const seed = countOf('seed', values.seed);
const processes = values.path === undefined ? Math.min(countOf('processes', values.processes), runs) : 1;

if (processes > 1) process.exitCode = await playInParts();
else await playHere();

async function playHere(): Promise<void> {
  const startedAt = performance.now();
  try {
    await playHistories({
      ...{ runs, seed, path: values.path, replayPath: values['replay-path'], endOnFailure: values.first },
      onHistory: (played) => {
        if (played % 100 === 0) console.log(`seed ${seed}: ${played} histories`);
      },
    });
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    console.log(`seed ${seed}: ${runs} histories hold, in ${seconds} s`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/** Each process has a seed of its own, counted up from the first. */
async function playInParts(): Promise<number> {
  console.log(`${runs} histories in ${processes} processes, seeds from ${seed}`);
  const codes = await Promise.all(
    Array.from({ length: processes }, (_, index) => {
      const share = Math.floor(runs / processes) + (index < runs % processes ? 1 : 0);
      const own = [
        '--runs',
        String(share),
        '--seed',
        String(seed + index),
        '--processes',
        '1',
        ...(values.first ? ['--first'] : []),
      ];
      const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url), ...own], {
        stdio: 'inherit',
      });
      return new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
    }),
  );
  return Math.max(...codes);
}

function countOf(name: string, text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= (name === 'seed' ? 0 : 1)) return count;
  console.error(`--${name} must be a whole number; it is "${text}".`);
  process.exit(1);
}
