/** Speed of hand: the palette, the keys, the sheet of keys and its switch, and an order beside its list. */
import type { Page } from 'playwright/test';
import { expect, test } from './fixtures';
import { capturedOrder, orderPath, reservedOrder } from './orders';
import { inPersonMenu } from './person-menu';

const wide = { width: 1440, height: 900 };

async function openLive(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.locator('[data-live=live]')).toBeVisible();
}

async function openPalette(page: Page) {
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Search and commands' });
  await expect(field).toBeFocused();
  return field;
}

/** The option that the field says is meant. */
async function meant(page: Page): Promise<string | null> {
  const id = await page
    .getByRole('combobox', { name: 'Search and commands' })
    .getAttribute('aria-activedescendant');
  return page.locator(`[id="${id}"]`).textContent();
}

test('the palette goes to pages, by keyboard alone, and gives the focus back', async ({ page }) => {
  await openLive(page, '/orders');
  const before = page.getByRole('link', { name: 'Payouts' });
  await before.focus();
  await openPalette(page);
  await page.keyboard.type('recon');
  await expect.poll(() => meant(page)).toContain('Reconciliation');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(before).toBeFocused();
  await openPalette(page);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.type('recon');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/reconciliation$/);
});

test('the palette finds orders, amounts and payouts as one types, and says when there is nothing', async ({
  page,
  servers,
}) => {
  const order = await reservedOrder(servers, 98_765);
  const { payouts } = await servers.control.books({ only: 'payouts' });
  const number = payouts[0]?.settlementNumber ?? '';
  await openLive(page, '/');
  const field = await openPalette(page);
  const options = page.getByRole('option');
  await field.fill(order.orderId);
  await expect(options).toHaveCount(1);
  await expect(options).toContainText('987,65 kr');
  await field.fill('987,65');
  await expect(page.getByRole('group', { name: 'Orders of this amount' }).getByRole('option')).toContainText(
    order.orderId,
  );
  await field.fill(number);
  await expect(page.getByRole('group', { name: 'Payouts' }).getByRole('option').first()).toContainText(
    number,
  );
  await field.fill('no such thing');
  await expect(page.getByRole('dialog').getByRole('status')).toHaveText('Nothing is called "no such thing".');
  await expect(options).toHaveCount(0);
  await field.fill(order.orderId);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(orderPath(order));
});

