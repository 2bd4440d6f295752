/**
 * The work "pages during a full sync and reconcile", against the same pages at rest. One desk as it runs: a web process, and a process that
 * reads the whole ledger from its feeds, derives the payouts and reconciles, on one file; where cores can be chosen, each on its own. A
 * person asks for one page after the other, always the same ones in turn. At rest is before the ledger is read and after it was reconciled,
 * as many pages of each; the pages get longer on the way. Figures are 95th percentiles, in milliseconds to the last byte.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { closeDatabase, openDatabase } from '#db/client';
import { copyBooks } from '../copy-books';
import type { BenchData } from '../make-data';
import { pinProcess } from '../pin-process';
import { type SyncPhase, startSync } from '../sync-process';
import { logIn, startWeb, type WebProcess } from '../web-process';

export type PagesOptions = {
  /** How often each page is asked for at rest: half of it before, half after; even. */
  readonly turnsAtRest: number;
  readonly pauseMs: number;
};

export type PageTimes = { readonly pages: number; readonly p95: number };

export type PagesFigures = {
  readonly during: PageTimes;
  readonly atRest: PageTimes;
  readonly before: PageTimes;
  readonly after: PageTimes;
  /** By the page's name, then by what went on. */
  readonly byPage: ReadonlyMap<string, { readonly during: PageTimes; readonly atRest: PageTimes }>;
  readonly byPhase: ReadonlyMap<SyncPhase, PageTimes>;
  readonly slowestDuring: number;
  /** Did each of the two processes have a core of its own? */
  readonly pinned: boolean;
};

type Sample = { readonly name: string; readonly ms: number; readonly phase?: SyncPhase };

const asNamed: PagesOptions = { turnsAtRest: 40, pauseMs: 20 };

/** `file` is written anew and keeps the reconciled books. */
export async function pagesDuringSync(
  { folder, ordersFile, counts }: BenchData,
  file: string,
  { turnsAtRest, pauseMs }: PagesOptions = asNamed,
): Promise<PagesFigures> {
  copyBooks(ordersFile, file);
  const pages = pagesOf(file);
  const web = await startWeb(file, {
    settings: { RATE_LIMIT_PERSON: '999999', RATE_LIMIT_ADDRESS: '999999' },
  });
  try {
    const webPinned = pinProcess(web.pid, 0);
    const ask = pageAsker(web, await logIn(web), pages, pauseMs);
    await askTurns(ask, 3 * pages.length);
    const before = await askTurns(ask, (turnsAtRest / 2) * pages.length);
    const sync = startSync(folder, file, 1);
    let over = false;
    const ended = sync.ended.finally(() => {
      over = true;
    });
    ended.catch(() => undefined); // looked at below, when the page that is under way was answered
    const during: Sample[] = [];
    while (!over) {
      const phase = sync.phase();
      const sample = await ask();
      if (phase !== undefined) during.push({ ...sample, phase });
    }
    const added = await ended;
    if (added !== counts.entries) throw new Error(`${added} of ${counts.entries} entries were added`);
    const after = await askTurns(ask, (turnsAtRest / 2) * pages.length);
    return { ...figuresOf(during, before, after), pinned: webPinned && sync.pinned };
  } finally {
    await web.stop();
  }
}

function pageAsker(web: WebProcess, cookie: string, pages: readonly NamedPage[], pauseMs: number) {
  let turn = 0;
  return async (): Promise<Sample> => {
    const page = pages[turn % pages.length];
    if (page === undefined) throw new Error('no page to ask for');
    turn += 1;
    await wait(pauseMs);
    const start = performance.now();
    await web.read(page.path, cookie);
    return { name: page.name, ms: performance.now() - start };
  };
}

type NamedPage = { readonly name: string; readonly path: string };

function pagesOf(file: string): NamedPage[] {
  const db = openDatabase(file, { readonly: true });
  try {
    const order = db.$client
      .prepare<[], string>(
        `SELECT msn || '/' || order_id FROM orders WHERE state = 'captured' ORDER BY activity_at DESC`,
      )
      .pluck()
      .get();
    const paths = [
      '/',
      '/orders',
      '/payments',
      '/payouts',
      '/reconciliation',
      '/exceptions',
      '/bank',
      '/jobs',
    ];
    return [...paths.map((path) => ({ name: path, path })), { name: 'an order', path: `/orders/${order}` }];
  } finally {
    closeDatabase(db);
  }
}

async function askTurns(ask: () => Promise<Sample>, requests: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let request = 0; request < requests; request += 1) samples.push(await ask());
  return samples;
}

function figuresOf(during: readonly Sample[], before: readonly Sample[], after: readonly Sample[]) {
  const atRest = [...before, ...after];
  const names = [...new Set(atRest.map(({ name }) => name))];
  const phases = [...new Set(during.flatMap(({ phase }) => phase ?? []))];
  const ofPage = (name: string) => {
    const timesOf = (samples: readonly Sample[]) => timesIn(samples.filter((one) => one.name === name));
    return [name, { during: timesOf(during), atRest: timesOf(atRest) }] as const;
  };
  return {
    during: timesIn(during),
    atRest: timesIn(atRest),
    before: timesIn(before),
    after: timesIn(after),
    byPage: new Map(names.map(ofPage)),
    byPhase: new Map(phases.map((phase) => [phase, timesIn(during.filter((one) => one.phase === phase))])),
    slowestDuring: Math.max(...during.map(({ ms }) => ms)),
  };
}

function timesIn(samples: readonly Sample[]): PageTimes {
  const sorted = samples.map(({ ms }) => ms).sort((a, b) => a - b);
  return { pages: sorted.length, p95: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN };
}
