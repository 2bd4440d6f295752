/** The list of orders: every figure leads to the rows it is made of, and those add up to it. */
import type { Page } from 'playwright/test';
import { orderStates } from '#core/payment-state';
import { listOrders } from '#db/queries/orders-list';
import { expect, test } from './fixtures';
import { capturedOrder, orderPath } from './orders';
import { countOf, oreOf, rowsOf, sum, tableRows, textOf } from './page-text';

type Row = { orderId: string; at: string; amountOre: number; capturedOre: number; remainingOre: number };

test('each tab says how many rows it has and what they add up to', async ({ page }) => {
  await page.goto('/orders');
  const tabs = await page
    .locator('.tab')
    .evaluateAll((found) => found.map((tab) => tab.getAttribute('href') ?? ''));
  expect(tabs.length).toBeGreaterThan(6);
  for (const address of tabs) {
    // Orders go on living while they are counted: what does not agree is looked at again.
    await expect(async () => {
      await page.goto(address);
      const tab = page.locator('.tab[aria-current=page]');
      const count = countOf(await textOf(tab.locator('.tab-count')));
      const sumOre = oreOf(await textOf(tab.locator('.tab-sum')));
      const rows = (await walkForward(page)).flat();
      expect(rows.length, address).toBe(count);
      const uncaptured = address.includes('uncaptured');
      expect(sum(rows.map((row) => (uncaptured ? row.remainingOre : row.amountOre))), address).toBe(sumOre);
    }).toPass({ timeout: 20_000 });
  }
});

test('the states add up to all, and the sums below the table to the rows above', async ({ page }) => {
  await expect(async () => {
    await page.goto('/orders');
    const tabs = await page.locator('.tab').evaluateAll((found) =>
      found.map((tab) => ({
        address: tab.getAttribute('href') ?? '',
        count: tab.querySelector('.tab-count')?.textContent ?? '',
        sum: tab.querySelector('.tab-sum')?.textContent ?? '',
      })),
    );
    const states = tabs.filter(({ address }) =>
      orderStates.some((state) => address === `/orders?view=${state}`),
    );
    const all = tabs.find(({ address }) => address === '/orders');
    expect(sum(states.map(({ count }) => countOf(count)))).toBe(countOf(all?.count ?? ''));
    expect(sum(states.map((tab) => oreOf(tab.sum)))).toBe(oreOf(all?.sum ?? ''));
    const rows = await readRows(page);
    const [ofPage = [], ofAll = []] = await rowsOf(page.locator('tfoot tr'));
    expect(ofPage[0]).toBe(`Sum of the ${rows.length} shown`);
    expect(ofPage.slice(1, 4).length).toBe(3);
    expect(ofPage.filter((cell) => /,\d\d$/.test(cell)).map(oreOf)).toEqual([
      sum(rows.map(({ amountOre }) => amountOre)),
      sum(rows.map(({ capturedOre }) => capturedOre)),
      sum(rows.map(({ remainingOre }) => remainingOre)),
    ]);
    expect(ofAll[0]).toBe(`Sum of all ${all?.count}`);
  }).toPass({ timeout: 20_000 });
});

test('paging shows each order once and in order, forward and back', async ({ page }) => {
  await expect(async () => {
    await page.goto('/orders');
    const forward = await walkForward(page);
    expect(forward.length).toBeGreaterThanOrEqual(3);
    const ids = forward.flat().map(({ orderId }) => orderId);
    expect(new Set(ids).size).toBe(ids.length);
    const times = forward.flat().map(({ at }) => at);
    expect(times).toEqual([...times].sort().reverse());

    const backward = [await readRows(page)];
    for (;;) {
      const back = page.getByRole('link', { name: 'Previous page' });
      if ((await back.count()) === 0) break;
      backward.unshift(await follow(page, 'Previous page'));
    }
    expect(backward.flat().map(({ orderId }) => orderId)).toEqual(ids);
  }).toPass({ timeout: 30_000 });
  await page.goto('/orders?view=uncaptured');
  const ends = (await walkForward(page)).flat().map(({ at }) => at);
  expect(ends.length).toBeGreaterThan(10);
  expect(ends, 'the guarantee that ends first stands on top').toEqual([...ends].sort());
});

