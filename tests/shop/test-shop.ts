/** A shop between a real simulator and a fake desk, and a visitor with a browser's cookies. */
import { createShop, type Shop, type ShopOptions } from '#shop/create-shop';
import { type ShopSettings, shopSettingsSchema } from '#shop/settings';
import { defaultConfig } from '#simulator/config';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { type FakeDesk, startFakeDesk } from './fake-desk';

export async function startTestShop(options: ShopOptions = {}): Promise<TestShop> {
  const desk = await startFakeDesk();
  const giftCards = {
    msn: '123458',
    name: 'Fjord & Fjell Gavekort',
    ledgerId: '302321',
    directCapture: true,
  };
  const others = defaultConfig.salesUnits.filter(({ msn }) => msn !== giftCards.msn);
  const simulator = await startTestSimulator({ config: { salesUnits: [...others, giftCards] } });
  const sent: SentInitiation[] = [];
  const settings = settingsFor(simulator, desk);
  const shop = createShop(settings, {
    background: false,
    deskTimeoutMs: 500,
    clockRefreshMs: 0,
    ...options,
    vipps: {
      fetch: async (url, init) => {
        if (url.endsWith('/ecomm/v2/payments')) sent.push(JSON.parse(String(init?.body)) as SentInitiation);
        return fetch(url, init);
      },
      ...options.vipps,
    },
  });
  const url = `http://127.0.0.1:${await shop.listen(0)}`;
  return {
    shop,
    url,
    desk,
    simulator,
    sent,
    visitor: (headers) => createVisitor(url, headers),
    onlyOrder() {
      const [order, ...more] = shop.store.orders.listLatest(10);
      if (!order || more.length > 0) throw new Error('there should be exactly one order');
      return order;
    },
    async close() {
      await shop.close();
      await simulator.close();
      await desk.stop();
    },
  };
}

export interface TestShop {
  readonly shop: Shop;
  readonly url: string;
  readonly desk: FakeDesk;
  readonly simulator: TestSimulator;
  /** Bodies of initiations as they went to Vipps. */
  readonly sent: readonly SentInitiation[];
  visitor(headers?: Record<string, string>): Visitor;
  /** Throws unless there is exactly one. */
  onlyOrder(): ReturnType<Shop['store']['orders']['listLatest']>[number];
  close(): Promise<void>;
}

export interface SentInitiation {
  readonly merchantInfo: Record<string, unknown>;
  readonly customerInfo?: Record<string, unknown>;
  readonly transaction: Record<string, unknown>;
}

function settingsFor(simulator: TestSimulator, desk: FakeDesk): ShopSettings {
  return shopSettingsSchema.parse({
    SHOP_DB: ':memory:',
    VIPPS_BASE_URL: simulator.baseUrl,
    VIPPS_CLIENT_ID: simulator.credentials.clientId,
    VIPPS_CLIENT_SECRET: simulator.credentials.clientSecret,
    VIPPS_SUBSCRIPTION_KEY: simulator.credentials.subscriptionKey,
    DESK_URL: desk.url,
    DESK_API_TOKEN: 'a-token-of-the-desk',
    CLOCK_URL: simulator.baseUrl,
  });
}

export interface Visitor {
  get(path: string): Promise<Page>;
  post(path: string, fields: Record<string, string>): Promise<Page>;
  /** The value of a hidden field of the page shown last. */
  hidden(name: string): string;
  readonly cookies: Map<string, string>;
}

export interface Page {
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
  readonly headers: Headers;
}

/** Follows nothing by itself, so that each answer can be looked at. */
function createVisitor(url: string, headers: Record<string, string> = {}): Visitor {
  const cookies = new Map<string, string>();
  let shown = '';
  async function send(path: string, init: RequestInit): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const all = { 'Accept-Language': 'en', ...headers, ...(cookie === '' ? {} : { Cookie: cookie }) };
    const response = await fetch(`${url}${path}`, { ...init, redirect: 'manual', headers: all });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await response.text();
    if (response.status < 300 || response.status > 399) shown = text;
    return {
      status: response.status,
      location: response.headers.get('location'),
      text,
      headers: response.headers,
    };
  }
  return {
    cookies,
    get: (path) => send(path, {}),
    post: (path, fields) => send(path, { method: 'POST', body: new URLSearchParams(fields) }),
    hidden(name) {
      const value = new RegExp(`name="${name}" value="([^"]*)"`).exec(shown)?.[1];
      if (value === undefined) throw new Error(`the page has no hidden field ${name}`);
      return value;
    },
  };
}

/** Puts goods into the cart and shows it. */
export async function fillCart(visitor: Visitor, goods: Record<string, number>): Promise<void> {
  for (const [slug, quantity] of Object.entries(goods))
    await visitor.post('/cart/items', { slug, quantity: String(quantity) });
  await visitor.get('/cart');
}

/** Presses the button under the cart that is shown. */
export function payCart(visitor: Visitor, phone = ''): Promise<Page> {
  return visitor.post('/cart/pay', {
    formKey: visitor.hidden('formKey'),
    cart: visitor.hidden('cart'),
    phone,
  });
}

export async function buyNow(visitor: Visitor, slug: string): Promise<Page> {
  await visitor.get(`/products/${slug}`);
  return visitor.post(`/products/${slug}/buy`, { formKey: visitor.hidden('formKey') });
}

/** The order page that Vipps sends the customer to. */
export function returnPath({ merchantInfo }: SentInitiation): string {
  const address = new URL(String(merchantInfo.fallBack));
  return address.pathname + address.search;
}
