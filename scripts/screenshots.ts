/** `npm run screenshots`: pictures of every page of a running demo, phone and desktop, light and dark, in docs/screenshots. */
import fs from 'node:fs';
import path from 'node:path';
import { chromium, type Page } from 'playwright';
import { browserFlags } from '../tests/browser/browser-flags';
import { findBrowser } from './find-browser.mjs';
import { takeJourneyPictures } from './journey-pictures';

const address = process.env.DESK_URL ?? `http://127.0.0.1:${process.env.PORT ?? 3000}`;
const addresses = {
  desk: address,
  shop: process.env.SHOP_URL ?? `http://127.0.0.1:${process.env.SHOP_PORT ?? 4020}`,
  simulator: process.env.SIMULATOR_URL ?? `http://127.0.0.1:${process.env.SIMULATOR_PORT ?? 4010}`,
};
const folder = path.resolve(process.argv[2] ?? 'docs/screenshots');
fs.mkdirSync(folder, { recursive: true });

const sizes = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } };
const browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });
for (const [sizeName, viewport] of Object.entries(sizes)) {
  for (const theme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      viewport,
      colorScheme: theme,
      locale: theme === 'dark' ? 'nb-NO' : 'en-GB',
    });
    const page = await context.newPage();
    const shoot = async (name: string) => {
      await page.waitForLoadState('networkidle');
      await page.locator('h1').first().waitFor();
      await page.screenshot({ path: path.join(folder, `${name}-${sizeName}-${theme}.png`) });
    };
    await page.goto(`${address}/login`);
    await shoot('login');
    await page.locator('[name=username]').fill('demo');
    await page.locator('[name=password]').fill('demo-oppgjor');
    await page.locator('form button[type=submit]').first().click();
    await page.waitForURL(`${address}/`);
    await shoot('today');
    await visit(page, '/orders');
    await shoot('orders');
    await visit(page, '/orders?view=uncaptured');
    await shoot('uncaptured');
    await page.locator('tbody a').first().click();
    await page.waitForURL(/orders\/\d+\//);
    await shoot('order');
    await visit(page, `${new URL(page.url()).pathname}/capture`);
    await shoot('capture');
    await page.locator('form.stack button[type=submit]').click();
    await page.waitForURL(/text=/);
    await shoot('capture-confirm');
    await visit(page, '/payouts');
    await page.waitForTimeout(600);
    await shoot('payouts');
    await page.locator('.mark.payout-arrived').first().waitFor();
    await page.locator('tr:has(.payout-arrived) th a').first().click();
    await page.waitForURL(/payouts\/\w+\//);
    await page.locator('.sum-table').first().waitFor();
    await shoot('payout');
    for (const [name, place] of [
      ['reconciliation', '/reconciliation?month=2026-05'],
      ['exceptions', '/exceptions'],
      ['bank', '/bank'],
      ['files', '/imports'],
      ['reports', '/reports'],
      ['settings', '/settings'],
      ['tokens', '/tokens'],
    ] as const) {
      await visit(page, place);
      await shoot(name);
    }
    await visit(page, '/jobs');
    await shoot('jobs');
    if (sizeName === 'desktop' && theme === 'light')
      await takeJourneyPictures(browser, page, addresses, shootAs);
    await context.close();
  }
}
await browser.close();
console.log(`pictures are in ${folder}`);

async function shootAs(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => undefined); // pages that wait for somebody keep asking
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

async function visit(page: Page, place: string): Promise<void> {
  await page.goto(address + place);
}
