/** A customer at the shop, on Vipps's landing page and in the app, as a person would act. */
import type { Browser, BrowserContext, Page } from 'playwright/test';
import { expect } from './fixtures';

export const phoneBrowser = {
  locale: 'en-GB',
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  userAgent:
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36',
};

/** The shop in a browser of its own; closes with the context. */
export async function enterShop(
  browser: Browser,
  shopUrl: string,
  device: 'desktop' | 'phone' = 'desktop',
): Promise<Page> {
  const context: BrowserContext = await browser.newContext(
    device === 'phone' ? phoneBrowser : { locale: 'en-GB' },
  );
  const page = await context.newPage();
  await page.goto(`${shopUrl}/?lang=en`);
  return page;
}

export async function payCart(page: Page, products: readonly string[]): Promise<void> {
  for (const product of products) {
    await page.goto(new URL(`/products/${product}`, page.url()).href);
    await page.getByRole('button', { name: 'Put in cart' }).click();
  }
  await page.goto(new URL('/cart', page.url()).href);
  await page.getByRole('button', { name: 'Pay with Vipps' }).click();
}

/** What the shop's owner chose for express: the old or the explicit flow, delivery asked for or sent along. */
export async function chooseFlow(page: Page, flow: string, delivery: string): Promise<void> {
  await page.goto(new URL('/about', page.url()).href);
  await page.getByRole('radio', { name: new RegExp(flow, 'i') }).check();
  await page.getByRole('radio', { name: new RegExp(delivery, 'i') }).check();
  await page.getByRole('button', { name: 'Save the choices' }).click();
  await expect(page.getByRole('status')).toHaveText('The choices are saved.');
}

export async function buyNow(page: Page, product: string): Promise<void> {
  await page.goto(new URL(`/products/${product}`, page.url()).href);
  await page.getByRole('button', { name: /(Buy now|Pay) with Vipps/ }).click();
}

/** The landing page: the number, and on to the app. */
export async function giveNumber(page: Page, number: string): Promise<void> {
  await expect(page.getByRole('heading', { name: /^Pay / })).toBeVisible();
  await page.getByLabel('Mobile number').fill(number);
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByRole('heading', { name: 'Confirm in your app' })).toBeVisible();
}

/** The push notification on the customer's phone, and the log-in to the app. The payment then stands before the customer. */
export async function pickUpPhone(browser: Browser, simulatorUrl: string, number: string): Promise<Page> {
  const context = await browser.newContext(phoneBrowser);
  const phone = await context.newPage();
  await phone.goto(`${simulatorUrl}/app?number=${number}&lang=en`);
  await phone.getByRole('link', { name: /Confirm your payment of/ }).click();
  await logIn(phone);
  return phone;
}

export async function logIn(phone: Page): Promise<void> {
  await phone.getByLabel('Code').fill('1234');
  await phone.getByRole('button', { name: 'Log in' }).click();
}

export async function confirm(phone: Page): Promise<void> {
  await phone.getByRole('button', { name: /^Confirm \d/ }).click();
  await expect(phone.getByRole('heading', { name: 'Receipt' })).toBeVisible();
}

/** Waits for a face of the shop's page about the order, and says which order it is. */
export async function seeOrder(page: Page, heading: string): Promise<string> {
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible({ timeout: 30_000 });
  const orderId = /\/orders\/([^/?]+)\?/.exec(page.url())?.[1];
  if (orderId === undefined) throw new Error(`not the page of an order: ${page.url()}`);
  return orderId;
}
