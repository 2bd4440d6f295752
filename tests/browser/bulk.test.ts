/** Many orders at once: by the keyboard, with one that fails, with the tab closed, sent twice, without JavaScript. */
import type { Page } from 'playwright/test';
import { listCommands } from '#db/commands';
import { listShipments } from '#db/shipments';
import { expect, test } from './fixtures';
import { act, initiatedOrder, type OrderName, orderPath, reservedOrder } from './orders';
import { rowsOf, sectionOf } from './page-text';
import type { Servers } from './servers';

const soon = { timeout: 45_000 };

async function reserve(servers: Servers, count: number): Promise<OrderName[]> {
  const names: OrderName[] = [];
  for (let index = 0; index < count; index += 1) names.push(await reservedOrder(servers, 10_000 + index));
  return names;
}

function previewOf(kind: 'capture' | 'cancel' | 'ship', names: readonly OrderName[]): string {
  return `/orders/bulk?do=${kind}&${names.map(({ msn, orderId }) => `order=${msn}/${orderId}`).join('&')}`;
}

/** What the order's page would need to say: the simulator's own books. */
async function expectCapturedOnce(servers: Servers, names: readonly OrderName[]): Promise<void> {
  for (const name of names) {
    const { captured, reserved } = await servers.control.order(name.msn, name.orderId);
    expect(captured, name.orderId).toBe(reserved);
    expect(await listCommands(servers.desk.db, name)).toHaveLength(1);
  }
}

