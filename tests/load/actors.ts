/** People who move money: by the forms of the pages, with the keys in them, and now and then with two clicks. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Tally } from './figures';
import { type LoadShop, type OrderName, reservedOre, type Visitor } from './load-shop';
import { ask, formOf, orderPath, page, pickOne } from './visit';

/** What was done with an order: its effect at Vipps must be this, once. */
export type Acted = {
  readonly order: OrderName;
  captured: number;
  refunded: number;
  cancelled: number;
  /** Commands that reached Vipps. */
  commands: number;
};

/** Each takes orders nobody else has, until the time is up or there are none. */
export async function actUntil(
  shop: LoadShop,
  who: Visitor,
  tally: Tally,
  {
    endsAt,
    orders,
    thinkMs,
  }: { readonly endsAt: number; readonly orders: OrderName[]; readonly thinkMs: number },
): Promise<Acted[]> {
  const done: Acted[] = [];
  await wait(Math.random() * thinkMs);
  while (performance.now() < endsAt) {
    const order = orders.shift();
    if (order === undefined) break;
    const acted: Acted = { order, captured: 0, refunded: 0, cancelled: 0, commands: 0 };
    done.push(acted);
    await pickOne(acts)(shop, who, tally, acted);
    await wait(thinkMs * (0.5 + Math.random()));
  }
  return done;
}

type Act = (shop: LoadShop, who: Visitor, tally: Tally, acted: Acted) => Promise<void>;

const captureAll: Act = async (shop, who, tally, acted) => {
  if (!(await give(shop, who, tally, acted, 'capture', 'amount=500'))) return;
  acted.captured = reservedOre;
};

const captureHalf: Act = async (shop, who, tally, acted) => {
  if (!(await give(shop, who, tally, acted, 'capture', 'amount=250'))) return;
  acted.captured = reservedOre / 2;
};

const captureAndRefund: Act = async (shop, who, tally, acted) => {
  await captureAll(shop, who, tally, acted);
  if (acted.captured === 0 || !(await give(shop, who, tally, acted, 'refund', 'amount=125'))) return;
  acted.refunded = reservedOre / 4;
};

const cancel: Act = async (shop, who, tally, acted) => {
  if (!(await give(shop, who, tally, acted, 'cancel', ''))) return;
  acted.cancelled = reservedOre;
};

/** The goods are sent: the desk captures by a job. */
const ship: Act = async (shop, who, tally, acted) => {
  const choice = 'amount=500&carrier=Posten&trackingNumber=370&capture=yes';
  if (!(await give(shop, who, tally, acted, 'ship', choice))) return;
  acted.captured = reservedOre;
};

const acts: readonly Act[] = [captureAll, captureHalf, captureAndRefund, cancel, ship];

const headings = {
  capture: 'Capture order',
  refund: 'Refund order',
  cancel: 'Cancel order',
  ship: 'Mark order',
} as const;

/** Opens the question, answers it (every third time twice at once), and looks at what the order's page says then. */
async function give(
  shop: LoadShop,
  who: Visitor,
  tally: Tally,
  acted: Acted,
  kind: keyof typeof headings,
  choice: string,
): Promise<boolean> {
  const place = `${orderPath(acted.order)}/${kind}`;
  const words = kind === 'ship' ? choice : `${choice}&text=Parcel+370&reason=`;
  const form = await tally.time('page of a question', async () =>
    formOf(await page(shop, who, `${place}?${words}`, headings[kind]), place),
  );
  if (form === undefined) return false;
  const clicks = Math.random() < 1 / 3 ? 2 : 1;
  const sent = await tally.time(clicks === 2 ? `${kind}, double click` : kind, async () => {
    const answers = await Promise.all(
      Array.from({ length: clicks }, async () => {
        const response = await ask(shop, who, place, form);
        await response.text();
        if (response.status !== 302) throw new Error(`${place} answered ${response.status}`);
        return response.headers.get('location') ?? '';
      }),
    );
    const first = answers.filter((answer) => !answer.includes('repeated'));
    if (first.length !== 1) throw new Error(`${clicks} clicks gave ${first.length} commands at ${place}`);
    return first[0] ?? '';
  });
  if (sent === undefined) return false;
  acted.commands += 1;
  await tally.time('page after a command', async () => {
    const html = await page(shop, who, sent, acted.order.orderId);
    if (!/Done: |The shipment is recorded/.test(html))
      throw new Error(`${sent} does not say that it is done`);
  });
  return true;
}
