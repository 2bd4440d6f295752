/** Lists a day's work is done in: sorted, filtered, kept, chosen from, and given out as files, all by their address. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { expect, test } from './fixtures';
import { oreOf, rowsOf, sectionOf, sum } from './page-text';

const bodyRows = (page: Page) => page.locator('main tbody tr');
const idsOn = (page: Page) => page.locator('main tbody th a').allInnerTexts();
const amountsOn = async (page: Page) =>
  (await page.locator('main tbody tr td.num:nth-of-type(5)').allInnerTexts()).map(oreOf);

test('a click on a column’s head sorts by it, another turns it around, and the address says so', async ({
  page,
}) => {
  await page.goto('/orders?view=captured');
  const head = page.getByRole('columnheader', { name: 'Amount, kr' });
  await expect(head).toHaveAttribute('aria-sort', 'none');
  await head.getByRole('link').click();
  await expect(page).toHaveURL('/orders?view=captured&sort=amount');
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  const largest = await amountsOn(page);
  expect(largest).toEqual([...largest].sort((a, b) => b - a));
  await head.getByRole('link').click();
  await expect(page).toHaveURL('/orders?view=captured&sort=amount&dir=asc');
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  const smallest = await amountsOn(page);
  expect(smallest).toEqual([...smallest].sort((a, b) => a - b));
  expect(smallest[0]).toBeLessThan(largest[0] ?? 0);
});

test('filters stand in the address without those left empty, as chips that are taken away one by one or all', async ({
  page,
}) => {
  await page.goto('/orders');
  await page.getByRole('combobox', { name: 'Sales unit' }).selectOption('234567');
  await page.getByText('More filters').click();
  await page.getByLabel('Amount, kr, at least').fill('200,00');
  await page.getByLabel('Amount, kr, at most').fill('600');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page).toHaveURL(/\/orders\?msn=234567&min=200%2C00&max=600$/);
  // The address changes a moment before the rows do.
  await expect(page.getByRole('link', { name: 'Take away: at most 600 kr' })).toBeVisible();
  const amounts = await amountsOn(page);
  expect(amounts.length).toBeGreaterThan(3);
  expect(amounts.filter((ore) => ore < 20_000 || ore > 60_000)).toEqual([]);
  expect((await idsOn(page)).filter((id) => !id.startsWith('LK-'))).toEqual([]);
  await page.getByRole('link', { name: 'Take away: at most 600 kr' }).click();
  await expect(page).toHaveURL(/\/orders\?msn=234567&min=200%2C00$/);
  await page.getByRole('link', { name: 'Clear all' }).click();
  await expect(page).toHaveURL('/orders');
});

test('what cannot be read in an address is left out and named', async ({ page }) => {
  await page.goto('/orders?min=abc&from=2026-02-31&view=nonsense&sort=weight&cols=colour&max=99999');
  await expect(page.getByText('The amount "abc" cannot be read; it was left out.')).toBeVisible();
  await expect(page.getByText('"2026-02-31" is not a day; it was left out.')).toBeVisible();
  await expect(page.getByText('"nonsense" cannot be chosen here; it was left out.')).toBeVisible();
  await expect(page.getByText('The list cannot be sorted by "weight"; it was left out.')).toBeVisible();
  await expect(page.getByText('There is no column "colour"; it was left out.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Take away: at most 99999 kr' })).toBeVisible();
  expect(await bodyRows(page).count()).toBe(50);
});

test('where nothing matches the page says what was asked for, and leads out of it', async ({ page }) => {
  await page.goto('/orders?q=no-such-order');
  await expect(page.getByText('Nothing matches: Order or transaction: no-such-order.')).toBeVisible();
  await page.getByRole('link', { name: 'Show without these' }).click();
  await expect(page).toHaveURL('/orders');
});

test('columns are chosen by the person, and the order’s id always stands', async ({ page }) => {
  await page.goto('/orders');
  await page.getByText('Columns', { exact: true }).click();
  for (const name of ['Sales unit', 'Description', 'State', 'Captured, kr', 'To capture, kr'])
    await page.getByRole('checkbox', { name, exact: true }).uncheck();
  await page.getByRole('checkbox', { name: 'Refunded, kr' }).check();
  await page.getByRole('button', { name: 'Show these' }).click();
  await expect(page).toHaveURL('/orders?cols=amount%2Crefunded%2Cactivity');
  const heads = async () =>
    (await page.locator('main thead th').allInnerTexts())
      .map((head) => head.trim())
      .filter((head) => head !== '');
  await expect.poll(heads).toEqual(['Choose', 'Order', 'Amount, kr', 'Refunded, kr', 'Last change']);
});

test('a view that is kept leads back to the same list, and one that is taken has another name asked for', async ({
  page,
}) => {
  const name = `Large coffee ${Date.now()}`;
  await page.goto('/orders?msn=234567&min=300&sort=amount');
  const ids = await idsOn(page);
  await page.getByText('Views', { exact: true }).click();
  await page.getByLabel('Name of the view').fill(name);
  await page.getByRole('button', { name: 'Keep this view' }).click();
  await expect(page.locator('.list-tools summary').first()).toHaveText(name);
  await page.goto('/orders?msn=123456');
  await page.getByText('Views', { exact: true }).click();
  await page.getByLabel('Name of the view').fill(name);
  await page.getByRole('button', { name: 'Keep this view' }).click();
  await expect(page.getByRole('alert')).toHaveText(
    'You have a view of this name already. Choose another name.',
  );
  await page.getByRole('link', { name }).click();
  await expect(page).toHaveURL('/orders?min=300&msn=234567&sort=amount');
  await expect.poll(() => idsOn(page)).toEqual(ids);
  await page.goto('/views');
  await page.getByRole('button', { name: `Share ${name}`, exact: true }).click();
  await expect(page.getByRole('row', { name })).toContainText('mine, shown to the others');
  await page.getByRole('button', { name: `Forget ${name}` }).click();
  await expect(page.getByRole('row', { name })).toHaveCount(0);
});

test('orders stay chosen on the way to the next page, and everything that matches can be chosen at once', async ({
  page,
}) => {
  await page.goto('/orders?view=captured&sort=order');
  const bar = page.getByRole('group', { name: 'With those chosen' });
  await expect(bar).toHaveCount(0);
  const [first = '', second = ''] = await idsOn(page);
  await page.getByRole('checkbox', { name: first }).check();
  await page.getByRole('checkbox', { name: second }).check();
  await expect(bar).toContainText('2 orders chosen, 2 on this page.');
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.filter(({ tags }) => tags.some((tag) => tag.startsWith('wcag')))).toEqual([]);
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect(bar).toContainText('2 orders chosen, 0 on this page.');
  const [third = ''] = await idsOn(page);
  await page.getByRole('checkbox', { name: third }).check();
  await expect(bar).toContainText('3 orders chosen, 1 on this page.');
  const sent = () =>
    page
      .locator('form:has(.selection-bar)')
      .evaluate((form) =>
        [...new FormData(form as HTMLFormElement)].map(([name, value]) => `${name}=${value}`),
      );
  expect((await sent()).map((field) => field.replace(/^order=\d+\//, '')).sort()).toEqual(
    [first, second, third].sort(),
  );
  const count = (await page.locator('.tab[aria-current=page] .tab-count').textContent()) ?? '';
  await bar.getByRole('button', { name: `Choose all ${count} that match` }).click();
  await expect(bar).toContainText(`All ${count} that match are chosen.`);
  expect((await sent()).sort()).toEqual(['all=yes', 'view=captured']);
  await bar.getByRole('button', { name: 'Choose none' }).click();
  await expect(bar).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('checkbox', { name: third })).not.toBeChecked();
});

test('orders ticked before the scripts are there stay chosen', async ({ page }) => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  await page.route('**/assets/*.js', async (route) => {
    await gate;
    await route.continue();
  });
  await page.goto('/orders?view=captured&sort=order', { waitUntil: 'commit' });
  const boxes = page.locator('main tbody input[name=order]');
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  open();
  await expect(page.getByRole('group', { name: 'With those chosen' })).toContainText(
    '2 orders chosen, 2 on this page.',
  );
  await expect(boxes.nth(1)).toBeChecked();
});

for (const [what, address, amount] of [
  ['orders', '/orders?view=captured&msn=234567&min=100&sort=amount', 'amount'],
  ['payouts', '/payouts?sort=amount&dir=asc', 'amount'],
  ['exceptions', '/exceptions?status=all&sort=amount', 'amount'],
  ['bank lines', '/bank?view=other&sort=amount', 'amount'],
] as const)
  test(`the file of ${what} holds the rows of the list in their order, and their sum`, async ({ page }) => {
    // The books go on living: what does not agree is looked at again.
    await expect(async () => {
      await page.goto(address);
      const list = what === 'payouts' ? sectionOf(page, 'Payouts') : page.locator('main');
      const found: string[] = [];
      const collect = async () =>
        found.push(
          ...(await list.locator('.dense tbody tr td.num').filter({ visible: true }).allInnerTexts()),
        );
      await collect();
      const sums = (await rowsOf(list.locator('tfoot tr'))).at(-1) ?? [];
      for (;;) {
        const next = page.getByRole('link', { name: 'Next page' });
        if ((await next.count()) === 0) break;
        await page.goto((await next.getAttribute('href')) ?? '');
        await collect();
      }
      await page.goto(address);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Export (CSV)' }).click(),
      ]);
      const chunks: Uint8Array[] = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk);
      const [head = '', ...lines] = Buffer.concat(chunks)
        .toString('utf8')
        .replace(/^\ufeff/, '')
        .trim()
        .split('\r\n');
      const column = head.split(';').indexOf(amount);
      const inFile = lines.map((line) =>
        Math.round(Number((line.split(';')[column] ?? '').replace(',', '.')) * 100),
      );
      const perRow = what === 'orders' ? 3 : what === 'exceptions' ? 2 : 1;
      const inList = found.filter((_, index) => index % perRow === 0).map(oreOf);
      expect(inFile.length).toBeGreaterThan(0);
      expect(inFile).toEqual(inList);
      expect(oreOf(sums.find((cell) => /,\d\d$/.test(cell)) ?? '')).toBe(sum(inFile));
    }).toPass({ timeout: 30_000 });
  });

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('boxes, filters and columns work as a form', async ({ page }) => {
    await page.goto('/orders');
    await page.getByLabel('Order or transaction').fill('LK-');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await expect(page).toHaveURL('/orders?q=LK-');
    expect((await idsOn(page)).filter((id) => !id.startsWith('LK-'))).toEqual([]);
    const [first = ''] = await idsOn(page);
    await page.getByRole('checkbox', { name: first }).check();
    await expect(page.getByRole('button', { name: 'Capture…' })).toBeVisible();
  });
});
