/** What opens over or beside a page is readable by everybody, too: by day and by night, at the desk and on a phone. */
import type { Page } from 'playwright/test';
import { flawsOf } from './axe';
import { expect, test } from './fixtures';

type Opened = { readonly name: string; readonly address: string; open(page: Page): Promise<unknown> };

const opened: readonly Opened[] = [
  {
    name: 'the palette',
    address: '/orders',
    async open(page) {
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('combobox', { name: 'Search and commands' })).toBeFocused();
      await page.keyboard.type('FF-2026');
      await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
    },
  },
  {
    name: 'the sheet of keys',
    address: '/orders',
    async open(page) {
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'the menu of the person',
    address: '/',
    open: (page) => page.locator('details.me summary').click(),
  },
  { name: 'the states', address: '/orders', open: (page) => page.locator('.more-states summary').click() },
  {
    name: 'the views',
    address: '/orders',
    open: (page) => page.locator('.list-tools summary').first().click(),
  },
  {
    name: 'the columns',
    address: '/orders',
    open: (page) => page.locator('.list-tools summary').nth(1).click(),
  },
  { name: 'the filters', address: '/orders', open: unfoldFilters },
  {
    name: 'what to do with those chosen',
    address: '/orders',
    async open(page) {
      await page.locator('input[name="order"]').first().check();
      await expect(page.getByRole('group', { name: 'With those chosen' })).toBeVisible();
      // On a phone the rows have no head that stays: at the end of the page the bar covers none of them.
      if (page.viewportSize()?.width === phone.width)
        await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    },
  },
  {
    name: 'an order beside its list',
    address: '/orders',
    async open(page) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.locator('tbody .order-cell a').first().click();
      await expect(page.getByRole('complementary')).toContainText('Money in the bank');
    },
  },
  { name: 'the figures of a chart', address: '/reports/trends', open: openFigures },
];

const phone = { width: 390, height: 844 };

for (const colorScheme of ['light', 'dark'] as const) {
  for (const size of ['desktop', 'phone'] as const) {
    test(`axe finds nothing in what opens, ${colorScheme}, ${size}`, async ({ page }) => {
      test.setTimeout(180_000);
      await page.emulateMedia({ colorScheme });
      const found: string[] = [];
      for (const { name, address, open } of opened) {
        await page.setViewportSize(size === 'phone' ? phone : { width: 1280, height: 860 });
        await page.goto(address);
        await expect(page.locator('[data-live=live]')).toBeAttached();
        await open(page);
        found.push(...(await flawsOf(page)).map((flaw) => `${name}: ${flaw}`));
      }
      expect(found).toEqual([]);
    });
  }
}

async function unfoldFilters(page: Page): Promise<void> {
  const fold = page.locator('.filter-fold');
  if (await fold.isVisible()) await fold.click();
  await page.locator('.more-filters summary').click();
  await expect(page.locator('.list-filters select[name=msn]')).toBeVisible();
}

async function openFigures(page: Page): Promise<void> {
  const all = page.getByText('The figures behind the chart');
  await all.first().click();
  await expect(page.locator('details.chart-table[open] table').first()).toBeVisible();
}
