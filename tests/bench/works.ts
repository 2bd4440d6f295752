/** All works with their goals. What a work needs and is not there yet (a loaded ledger, reconciled books) is made first. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { BenchData } from './make-data';
import { middleOf } from './median';
import { writeSettlementXml } from './settlement-file';
import { exportOrdersOurs, exportOrdersYardstick } from './works/export-orders';
import { contentOfEntries, loadEntriesOurs, loadEntriesYardstick } from './works/load-entries';
import { ordersPageRate } from './works/orders-page-rate';
import { worstOrdersPage } from './works/orders-pages';
import { pagesDuringSync } from './works/pages-during-sync';
import { reconcileOurs, reconcileYardstick, type Tied, tiedIn } from './works/reconcile-all';
import { reconcileDay } from './works/reconcile-day';
import { importOurs, saxPass } from './works/settlement-xml';
import { startToFirstPage } from './works/start-to-first-page';
import { todayPage } from './works/today-page';

export type BenchRow = {
  readonly work: string;
  readonly size: string;
  readonly oursMs: number;
  readonly yardstickMs: number;
  /** Ours ÷ yardstick; of rates, theirs too. */
  readonly ratio: number;
  readonly goal: number;
  /** The goal is the least, not the most. */
  readonly atLeast?: true;
  /** The most memory of our process. */
  readonly rssMb: number | null;
  readonly note?: string;
};

export type Work = { readonly name: string; readonly measure: () => Promise<BenchRow> };

export const workNames = [
  ...['load', 'reconcile', 'day', 'export', 'orders', 'rate', 'today', 'start', 'during', 'xml', 'poll'],
];

export type Sized = {
  readonly data: BenchData;
  readonly small: BenchData;
  readonly size: string;
  readonly runs: number;
};

export function sizedWorks(sized: Sized): readonly Work[] {
  const { data, small, size, runs } = sized;
  const at = (name: string) => path.join(data.folder, name);
  const row = (work: string, goal: number, { ours, yardstick }: Samples, more: Partial<BenchRow> = {}) => ({
    ...{ work, size, oursMs: ours.ms, yardstickMs: yardstick, ratio: ours.ms / yardstick, goal },
    ...{ rssMb: ours.rssMb, ...more },
  });
  return [
    {
      name: 'load',
      async measure() {
        const samples = await sample(runs, {
          ours: () => inChild('load', data, '', at('loaded.db')),
          yardstick: () => loadEntriesYardstick(data, at('imported.db')),
        });
        if (!isDeepStrictEqual(contentOfEntries(at('loaded.db')), contentOfEntries(at('imported.db'))))
          throw new Error('the desk and sqlite3 stored other entries');
        remove(at('imported.db'));
        return row('load ledger entries', 1.5, samples);
      },
    },
    {
      name: 'reconcile',
      async measure() {
        await needLoaded(data);
        let tied: Tied | undefined;
        const samples = await sample(runs, {
          ours: () => inChild('reconcile', data, at('loaded.db'), at('reconciled.db')),
          yardstick: async () => {
            const { ms, tied: found } = await reconcileYardstick(data, at('duck.db'));
            tied = found;
            return ms;
          },
        });
        if (!isDeepStrictEqual(tied, tiedIn(at('reconciled.db')))) throw new Error('DuckDB ties other rows');
        remove(at('duck.db'));
        return row('reconcile from scratch', 1, samples);
      },
    },
    {
      name: 'day',
      async measure() {
        await needLoaded(data);
        const samples = await sample(runs, {
          ours: async () => ({
            ms: (await reconcileDay(data, await reconciledOf(data), at('day.db'))).ms,
            rssMb: null,
          }),
          yardstick: async () => (await reconcileOurs(at('loaded.db'), at('again.db'))).ms,
        });
        for (const name of ['day.db', 'again.db']) remove(at(name));
        return row('reconcile after one new day', 0.02, samples);
      },
    },
    {
      name: 'export',
      async measure() {
        const samples = await sample(runs, {
          ours: async () => {
            const { ms, peakRssMb } = await exportOrdersOurs(data.ordersFile);
            return { ms, rssMb: peakRssMb };
          },
          yardstick: async () => (await exportOrdersYardstick(data.ordersFile)).ms,
        });
        return row('export all orders as CSV', 1.2, samples);
      },
    },
    {
      name: 'orders',
      async measure() {
        const page = await worstOrdersPage(await reconciledOf(data), await reconciledOf(small));
        return {
          ...{ work: 'first page of orders, the worst filter and sort', size, goal: 1.5, rssMb: null },
          ...{ oursMs: page.ms, yardstickMs: page.smallMs, ratio: page.ratio },
          note: `${page.name}; of ${page.queriesRead} filters and sorts the slowest reads its rows in ${page.slowestQueryMs.toFixed(1)} ms`,
        };
      },
    },
    {
      name: 'rate',
      async measure() {
        const { perSecond, yardstickPerSecond, pinned } = await ordersPageRate(await reconciledOf(data));
        return {
          ...{ work: 'orders page, requests a second', size, goal: 0.8, atLeast: true, rssMb: null },
          ...{
            oursMs: 1000 / perSecond,
            yardstickMs: 1000 / yardstickPerSecond,
            ratio: perSecond / yardstickPerSecond,
          },
          note: `${perSecond.toFixed(1)} and ${yardstickPerSecond.toFixed(1)} a second${pinned ? '' : ', not on a core of their own'}`,
        };
      },
    },
    {
      name: 'today',
      async measure() {
        const files = [await reconciledOf(data), await reconciledOf(small)] as const;
        const samples = await sample(runs, {
          ours: async () => ({ ms: await todayPage(files[0]), rssMb: null }),
          yardstick: () => todayPage(files[1]),
        });
        return row('page Today', 2, samples);
      },
    },
    {
      name: 'during',
      async measure() {
        const { during, atRest, slowestDuring, pinned } = await pagesDuringSync(data, at('during.db'));
        remove(at('during.db'));
        return {
          ...{ work: 'pages during a full sync and reconcile, p95', size, goal: 1.5, rssMb: null },
          ...{ oursMs: during.p95, yardstickMs: atRest.p95, ratio: during.p95 / atRest.p95 },
          note: `${during.pages} pages, the slowest ${Math.round(slowestDuring)} ms${pinned ? '' : '; not on cores of their own'}`,
        };
      },
    },
    {
      name: 'start',
      async measure() {
        const file = await reconciledOf(data);
        const samples = await sample(runs, {
          ours: async () => ({ ms: await startToFirstPage(file), rssMb: null }),
          yardstick: async () => {
            remove(at('empty.db'));
            return await startToFirstPage(at('empty.db'));
          },
        });
        remove(at('empty.db'));
        return row('start to first page', 1.2, samples);
      },
    },
  ];
}

