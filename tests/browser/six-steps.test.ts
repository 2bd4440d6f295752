/**
 * The six steps of a payment, from "Pay with Vipps" to the money in the bank, in every way a customer may take them; and the same
 * when Vipps's calls to the desk are lost, doubled or late. Shop, landing page, app and desk are used as people use them.
 */
import type { Browser, Page } from 'playwright/test';
import {
  buyNow,
  chooseFlow,
  confirm,
  enterShop,
  giveNumber,
  logIn,
  payCart,
  phoneBrowser,
  pickUpPhone,
  seeOrder,
} from './customer';
import { expectState, expectStep, markShipped, passTime, stepOf } from './desk-steps';
import { expect, test } from './fixtures';
import { confirmButton, expectBooksOnPage, type OrderName, openConfirmation, orderPath } from './orders';
import { kroner } from './page-text';
import type { Servers } from './servers';

const callbackFaults = {
  'in time': undefined,
  lost: 'callback-lost',
  doubled: 'callback-doubled',
  late: 'callback-late',
} as const;
const modes = Object.entries(callbackFaults) as [
  string,
  (typeof callbackFaults)[keyof typeof callbackFaults],
][];
const sport = '123456';
const giftCards = '123458';

type World = {
  readonly browser: Browser;
  readonly shop: string;
  readonly servers: Servers;
  readonly desk: Page;
};

test.use({ world: 'six-steps' });

for (const [mode, fault] of modes) {
  test(`every way through the six steps, with callbacks ${mode}`, async ({ browser, page, servers }) => {
    test.setTimeout(420_000);
    const world = { browser, servers, desk: page, shop: await servers.startShop() };
    if (fault !== undefined)
      await servers.control.addFault({ kind: fault, operation: 'callback', times: 100, delayMs: 3000 });

    const regular = await test.step('regular, on a desktop', () => regularOnDesktop(world));
    const phone = await test.step('regular, on a phone', () => regularOnPhone(world));
    const explicit = await test.step('express with the explicit flow', () => expressExplicit(world));
    const old = await test.step('express with the old flow', () => expressOld(world));
    await test.step('declined', () => declined(world));
    const sale = await test.step('direct capture', () => directCapture(world));
    const parts = await test.step('two parcels, and the rest released', () => twoParcels(world));
    const returned = await test.step('paid, to be refunded later', () => regularOnDesktop(world, 'thermos'));
    await test.step('timed out', () => timedOut(world));

    await test.step('in the bank', async () => {
      for (let day = 0; day < 4; day += 1) await passTime(page, 'Next bank day');
      for (const order of [regular, phone, explicit, old, sale, parts, returned])
        await expectInBank(world, order);
    });
    await test.step('refunded after the payout', () => refundedAfterPayout(world, returned));
    await servers.control.clearFaults();
    await expectCallbacks(world, regular, mode);
  });
}

