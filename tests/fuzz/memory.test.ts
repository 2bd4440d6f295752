/** Files without an end are read in little memory: each in a process of its own, whose heap may not grow far. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const ofXml = ['element', 'attribute', 'nest', 'comment', 'wide', 'names'] as const;
const cases = [
  ...ofXml.map((shape) => ['settlement-xml', shape] as const),
  ...(['attributes', 'cdata', 'space'] as const).map((shape) => ['camt053', shape] as const),
  ...(['line', 'fields', 'quote'] as const).map((shape) => ['settlement-csv', shape] as const),
  ...(['line', 'quote', 'blank'] as const).map((shape) => ['orders-csv', shape] as const),
];

// What is refused ends at its first tokens, however much would come; what is read to its end is tried with less.
it.each(cases)('%s: an endless %s', { timeout: 240_000 }, async (reader, shape) => {
  const script = path.join(import.meta.dirname, 'read-endless.ts');
  const { stdout } = await run(process.execPath, [
    '--max-old-space-size=96',
    '--import',
    'tsx',
    script,
    reader,
    shape,
    ['wide', 'names'].includes(shape) ? '4' : shape === 'blank' ? '0.1' : '200',
  ]);
  const { residentMb } = JSON.parse(stdout) as { residentMb: number };
  // Node alone with the readers loaded takes about 110 MB.
  expect(residentMb).toBeLessThan(320);
});
