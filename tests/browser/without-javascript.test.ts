/** The desk is pages and forms first: everything that moves money works without JavaScript. */
import { expect, test } from './fixtures';
import { expectBooksOnPage, openConfirmation, orderPath, reservedOrder } from './orders';
import { oreOf, tableRows } from './page-text';
import { person } from './servers';

test.use({ javaScriptEnabled: false, storageState: { cookies: [], origins: [] } });

test('without JavaScript a person logs in, reads orders, captures, refunds and releases', async ({
  page,
  servers,
}) => {
  const order = await reservedOrder(servers, 90_000);
  await page.goto('/orders?view=reserved');
  await page.locator('[name=username]').fill(person.username);
  await page.locator('[name=password]').fill(person.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page).toHaveURL(/\/orders\?view=reserved$/);
  await page.getByRole('link', { name: order.orderId }).click();
  await expect(page).toHaveURL(orderPath(order));
  await expectBooksOnPage(page, servers, order);

  await openConfirmation(page, order, 'capture', '600');
  await page.getByRole('button', { name: 'Capture 600,00 kr' }).click();
  await expect(page.getByRole('status')).toHaveText('Done: capture of 600,00 kr.');
  await openConfirmation(page, order, 'refund', '150,25');
  await page.getByRole('button', { name: 'Refund 150,25 kr' }).click();
  await expect(page.getByRole('status')).toHaveText('Done: refund of 150,25 kr.');
  await openConfirmation(page, order, 'cancel');
  await page.getByRole('button', { name: 'Release 300,00 kr' }).click();
  await expect(page.getByRole('status')).toHaveText('Done: cancel of 300,00 kr.');
  await expectBooksOnPage(page, servers, order);
  expect(await servers.control.order(order.msn, order.orderId)).toMatchObject({
    captured: 60_000,
    refunded: 15_025,
    cancelled: 30_000,
  });
});

test('without JavaScript a wrong amount and a wrong password say so', async ({ page, servers, trouble }) => {
  trouble.allow(401);
  const order = await reservedOrder(servers, 90_000);
  await page.goto(`${orderPath(order)}/capture`);
  await page.locator('[name=username]').fill(person.username);
  await page.locator('[name=password]').fill('wrong');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('alert')).toContainText('User name or password is wrong');
  await page.locator('[name=username]').fill(person.username);
  await page.locator('[name=password]').fill(person.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page).toHaveURL(`${orderPath(order)}/capture`);
  await page.getByLabel('Amount in kroner').fill('mange');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('alert')).toContainText('"mange" is not an amount.');
  expect((await servers.control.order(order.msn, order.orderId)).captured).toBe(0);
});

test('without JavaScript the payouts have their figures in a table', async ({ page, context, servers }) => {
  await context.addCookies(servers.session.cookies);
  await page.goto('/payouts');
  const rows = await tableRows(page, 'Payouts');
  const { payouts } = await servers.control.books({ only: 'payouts' });
  const shown = Object.fromEntries(rows.map((row) => [row[0]?.slice(0, 7), oreOf(row[2] ?? '')]));
  // Another test may have brought payouts by a file.
  expect(shown).toMatchObject(
    Object.fromEntries(payouts.map((payout) => [payout.settlementNumber, payout.amount])),
  );
  await page.getByText('The figures behind the chart').click();
  await expect(page.locator('.chart tbody tr').first()).toBeVisible();
});
