/** A double click, two tabs, the back button, two people: one effect, one recorded outcome. */
import type { Browser, Page } from 'playwright/test';
import { listCommands } from '#db/commands';
import { expect, test } from './fixtures';
import {
  act,
  confirmButton,
  expectBooksOnPage,
  type OrderName,
  openConfirmation,
  orderPath,
  reservedOrder,
} from './orders';
import { shownAmounts, tableRows } from './page-text';
import type { Servers } from './servers';

const changed =
  'The order has changed since you opened this page. Look at the amounts again and decide anew.';

test('a double click captures once', async ({ page, servers }) => {
  const order = await reservedOrder(servers, 50_000);
  await openConfirmation(page, order, 'capture', '100');
  await confirmButton(page).dblclick();
  await expect(page.getByText('Done: capture of 100,00 kr.')).toBeVisible();
  await expectOneCapture(page, servers, order, 10_000);
});

test('the same form sent five times at once captures once, and the others are told so', async ({
  page,
  servers,
}) => {
  const order = await reservedOrder(servers, 50_000);
  await openConfirmation(page, order, 'capture', '100');
  const form = await page
    .locator('form', { has: confirmButton(page) })
    .evaluate((element: HTMLFormElement) =>
      Object.fromEntries([...new FormData(element)].map(([name, value]) => [name, String(value)])),
    );
  const send = () => page.request.post(`${orderPath(order)}/capture`, { form, maxRedirects: 0 });
  const answers = await Promise.all([send(), send(), send(), send(), send()]);
  const places = answers.map((answer) => answer.headers().location ?? '');
  expect(answers.map((answer) => answer.status())).toEqual([302, 302, 302, 302, 302]);
  expect(places.filter((place) => place.includes('repeated'))).toHaveLength(4);
  await confirmButton(page).click();
  await expect(page.getByText('This command had been given already; it was not given again.')).toBeVisible();
  await expectOneCapture(page, servers, order, 10_000);
});

test('the same question answered in two tabs at once captures once', async ({
  page,
  context,
  servers,
  trouble,
}) => {
  trouble.allow(409);
  const order = await reservedOrder(servers, 50_000);
  const second = await context.newPage();
  await openConfirmation(page, order, 'capture', '100');
  await second.goto(page.url());
  await Promise.all([confirmButton(page).click(), confirmButton(second).click()]);
  await expect(page.getByText('Done: capture').or(page.getByText('Not sent.'))).toBeVisible();
  await expect(second.getByText('Done: capture').or(second.getByText('Not sent.'))).toBeVisible();
  const done = await Promise.all([page, second].map((tab) => tab.getByText('Done: capture').count()));
  expect(done.sort()).toEqual([0, 1]);
  await expectOneCapture(page, servers, order, 10_000);
});

test('an answer that is lost on its way is not told as nothing done, and leads to the truth', async ({
  page,
  servers,
  trouble,
}) => {
  trouble.allowLost();
  const order = await reservedOrder(servers, 50_000);
  await page.route(
    ({ pathname }) => pathname.endsWith('.data'),
    async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await route.fetch();
      await route.abort('connectionreset');
    },
  );
  await openConfirmation(page, order, 'capture', '100');
  await expect(page.locator('[data-live=live]')).toBeVisible();
  await confirmButton(page).click();
  await expect(page.locator('main')).toContainText('it is not known whether it took effect');
  await page.getByRole('link', { name: 'See how it stands now' }).click();
  await expect(page).toHaveURL(orderPath(order));
  await expectOneCapture(page, servers, order, 10_000);
  await page.goto(`/orders/bulk?do=capture&order=${order.msn}/${order.orderId}`);
  await expect(page.locator('[data-live=live]')).toBeVisible(); // the form is sent by the page's scripts
  await page.getByRole('button', { name: 'Capture one order, 400,00 kr' }).click();
  await page.getByRole('link', { name: 'See how it stands now' }).click();
  await expect(page).toHaveURL('/bulk');
  await expect(page.getByRole('main')).toContainText('400,00');
});

test('going back after a full capture finds nothing to capture again', async ({ page, servers }) => {
  const order = await reservedOrder(servers, 50_000);
  await openConfirmation(page, order, 'capture');
  await confirmButton(page).click();
  await expect(page.getByText('Done: capture of 500,00 kr.')).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('alert')).toContainText(
    'Everything that was reserved is captured or released.',
  );
  await expect(confirmButton(page)).toHaveCount(0);
  await expectOneCapture(page, servers, order, 50_000);
});