export type Once = { readonly folder: string; readonly runs: number };

/** What does not depend on the size of the books. */
export function onceWorks({ folder, runs }: Once): readonly Work[] {
  return [
    {
      name: 'xml',
      async measure() {
        const file = path.join(folder, 'settlement-500.xml');
        if (!fs.existsSync(file)) await writeSettlementXml(file, 500_000_000, 7);
        const { ours, yardstick } = await sample(runs, {
          ours: async () => {
            const { ms, peakRssMb } = await importOurs(file);
            return { ms, rssMb: peakRssMb };
          },
          yardstick: async () => (await saxPass(file)).ms,
        });
        return {
          ...{ work: 'import a settlement XML', size: '500 MB', goal: 2, rssMb: ours.rssMb },
          ...{ oursMs: ours.ms, yardstickMs: yardstick, ratio: ours.ms / yardstick },
        };
      },
    },
    {
      name: 'poll',
      async measure() {
        const small = path.join(folder, '1k', 'orders.db');
        const limitMs = 25_000;
        const { ours } = await sample(runs, {
          ours: () => inChild('poll', undefined, small, path.join(folder, 'polled.db')),
          yardstick: async () => limitMs,
        });
        remove(path.join(folder, 'polled.db'));
        return {
          ...{ work: 'poll payments, 20 at once, answers in 50 ms', size: '10,000', goal: 1.15 },
          ...{ oursMs: ours.ms, yardstickMs: limitMs, ratio: ours.ms / limitMs, rssMb: ours.rssMb },
        };
      },
    },
  ];
}

/** Books whose ledger is loaded, and nothing reconciled. */
async function needLoaded(data: BenchData): Promise<string> {
  const file = path.join(data.folder, 'loaded.db');
  if (!fs.existsSync(file)) await loadEntriesOurs(data, file);
  return file;
}

async function reconciledOf(data: BenchData): Promise<string> {
  const file = path.join(data.folder, 'reconciled.db');
  if (!fs.existsSync(file)) await reconcileOurs(await needLoaded(data), file);
  return file;
}

function remove(file: string): void {
  for (const end of ['', '-wal', '-shm', '.wal']) fs.rmSync(file + end, { force: true });
}

type OurRun = { readonly ms: number; readonly rssMb: number | null };
type Samples = { readonly ours: OurRun; readonly yardstick: number };

/** Both in turn, each the first every other time; the middle of the times, and the most memory of all runs. */
async function sample(
  runs: number,
  sides: { readonly ours: () => Promise<OurRun>; readonly yardstick: () => Promise<number> },
): Promise<Samples> {
  const [ours, yardstick]: [OurRun[], number[]] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    if (run % 2 === 0) yardstick.push(await sides.yardstick());
    ours.push(await sides.ours());
    if (run % 2 === 1) yardstick.push(await sides.yardstick());
  }
  const memory = ours.flatMap(({ rssMb }) => rssMb ?? []);
  return {
    ours: { ms: middleOf(ours.map(({ ms }) => ms)), rssMb: memory.length > 0 ? Math.max(...memory) : null },
    yardstick: middleOf(yardstick),
  };
}

const childPath = fileURLToPath(new URL('ours-child.ts', import.meta.url));
const childSchema = z.object({ ms: z.number(), rssMb: z.number() });

/** See ours-child. */
async function inChild(
  work: string,
  data: BenchData | undefined,
  from: string,
  file: string,
): Promise<OurRun> {
  const { newDay: _, ...told } = data ?? {};
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', childPath, work, JSON.stringify({ data: told, from, file })],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  const code = await ended;
  if (code !== 0) throw new Error(`the process of the work "${work}" ended with ${code}`);
  return childSchema.parse(JSON.parse(text));
}
