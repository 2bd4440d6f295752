/**
 * `npm run bench [-- --size 100k,1m,5m] [--runs N] [--works NAMES] [--json FILE] [--data FOLDER]`: measures the desk's large works, each beside
 * a yardstick on the same data in the same run, and prints one table. Needs the sqlite3 program; see docs/performance.md.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeData } from './make-data';
import { hasSqlite3 } from './sqlite3';
import { printGrowth, printTable } from './table';
import { type BenchRow, onceWorks, sizedWorks, workNames } from './works';

const sizes: Readonly<Record<string, number>> = {
  '1k': 1000,
  '10k': 10_000,
  '100k': 100_000,
  '1m': 1_000_000,
  '5m': 5_000_000,
};
const seed = 2026;

const words = readWords();
if (!hasSqlite3())
  refuse('The sqlite3 program is not here. Install it (Debian: apt-get install sqlite3) and try again.');
const rows: BenchRow[] = [];
for (const size of words.sizes) {
  const folder = path.join(words.data, size);
  console.error(`${size} orders in ${folder}`);
  const data = await makeData(folder, sizes[size] ?? 0, seed);
  const small = await makeData(path.join(words.data, '1k'), 1000, seed);
  await measureAll(sizedWorks({ data, small, size, runs: words.runs ?? (size === '5m' ? 1 : 3) }));
}
await measureAll(onceWorks({ folder: words.data, runs: words.runs ?? 3 }));
console.log([printTable(rows), printGrowth(rows) ?? []].flat().join('\n\n'));

type Measured = { readonly name: string; readonly measure: () => Promise<BenchRow> };

async function measureAll(works: readonly Measured[]): Promise<void> {
  for (const { name, measure } of works) {
    if (!words.works.includes(name)) continue;
    const start = performance.now();
    try {
      const row = await measure();
      rows.push(row);
      console.error(
        `  ${name}: ${row.ratio.toFixed(3)} (${Math.round((performance.now() - start) / 1000)} s)`,
      );
    } catch (error) {
      console.error(`  ${name} could not be measured:`, error);
      process.exitCode = 1;
      continue;
    }
    if (words.json !== undefined) fs.writeFileSync(words.json, `${JSON.stringify({ rows }, undefined, 2)}\n`);
  }
}

function readWords() {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '100k' },
      works: { type: 'string', default: workNames.join(',') },
      runs: { type: 'string' },
      json: { type: 'string' },
      data: { type: 'string', default: path.join(os.tmpdir(), 'oppgjor-bench') },
    },
  });
  const wanted = { sizes: values.size.toLowerCase().split(','), works: values.works.split(',') };
  const runs = values.runs === undefined ? undefined : Number(values.runs);
  for (const size of wanted.sizes)
    if (sizes[size] === undefined) refuse(`There is no size "${size}": ${Object.keys(sizes).join(', ')}.`);
  for (const name of wanted.works)
    if (!workNames.includes(name)) refuse(`There is no work "${name}": ${workNames.join(', ')}.`);
  if (runs !== undefined && !(Number.isInteger(runs) && runs > 0))
    refuse('--runs wants a number above zero.');
  return { ...wanted, runs, json: values.json, data: path.resolve(values.data) };
}

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}
