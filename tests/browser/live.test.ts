/** Pages follow what happens: without a reload, without jumping, and saying so when they do not. */
import { registerOrder } from '#services/register-order';
import { expect, test } from './fixtures';
import { act, capturedOrder, initiatedOrder, orderPath, readAgain, reservedOrder } from './orders';

const live = '[data-live=live]';

test('what another person captures appears on the order and in the list, and no row moves', async ({
  page,
  context,
  servers,
}) => {
  const first = await reservedOrder(servers, 12_300);
  const order = await reservedOrder(servers, 45_600);
  const list = await context.newPage();
  await list.goto('/orders');
  await page.goto(orderPath(order));
  for (const one of [page, list]) await expect(one.locator(live)).toBeVisible();
  const row = list.getByRole('row').filter({ hasText: order.orderId });
  await expect(row).toContainText('reserved');
  const marked = list.locator('tr.changed').filter({ hasText: order.orderId });
  await row.scrollIntoViewIfNeeded();
  const ids = () => list.locator('tbody tr .order-cell a').allInnerTexts();
  const before = await ids();
  const scrolled = await list.evaluate(() => window.scrollY);

  const seen = marked.waitFor();
  expect(await act(servers, first, 'capture')).toBe('succeeded');
  expect(await act(servers, order, 'capture')).toBe('succeeded');
  await seen;
  await expect(row).toContainText('captured');
  await expect(page.locator('.title-row .mark').first()).toHaveText('captured');
  await expect(page.getByRole('region', { name: 'Actions' })).toContainText('Refund…');
  expect(await ids(), 'the rows stand where they stood').toEqual(before);
  expect(await list.evaluate(() => window.scrollY)).toBe(scrolled);
});

test('what is new is told above the list, and shown when it is asked for', async ({ page, servers }) => {
  await reservedOrder(servers, 10_000);
  await page.goto('/orders');
  await expect(page.locator(live)).toBeVisible();
  const ids = () => page.locator('tbody tr .order-cell a').allInnerTexts();
  const before = await ids();
  const order = await initiatedOrder(servers, 77_700);
  const notice = page.getByRole('button', { name: /new.* · Show/ });
  await expect(notice).toBeVisible();
  expect(await ids()).toEqual(before);
  await notice.click();
  await expect(page.getByRole('link', { name: order.orderId })).toBeVisible();
  await expect(notice).toHaveCount(0);
});

test('an order that leaves a view stays until the reader goes on, and is told', async ({ page, servers }) => {
  const order = await reservedOrder(servers, 31_400);
  await page.goto('/orders?view=reserved');
  await expect(page.locator(live)).toBeVisible();
  const row = page.locator('tr').filter({ hasText: order.orderId });
  await expect(row).toBeVisible();
  await act(servers, order, 'capture');
  await expect(page.getByRole('button', { name: /no longer here · Show/ })).toBeVisible();
  await expect(row).toHaveClass(/gone/);
  await page.getByRole('button', { name: /· Show$/ }).click();
  await expect(row).toHaveCount(0);
});

test('fresh data keep what stands open, what is chosen and what is being written', async ({
  page,
  servers,
}) => {
  const order = await reservedOrder(servers, 22_200);
  await page.goto('/orders?view=reserved');
  await expect(page.locator(live)).toBeVisible();
  const box = page.getByRole('checkbox', { name: order.orderId });
  await box.check();
  await act(servers, order, 'capture', 1000);
  await expect(page.locator('tr').filter({ hasText: order.orderId })).toHaveClass(/gone/);
  await expect(box).toBeChecked();

  const captured = await capturedOrder(servers, 22_200);
  await page.goto(orderPath(captured));
  await expect(page.locator(live)).toBeVisible();
  await page.locator('.me > summary').click();
  const search = page.getByRole('searchbox');
  await search.fill('half an order');
  await act(servers, captured, 'refund', 1000);
  await expect(page.locator('.title-row .mark').first()).toHaveText('partially refunded');
  await expect(search).toHaveValue('half an order');
  await expect(page.locator('.me')).toHaveAttribute('open', '');
});

test('a page that nothing follows is not read again while a form on it waits', async ({ page, servers }) => {
  const order = await reservedOrder(servers, 40_000);
  await page.goto(`${orderPath(order)}/capture?amount=100&text=x`);
  await expect(page.locator(live)).toBeVisible();
  const key = () => page.locator('input[name=id]').inputValue();
  const before = await key();
  const reads: string[] = [];
  page.on('request', (request) => request.url().includes('.data') && reads.push(request.url()));
  await page.getByRole('searchbox').focus();
  await registerOrder(servers.desk, {
    ...order,
    orderId: `${order.orderId}-b`,
    amountOre: 100,
    express: false,
  });
  await page.waitForTimeout(2500); // that nothing happens can only be waited for
  expect(reads).toEqual([]);
  expect(await key(), 'the key of the command is the one that was shown').toBe(before);
});

test('a page whose stream breaks says since when, and reads what it missed when the stream is back', async ({
  page,
  servers,
  trouble,
}) => {
  trouble.allow(503);
  const order = await initiatedOrder(servers, 15_000);
  await page.route('**/live', (route) => route.fulfill({ status: 503, body: 'not now' }));
  await page.goto(orderPath(order));
  const stale = page.locator('.live-mark [aria-live]');
  await expect(stale).toHaveText(/^Not live since \d\d:\d\d\. Reload$/, { timeout: 15_000 });
  await servers.control.confirm(order.msn, order.orderId);
  await readAgain(servers, order);
  await expect(page.locator('.title-row .mark').first()).toHaveText('initiated');
  await page.unroute('**/live');
  await expect(page.locator('.title-row .mark').first()).toHaveText('reserved', { timeout: 40_000 });
  await expect(page.locator(live)).toBeVisible();
  await expect(stale).toHaveText('');
});

test('news that cannot be read leave the page as it is; a page that cannot be fetched comes back by itself', async ({
  page,
  servers,
  trouble,
}) => {
  trouble.allowLost();
  await page.goto('/');
  await expect(page.locator(live)).toBeVisible();
  const unanswered = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/favicon.svg'));
  await page.route('**/favicon.svg', (route) => route.abort('connectionreset'));
  await initiatedOrder(servers, 15_000); // news, which cannot be read: the page stays as it is
  await unanswered; // the desk is asked while nothing else is being read: what was news before is read by now
  await page.route(
    ({ pathname }) => pathname.endsWith('.data'),
    (route) => route.abort('connectionreset'),
  );
  await page.waitForTimeout(2500); // that nothing happens can only be waited for
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Bank', exact: true }).click();
  await expect(page.getByRole('status')).toHaveText(
    'The desk does not answer. This page comes back by itself when it does.',
  );
  await page.unrouteAll();
  await expect(page.getByRole('heading', { name: 'Bank', level: 1 })).toBeVisible({ timeout: 15_000 });
  await expect(page).toHaveURL('/bank');
});
