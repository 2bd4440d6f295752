/**
 * "Import a settlement XML of 500 MB": what `npm run import` does with the file on a fresh desk, against a pass of saxes over the same
 * bytes that only counts. Each runs in a process of its own, so that memory and warmth of one are not those of the other.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** `rows`: transactions of the file. `ms` is the import itself, without the start of its process and the making of the database. */
export type ImportMeasured = { readonly rows: number; readonly peakRssMb: number; readonly ms: number };
export type PassMeasured = {
  readonly elements: number;
  /** Elements called TransactionInfo. */
  readonly rows: number;
  readonly ms: number;
};

/** Throws when the file was not taken without a problem. */
export async function importOurs(xmlFile: string): Promise<ImportMeasured> {
  const folder = await fs.promises.mkdtemp(path.join(os.tmpdir(), 'oppgjor-bench-xml-'));
  try {
    return importSchema.parse(await answerOf(['import', xmlFile, folder]));
  } finally {
    await fs.promises.rm(folder, { recursive: true, force: true });
  }
}

/** The file is read in pieces as large as those in which the import reads it. */
export async function saxPass(xmlFile: string): Promise<PassMeasured> {
  return passSchema.parse(await answerOf(['sax', xmlFile]));
}

const importSchema = z.object({ rows: z.int(), peakRssMb: z.number(), ms: z.number() });
const passSchema = z.object({ elements: z.int(), rows: z.int(), ms: z.number() });
const child = fileURLToPath(new URL('settlement-xml-child.ts', import.meta.url));

async function answerOf(words: readonly string[]): Promise<unknown> {
  const running = spawn(process.execPath, ['--import', 'tsx', child, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    running.once('error', reject);
    running.once('close', resolve);
  });
  let text = '';
  for await (const chunk of running.stdout) text += String(chunk);
  const code = await ended;
  if (code !== 0) throw new Error(`the process that measures "${words[0]}" ended with ${code}`);
  return JSON.parse(text);
}