test('the palette offers what the order offers; a number presses no button', async ({ page, servers }) => {
  const order = await reservedOrder(servers, 33_300);
  await openLive(page, orderPath(order));
  const field = await openPalette(page);
  await expect(
    page.getByRole('group', { name: 'Here' }).getByRole('option', { name: /^Capture…/ }),
  ).toBeVisible();
  await field.fill('1');
  await expect(page.getByRole('option', { name: /\+1 day/ })).toHaveCount(0);
  await field.fill('capture');
  await expect.poll(() => meant(page)).toContain('Capture…');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${orderPath(order)}/capture`);
});

test('keys walk a list, choose and open its rows, act on the order, and go back', async ({
  page,
  servers,
}) => {
  const order = await reservedOrder(servers, 10_100);
  await openLive(page, '/orders?view=reserved');
  const links = page.locator('tbody .order-cell a');
  await page.keyboard.press('j');
  await expect(links.first()).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await expect(links.nth(2)).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('x');
  await expect(page.locator('tbody input[type=checkbox]:checked')).toHaveCount(1);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await expect(page.locator('tbody input[type=checkbox]:checked')).toHaveCount(3);
  await page.setViewportSize({ width: 1000, height: 800 });
  await page.getByRole('link', { name: order.orderId }).focus();
  await page.keyboard.press('o');
  await expect(page).toHaveURL(orderPath(order));
  await expect(page.getByRole('heading', { level: 1 })).toContainText(order.orderId);
  await page.keyboard.press('u');
  await expect(page).toHaveURL(/\/orders\?view=reserved$/);
  await openLive(page, orderPath(order));
  await page.keyboard.press('c');
  await expect(page).toHaveURL(`${orderPath(order)}/capture`);
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await expect(page).toHaveURL(/\/payouts$/);
});

test('keys do nothing while one writes, with a modifier, or where a page does not offer them', async ({
  page,
  servers,
}) => {
  const order = await capturedOrder(servers, 10_200);
  await openLive(page, orderPath(order));
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('rug?cj');
  await expect(page.getByRole('searchbox')).toHaveValue('rug?cj');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('c');
  await page.keyboard.press('Alt+r');
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await expect(page).toHaveURL(orderPath(order));
  await page.keyboard.press('r');
  await expect(page).toHaveURL(`${orderPath(order)}/refund`);
});

test('a sheet tells the keys, and turns single keys off and on again for good', async ({ page }) => {
  await openLive(page, '/orders');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await expect(sheet).toContainText('Next row');
  await sheet.getByRole('button', { name: 'Turn single keys off' }).click();
  await expect(sheet).toContainText('Single keys do nothing.');
  await page.keyboard.press('Escape');
  await openLive(page, '/orders');
  await page.keyboard.press('j');
  await page.keyboard.press('?');
  await expect(page.locator('tbody a:focus')).toHaveCount(0);
  await expect(sheet).toHaveCount(0);
  await openPalette(page);
  await page.keyboard.press('Escape');
  await (await inPersonMenu(page, 'Keys…')).click();
  await sheet.getByRole('button', { name: 'Turn single keys on' }).click();
  await expect(sheet).toContainText('Single keys act.');
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await expect(page.locator('tbody a:focus')).toHaveCount(1);
});

test('on a wide screen an order opens beside its list, which arrow keys walk; the address holds it', async ({
  page,
  servers,
}) => {
  await page.setViewportSize(wide);
  await reservedOrder(servers, 20_100);
  await reservedOrder(servers, 20_200);
  await openLive(page, '/orders?view=reserved');
  const names = await page.locator('tbody .order-cell a').allInnerTexts();
  const panel = page.getByRole('complementary');
  await page.locator('tbody .order-cell a').first().click();
  await expect(panel.getByRole('heading', { name: names[0] })).toBeVisible();
  await expect(panel.getByRole('link', { name: /^Capture [\d ]+,\d\d kr…$/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(panel.getByRole('heading', { name: names[1] })).toBeVisible();
  await expect(panel.getByRole('listitem').first()).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`open=\\d+%2F${names[1]}`));
  await page.reload();
  await expect(panel.getByRole('heading', { name: names[1] })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(page).toHaveURL(/\/orders\?view=reserved$/);
  await expect(page.getByRole('link', { name: names[1] })).toBeFocused();
});

test('what is done elsewhere shows in the panel; an order that is not here takes nothing away', async ({
  page,
  servers,
}) => {
  await page.setViewportSize(wide);
  const order = await reservedOrder(servers, 20_300);
  await openLive(page, `/orders?open=${order.msn}/${order.orderId}`);
  const panel = page.getByRole('complementary');
  await expect(panel).toContainText('reserved');
  await panel.getByRole('link', { name: 'Capture 203,00 kr…' }).click();
  await expect(page).toHaveURL(`${orderPath(order)}/capture`);
  await openLive(page, '/orders?open=123456/nothing-like-this');
  await expect(panel).toContainText('This order is not here.');
  await expect(page.locator('tbody tr').first()).toBeVisible();
});

test('an order that cannot be read for the panel takes nothing away', async ({ page, servers, trouble }) => {
  trouble.allowLost();
  await page.setViewportSize(wide);
  const order = await reservedOrder(servers, 20_400);
  await openLive(page, '/orders?view=reserved');
  await page.route(
    ({ pathname }) => pathname.startsWith('/panel/'),
    (route) => route.abort('connectionreset'),
  );
  await page.getByRole('link', { name: order.orderId }).click();
  await expect(page.getByRole('complementary')).toContainText('The order could not be read');
  await expect(page.locator('tbody tr').first()).toBeVisible();
  await page.unrouteAll();
  // Whoever is quicker than the desk's answer to the closing gets what was asked for last.
  await page.route(
    ({ pathname }) => pathname === '/orders.data',
    async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await route.continue();
    },
  );
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: order.orderId }).click();
  await expect(page).toHaveURL(/open=/);
  await expect(page.getByRole('complementary')).toContainText('Capture 204,00 kr…');
});

test('on a small screen, and with Ctrl, a row is what it was: a link to the order', async ({
  page,
  context,
}) => {
  await openLive(page, '/orders');
  await page.setViewportSize(wide);
  const link = page.locator('tbody .order-cell a').first();
  const opened = context.waitForEvent('page');
  await link.click({ modifiers: ['ControlOrMeta'] });
  expect(new URL((await opened).url()).pathname).toMatch(/^\/orders\/\d+\/|blank$/);
  await expect(page).toHaveURL(/\/orders$/);
  await page.setViewportSize({ width: 1000, height: 800 });
  await link.click();
  await expect(page).toHaveURL(/\/orders\/\d+\/[^/]+$/);
});