test('the filter by sales unit shows and counts that unit only, and keeps the tab', async ({ page }) => {
  await page.goto('/orders?view=captured');
  await page.getByRole('combobox', { name: 'Sales unit' }).selectOption('234567');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(/view=captured&msn=234567$/);
  // The address changes a moment before the rows do.
  await expect(async () => {
    await page.goto('/orders?view=captured&msn=234567');
    const count = countOf(await textOf(page.locator('.tab[aria-current=page] .tab-count')));
    const rows = (await walkForward(page)).flat();
    expect(rows.length).toBe(count);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter(({ orderId }) => !orderId.startsWith('LK-'))).toEqual([]);
  }).toPass({ timeout: 20_000 });
  await page.locator('.tab').first().click();
  await expect(page).toHaveURL(/\/orders\?msn=234567$/);
  await expect(page.getByRole('combobox', { name: 'Sales unit' })).toHaveValue('234567');
});

test('orders are found by the beginning of their id, by a transaction id, and payouts by their number', async ({
  page,
  servers,
}) => {
  const find = async (text: string) => {
    await page.getByRole('searchbox').fill(text);
    await page.getByRole('searchbox').press('Enter');
    await page.waitForURL((url) => !url.pathname.startsWith('/search') || url.searchParams.get('q') === text);
  };
  const order = await capturedOrder(servers, 12_300);
  await page.goto('/');
  await find(order.orderId);
  await expect(page).toHaveURL(orderPath(order));
  const transaction = (await tableRows(page, 'History'))[0]?.[3] ?? '';
  expect(transaction).toMatch(/^\d+$/);
  await page.goto('/');
  await find(transaction);
  await expect(page).toHaveURL(orderPath(order));

  const known = (await listOrders(servers.desk.db, { view: 'all', msn: '123457' }, { limit: 500 })).rows;
  const prefix = known[0]?.orderId.slice(0, -3) ?? '';
  const expected = known.map(({ orderId }) => orderId).filter((orderId) => orderId.startsWith(prefix));
  await find(prefix.toLowerCase());
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Search: ${prefix.toLowerCase()}`);
  expect((await readRows(page)).map(({ orderId }) => orderId).sort()).toEqual(expected.sort());
  expect(expected.length).toBeGreaterThan(1);

  const [payout] = (await servers.control.books({ only: 'payouts' })).payouts;
  await find(payout?.settlementNumber ?? '');
  await expect(page).toHaveURL(`/payouts/${payout?.ledgerId}/${payout?.settlementNumber}`);

  await find('no such thing');
  await expect(page.getByText('Nothing is called "no such thing".')).toBeVisible();
  await find('<script>alert(1)</script>%_\'"');
  await expect(page.getByText('Nothing is called "<script>')).toBeVisible();
});

test('what does not exist is a page that says so', async ({ page, trouble }) => {
  trouble.allow(404);
  for (const address of [
    '/nothing',
    '/orders/123456/no-such-order',
    '/orders/123456/no-such-order/capture',
    '/payouts/302321/9999999',
    '/payouts/x/y',
  ]) {
    const answer = await page.goto(address);
    expect(answer?.status(), address).toBe(404);
    await expect(page.getByRole('heading', { level: 1 }), address).toHaveText('This page could not be shown');
    await expect(page.getByText('There is nothing at this address.')).toBeVisible();
    await page.getByRole('link', { name: 'To Today' }).click();
    await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible();
  }
});

test('a known order has no other actions than capture, refund and cancel', async ({
  page,
  servers,
  trouble,
}) => {
  trouble.allow(404);
  const order = await capturedOrder(servers, 12_300);
  const answer = await page.goto(`${orderPath(order)}/delete`);
  expect(answer?.status()).toBe(404);
});

test('a mangled address shows a page, not an error', async ({ page, servers }) => {
  const order = await capturedOrder(servers, 40_000, 10_000);
  const key = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  for (const address of [
    '/orders?after=garbage&view=nonsense&msn=<script>alert(1)</script>',
    '/orders?after=%00&before=%ff',
    `/orders?after=${key([1, 2, 3])}`,
    `/orders?after=${key(['', '', ''])}`,
    `/orders?before=${key(['9999', '9', '9'])}`,
    `/orders?before=${key(['', '', ''])}`,
    `/orders?after=${'A'.repeat(5000)}`,
    '/orders?view=mentioned&msn=000000',
    '/orders?msn=123456&msn=234567&view=',
    '/payouts?after=garbage',
    `/payouts?after=${key(["'", '"', ';'])}`,
    '/search?q=%25',
    '/search?q=%00%01',
    `/search?q=${'x'.repeat(3000)}`,
    '/jobs?asked=<script>',
    `${orderPath(order)}?command=nonsense&repeated`,
    `${orderPath(order)}/capture?amount=<b>&text=<script>alert(1)</script>`,
    `${orderPath(order)}/capture?amount=1e400&text=x`,
    `${orderPath(order)}/capture?amount=&text=`,
    `${orderPath(order)}/refund?amount=50&text=${'x'.repeat(3000)}`,
    `${orderPath(order)}/cancel?text=`,
  ]) {
    const answer = await page.goto(address);
    expect(answer?.status(), address).toBe(200);
    await expect(page.locator('main h1'), address).not.toHaveText('This page could not be shown');
  }
  const [payout] = (await servers.control.books({ only: 'payouts' })).payouts;
  for (const after of ['abc', '-1', '1e99', '999999999', '0x10']) {
    const answer = await page.goto(`/payouts/${payout?.ledgerId}/${payout?.settlementNumber}?after=${after}`);
    expect(answer?.status(), after).toBe(200);
  }
});

test('a page beyond the first of the orders can always be left for the first', async ({ page }) => {
  const key = Buffer.from(JSON.stringify(['', '', ''])).toString('base64url');
  for (const side of ['after', 'before']) {
    await page.goto(`/orders?${side}=${key}`);
    await page.getByRole('link', { name: 'First page' }).click();
    await expect(page).toHaveURL(/\/orders$/);
    await expect(page.locator('tbody tr')).toHaveCount(50);
  }
});

async function walkForward(page: Page): Promise<Row[][]> {
  const pages = [await readRows(page)];
  while ((await page.getByRole('link', { name: 'Next page' }).count()) > 0) {
    pages.push(await follow(page, 'Next page'));
  }
  return pages;
}

async function follow(page: Page, link: 'Next page' | 'Previous page'): Promise<Row[]> {
  const address = await page.getByRole('link', { name: link }).getAttribute('href');
  await page.goto(address ?? '');
  return readRows(page);
}

async function readRows(page: Page): Promise<Row[]> {
  const rows = await page.locator('main table').evaluate((table) => {
    const heads = [...table.querySelectorAll('thead th')].map((head) => head.textContent ?? '');
    return [...table.querySelectorAll('tbody tr')].map((row) => {
      const under = (name: string) =>
        row.children[heads.findIndex((head) => head.startsWith(name))]?.textContent;
      return {
        orderId: row.querySelector('th a')?.textContent ?? '',
        at: row.querySelector('time')?.getAttribute('datetime') ?? '',
        amounts: ['Amount', 'Captured', 'To capture'].map((name) => under(name) ?? ''),
      };
    });
  });
  const oreIn = (text: string | undefined) => (text ? oreOf(text) : Number.NaN); // each tab has columns of its own
  return rows.map(({ orderId, at, amounts: [amount, captured, remaining] }) => ({
    orderId,
    at,
    amountOre: oreIn(amount),
    capturedOre: oreIn(captured),
    remainingOre: oreIn(remaining),
  }));
}
