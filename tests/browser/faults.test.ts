/** When Vipps fails in the middle of a command: the page tells what is known, and the end is one effect and one record. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright/test';
import { listCommands } from '#db/commands';
import { expect, test } from './fixtures';
import {
  type Action,
  capturedOrder,
  confirmButton,
  expectBooksOnPage,
  type OrderName,
  offeredActions,
  openConfirmation,
  orderPath,
  reservedOrder,
} from './orders';
import { tableRows } from './page-text';
import type { Servers } from './servers';

const captureFaults = [
  { kind: 'timeout-after-effect', delayMs: 1500 },
  { kind: 'timeout-before-effect', delayMs: 1500 },
  { kind: 'server-error-after-effect' },
  { kind: 'server-error' },
  { kind: 'reset-before-effect' },
  { kind: 'reset-after-effect' },
  { kind: 'half-body' },
  { kind: 'malformed-json' },
  { kind: 'rate-limited', retryAfterSeconds: 1 },
  { kind: 'slow', delayMs: 1500 },
] as const;

for (const fault of captureFaults) {
  test(`a capture under ${fault.kind} is done once, and says so`, async ({ page, servers }) => {
    const order = await reservedOrder(servers, 50_000);
    await openConfirmation(page, order, 'capture', '100');
    await servers.control.addFault({ ...fault, operation: 'capture', orderId: order.orderId });
    await confirmButton(page).click();
    await expect(page.getByText('Done: capture of 100,00 kr.')).toBeVisible({ timeout: 20_000 });
    await expectStruck(servers, order);
    await expectOne(page, servers, order, 'Captured');
    expect((await servers.control.order(order.msn, order.orderId)).captured).toBe(10_000);
  });
}

test('a capture whose answer never comes is given up after the time-out, asked for, and found done', async ({
  page,
  servers,
}) => {
  const order = await reservedOrder(servers, 50_000);
  await openConfirmation(page, order, 'capture', '100');
  await servers.control.addFault({
    kind: 'timeout-after-effect',
    operation: 'capture',
    orderId: order.orderId,
  });
  await confirmButton(page).click();
  await expect(page.getByText('Done: capture of 100,00 kr.')).toBeVisible({ timeout: 25_000 });
  await expectOne(page, servers, order, 'Captured');
  expect((await servers.control.order(order.msn, order.orderId)).captured).toBe(10_000);
});

test('a refund and a cancel whose answers are lost are done once', async ({ page, servers }) => {
  const order = await capturedOrder(servers, 50_000, 30_000);
  const lost = { kind: 'server-error-after-effect', orderId: order.orderId } as const;
  await servers.control.addFault({ ...lost, operation: 'refund' });
  await servers.control.addFault({ ...lost, operation: 'cancel' });
  await openConfirmation(page, order, 'refund', '50');
  await confirmButton(page).click();
  await expect(page.getByText('Done: refund of 50,00 kr.')).toBeVisible();
  await openConfirmation(page, order, 'cancel');
  await confirmButton(page).click();
  await expect(page.getByText('Done: cancel of 200,00 kr.')).toBeVisible();
  await expectStruck(servers, order);
  await expectBooksOnPage(page, servers, order);
  expect(await servers.control.order(order.msn, order.orderId)).toMatchObject({
    captured: 30_000,
    refunded: 5000,
    cancelled: 20_000,
  });
  expect((await tableRows(page, 'Commands given here')).map((row) => row[4])).toEqual([
    'done',
    'done',
    'done',
  ]);
});

test('refused again and again for asking too often, a capture fails: nothing moved, and it can be given anew', async ({
  page,
  servers,
}) => {
  const order = await reservedOrder(servers, 50_000);
  await openConfirmation(page, order, 'capture', '100');
  await servers.control.addFault({
    kind: 'rate-limited',
    operation: 'capture',
    orderId: order.orderId,
    times: 1000,
  });
  await confirmButton(page).click();
  await expect(page.getByRole('alert')).toContainText(
    'Vipps refused the capture of 100,00 kr. No money was moved.',
    {
      timeout: 30_000,
    },
  );
  await expectBooksOnPage(page, servers, order);
  expect((await servers.control.order(order.msn, order.orderId)).captured).toBe(0);
  expect((await tableRows(page, 'Commands given here')).map((row) => row[4])).toEqual([
    expect.stringMatching(/^failed/),
  ]);
  expect(await offeredActions(page)).toEqual(['Capture…', 'Cancel…']);
  await servers.control.clearFaults();
  await openConfirmation(page, order, 'capture', '100');
  await confirmButton(page).click();
  await expect(page.getByText('Done: capture of 100,00 kr.')).toBeVisible();
  expect((await servers.control.order(order.msn, order.orderId)).captured).toBe(10_000);
});

for (const [outcome, kind] of [
  ['took effect', 'server-error-after-effect'],
  ['did not take effect', 'server-error'],
] as const) {
  test(`while nobody can say whether a capture ${outcome} the page says so and offers nothing; then it is settled`, async ({
    page,
    servers,
  }) => {
    const order = await reservedOrder(servers, 50_000);
    const { orderId } = order;
    await openConfirmation(page, order, 'capture', '100');
    // Both its answer is lost and, for a while, nobody can be asked.
    await servers.control.addFault({ kind, operation: 'capture', orderId, times: 1 });
    await servers.control.addFault({ kind: 'server-error', operation: 'details', orderId, times: 1000 });
    await confirmButton(page).click();
    await expect(
      page.getByText('Nobody knows yet whether the capture of 100,00 kr took effect.'),
    ).toBeVisible({
      timeout: 30_000,
    });
    expect(await offeredActions(page)).toEqual([]);
    await expect(page.getByRole('region', { name: 'Actions' })).not.toContainText('Nothing can be done');
    expect((await tableRows(page, 'Commands given here')).map((row) => row[4])).toEqual([
      expect.stringMatching(/^outcome unknown/),
    ]);
    await page.goto('/');
    await page.getByRole('link', { name: /commands? without an answer/ }).click();
    await expect(page.getByRole('main').getByText(orderId).first()).toBeVisible();
    expect(await sendAnother(page, order)).toContain(
      'Another command on this order is under way or its outcome is unknown.',
    );
    await servers.control.clearFaults();
    await page.goto(orderPath(order));
    await page.getByRole('button', { name: '+1 hour' }).click();
    await expect(async () => {
      await page.goto(orderPath(order));
      expect((await tableRows(page, 'Commands given here')).map((row) => row[4])).toEqual(['done']);
    }).toPass({ timeout: 30_000 });
    await expectOne(page, servers, order, 'Captured');
    expect((await servers.control.order(order.msn, orderId)).captured).toBe(10_000);
    expect(await offeredActions(page)).toEqual(['Capture…', 'Refund…', 'Release the rest…']);
  });
}

test('while a command is open its address offers no second one', async ({ page, servers }) => {
  const order = await reservedOrder(servers, 50_000);
  const { orderId } = order;
  await openConfirmation(page, order, 'capture', '100');
  await servers.control.addFault({ kind: 'server-error', orderId, times: 1000 });
  await confirmButton(page).click();
  await expect(page.getByText('Nobody knows yet')).toBeVisible({ timeout: 30_000 });
  await page.goto(`${orderPath(order)}/capture?amount=50&text=x`);
  const offered = await confirmButton(page).count();
  await servers.control.clearFaults();
  expect(offered, 'buttons that move money').toBe(0);
});

/** A form as the page would send it, with a key of its own. Returns the page that answers. */
async function sendAnother(page: Page, order: OrderName): Promise<string> {
  const seen = {
    seenReservedOre: '50000',
    seenCapturedOre: '0',
    seenRefundedOre: '0',
    seenCancelledOre: '0',
  };
  const form = { id: randomUUID(), amountOre: '5000', text: 'x', ...seen };
  const headers = { 'Accept-Language': 'en' };
  const answer = await page.request.post(`${orderPath(order)}/capture`, { form, headers, maxRedirects: 0 });
  expect(answer.status()).toBe(409);
  return answer.text();
}

async function expectStruck(servers: Servers, order: OrderName): Promise<void> {
  const faults = (await servers.control.listFaults()).filter(({ orderId }) => orderId === order.orderId);
  expect(faults.map(({ struck }) => struck)).toEqual(faults.map(() => 1));
}

/** One successful line in Vipps's history, one command here, both sides with the same figures. */
async function expectOne(page: Page, servers: Servers, order: OrderName, line: string): Promise<void> {
  await page.goto(orderPath(order));
  await expectBooksOnPage(page, servers, order);
  const history = await tableRows(page, 'History');
  expect(history.filter((row) => row[1] === line)).toHaveLength(1);
  expect((await tableRows(page, 'Commands given here')).map((row) => row[4])).toEqual(['done']);
  const kinds: readonly Action[] = (await listCommands(servers.desk.db, order)).map(({ kind }) => kind);
  expect(kinds).toEqual(['capture']);
}
