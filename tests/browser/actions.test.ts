/** What may be done with an order, how it is asked for, and what is refused before anything is sent. */
import { listCommands } from '#db/commands';
import { expect, test } from './fixtures';
import {
  act,
  capturedOrder,
  confirmButton,
  expectBooksOnPage,
  initiatedOrder,
  offeredActions,
  openConfirmation,
  orderPath,
  reservedOrder,
} from './orders';
import { kroner, oreOf, tableRows } from './page-text';

test('a part is captured and the rest released: each page says the amounts, and the books agree', async ({
  page,
  servers,
}) => {
  const order = await reservedOrder(servers, 125_050);
  await openConfirmation(page, order, 'capture', '1 000,50');
  await expect(page.locator('.fact')).toHaveText(
    `1 000,50 kr of 1 250,50 kr reserved on order ${order.orderId} will be taken from the customer. 250,00 kr stay reserved.`,
  );
  await page.getByRole('button', { name: 'Capture 1 000,50 kr' }).click();
  await expect(page.getByRole('status')).toHaveText('Done: capture of 1 000,50 kr.');
  await expect(page.locator('.title-row .mark')).toHaveText('partially captured');
  await expect(page.locator('.lead')).toHaveText(
    '1 000,50 of 1 250,50 kr are captured; 250,00 kr are still reserved.',
  );
  await expectBooksOnPage(page, servers, order);
  expect(await offeredActions(page)).toEqual(['Capture…', 'Refund…', 'Release the rest…']);

  await openConfirmation(page, order, 'cancel');
  await expect(page.locator('.fact')).toContainText(
    `250,00 kr still reserved on order ${order.orderId} are released to the customer`,
  );
  await page.getByRole('button', { name: 'Release 250,00 kr' }).click();
  await expect(page.getByRole('status')).toHaveText('Done: cancel of 250,00 kr.');
  await expect(page.locator('.title-row .mark')).toHaveText('captured', { ignoreCase: false });
  await expectBooksOnPage(page, servers, order);
  expect(await servers.control.order(order.msn, order.orderId)).toMatchObject({
    captured: 100_050,
    cancelled: 25_000,
    refunded: 0,
  });
  expect(await offeredActions(page)).toEqual(['Refund…']);
});

test('a part is refunded, then all that is left', async ({ page, servers }) => {
  const order = await capturedOrder(servers, 80_000);
  await openConfirmation(page, order, 'refund', '300');
  await expect(page.locator('.fact')).toHaveText(
    `300,00 kr of 800,00 kr captured on order ${order.orderId} will be given back to the customer. It comes off the next payout. 500,00 kr stay captured.`,
  );
  await page.getByRole('button', { name: 'Refund 300,00 kr' }).click();
  await expect(page.getByRole('status')).toHaveText('Done: refund of 300,00 kr.');
  await expect(page.locator('.title-row .mark')).toHaveText('partially refunded');
  await expectBooksOnPage(page, servers, order);
  expect(await offeredActions(page)).toEqual(['Refund…']);

  await page.getByRole('link', { name: 'Refund…' }).click();
  await expect(page.getByLabel('Amount in kroner')).toHaveValue('500,00');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Refund 500,00 kr' }).click();
  await expect(page.locator('.title-row .mark')).toHaveText('refunded');
  await expectBooksOnPage(page, servers, order);
  expect((await servers.control.order(order.msn, order.orderId)).refunded).toBe(80_000);
  expect(await offeredActions(page)).toEqual([]);
  await expect(page.getByRole('region', { name: 'Actions' })).toContainText(
    'Nothing can be done with this order now.',
  );
});

test('each state offers exactly what it allows, and refuses the other addresses with the reason', async ({
  page,
  servers,
}) => {
  const cancelled = await reservedOrder(servers, 30_000);
  expect(await act(servers, cancelled, 'cancel')).toBe('succeeded');
  const partlyRefunded = await capturedOrder(servers, 60_000, 40_000);
  expect(await act(servers, partlyRefunded, 'refund', 10_000)).toBe('succeeded');
  const cases = [
    { order: await initiatedOrder(servers, 30_000), state: 'initiated', offers: ['Cancel…'] },
    { order: await reservedOrder(servers, 30_000), state: 'reserved', offers: ['Capture…', 'Cancel…'] },
    {
      order: await capturedOrder(servers, 50_000, 20_000),
      state: 'partially captured',
      offers: ['Capture…', 'Refund…', 'Release the rest…'],
    },
    { order: await capturedOrder(servers, 30_000), state: 'captured', offers: ['Refund…'] },
    {
      order: partlyRefunded,
      state: 'partially refunded',
      offers: ['Capture…', 'Refund…', 'Release the rest…'],
    },
    { order: cancelled, state: 'cancelled', offers: [] },
  ];
  const addresses = {
    'Capture…': 'capture',
    'Refund…': 'refund',
    'Cancel…': 'cancel',
    'Release the rest…': 'cancel',
  };
  for (const { order, state, offers } of cases) {
    await page.goto(orderPath(order));
    await expect(page.locator('.title-row .mark')).toHaveText(state);
    expect(await offeredActions(page), state).toEqual(offers);
    const allowed = Object.entries(addresses).flatMap(([offer, kind]) =>
      offers.includes(offer) ? [kind] : [],
    );
    for (const kind of ['capture', 'refund', 'cancel']) {
      await page.goto(`${orderPath(order)}/${kind}`);
      await expect(page.getByRole('alert'), `${kind} of ${state}`).toHaveCount(
        allowed.includes(kind) ? 0 : 1,
      );
      await page.goto(`${orderPath(order)}/${kind}?amount=100&text=x`);
      await expect(confirmButton(page), `${kind} of ${state}`).toHaveCount(allowed.includes(kind) ? 1 : 0);
    }
  }
});

