/** Which pages are pictured, and where they are in this demo. */
import type { Page } from 'playwright';

export type Picture = {
  readonly name: string;
  readonly address: string;
  /** Only at these sizes; all when left out. */
  readonly sizes?: readonly ('desktop' | 'wide' | 'phone')[];
  /** What a person does on the page before the picture is taken. */
  readonly first?: (page: Page) => Promise<void>;
  /** As it comes out of a printer. */
  readonly print?: true;
  /** The page to its end, and not what fits the window. */
  readonly whole?: true;
  readonly inReadme?: true;
  readonly onPhoneInReadme?: true;
};

export type Places = {
  readonly order: string;
  readonly captured: string;
  readonly payout: string;
  readonly ledgerDay: string;
  readonly exception: string;
  readonly bankLine: string;
  readonly chosen: readonly string[];
};

/** Follows the links of the lists, as a person would. */
export async function findPlaces(page: Page, desk: string): Promise<Places> {
  const linkOn = async (address: string, pattern: RegExp): Promise<string> => {
    await page.goto(desk + address);
    const links = await page
      .locator('main a')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    const found = links.find((link) => link !== null && pattern.test(link));
    if (!found) throw new Error(`no link like ${pattern} on ${address}`);
    return found;
  };
  const order = await linkOn('/orders?view=uncaptured', /^\/orders\/\d+\/[^/?]+$/);
  const chosen = await page
    .locator('input[name=order]')
    .evaluateAll((boxes) => boxes.slice(0, 40).map((box) => box.getAttribute('value') ?? ''));
  return {
    order,
    chosen,
    captured: await linkOn('/orders?view=captured', /^\/orders\/\d+\/[^/?]+$/),
    payout: await linkOn('/payouts?state=arrived&ledger=302321', /^\/payouts\/302321\/\w+$/),
    ledgerDay: await linkOn('/reconciliation?month=2026-05', /^\/reconciliation\/\w+\/2026/),
    exception: await linkOn('/exceptions', /^\/exceptions\/[^?]+$/),
    bankLine: await linkOn('/bank', /^\/bank\/[^?]+$/),
  };
}

export function pictures(places: Places): Picture[] {
  const { order, captured, payout, chosen } = places;
  const many = chosen.map((name) => `order=${encodeURIComponent(name)}`).join('&');
  const open = order.replace(/^\/orders\//, '');
  return [
    { name: 'today', address: '/', inReadme: true, onPhoneInReadme: true },
    { name: 'today-whole', address: '/', whole: true },
    { name: 'orders', address: '/orders', inReadme: true },
    { name: 'orders-uncaptured', address: '/orders?view=uncaptured' },
    { name: 'orders-filtered', address: '/orders?from=2026-05-01&to=2026-05-31&min=500&sort=amount' },
    { name: 'orders-nothing', address: '/orders?q=nothing-like-this' },
    {
      name: 'orders-panel',
      address: `/orders?view=uncaptured&open=${encodeURIComponent(open)}`,
      sizes: ['wide'],
    },
    { name: 'order', address: order, whole: true },
    { name: 'order-captured', address: captured },
    { name: 'capture', address: `${order}/capture` },
    { name: 'capture-confirm', address: `${order}/capture?amount=100&text=Sendt&reason=` },
    { name: 'ship', address: `${order}/ship` },
    { name: 'bulk-preview', address: `/orders/bulk?do=capture&${many}`, inReadme: true },
    { name: 'bulk-ship', address: `/orders/bulk?do=ship&${many}` },
    { name: 'bulk-runs', address: '/bulk' },
    { name: 'payments', address: '/payments' },
    { name: 'payouts', address: '/payouts' },
    { name: 'payout', address: payout, inReadme: true, onPhoneInReadme: true },
    { name: 'payout-whole', address: payout, whole: true },
    { name: 'payout-print', address: payout, print: true, whole: true, sizes: ['desktop'] },
    {
      name: 'reconciliation',
      address: '/reconciliation?month=2026-05',
      inReadme: true,
      onPhoneInReadme: true,
    },
    { name: 'ledger-day', address: places.ledgerDay },
    { name: 'exceptions', address: '/exceptions' },
    { name: 'exception', address: places.exception },
    { name: 'bank', address: '/bank' },
    { name: 'bank-line', address: places.bankLine },
    { name: 'files', address: '/imports' },
    { name: 'reports', address: '/reports' },
    { name: 'trends', address: '/reports/trends', whole: true, inReadme: true },
    { name: 'settings', address: '/settings' },
    { name: 'tokens', address: '/tokens' },
    { name: 'jobs', address: '/jobs' },
    { name: 'search', address: '/search?q=FF-2026-1' },
    {
      name: 'palette',
      address: '/',
      sizes: ['desktop', 'phone'],
      first: async (page) => {
        await page.keyboard.press('Control+k');
        await page.waitForTimeout(400);
        await page.keyboard.type('FF-2026-1', { delay: 20 });
      },
    },
    {
      name: 'keys',
      address: '/orders',
      sizes: ['desktop'],
      first: (page) => page.keyboard.press('?'),
    },
    { name: 'not-found', address: '/orders/123456/not-there' },
  ];
}
