/** People who look: they go from page to page, follow what a list shows, and read a while. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Tally } from './figures';
import type { LoadShop, Visitor } from './load-shop';
import { ask, page, pickOne } from './visit';

/** Lists of money are read, not leafed through. */
const thinkMs = { least: 10_000, most: 30_000 };

export async function readUntil(
  shop: LoadShop,
  who: Visitor,
  tally: Tally,
  { endsAt, hurry = 1 }: { readonly endsAt: number; readonly hurry?: number },
): Promise<void> {
  const think = () =>
    wait((thinkMs.least + Math.random() * (thinkMs.most - thinkMs.least)) / hurry, undefined, { ref: false });
  await wait((Math.random() * thinkMs.most) / hurry);
  while (performance.now() < endsAt) {
    await pickOne(walks)(shop, who, tally);
    await think();
  }
}

type Walk = (shop: LoadShop, who: Visitor, tally: Tally) => Promise<void>;

const show =
  (what: string, place: string, heading: string): Walk =>
  async (shop, who, tally) => {
    await tally.time(`page ${what}`, () => page(shop, who, place, heading));
  };

/** A list, its next page when there is one, and an order on it. */
const orders: Walk = async (shop, who, tally) => {
  const views = ['', '?view=captured', '?view=uncaptured', '?view=reserved', '?msn=123456', '?sort=amount'];
  const list = await tally.time('page orders', () => page(shop, who, `/orders${pickOne(views)}`, 'Orders'));
  const next = list && /href="(\/orders\?[^"]*after=[^"]*)"/.exec(list)?.[1]?.replaceAll('&amp;', '&');
  if (next) await tally.time('page orders, next', () => page(shop, who, next, 'Orders'));
  const links = [...(list?.matchAll(/href="\/orders\/(\d+)\/([A-Za-z0-9-]+)"/g) ?? [])];
  if (links.length === 0) return;
  const [, msn = '', orderId = ''] = pickOne(links);
  await tally.time('page order', () => page(shop, who, `/orders/${msn}/${orderId}`, orderId));
  await tally.time('page search', async () => {
    // The whole of an order's number leads to the order itself; no order of this shop begins like another.
    const response = await ask(shop, who, `/search?q=${orderId}`);
    const place =
      response.headers.get('location') ?? /href="(\/orders\/\d+\/[^"?]+)"/.exec(await response.text())?.[1];
    if (place !== `/orders/${msn}/${orderId}`) throw new Error(`search for ${orderId} leads to ${place}`);
    const part = orderId.slice(0, -1);
    const found = await page(shop, who, `/search?q=${part}`, part);
    if (!found.includes('href="/orders/')) throw new Error(`search for ${part} finds nothing`);
  });
};

const payouts: Walk = async (shop, who, tally) => {
  const list = await tally.time('page payouts', () => page(shop, who, '/payouts', 'Payouts'));
  const links = [...(list?.matchAll(/href="\/payouts\/(\d+)\/(\d+)"/g) ?? [])];
  if (links.length === 0) return;
  const [, ledger = '', number = ''] = pickOne(links);
  await tally.time('page payout', () => page(shop, who, `/payouts/${ledger}/${number}`, number));
};

const walks: readonly Walk[] = [
  show('today', '/', 'Today'),
  orders,
  orders,
  payouts,
  show('reconciliation', '/reconciliation', 'Reconciliation'),
  show('exceptions', '/exceptions', 'Exceptions'),
];
