/**
 * `npm run test:load -- [--readers 200 --actors 20 --seconds 60 --orders 20000 --json FILE]`: a shop with many people at once.
 * Prints how long each kind of page took; ends with 1 when anything was wrong.
 */
import fs from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { tableOf } from './figures';
import { runUnderLoad } from './run-under-load';

const { values } = parseArgs({
  options: {
    readers: { type: 'string', default: '200' },
    actors: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '60' },
    orders: { type: 'string', default: '20000' },
    json: { type: 'string' },
  },
});
const asked = {
  readers: countOf('readers'),
  actors: countOf('actors'),
  seconds: countOf('seconds'),
  orders: countOf('orders'),
};
const result = await runUnderLoad({ ...asked, say: console.log });
const machine = {
  node: process.versions.node,
  cores: os.availableParallelism(),
  cpu: os.cpus()[0]?.model,
  /** Of the last five minutes, this load itself among it. */
  loadAverage: os.loadavg()[1],
};
console.log(tableOf(result.figures));
console.log(JSON.stringify({ ...machine, ...result.memory }));
console.log(
  `${result.orders} orders, ${result.acted} acted on by ${result.commands} commands, ${result.ledgerEntries} ledger entries, ` +
    `${result.exports} exports`,
);
if (values.json !== undefined)
  fs.writeFileSync(values.json, `${JSON.stringify({ asked, machine, ...result }, null, 2)}\n`);
for (const problem of result.problems.slice(0, 20)) console.error(problem);
console.log(result.problems.length === 0 ? 'Everything held.' : `${result.problems.length} problems`);
process.exitCode = result.problems.length === 0 ? 0 : 1;

function countOf(name: 'readers' | 'actors' | 'seconds' | 'orders'): number {
  const count = Number(values[name]);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  console.error(`--${name} must be a whole number above 0; it is "${values[name]}".`);
  process.exit(1);
}
