/**
 * `npm run screenshots`: pictures of every page of a running demo, at the desk and on a phone, by day (English) and by night
 * (Norwegian), into the folder screenshots. `-- --readme` takes those that the README shows, into docs/screenshots.
 */
import fs from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { browserFlags } from '../tests/browser/browser-flags';
import { findBrowser } from './find-browser.mjs';
import { takeJourneyPictures } from './journey-pictures';
import { findPlaces, type Picture, pictures } from './screenshot-places';

const address = process.env.DESK_URL ?? `http://127.0.0.1:${process.env.PORT ?? 3000}`;
const addresses = {
  desk: address,
  shop: process.env.SHOP_URL ?? `http://127.0.0.1:${process.env.SHOP_PORT ?? 4020}`,
  simulator: process.env.SIMULATOR_URL ?? `http://127.0.0.1:${process.env.SIMULATOR_PORT ?? 4010}`,
};
const isForReadme = process.argv.includes('--readme');
const folder = path.resolve(isForReadme ? 'docs/screenshots' : 'screenshots');
const sizes = {
  desktop: { width: 1280, height: 860 },
  wide: { width: 1720, height: 1000 },
  phone: { width: 390, height: 844 },
};
type Size = keyof typeof sizes;

fs.mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });
if (isForReadme) await takeForReadme(browser);
else await takeAll(browser);
await browser.close();
console.log(`pictures are in ${folder}`);

async function takeAll(browser: Browser): Promise<void> {
  for (const size of Object.keys(sizes) as Size[]) {
    for (const theme of ['light', 'dark'] as const) {
      const page = await openDesk(browser, size, theme);
      const places = await findPlaces(page, address);
      for (const picture of pictures(places)) {
        if (picture.sizes && !picture.sizes.includes(size)) continue;
        await shoot(page, picture, `${picture.name}-${size}-${theme}`);
      }
      await page.context().close();
    }
  }
}

/** The best of them, and one order from the shop to the bank. */
async function takeForReadme(browser: Browser): Promise<void> {
  const page = await openDesk(browser, 'desktop', 'light');
  const places = await findPlaces(page, address);
  for (const picture of pictures(places).filter(({ inReadme }) => inReadme))
    await shoot(page, picture, `${picture.name}-desktop-light`);
  const phone = await openDesk(browser, 'phone', 'dark');
  for (const picture of pictures(places).filter(({ onPhoneInReadme }) => onPhoneInReadme))
    await shoot(phone, picture, `${picture.name}-phone-dark`);
  await phone.context().close();
  await takeJourneyPictures(browser, page, addresses, async (shown, name) => {
    await shown.waitForLoadState('networkidle').catch(() => undefined); // pages that wait for somebody keep asking
    await shown.screenshot({ path: path.join(folder, `${name}.png`) });
  });
}

async function openDesk(browser: Browser, size: Size, theme: 'light' | 'dark'): Promise<Page> {
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme: theme,
    locale: theme === 'dark' ? 'nb-NO' : 'en-GB',
    baseURL: address,
  });
  const page = await context.newPage();
  await page.goto('/login');
  await page.locator('h1').first().waitFor();
  if (!isForReadme) await page.screenshot({ path: path.join(folder, `login-${size}-${theme}.png`) });
  await page.locator('[name=username]').fill('demo');
  await page.locator('[name=password]').fill('demo-oppgjor');
  await page.locator('form button[type=submit]').first().click();
  await page.waitForURL(`${address}/`);
  return page;
}

async function shoot(page: Page, picture: Picture, name: string): Promise<void> {
  await page.emulateMedia({ media: picture.print ? 'print' : 'screen' });
  await page.goto(picture.address);
  await page.locator('h1').first().waitFor();
  await picture.first?.(page);
  // drawn charts; a page that hears of news never falls silent, so this is a moment and no condition
  await page.waitForTimeout(700);
  const window = page.viewportSize();
  if (picture.whole && window) {
    // a window as high as the page: what stays in sight while scrolling reaches to its end
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ ...window, height: Math.max(window.height, height) });
    await page.waitForTimeout(300);
  }
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
  if (window) await page.setViewportSize(window);
}
