/** Pictures of one order on its way: shop, landing page, app, and the order's page with the money in the bank. Needs the demo with its shop. */
import type { Browser, Page } from 'playwright';

export type Addresses = { readonly desk: string; readonly shop: string; readonly simulator: string };
type Shoot = (page: Page, name: string) => Promise<void>;

const phoneSize = { width: 390, height: 844 };
const number = '91234567';

/** `desk` is a page that is logged in. Ships and captures an order of the demo, and moves its clock. */
export async function takeJourneyPictures(
  browser: Browser,
  desk: Page,
  { desk: deskUrl, shop, simulator }: Addresses,
  shoot: Shoot,
): Promise<void> {
  const customer = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB' });
  const page = await customer.newPage();
  await page.goto(`${shop}/?lang=en`);
  await shoot(page, 'shop');
  await page.goto(`${shop}/products/tent`);
  await page.getByRole('button', { name: 'Buy now with Vipps' }).click();
  await page.getByLabel('Mobile number').fill(number);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('heading', { name: 'Confirm in your app' }).waitFor();

  const pocket = await browser.newContext({ viewport: phoneSize, locale: 'en-GB' });
  const phone = await pocket.newPage();
  await phone.goto(`${simulator}/app?number=${number}&lang=en`);
  await phone.getByRole('link', { name: /Confirm your payment of/ }).click();
  await phone.getByLabel('Code').fill('1234');
  await phone.getByRole('button', { name: 'Log in' }).click();
  await phone.getByRole('button', { name: 'Use this address' }).click();
  await shoot(phone, 'app-delivery');
  await phone.getByRole('button', { name: 'Use this delivery' }).click();
  await phone.getByRole('checkbox').check();
  await phone.getByRole('button', { name: /^Confirm \d/ }).click();
  await phone.getByRole('heading', { name: 'Receipt' }).waitFor();
  await pocket.close();

  await page.getByRole('heading', { name: 'Thank you for your order' }).waitFor();
  const orderId = /\/orders\/([^/?]+)/.exec(page.url())?.[1] ?? '';
  await customer.close();

  const order = `${deskUrl}/orders/123456/${orderId}`;
  await desk.waitForTimeout(6000); // the desk hears of it, or asks
  await desk.goto(`${order}/ship`);
  await desk.getByLabel('Carrier').fill('Posten');
  await desk.getByLabel('Tracking number').fill('70300000042');
  await desk.getByRole('button', { name: 'Go on' }).click();
  await desk.getByRole('button', { name: /^Mark shipped and capture/ }).click();
  for (let day = 0; day < 4; day += 1) {
    await desk.goto(`${deskUrl}/jobs`);
    await desk.getByRole('button', { name: 'Next bank day' }).click();
    await desk.waitForLoadState('networkidle');
  }
  await desk.goto(order);
  await shoot(desk, 'journey');
}