/** Presses Tab until the element that has the focus is one that is looked for. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 400; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

test('forty orders are captured from the keyboard alone, and the one that fails is told truthfully', async ({
  page,
  servers,
}) => {
  const names = await reserve(servers, 40);
  const [failing = { msn: '', orderId: '' }] = names.slice(16);
  await servers.control.addFault({
    kind: 'rate-limited',
    operation: 'capture',
    orderId: failing.orderId,
    retryAfterSeconds: 60,
  });
  await page.goto('/orders?view=reserved');
  for (let chosen = 0; chosen < names.length; chosen += 1) {
    await tabTo(page, 'input[name="order"]:not(:checked)');
    const value = await page.evaluate(() => document.activeElement?.getAttribute('value'));
    if (names.some(({ msn, orderId }) => `${msn}/${orderId}` === value)) await page.keyboard.press('Space');
    else chosen -= 1;
  }
  await tabTo(page, 'button[name="do"][value="capture"]');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Capture 40 orders');
  await expect(page.locator('.lead')).toContainText(
    '40 orders will be captured, 4 007,80 kr. None of them is marked as shipped. Nothing has been sent yet.',
  );
  await tabTo(page, '.bulk-form button[type="submit"]:enabled');
  await expect(page.locator(':focus')).toHaveText('Capture 40 orders, 4 007,80 kr');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/bulk\/[0-9a-f-]{36}$/);

  await expect(page.locator('.lead')).toContainText(
    '39 of 40 orders are captured, 3 907,64 of 4 007,80 kr.',
    soon,
  );
  await expect(page.locator('.lead')).toContainText('One needs a look.');
  await expect(page).toHaveTitle(/^40\/40 · Capture of 40 orders/);
  const trouble = await rowsOf(sectionOf(page, 'Look at these first 1').locator('tbody tr'));
  expect(trouble).toHaveLength(1);
  expect(trouble[0]?.[1]).toContain(failing.orderId);
  expect(trouble[0]?.[3]).toMatch(/failed.*Vipps refused; no money was moved.*Vipps says:/);
  await expectCapturedOnce(
    servers,
    names.filter((name) => name !== failing),
  );
  expect((await servers.control.order(failing.msn, failing.orderId)).captured).toBe(0);

  await tabTo(page, 'a[href*="again="]');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Capture one order');
  await page.getByRole('button', { name: 'Capture one order, 100,16 kr' }).click();
  await expect(page.locator('.lead')).toContainText('All of it is finished.', soon);
  expect((await servers.control.order(failing.msn, failing.orderId)).captured).toBe(10_016);
});

test('the work goes on when the tab is closed, and is found again', async ({ page, context, servers }) => {
  const names = await reserve(servers, 8);
  await page.goto(previewOf('capture', names));
  await page.getByRole('button', { name: /^Capture 8 orders/ }).click();
  await page.waitForURL(/\/bulk\//);
  const address = page.url();
  await page.close();
  const later = await context.newPage();
  await later.goto('/bulk');
  await later.getByRole('link', { name: 'Capture of 8 orders' }).first().click();
  await expect(later).toHaveURL(address);
  await expect(later.locator('.lead')).toContainText('8 of 8 orders are captured', soon);
  await expectCapturedOnce(servers, names);
});

test('the same form sent twice at once, and again later, is one run', async ({ page, servers, trouble }) => {
  trouble.allow(409);
  const names = await reserve(servers, 3);
  await page.goto(previewOf('capture', names));
  const form = await page
    .locator('form.bulk-form')
    .evaluate(
      (found) => Object.fromEntries(new FormData(found as HTMLFormElement)) as Record<string, string>,
    );
  const send = (fields: Record<string, string>) =>
    page.request.post('/orders/bulk?do=capture', {
      form: fields,
      maxRedirects: 0,
      headers: { Origin: servers.url },
    });
  const answers = await Promise.all([send(form), send(form)]);
  await page.goto(`/bulk/${form.id}`);
  await expect(page.locator('.lead')).toContainText('3 of 3 orders are captured', soon);
  answers.push(await send(form));
  expect(answers.map((answer) => [answer.status(), answer.headers().location])).toEqual(
    Array.from({ length: 3 }, () => [302, `/bulk/${form.id}`]),
  );
  expect((await send({ ...form, text: 'Another text' })).status()).toBe(409);
  await expectCapturedOnce(servers, names);
});

test('what cannot be done is skipped with its reason, and what changed meanwhile is refused', async ({
  page,
  servers,
}) => {
  const [one, two] = [await reservedOrder(servers, 20_000), await reservedOrder(servers, 30_000)];
  const open = await initiatedOrder(servers, 40_000);
  await page.goto(previewOf('cancel', [one, two, { msn: '123456', orderId: 'no-such-order' }]));
  await expect(page.locator('.lead')).toContainText('2 orders will be cancelled, and 500,00 kr given back');
  await expect(page.locator('.lead')).toContainText('One is skipped.');
  await expect(sectionOf(page, 'Skipped 1')).toContainText('no-such-order');
  await expect(sectionOf(page, 'Skipped 1')).toContainText('Not known here.');
  expect(await act(servers, one, 'capture', 5_000)).toBe('succeeded');
  await page.getByRole('button', { name: 'Cancel 2 orders, give back 500,00 kr' }).click();
  await expect(page.locator('.lead')).toContainText('1 of 2 orders are cancelled, 300,00 of 500,00 kr', soon);
  const refused = sectionOf(page, 'Look at these first 1');
  await expect(refused).toContainText(one.orderId);
  await expect(refused).toContainText('Its amounts have changed since they were seen.');
  expect((await servers.control.order(one.msn, one.orderId)).cancelled).toBe(0);
  expect((await servers.control.order(two.msn, two.orderId)).cancelled).toBe(30_000);

  await page.goto(previewOf('capture', [open]));
  await expect(page.locator('.lead')).toContainText('None of the chosen orders can be captured.');
  await expect(page.getByRole('button', { name: /^Capture/ })).toHaveCount(0);
});

test('many are marked shipped with a pasted column, and the Enter of a scanner sends nothing', async ({
  page,
  servers,
}) => {
  const names = await reserve(servers, 3);
  await page.goto(previewOf('ship', names));
  await page.getByRole('link', { name: 'Capture all that can be captured' }).click();
  await expect(page.locator('.lead')).toContainText('Captured with it: 3 orders, 300,03 kr.');
  await page.getByLabel('Carrier of all of them').fill('Posten');
  await page.getByLabel('Tracking numbers, one on each line').fill('T-1\n\nT-3\n');
  const fields = names.map(({ orderId }) => page.getByLabel(`Tracking number of ${orderId}`));
  await expect(fields[2] ?? page.locator('none')).toHaveValue('T-3');
  await fields[1]?.pressSequentially('T-2');
  await page.keyboard.press('Enter');
  await expect(fields[2] ?? page.locator('none')).toBeFocused();
  await page.getByLabel('Carrier of all of them').press('Enter');
  await expect(page).toHaveURL(/\/orders\/bulk/);
  await page.getByRole('button', { name: 'Mark 3 orders shipped and capture 300,03 kr' }).click();
  await expect(page.locator('.lead')).toContainText('3 of 3 orders are done; 300,03 kr are captured.', soon);
  for (const [index, name] of names.entries()) {
    const parcels = await listShipments(servers.desk.db, name);
    expect(parcels.map(({ carrier, trackingNumber }) => [carrier, trackingNumber])).toEqual([
      ['Posten', `T-${index + 1}`],
    ]);
  }
  await expectCapturedOnce(servers, names);
  await page
    .getByRole('link', { name: names[0]?.orderId ?? '' })
    .first()
    .click();
  await expect(page).toHaveURL(orderPath(names[0] ?? { msn: '', orderId: '' }));
});

test('work that is stopped leaves what waits', async ({ page, servers }) => {
  const names = await reserve(servers, 30);
  await servers.control.addFault({ kind: 'slow', operation: 'capture', delayMs: 1200, times: 30 });
  await page.goto(previewOf('capture', names));
  await page.getByRole('button', { name: /^Capture 30 orders/ }).click();
  await page.getByRole('button', { name: /^Stop: leave / }).click();
  await expect(page.getByText(/^Stopped\. \d+ orders were left alone\./)).toBeVisible();
  await expect(page.locator('.lead')).toContainText('All of it is finished.', soon);
  await servers.control.clearFaults();
  const commands = await Promise.all(names.map((name) => listCommands(servers.desk.db, name)));
  const given = commands.filter((list) => list.length > 0).length;
  expect(given).toBeLessThan(30);
  await expect(page.locator('.lead')).toContainText(`${given} of 30 orders are captured`);
  await expect(
    page.getByRole('link', { name: `Look again at the ${30 - given} that were refused or left` }),
  ).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('orders are captured, and the page of the run tells it when it is loaded again', async ({
    page,
    servers,
  }) => {
    const names = await reserve(servers, 4);
    await page.goto(previewOf('capture', names));
    await page.getByLabel('Text the customers read').fill('Takk for handelen');
    await page.getByRole('button', { name: 'Capture 4 orders, 400,06 kr' }).click();
    await expect(page).toHaveURL(/\/bulk\//);
    await expect(async () => {
      const reload = page.getByRole('link', { name: 'Reload to see how far it is' });
      if ((await reload.count()) > 0) await reload.click();
      await expect(page.locator('.lead')).toContainText('4 of 4 orders are captured', { timeout: 500 });
    }).toPass(soon);
    await expectCapturedOnce(servers, names);
    const [command] = await listCommands(servers.desk.db, names[0] ?? { msn: '', orderId: '' });
    expect(command?.transactionText).toBe('Takk for handelen');
    await page.goBack();
  });

  test('a column of tracking numbers that is too long is said, and nothing is sent', async ({
    page,
    servers,
    trouble,
  }) => {
    trouble.allow(400);
    const names = await reserve(servers, 2);
    await page.goto(previewOf('ship', names));
    await page.getByLabel('Tracking numbers, one on each line').fill('1\n2\n3');
    await page.getByRole('button', { name: /^Mark 2 orders shipped/ }).click();
    await expect(page.getByRole('alert')).toContainText('There are more tracking numbers than orders.');
    await page.getByLabel('Tracking numbers, one on each line').fill('1\n2');
    await page.getByRole('button', { name: /^Mark 2 orders shipped/ }).click();
    await expect(page).toHaveURL(/\/bulk\//);
  });
});

test('the address of before leads to the same orders', async ({ page, servers }) => {
  const name = await reservedOrder(servers, 20_000);
  await page.goto(`/orders/ship?order=${name.msn}/${name.orderId}`);
  await expect(page).toHaveURL(/\/orders\/bulk\?.*do=ship/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Mark one order shipped');
});
