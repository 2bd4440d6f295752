/** What a person at the desk does with an order on its way, and what its page then says. */
import type { Locator, Page } from 'playwright/test';
import { expect } from './fixtures';
import { type OrderName, orderPath } from './orders';
import { kroner } from './page-text';

export const steps = ['initiated', 'landing', 'reserved', 'confirmed', 'shipped', 'banked'] as const;
export type Step = (typeof steps)[number];

/** The desk may need a moment: it is told by Vipps, or asks. */
const knowsWithin = { timeout: 45_000, intervals: [250, 500, 1000, 2000] };

export function stepOf(page: Page, step: Step): Locator {
  return page
    .getByRole('region', { name: 'The payment, step by step' })
    .getByRole('listitem')
    .nth(steps.indexOf(step));
}

/** Opens the order's page until it says this of the step. */
export async function expectStep(
  page: Page,
  order: OrderName,
  step: Step,
  ...words: (string | RegExp)[]
): Promise<void> {
  await expect(async () => {
    await page.goto(orderPath(order));
    for (const word of words) await expect(stepOf(page, step)).toContainText(word, { timeout: 500 });
  }).toPass(knowsWithin);
}

export async function expectState(page: Page, order: OrderName, state: string): Promise<void> {
  await expect(async () => {
    await page.goto(orderPath(order));
    await expect(page.locator('.title-row .mark').first()).toHaveText(state, { timeout: 500 });
  }).toPass(knowsWithin);
}

export type Parcel = { readonly amountOre?: number; readonly tracking: string };

/** Marks the order, or a part of it, shipped: the sales unit captures with it. */
export async function markShipped(
  page: Page,
  order: OrderName,
  { amountOre, tracking }: Parcel,
): Promise<void> {
  await page.goto(orderPath(order));
  await page.getByRole('link', { name: 'Mark shipped…' }).click();
  await page.getByLabel('Carrier').fill('Posten');
  await page.getByLabel('Tracking number').fill(tracking);
  if (amountOre !== undefined) await page.getByLabel('What is sent, in kroner').fill(kroner(amountOre));
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: /^Mark shipped and capture / }).click();
  await expect(page.getByRole('status')).toContainText('The shipment is recorded.');
}

/** The demo's clock, by the desk's own buttons; the desk has read and matched what came when the page is back. */
export async function passTime(page: Page, button: '+1 hour' | '+1 day' | 'Next bank day'): Promise<void> {
  await page.goto('/jobs');
  const before = (await page.locator('.demo-now').textContent()) ?? '';
  await page.getByRole('button', { name: button }).click();
  await expect(page.locator('.demo-now')).not.toHaveText(before, { timeout: 30_000 });
}
