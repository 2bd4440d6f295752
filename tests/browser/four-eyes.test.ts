/** A second person: above an amount nobody refunds alone, and what is approved is done exactly, once. */
import type { Page } from 'playwright/test';
import { listCommands } from '#db/commands';
import { expect, test } from './fixtures';
import {
  act,
  capturedOrder,
  confirmButton,
  expectBooksOnPage,
  type OrderName,
  openConfirmation,
  orderPath,
} from './orders';
import { logIn, person, type Servers } from './servers';

test.use({ world: 'four-eyes' }); // the amounts hold for all who refund

const finance = { ...person, username: 'finance' };
const amount = /2\s000,00/;

async function setLimit(page: Page): Promise<void> {
  await page.goto('/settings');
  await page.getByLabel('Refunds above').fill('1 000');
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: 'Save second person' }).click();
  expect((await answered).status()).toBeLessThan(400);
  await page.goto('/settings');
  await expect(page.getByLabel('Refunds above')).toHaveValue(/^1\s?000(,00)?$/);
}

/** As the admin; the address of the request. */
async function askForRefund(page: Page, order: OrderName): Promise<string> {
  await setLimit(page);
  await openConfirmation(page, order, 'refund', '2000');
  await confirmButton(page).click();
  await expect(page).toHaveURL(/\/approvals\/[0-9a-f-]+$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Refund of 2\s000,00 kr$/);
  await expect(page.locator('.lead')).toContainText('waits for a second person. Nothing has been done.');
  return new URL(page.url()).pathname;
}

const refunded = async ({ control }: Servers, { msn, orderId }: OrderName) =>
  (await control.order(msn, orderId)).refunded;

async function refundsOf({ desk }: Servers, order: OrderName) {
  return (await listCommands(desk.db, order)).filter(({ kind }) => kind === 'refund');
}

const approveButton = (page: Page) => page.getByRole('button', { name: /^Approve/ });

async function actionsOf(page: Page, { msn, orderId }: OrderName): Promise<string[]> {
  await page.goto(`/audit?q=${encodeURIComponent(`order ${msn}/${orderId}`)}`);
  await expect(page.locator('tbody tr').first()).toBeVisible();
  const rows = await page.locator('tbody tr').evaluateAll((found) =>
    found.map((row) => ({
      actor: row.children[2]?.textContent ?? '',
      action: row.querySelector('th')?.firstChild?.textContent ?? '',
    })),
  );
  return rows.map(({ actor, action }) => `${actor}: ${action}`);
}

test('a refund above the amount waits, and is done once when a second person approves it', async ({
  page,
  servers,
  openBrowser,
}) => {
  test.setTimeout(120_000);
  const order = await capturedOrder(servers, 300_000);
  const address = await askForRefund(page, order);
  const id = address.split('/').at(-1);
  const key = (await page.locator('dd.mono').textContent()) ?? '';
  await expect(approveButton(page)).toHaveCount(0);
  await expect(page.getByText('You asked for this yourself: somebody else decides.')).toBeVisible();

  // Forged: by who asked, and by somebody who may refund and not approve.
  const yes = { do: 'approve', amountOre: '200000', key };
  const own = await page.request.post(address, { form: yes, maxRedirects: 0 });
  expect(own.status()).toBe(409);
  expect(await own.text()).toContain('own-request');
  const manager = await openBrowser(await logIn(servers.url, { ...person, username: 'manager' }));
  const forms: Record<string, string>[] = [yes, { do: 'reject', reason: 'x' }, { do: 'withdraw' }];
  for (const form of forms)
    expect((await manager.page.request.post(address, { form, maxRedirects: 0 })).status()).toBe(403);
  expect(await refunded(servers, order)).toBe(0);

  await page.goto(orderPath(order));
  const notice = page.getByRole('status').filter({ hasText: 'waits for a second person' });
  await expect(notice).toContainText(/A refund of 2\s000,00 kr, asked for by kari/);
  await notice.getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`${id}$`));
  await expect(page.locator('[data-live=live]')).toBeVisible();

  const second = await openBrowser(await logIn(servers.url, finance));
  second.trouble.allow(409);
  await second.page.goto('/');
  const task = second.page.locator('[data-task=approvals]');
  await expect(task).toContainText(/wait/);
  await task.locator('a.door').click();
  await expect(second.page).toHaveURL(/\/approvals$/);
  const row = second.page.getByRole('row').filter({ hasText: order.orderId });
  await expect(row).toContainText('kari');
  await expect(row).toContainText(amount);
  await row.getByRole('link', { name: 'refund' }).click();
  await expect(second.page).toHaveURL(new RegExp(`${id}$`));
  const facts = second.page.locator('dl.facts');
  await expect(facts).toContainText(amount);
  await expect(facts).toContainText(key);
  await expect(second.page.locator('.lead').getByRole('link', { name: order.orderId })).toBeVisible();
  // The page must have named this amount and this key.
  for (const other of [
    { amountOre: '200001' },
    { amountOre: '1' },
    { key: crypto.randomUUID() },
    { key: '' },
  ]) {
    const form = { ...yes, ...other };
    const answer = await second.page.request.post(address, { form, maxRedirects: 0 });
    expect(answer.status(), JSON.stringify(other)).toBe(409);
  }
  expect(await refunded(servers, order)).toBe(0);

  await second.page.getByLabel('Reason').fill('Seen the return');
  await approveButton(second.page).dblclick();
  await expect(second.page.getByText(/Approved by finance,/)).toBeVisible();
  await expect(approveButton(second.page)).toHaveCount(0);
  expect(await refunded(servers, order)).toBe(200_000);
  expect(await refundsOf(servers, order)).toMatchObject([
    { id: key, amountOre: 200_000, status: 'succeeded' },
  ]);
  await expect(page.getByText(/Approved by finance,/), 'the asker sees it without a reload').toBeVisible();
  const again = await second.page.request.post(address, { form: yes, maxRedirects: 0 });
  expect(again.status()).toBe(409);
  expect(await refunded(servers, order)).toBe(200_000);

  await second.page.getByRole('link', { name: 'See what became of it' }).click();
  await expect(second.page).toHaveURL(new RegExp(`${orderPath(order)}\\?command=${key}$`));
  await expectBooksOnPage(second.page, servers, order);
  await expect(second.page.getByText('waits for a second person')).toHaveCount(0);
  const told = await actionsOf(page, order);
  expect(told).toContain('kari: Refund asked of a second person');
  expect(told).toContain('finance: Refund approved');
  expect(told.filter((one) => one.endsWith(': Refund done'))).toHaveLength(1);
});

