/**
 * The work "orders page, requests per second, one core", against the same framework's page with the rows held in memory. Both are a web
 * process of this desk's build on a core of its own, asked by a process on another core, on connections that stay open, for `/orders` packed
 * with gzip, as somebody who is logged in. The yardstick leaves out what the loaders of the page do: it answers with what they returned the
 * first time (web-of-kept-rows). What stands before them is in both: limits, and looking up whose log-in it is.
 */

import { type Load, type LoadProcess, startLoad } from '../load-pages';
import { middleOf } from '../median';
import { pinProcess } from '../pin-process';
import { logIn, startWeb, type WebProcess } from '../web-process';

export type RateOptions = { readonly rounds: number; readonly roundMs: number; readonly connections: number };
export type RateFigures = {
  readonly perSecond: number;
  readonly yardstickPerSecond: number;
  /** Did each process have a core of its own? */
  readonly pinned: boolean;
};

const page = '/orders';
const asNamed: RateOptions = { rounds: 5, roundMs: 3000, connections: 8 };
const unlimited = { RATE_LIMIT_PERSON: '999999', RATE_LIMIT_ADDRESS: '999999' };

/** The file is written to: somebody logs in. Rounds of ours and of the yardstick take turns; the middle of each counts. */
export async function ordersPageRate(file: string, options: RateOptions = asNamed): Promise<RateFigures> {
  const ours = await startWeb(file, { settings: unlimited });
  const load = startLoad(1);
  try {
    const yardstick = await startWeb(file, {
      settings: unlimited,
      script: 'tests/bench/web-of-kept-rows.ts',
    });
    try {
      const pinned = [ours, yardstick].every(({ pid }) => pinProcess(pid, 0));
      return { ...(await measure(ours, yardstick, load, options)), pinned };
    } finally {
      await yardstick.stop();
    }
  } finally {
    load.stop();
    await ours.stop();
  }
}

async function measure(
  ours: WebProcess,
  yardstick: WebProcess,
  process: LoadProcess,
  { rounds, roundMs, connections }: RateOptions,
) {
  const webs = await Promise.all([ours, yardstick].map(async (web) => ({ web, cookie: await logIn(web) })));
  const bodies = await Promise.all(webs.map(({ web, cookie }) => web.read(page, cookie)));
  if (new Set(bodies.map(comparable)).size !== 1) throw new Error('the two pages differ');
  const loads = webs.map(
    ({ web, cookie }): Load => ({ url: web.address + page, cookie, connections, ms: roundMs }),
  );
  for (const load of loads) await process.run(load);
  const rates: number[][] = loads.map(() => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, load] of loads.entries()) rates[index]?.push(await process.run(load));
  const [perSecond, yardstickPerSecond] = rates.map(middleOf);
  if (perSecond === undefined || yardstickPerSecond === undefined) throw new Error('nothing was measured');
  return { perSecond, yardstickPerSecond };
}

/** Without what is of each answer alone: its nonce, when it was read, and at which port the clock of its books is. */
function comparable(html: string): string {
  const nonce = /nonce="([^"]+)"/.exec(html)?.[1];
  if (nonce === undefined) throw new Error('the page has no nonce');
  return html
    .replaceAll(nonce, 'nonce')
    .replaceAll(/(readAt|now)(\\",\\")[-0-9:.TZ]+/g, '$1$2')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'here');
}
