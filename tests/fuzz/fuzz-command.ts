/**
 * npm run test:fuzz -- --runs N --seed S [--only NAME] [--from N] [--minutes N] [--file PATH]
 * Tries the targets with inputs made from the seed; an input that breaks a rule is kept in a file, with the command that tries it again.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Opener, openers } from './all-targets';
import { longestMs } from './fuzz-target';
import { inputOf, type RunReport, runTarget } from './run-target';
import { startWatchdog } from './watchdog';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now()) },
    from: { type: 'string', default: '0' },
    only: { type: 'string' },
    minutes: { type: 'string' },
    file: { type: 'string' },
  },
});
const chosen = openers.filter(
  ({ name }) => values.only === undefined || values.only.split(',').includes(name),
);
if (chosen.length === 0) {
  console.error(`--only must name some of: ${openers.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const kept = path.join(os.tmpdir(), 'oppgjor-fuzz');
const hangingFile = path.join(kept, `hanging-${process.pid}`);
fs.mkdirSync(kept, { recursive: true });
// Twice what a target allows an input by itself: this one is for what never comes back.
const watchdog = startWatchdog(longestMs * 2, `an input hangs; see ${hangingFile}`);
let flaws = 0;
for (const one of chosen)
  flaws += values.file === undefined ? await tryMany(one) : await tryFile(one, values.file);
process.exit(flaws > 0 ? 1 : 0);

async function tryMany({ name, open }: Opener): Promise<number> {
  const target = await open();
  const { runs, seed, from, minutes } = values;
  const until = minutes === undefined ? Number.POSITIVE_INFINITY : Date.now() + Number(minutes) * 60_000;
  const began = Date.now();
  const report = await runTarget(target, {
    seed,
    runs: Number(runs),
    from: Number(from),
    until: () => Date.now() > until,
    onInput(index) {
      watchdog.alive();
      fs.writeFileSync(
        hangingFile,
        `${name}: npm run test:fuzz -- --only ${name} --seed ${seed} --from ${index} --runs 1\n`,
      );
    },
  });
  console.log(`${name}: seed ${seed}, ${countsOf(report)}, ${Math.round((Date.now() - began) / 1000)} s`);
  for (const { index, error, input } of report.flaws) {
    const file = path.join(kept, `${name}.${createHash('sha256').update(input).digest('hex').slice(0, 12)}`);
    fs.writeFileSync(file, input);
    fs.writeFileSync(`${file}.whole`, target.write(inputOf(target, seed, index)));
    console.log(`  input ${index}: ${error instanceof Error ? error.stack : String(error)}`);
    if (error instanceof Error && error.cause !== undefined) console.log('  because of', error.cause);
    console.log(`  again: npm run test:fuzz -- --only ${name} --seed ${seed} --from ${index} --runs 1`);
    console.log(`  made smaller: npm run test:fuzz -- --only ${name} --file ${file}`);
  }
  await target.close();
  return report.flaws.length;
}

function countsOf({ outcomes }: RunReport): string {
  const sorted = [...outcomes].sort(([, a], [, b]) => b - a);
  const all = sorted.reduce((sum, [, count]) => sum + count, 0);
  return `${all} inputs (${sorted.map(([outcome, count]) => `${outcome} ${count}`).join(', ')})`;
}

async function tryFile({ name, open }: Opener, file: string): Promise<number> {
  const target = await open();
  watchdog.alive();
  try {
    console.log(`${name}: ${await target.run(target.read(fs.readFileSync(file)))}`);
    return 0;
  } catch (error) {
    console.log(`${name}:`, error);
    return 1;
  } finally {
    await target.close();
  }
}