test('going back after a partial capture shows what is left by now', async ({ page, servers }) => {
  const order = await reservedOrder(servers, 50_000);
  await openConfirmation(page, order, 'capture', '200');
  await confirmButton(page).click();
  await expect(page.getByText('Done: capture of 200,00 kr.')).toBeVisible();
  await page.goBack();
  await expect(page.locator('.fact')).toContainText('200,00 kr of 300,00 kr reserved');
  expect((await shownAmounts(page)).left).toBe(30_000);
  await expectOneCapture(page, servers, order, 20_000);
});

test('without JavaScript, going back and submitting again captures once', async ({ browser, servers }) => {
  const order = await reservedOrder(servers, 50_000);
  const context = await browser.newContext({ ...anotherPerson(servers), javaScriptEnabled: false });
  const page = await context.newPage();
  await openConfirmation(page, order, 'capture');
  await confirmButton(page).click();
  await expect(page.getByText('Done: capture of 500,00 kr.')).toBeVisible();
  await page.goBack();
  // A browser that kept the page offers its old form; one that asked again is told that nothing is left.
  const again = confirmButton(page);
  if ((await again.count()) > 0) await again.click();
  await expect(page.getByText(/given already|captured or released/)).toBeVisible();
  await expectOneCapture(page, servers, order, 50_000);
  await context.close();
});

test('two people decide on stale pages: the second is told, and nothing is sent', async ({
  page,
  browser,
  servers,
  trouble,
}) => {
  trouble.allow(409);
  const order = await reservedOrder(servers, 50_000);
  const other = await openAsAnother(browser, servers);
  await openConfirmation(page, order, 'capture', '100');
  await openConfirmation(other, order, 'capture', '200');
  await confirmButton(page).click();
  await expect(page.getByText('Done: capture of 100,00 kr.')).toBeVisible();
  await confirmButton(other).click();
  await expect(other.getByRole('alert')).toContainText('Not sent. No money was moved.');
  await expect(other.getByRole('alert')).toContainText(changed);
  await expectOneCapture(page, servers, order, 10_000);
  await other.context().close();
});

test('who is told to look at the amounts again sees the new amounts, and can decide anew', async ({
  page,
  servers,
  trouble,
}) => {
  trouble.allow(409);
  const order = await reservedOrder(servers, 50_000);
  await openConfirmation(page, order, 'capture', '200');
  expect(await act(servers, order, 'capture', 10_000)).toBe('succeeded');
  await confirmButton(page).click();
  await expect(page.getByRole('alert')).toContainText(changed);
  await expectBooksOnPage(page, servers, order);
});

test('a capture and a cancel at the same time end in one of the two', async ({
  page,
  browser,
  servers,
  trouble,
}) => {
  trouble.allow(409);
  const order = await reservedOrder(servers, 50_000);
  const other = await openAsAnother(browser, servers);
  await openConfirmation(page, order, 'capture');
  await openConfirmation(other, order, 'cancel');
  await Promise.all([confirmButton(page).click(), confirmButton(other).click()]);
  for (const tab of [page, other])
    await expect(tab.getByText('Done: ').or(tab.getByText('Not sent.'))).toBeVisible();
  const { captured, cancelled } = await servers.control.order(order.msn, order.orderId);
  expect([captured, cancelled].sort()).toEqual([0, 50_000]);
  expect((await listCommands(servers.desk.db, order)).map(({ status }) => status)).toEqual(['succeeded']);
  await page.goto(orderPath(order));
  await expectBooksOnPage(page, servers, order);
  await other.context().close();
});

async function expectOneCapture(
  page: Page,
  servers: Servers,
  order: OrderName,
  capturedOre: number,
): Promise<void> {
  expect((await servers.control.order(order.msn, order.orderId)).captured).toBe(capturedOre);
  await page.goto(orderPath(order));
  await expectBooksOnPage(page, servers, order);
  const history = await tableRows(page, 'History');
  expect(history.filter((row) => row[1]?.startsWith('Captured'))).toHaveLength(1);
  const commands = await tableRows(page, 'Commands given here');
  expect(commands.map((row) => row[4])).toEqual(['done']);
}

function anotherPerson(servers: Servers) {
  return { baseURL: servers.url, storageState: servers.session, locale: 'en-GB' };
}

async function openAsAnother(browser: Browser, servers: Servers): Promise<Page> {
  const context = await browser.newContext(anotherPerson(servers));
  return context.newPage();
}