test('the same yes sent five times at once refunds once', async ({ page, servers, openBrowser }) => {
  const order = await capturedOrder(servers, 300_000);
  const address = await askForRefund(page, order);
  const key = (await page.locator('dd.mono').textContent()) ?? '';
  const second = await openBrowser(await logIn(servers.url, finance));
  const form = { do: 'approve', amountOre: '200000', key };
  const send = () => second.page.request.post(address, { form, maxRedirects: 0 });
  const answers = await Promise.all([send(), send(), send(), send(), send()]);
  expect(answers.map((answer) => answer.status()).sort()).toEqual([302, 409, 409, 409, 409]);
  expect(await refunded(servers, order)).toBe(200_000);
  expect(await refundsOf(servers, order)).toHaveLength(1);
});

test('a no needs a reason, and nothing is refunded', async ({ page, servers, openBrowser }) => {
  const order = await capturedOrder(servers, 300_000);
  const address = await askForRefund(page, order);
  const second = await openBrowser(await logIn(servers.url, finance));
  second.trouble.allow(400);
  await second.page.goto(address);
  await second.page.getByRole('button', { name: 'Reject' }).click();
  await expect(second.page.getByRole('alert')).toContainText('A no needs a reason.');
  // Enter in the field of the reason is neither a yes nor a no.
  await second.page.getByLabel('Reason').fill('The parcel never came back');
  await second.page.getByLabel('Reason').press('Enter');
  await second.page.getByRole('button', { name: 'Reject' }).click();
  await expect(second.page.getByText(/Rejected by finance,/)).toContainText('The parcel never came back');
  await expect(page.getByText(/Rejected by finance,/), 'the asker sees it').toBeVisible();
  await expect(page.getByRole('button', { name: 'Withdraw it' })).toHaveCount(0);
  expect(await refunded(servers, order)).toBe(0);
  expect(await refundsOf(servers, order)).toEqual([]);
  expect(await actionsOf(page, order)).toContain('finance: Refund rejected');
});

test('who asked may withdraw it; then nobody can approve it', async ({ page, servers, openBrowser }) => {
  const order = await capturedOrder(servers, 300_000);
  const address = await askForRefund(page, order);
  const second = await openBrowser(await logIn(servers.url, finance));
  second.trouble.allow(409);
  await second.page.goto(address);
  await expect(approveButton(second.page)).toBeVisible();
  const key = (await second.page.locator('dd.mono').textContent()) ?? '';
  await page.getByRole('button', { name: 'Withdraw it' }).click();
  await expect(page.locator('.lead')).toContainText('was withdrawn. Nothing was done.');
  await expect(approveButton(second.page), 'the page follows').toHaveCount(0);
  const form = { do: 'approve', amountOre: '200000', key };
  expect((await second.page.request.post(address, { form, maxRedirects: 0 })).status()).toBe(409);
  expect(await refunded(servers, order)).toBe(0);
  expect(await actionsOf(page, order)).toContain('kari: Request for a refund withdrawn');
});

test('up to the amount one person refunds alone, and parts are no way around it', async ({
  page,
  servers,
}) => {
  const order = await capturedOrder(servers, 300_000);
  await setLimit(page);
  await openConfirmation(page, order, 'refund', '1000');
  await confirmButton(page).click();
  await expect(page.getByText(/Done: refund of 1\s000,00 kr\./)).toBeVisible();
  expect(await refunded(servers, order)).toBe(100_000);
  await openConfirmation(page, order, 'refund', '1');
  await confirmButton(page).click();
  await expect(page).toHaveURL(/\/approvals\/[0-9a-f-]+$/);
  expect(await act(servers, order, 'refund', 100_001), 'another person, above the amount').toBe('waiting');
  expect(await refunded(servers, order)).toBe(100_000);
});
