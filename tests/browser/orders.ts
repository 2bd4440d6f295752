/** Orders in the state a test begins with, made as a shop and its customer make them. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright/test';
import { ore } from '#core/money';
import { findOrder } from '#db/orders';
import { cancelPayment } from '#services/cancel-payment';
import { capturePayment } from '#services/capture-payment';
import { initiatePayment } from '#services/initiate-payment';
import { pollPayment } from '#services/poll-payments';
import { refundPayment } from '#services/refund-payment';
import { expect } from './fixtures';
import { shownAmounts } from './page-text';
import type { Servers } from './servers';

export type OrderName = { readonly msn: string; readonly orderId: string };
export type Action = 'capture' | 'refund' | 'cancel';

export function orderPath({ msn, orderId }: OrderName): string {
  return `/orders/${msn}/${orderId}`;
}

/** The customer has been sent to Vipps. */
export async function initiatedOrder(
  { desk }: Servers,
  amountOre: number,
  msn = '123456',
): Promise<OrderName> {
  await desk.clock.refresh();
  const name = { msn, orderId: `test-${randomUUID().slice(0, 13)}` };
  await initiatePayment(desk, {
    ...name,
    amountOre: ore(amountOre),
    transactionText: 'Ullsokker',
    callbackPrefix: 'http://127.0.0.1/callbacks',
    fallBack: 'http://127.0.0.1/thanks',
  });
  return name;
}

/** The customer has confirmed, and the desk knows. */
export async function reservedOrder(servers: Servers, amountOre: number, msn?: string): Promise<OrderName> {
  const name = await initiatedOrder(servers, amountOre, msn);
  await servers.control.confirm(name.msn, name.orderId);
  await readAgain(servers, name);
  return name;
}

/** Captured by the desk, without its pages. */
export async function capturedOrder(
  servers: Servers,
  amountOre: number,
  capturedOre = amountOre,
): Promise<OrderName> {
  const name = await reservedOrder(servers, amountOre);
  await act(servers, name, 'capture', capturedOre);
  return name;
}

/** Gives a command by the service that the pages use. */
export async function act(
  { desk }: Servers,
  name: OrderName,
  kind: Action,
  amountOre?: number,
): Promise<string> {
  const request = { ...name, transactionText: 'By the test', actor: 'ola' };
  const amount = amountOre === undefined ? {} : { amountOre: ore(amountOre) };
  const result = await (kind === 'cancel'
    ? cancelPayment(desk, request)
    : kind === 'capture'
      ? capturePayment(desk, { ...request, ...amount })
      : refundPayment(desk, { ...request, ...amount }));
  if (result.kind === 'waiting') return 'waiting';
  return result.kind === 'refused' ? result.refusal : result.command.status;
}

export async function readAgain({ desk }: Servers, name: OrderName): Promise<void> {
  await desk.clock.refresh();
  const order = await findOrder(desk.db, name);
  if (order === undefined) throw new Error(`the desk does not know ${name.orderId}`);
  await pollPayment(desk, order);
}

/** Goes from the order's page to the question "shall it be done?". */
export async function openConfirmation(
  page: Page,
  name: OrderName,
  kind: Action,
  amount?: string,
): Promise<void> {
  await page.goto(orderPath(name));
  const words = { capture: 'Capture…', refund: 'Refund…', cancel: /^(Cancel…|Release the rest…)$/ };
  await page.getByRole('link', { name: words[kind], exact: true }).click();
  await expect(page.getByRole('heading', { name: '1. Choose' })).toBeVisible();
  if (amount !== undefined) await page.getByLabel('Amount in kroner').fill(amount);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('heading', { name: '2. Confirm' })).toBeVisible();
}

/** The button that moves the money. */
export function confirmButton(page: Page) {
  return page.getByRole('button', { name: /^(Capture|Refund|Release|Cancel the payment of) .*kr$/ });
}

/** The page's five figures must be those of the simulator, at the latest when it has read them anew after a form. */
export async function expectBooksOnPage(page: Page, servers: Servers, name: OrderName): Promise<void> {
  const book = await servers.control.order(name.msn, name.orderId);
  await expect(async () => {
    expect(await shownAmounts(page)).toEqual({
      reserved: book.reserved,
      captured: book.captured,
      refunded: book.refunded,
      left: book.reserved - book.captured - book.cancelled,
      released: book.cancelled,
    });
  }).toPass({ timeout: 10_000 });
}

/** What the order's page offers to do with the money. */
export async function offeredActions(page: Page): Promise<string[]> {
  return page.getByRole('region', { name: 'Actions' }).locator('a:not([data-hand="ship"])').allInnerTexts();
}
