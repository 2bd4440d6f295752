/**
 * The work "export all orders as CSV", against the sqlite3 program with the same columns of the same file. Ours is the report `orders`
 * over all years, as it is downloaded: counted, recorded, from a picture of the books of its own, each piece made when the one before
 * was taken; in a process of its own, whose memory is looked at all the while. The yardstick gives the stored values raw (øre, no days
 * in Oslo, no guard against formulas) in the same order. Both write to a file; `ms` is the work without the start of Node.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { day } from '#core/calendar';
import { writeReport } from '#services/export-report';
import { streamReport } from '#services/export-stream';
import { withDesk } from '../desk';

export type ExportFigures = { readonly bytes: number; readonly rows: number; readonly ms: number };
export type OurFigures = ExportFigures & { readonly peakRssMb: number };

/** Exports the orders of a desk's database; `out` keeps what was written. The export is added to its audit log. */
export async function exportOrdersOurs(file: string, out?: string): Promise<OurFigures> {
  return await intoFile(out, async (target) => {
    const self = fileURLToPath(import.meta.url);
    const printed = await run(
      process.execPath,
      ['--import', 'tsx', self, path.resolve(file), target],
      'pipe',
    );
    const { ms, peakRssMb } = measured.parse(JSON.parse(printed));
    return { ms, peakRssMb };
  });
}

/** The same columns by `sqlite3 -csv`; `out` keeps what was written. */
export async function exportOrdersYardstick(file: string, out?: string): Promise<ExportFigures> {
  return await intoFile(out, async (target) => {
    const handle = fs.openSync(target, 'w');
    try {
      const start = performance.now();
      await run('sqlite3', ['-csv', '-header', file, yardstickQuery], handle);
      return { ms: performance.now() - start };
    } finally {
      fs.closeSync(handle);
    }
  });
}

export const yardstickQuery = `SELECT o.msn, u.name, o.order_id, o.state, o.currency, o.amount_ore, o.reserved_ore,
  o.captured_ore, o.refunded_ore, o.cancelled_ore, o.remaining_ore, o.activity_at, o.registered_at, o.initiated_at,
  o.reserved_at, o.last_captured_at, o.shipped_at, o.guarantee_until, o.deadline_at, o.source, o.express, o.description
  FROM orders o JOIN sales_units u ON u.msn = o.msn ORDER BY o.activity_at, o.msn, o.order_id`;

const measured = z.object({ ms: z.number(), peakRssMb: z.number() });

async function intoFile<Figures>(
  out: string | undefined,
  work: (target: string) => Promise<Figures>,
): Promise<Figures & { bytes: number; rows: number }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-export-'));
  const target = out ?? path.join(folder, 'orders.csv');
  try {
    const figures = await work(target);
    return { ...figures, bytes: fs.statSync(target).size, rows: (await countLines(target)) - 1 };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** The generated orders have no line break in a cell. */
async function countLines(file: string): Promise<number> {
  let lines = 0;
  for await (const chunk of fs.createReadStream(file, { encoding: 'latin1' })) {
    for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', at + 1)) lines += 1;
  }
  return lines;
}

async function run(command: string, args: readonly string[], stdout: 'pipe' | number): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', stdout, 'inherit'] });
  let printed = '';
  child.stdout?.on('data', (text) => {
    printed += text;
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
  return printed;
}

/** In the process of its own. */
async function exportHere(file: string, target: string): Promise<z.infer<typeof measured>> {
  return await withDesk(file, async (desk) => {
    const handle = fs.openSync(target, 'w');
    let peak = process.memoryUsage().rss;
    const start = performance.now();
    const period = { from: day('2000-01-01'), to: day('2199-12-31') };
    const report = await writeReport(desk, { kind: 'orders', format: 'plain', filter: { period } }, 'bench');
    const reader = streamReport(report, { signal: new AbortController().signal }).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      fs.writeSync(handle, piece.value);
      peak = Math.max(peak, process.memoryUsage.rss());
    }
    const ms = performance.now() - start;
    fs.closeSync(handle);
    return { ms, peakRssMb: peak / 1024 / 1024 };
  });
}

const [, script, file, target] = process.argv;
if (script === fileURLToPath(import.meta.url) && file && target) {
  process.stdout.write(JSON.stringify(await exportHere(file, target)));
}