test('a customer who takes the consent back is erased at the desk, and the books stay', async ({
  browser,
  page,
  servers,
}) => {
  test.setTimeout(120_000);
  const world = { browser, servers, desk: page, shop: await servers.startShop() };
  const order = await expressOld(world);
  await expect(page.getByRole('region', { name: 'Customer' })).toContainText('91000004');
  const phone = await browser.newContext(phoneBrowser);
  const app = await phone.newPage();
  await app.goto(`${servers.simulatorUrl}/app?number=91000004&lang=en`);
  await app.getByRole('link', { name: 'Log in to the app' }).click();
  await logIn(app);
  await app.getByRole('link', { name: 'My consents' }).click();
  await app.getByRole('button', { name: 'Remove the consent for Fjord & Fjell Sport' }).click();
  await expect(app.getByText(/removed/i).first()).toBeVisible();
  await phone.close();
  await expect(async () => {
    await page.goto(orderPath(order));
    const customer = page.getByRole('region', { name: 'Customer' });
    await expect(customer).toContainText('the customer removed the consent', { timeout: 500 });
    await expect(customer).not.toContainText('91000004', { timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await expectBooksOnPage(page, servers, order);
  await expect(page.getByText('Delivery:')).toBeVisible();
});

async function regularOnDesktop(
  { browser, servers, desk, shop }: World,
  product = 'rain-jacket',
): Promise<OrderName> {
  const page = await enterShop(browser, shop);
  await payCart(page, [product, 'map']);
  await giveNumber(page, '91000001');
  const phone = await pickUpPhone(browser, servers.simulatorUrl, '91000001');
  await confirm(phone);
  const order = { msn: sport, orderId: await seeOrder(page, 'Thank you for your order') };
  await phone.context().close();
  await page.context().close();
  await expectStep(desk, order, 'confirmed', 'done', 'the shop');
  await expectStep(desk, order, 'reserved', 'done', 'reserved');
  await expect(stepOf(desk, 'initiated')).toContainText('on a desktop');
  await expect(stepOf(desk, 'banked')).toContainText('not yet');
  await markShipped(desk, order, { tracking: '70300000011' });
  await expectState(desk, order, 'captured');
  await expectBooksOnPage(desk, servers, order);
  return order;
}

async function regularOnPhone({ browser, desk, shop }: World): Promise<OrderName> {
  const page = await enterShop(browser, shop, 'phone');
  await payCart(page, ['trail-shoes']);
  // No landing page: the app opens by itself.
  await expect(page).toHaveURL(/\/app/);
  const number = page.getByRole('button', { name: 'Continue' });
  if (await number.isVisible()) {
    await page.getByRole('textbox').fill('91000002');
    await number.click();
  }
  if (await page.getByLabel('Code').isVisible()) await logIn(page);
  await confirm(page);
  await page.getByRole('link', { name: 'Back to the shop' }).click();
  const order = { msn: sport, orderId: await seeOrder(page, 'Thank you for your order') };
  await expectStep(desk, order, 'landing', 'App switch');
  await expect(stepOf(desk, 'initiated')).toContainText('on a phone');
  // The shop's own people send the parcel; the desk captures by its rule.
  const backroom = await enterShop(browser, shop);
  await backroom.goto(`${shop}/backroom`);
  const entry = backroom.locator(`article#${order.orderId}`);
  await entry.getByText('Send parcel').first().click();
  await entry.getByLabel('Tracking number').fill('70300000012');
  await entry.getByRole('button', { name: 'Send parcel' }).click();
  await backroom.context().close();
  await page.context().close();
  await expectState(desk, order, 'captured');
  await expect(desk.getByRole('cell', { name: '70300000012' })).toHaveCount(2); // the parcel, and the capture's text
  return order;
}

async function expressExplicit({ browser, servers, desk, shop }: World): Promise<OrderName> {
  const page = await enterShop(browser, shop);
  await chooseFlow(page, 'Step by step', 'Fetched by Vipps');
  await buyNow(page, 'tent');
  await giveNumber(page, '91000003');
  const phone = await pickUpPhone(browser, servers.simulatorUrl, '91000003');
  await expect(phone.getByRole('heading', { name: 'Where shall it be sent?' })).toBeVisible();
  await phone.getByRole('button', { name: 'Use this address' }).click();
  await expect(phone.getByRole('heading', { name: 'How shall it be delivered?' })).toBeVisible();
  await phone.getByRole('radio', { name: /Hjem på kveldstid/ }).check();
  await phone.getByRole('button', { name: 'Use this delivery' }).click();
  await expect(phone.getByRole('heading', { name: 'Check and confirm' })).toBeVisible();
  await phone.getByRole('checkbox').check();
  await confirm(phone);
  const order = { msn: sport, orderId: await seeOrder(page, 'Thank you for your order') };
  await phone.context().close();
  await page.context().close();
  await expectStep(desk, order, 'reserved', '5 148,00 kr reserved', 'Hjem på kveldstid');
  await expect(stepOf(desk, 'initiated')).toContainText('Express');
  await expect(desk.getByRole('region', { name: 'Customer' })).toContainText('91000003');
  await markShipped(desk, order, { tracking: '70300000013' });
  await expectState(desk, order, 'captured');
  return order;
}

async function expressOld({ browser, servers, desk, shop }: World): Promise<OrderName> {
  const page = await enterShop(browser, shop);
  await chooseFlow(page, 'One screen', 'Sent along');
  await buyNow(page, 'head-lamp');
  await giveNumber(page, '91000004');
  const phone = await pickUpPhone(browser, servers.simulatorUrl, '91000004');
  await expect(phone.getByRole('heading', { name: 'Express checkout: Fjord & Fjell Sport' })).toBeVisible();
  await confirm(phone);
  const order = { msn: sport, orderId: await seeOrder(page, 'Thank you for your order') };
  await phone.context().close();
  await page.context().close();
  await expectStep(desk, order, 'reserved', 'done', 'Delivery:');
  await markShipped(desk, order, { tracking: '70300000014' });
  await expectState(desk, order, 'captured');
  await expectBooksOnPage(desk, servers, order);
  return order;
}

async function declined({ browser, servers, desk, shop }: World): Promise<void> {
  const page = await enterShop(browser, shop);
  await payCart(page, ['thermos']);
  await giveNumber(page, '91000005');
  const phone = await pickUpPhone(browser, servers.simulatorUrl, '91000005');
  await phone.getByRole('radio', { name: /without money/ }).check();
  await phone.getByRole('button', { name: /^Confirm \d/ }).click();
  await expect(phone.getByRole('alert')).toBeVisible(); // the issuer says no; the customer gives up
  await phone.getByRole('button', { name: 'Decline' }).click();
  await expect(phone.getByRole('heading', { name: 'You declined the payment' })).toBeVisible();
  const orderId = await seeOrder(page, 'The payment was refused');
  await phone.context().close();
  await page.context().close();
  await expectState(desk, { msn: sport, orderId }, 'rejected');
  await expect(stepOf(desk, 'reserved')).toContainText('The card was refused');

  const again = await enterShop(browser, shop);
  await payCart(again, ['thermos']);
  await again.getByRole('button', { name: 'Cancel' }).click();
  const cancelled = await seeOrder(again, 'The payment was cancelled');
  await again.context().close();
  await expectState(desk, { msn: sport, orderId: cancelled }, 'cancelled');
  await expect(desk.getByRole('link', { name: 'Mark shipped…' })).toHaveCount(0);
}

async function directCapture({ browser, servers, desk, shop }: World): Promise<OrderName> {
  const page = await enterShop(browser, shop);
  await buyNow(page, 'gift-card');
  await giveNumber(page, '91000006');
  const phone = await pickUpPhone(browser, servers.simulatorUrl, '91000006');
  await confirm(phone);
  const order = { msn: giftCards, orderId: await seeOrder(page, 'Thank you for your order') };
  await phone.context().close();
  await page.context().close();
  await expectState(desk, order, 'captured');
  await expect(stepOf(desk, 'reserved')).toContainText('taken at once (direct capture)');
  await expect(stepOf(desk, 'shipped')).toContainText('Captured when the customer paid.');
  return order;
}

async function twoParcels({ browser, servers, desk, shop }: World): Promise<OrderName> {
  const page = await enterShop(browser, shop);
  await payCart(page, ['rain-jacket', 'thermos', 'map']);
  await giveNumber(page, '91000007');
  const phone = await pickUpPhone(browser, servers.simulatorUrl, '91000007');
  await confirm(phone);
  const order = { msn: sport, orderId: await seeOrder(page, 'Thank you for your order') };
  await phone.context().close();
  await page.context().close();
  await expectState(desk, order, 'reserved');
  await markShipped(desk, order, { amountOre: 189_900, tracking: '70300000015' });
  await expectState(desk, order, 'partially captured');
  await markShipped(desk, order, { amountOre: 34_950, tracking: '70300000016' });
  await expectStep(desk, order, 'shipped', '2 248,50 of 2 477,50 kr captured');
  await openConfirmation(desk, order, 'cancel');
  await confirmButton(desk).click();
  await expectStep(desk, order, 'shipped', 'done', '229,00 kr released');
  expect(await servers.control.order(order.msn, order.orderId)).toMatchObject({
    captured: 224_850,
    cancelled: 22_900,
  });
  return order;
}

async function timedOut({ browser, servers, desk, shop }: World): Promise<void> {
  const page = await enterShop(browser, shop);
  await payCart(page, ['map']);
  await giveNumber(page, '91000008');
  await servers.control.moveClock({ advanceMs: 11 * 60_000 });
  await expect(page.getByRole('heading', { name: 'The link has expired' })).toBeVisible();
  await page.getByRole('link', { name: 'Back to the shop' }).click();
  const orderId = await seeOrder(page, 'Time ran out');
  await page.context().close();
  await expectState(desk, { msn: sport, orderId }, 'expired');
  await expect(stepOf(desk, 'landing')).toContainText('The time ran out');
}

/** The sixth step names the payout; the ledger's and the bank's own books must say the same. */
async function expectInBank({ servers, desk }: World, order: OrderName): Promise<void> {
  const { captured } = await servers.control.order(order.msn, order.orderId);
  expect(captured).toBeGreaterThan(0);
  await expectStep(
    desk,
    order,
    'banked',
    'done',
    `${kroner(captured)} of ${kroner(captured)} captured kr have arrived`,
  );
  const link = stepOf(desk, 'banked').getByRole('link').first();
  const number = /\d+$/.exec((await link.textContent()) ?? '')?.[0];
  const { payouts, bankLines } = await servers.control
    .books({ only: 'payouts' })
    .then(async ({ payouts }) => ({
      payouts,
      bankLines: (await servers.control.bank()).lines,
    }));
  const payout = payouts.find(({ settlementNumber }) => settlementNumber === number);
  expect(payout).toMatchObject({ status: 'deposited' });
  const deposit = bankLines.find(({ settlementNumbers }) => settlementNumbers.includes(number ?? ''));
  expect(deposit?.amount).toBe(payout?.amount);
  await expect(
    desk
      .getByRole('row')
      .filter({ hasText: number ?? '' })
      .first(),
  ).toContainText('arrived');
}

async function refundedAfterPayout({ servers, desk }: World, order: OrderName): Promise<void> {
  const { captured } = await servers.control.order(order.msn, order.orderId);
  await openConfirmation(desk, order, 'refund', kroner(10_000));
  await confirmButton(desk).click();
  await expectState(desk, order, 'partially refunded');
  await expectStep(desk, order, 'banked', '100,00 kr refunded');
  await passTime(desk, '+1 day');
  await passTime(desk, '+1 hour');
  const { refunded } = await servers.control.order(order.msn, order.orderId);
  expect(refunded).toBe(10_000);
  expect(captured).toBeGreaterThan(refunded);
  await expect(async () => {
    await desk.goto(orderPath(order));
    await expect(desk.getByRole('row').filter({ hasText: '−100,00' }).first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 40_000 });
}

/** The table of Vipps's messages tells what came; the payment was right without it. */
async function expectCallbacks({ servers, desk }: World, order: OrderName, mode: string): Promise<void> {
  await desk.goto(orderPath(order));
  const messages = desk
    .locator('section')
    .filter({ has: desk.getByRole('heading', { name: 'Messages from Vipps' }) });
  const sent = await servers.control.callbacks(order);
  const calls = mode === 'lost' ? ['lost'] : mode === 'doubled' ? ['answered', 'answered'] : ['answered'];
  expect(sent.map(({ state }) => state)).toEqual(calls);
  if (mode === 'lost') await expect(messages).toContainText('Vipps has sent no message about this order');
  else {
    await expect(messages).toContainText("agrees with the payment's details");
    await expect(messages.getByRole('row').nth(1)).toContainText(mode === 'doubled' ? '2' : 'RESERVED');
  }
}