test('an initiated payment is cancelled whole', async ({ page, servers }) => {
  const order = await initiatedOrder(servers, 45_600);
  await openConfirmation(page, order, 'cancel');
  await expect(page.locator('.fact')).toHaveText(
    `The payment of 456,00 kr on order ${order.orderId} will be cancelled. The customer can no longer confirm it.`,
  );
  await page.getByRole('button', { name: 'Cancel the payment of 456,00 kr' }).click();
  await expect(page.getByRole('status')).toContainText('Done: cancel');
  await expect(page.locator('.title-row .mark')).toHaveText('cancelled');
  expect((await servers.control.order(order.msn, order.orderId)).state).toBe('cancelled');
});

test('the record of a cancelled initiated payment says the amount that was cancelled', async ({
  page,
  servers,
}) => {
  const order = await initiatedOrder(servers, 45_600);
  await openConfirmation(page, order, 'cancel');
  await confirmButton(page).click();
  await expect(page.getByRole('status')).toHaveText('Done: cancel of 456,00 kr.');
});

test('an amount that is no amount, too small or too large says so and sends nothing', async ({
  page,
  servers,
}) => {
  const order = await capturedOrder(servers, 70_000, 20_000);
  const smallest = 'Vipps takes no amount below 1 kr, except all that is left.';
  const wrong = [
    ['abc', '"abc" is not an amount. Write kroner like 499 or 249,50.'],
    ['1.234', '"1.234" is not an amount.'],
    ['12,345', '"12,345" is not an amount.'],
    ['1e2', '"1e2" is not an amount.'],
    ['0', smallest],
    ['0,50', smallest],
    ['-5', smallest],
    ['500,01', 'The amount is above the 500,00 kr that are left.'],
    ['99999999999', 'The amount is above the 500,00 kr that are left.'],
  ] as const;
  await page.goto(`${orderPath(order)}/capture`);
  for (const [typed, says] of wrong) {
    await page.getByLabel('Amount in kroner').fill(typed);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(page.getByRole('alert'), typed).toContainText(says);
    await expect(page.getByLabel('Amount in kroner')).toHaveValue(typed);
    await expect(confirmButton(page)).toHaveCount(0);
  }
  await page.goto(`${orderPath(order)}/refund`);
  await page.getByLabel('Amount in kroner').fill('200,01');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('alert')).toContainText('The amount is above the 200,00 kr that are left.');
  expect((await listCommands(servers.desk.db, order)).map(({ actor }) => actor)).toEqual(['ola']);
  expect((await servers.control.order(order.msn, order.orderId)).captured).toBe(20_000);
});

test('amounts are read as people write them', async ({ page, servers }) => {
  const order = await reservedOrder(servers, 500_000);
  for (const [typed, amountOre] of [
    ['1 234,50', 123_450],
    ['1.234,50', 123_450],
    ['kr 20,-', 2000],
    ['499', 49_900],
    ['12,5', 1250],
    ['1.00', 100],
  ] as const) {
    await page.goto(`${orderPath(order)}/capture`);
    await page.getByLabel('Amount in kroner').fill(typed);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(confirmButton(page), typed).toHaveText(`Capture ${kroner(amountOre)} kr`);
  }
});

test('a form that was tampered with is refused and sends nothing', async ({ page, servers }) => {
  const order = await reservedOrder(servers, 50_000);
  const good = {
    id: '01890a5d-ac96-774b-bcce-b302099a8057',
    amountOre: '10000',
    text: 'x',
    seenReservedOre: '50000',
    seenCapturedOre: '0',
    seenRefundedOre: '0',
    seenCancelledOre: '0',
  };
  const tampered = [
    { ...good, amountOre: '-10000' },
    { ...good, amountOre: '0' },
    { ...good, amountOre: '99' },
    { ...good, amountOre: '50001' },
    { ...good, amountOre: '100.5' },
    { ...good, amountOre: 'many' },
    { ...good, id: 'not-a-key' },
    { ...good, text: '' },
    { ...good, text: 'x'.repeat(101) },
    { ...good, seenCapturedOre: '100' },
    { ...good, seenReservedOre: '10000' },
    { id: good.id },
  ];
  for (const form of tampered) {
    const response = await page.request.post(`${orderPath(order)}/capture`, {
      form,
      maxRedirects: 0,
      headers: { 'Accept-Language': 'en' },
    });
    expect([400, 409], JSON.stringify(form)).toContain(response.status());
    expect(await response.text()).toContain('Not sent. No money was moved.');
  }
  expect(await listCommands(servers.desk.db, order)).toEqual([]);
  expect((await servers.control.order(order.msn, order.orderId)).captured).toBe(0);
  await page.goto(orderPath(order));
  expect((await tableRows(page, 'History')).map((row) => oreOf(row[2] ?? ''))).toEqual([50_000, 50_000]);

  const whole = await page.request.post(`${orderPath(order)}/capture`, { form: good, maxRedirects: 0 });
  expect(whole.status(), 'the form that nobody tampered with').toBe(302);
  expect((await servers.control.order(order.msn, order.orderId)).captured).toBe(10_000);
});
