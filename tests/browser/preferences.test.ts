/** Language and theme are chosen once and stick. */
import { expect, test } from './fixtures';
import { inPersonMenu } from './person-menu';

test('the language of the browser is spoken until a person chooses; the choice sticks', async ({
  page,
  browser,
  servers,
}) => {
  await page.goto('/orders?view=captured');
  await expect(page.getByRole('heading', { name: 'Orders', level: 1 })).toBeVisible();
  await (await inPersonMenu(page, 'Norsk')).click();
  await expect(page.getByRole('heading', { name: 'Ordrer', level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/orders\?view=captured$/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'nb');
  await page.getByRole('link', { name: 'Utbetalinger' }).click();
  await expect(page.getByRole('heading', { name: 'Utbetalinger', level: 1 })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Utbetalinger', level: 1 })).toBeVisible();
  await page.goto('about:blank'); // an open page would notice that it is logged out
  await page.context().clearCookies({ name: /^oppgjor_session_/ });
  await page.goto('/login');
  await expect(page.getByRole('button', { name: 'Logg inn' })).toBeVisible();

  const norwegian = await browser.newContext({
    baseURL: servers.url,
    storageState: servers.session,
    locale: 'nb-NO',
  });
  const other = await norwegian.newPage();
  await other.goto('/');
  await expect(other.getByRole('heading', { name: 'I dag', level: 1 })).toBeVisible();
  await (await inPersonMenu(other, 'English')).click();
  await expect(other.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible();
  await other.goto('/jobs');
  await expect(other.getByRole('heading', { name: 'Jobs', level: 1 })).toBeVisible();
  await norwegian.close();
});

test('the theme follows the machine until a person chooses; the choice sticks', async ({ page }) => {
  const darkness = () =>
    page.evaluate(() => {
      const [red = 255] = (getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []).map(Number);
      return red < 128 ? 'dark' : 'light';
    });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/');
  expect(await darkness()).toBe('dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  expect(await darkness()).toBe('light');

  await (await inPersonMenu(page, 'Theme: As the system')).click();
  await expect(await inPersonMenu(page, 'Theme: Light')).toBeVisible();
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await darkness()).toBe('light');
  await (await inPersonMenu(page, 'Theme: Light')).click();
  await expect(await inPersonMenu(page, 'Theme: Dark')).toBeVisible();
  await expect.poll(darkness).toBe('dark');
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await darkness()).toBe('dark');
  await page.getByRole('link', { name: 'Orders', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Orders', level: 1 })).toBeVisible();
  expect(await darkness()).toBe('dark');
  await page.reload();
  expect(await darkness()).toBe('dark');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
});

test('without JavaScript the chosen theme is there from the first byte', async ({ browser, servers }) => {
  const context = await browser.newContext({
    baseURL: servers.url,
    storageState: servers.session,
    locale: 'en-GB',
    javaScriptEnabled: false,
  });
  const page = await context.newPage();
  await page.goto('/');
  await (await inPersonMenu(page, /Theme/)).click();
  await (await inPersonMenu(page, /Theme/)).click();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await context.close();
});
