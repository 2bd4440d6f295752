/** People: added, limited, changed and closed by an admin; and what is everybody's own: password, two steps, log-ins. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright/test';
import { expect, test } from './fixtures';
import { reservedOrder } from './orders';
import { textOf } from './page-text';
import { codeOf, type LogIn, newPassword, newPerson, turnOnTwoSteps } from './people';
import { inPersonMenu } from './person-menu';
import { logIn, nobody } from './servers';

/** Found by the name: a page without JavaScript must do, too. */
async function fillLogIn(page: Page, { username, password }: LogIn): Promise<void> {
  await page.locator('[name=username]').fill(username);
  await page.locator('[name=password]').fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

async function fillNewPassword(page: Page, current: string, password: string, again = password) {
  await page.getByLabel('Present password').fill(current);
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('New password once more').fill(again);
  await page.getByRole('button', { name: 'Change password' }).click();
}

async function expectForbidden(page: Page, address: string): Promise<void> {
  const answer = await page.goto(address);
  expect(answer?.status(), address).toBe(403);
  await expect(page.getByText('This is not among what you may see or do here.')).toBeVisible();
  await expect(page.getByRole('navigation').first(), 'the frame is still there').toBeVisible();
}

const shownUnits = async (page: Page) =>
  page
    .locator('tbody a[href^="/orders/"]')
    .evaluateAll((links) => [...new Set(links.map((link) => link.getAttribute('href')?.split('/')[2]))]);

test('an admin adds a person for one sales unit, changes the roles, closes the account; the log tells it', async ({
  page,
  servers,
  openBrowser,
}) => {
  test.setTimeout(120_000);
  const [elsewhere, here] = [
    await reservedOrder(servers, 11_100, '123456'),
    await reservedOrder(servers, 22_200, '123457'),
  ];
  const username = `ida-${randomUUID().slice(0, 8)}`;
  await page.goto('/people');
  await page.getByRole('link', { name: 'Add a person' }).click();
  await page.getByLabel('User name').fill(username.toUpperCase());
  await page.getByLabel('Name', { exact: true }).fill('Ida Vik');
  const managers = page.getByRole('group', { name: 'manager' });
  await managers.getByRole('checkbox', { name: '123457' }).check();
  await page.getByRole('button', { name: 'Add a person' }).click();
  const first = { username, password: await page.getByLabel('Password for the first log-in').inputValue() };
  await page.reload();
  await expect(page.getByLabel('Password for the first log-in'), 'shown once').toHaveCount(0);

  const ida = await openBrowser();
  ida.trouble.allow(403, 404);
  await ida.page.goto('/orders');
  await fillLogIn(ida.page, first);
  await expect(ida.page).toHaveURL(/\/account\/password$/);
  await expect(ida.page.getByText('Somebody else chose your password.')).toBeVisible();
  for (const address of ['/', '/orders', '/account', '/account/two-step', '/search?q=x', '/orders.csv']) {
    await ida.page.goto(address);
    await expect(ida.page, address).toHaveURL(/\/account\/password$/);
  }
  const own = { username, password: newPassword() };
  await fillNewPassword(ida.page, first.password, own.password);
  await expect(ida.page.getByText('It is changed.')).toBeVisible();

  await ida.page.getByRole('link', { name: 'Orders' }).click();
  await expect(ida.page.getByRole('link', { name: here.orderId })).toBeVisible();
  await expect(ida.page.getByRole('link', { name: elsewhere.orderId })).toHaveCount(0);
  expect(await shownUnits(ida.page)).toEqual(['123457']);
  for (const address of ['/bank', '/people', '/people/new', '/tokens', '/audit', '/imports'])
    await expectForbidden(ida.page, address);
  const other = await ida.page.goto(`/orders/123456/${elsewhere.orderId}`);
  expect(other?.status(), 'as if it were not there').toBe(404);
  for (const action of ['capture', 'refund', 'cancel', 'ship'])
    await expectForbidden(ida.page, `/orders/123456/${elsewhere.orderId}/${action}`);

  await ida.page.goto('/');
  await page.goto(`/people/${username}`);
  await managers.getByRole('checkbox', { name: '123457' }).uncheck();
  await page
    .getByRole('group', { name: 'finance' })
    .getByRole('checkbox', { name: /^At all/ })
    .check();
  await page.getByRole('button', { name: 'Save roles' }).click();
  await expect(page.getByText('The roles are changed, from the next click on.')).toBeVisible();
  await ida.page.getByRole('link', { name: 'Orders' }).click();
  await expect(ida.page.getByRole('link', { name: elsewhere.orderId })).toBeVisible();
  await ida.page.getByRole('link', { name: 'Bank', exact: true }).click();
  await expect(ida.page).toHaveURL(/\/bank$/);
  await expect(ida.page.getByRole('heading', { level: 1 })).toHaveText(/Bank/);

  await ida.page.goto('/account');
  await expect(ida.page.locator('[data-live=live]')).toBeVisible();
  await page.getByRole('button', { name: 'Close the account of Ida Vik' }).click();
  await expect(page.getByText('The account is closed.')).toBeVisible();
  // The open page hears of it by itself, and shows nothing any more.
  ida.trouble.allow(401);
  await expect(ida.page).toHaveURL(/\/login\?/, { timeout: 30_000 });
  await expect(ida.page.getByRole('button', { name: 'Log in', exact: true })).toBeVisible();
  await fillLogIn(ida.page, own);
  await expect(ida.page.getByRole('alert')).toContainText(
    'User name or password is wrong, or the account is closed.',
  );

  await page.goto(`/audit?q=${encodeURIComponent(`person ${username}`)}`);
  const told = page.locator('tbody th[scope=row]');
  await expect(told.first()).toBeVisible();
  const actions = (await told.allInnerTexts()).map((text) => text.split('\n')[0]?.trim());
  expect(actions).toEqual([
    'Log-in refused',
    'Account closed',
    'Roles changed',
    'Own password changed',
    'Logged in',
    'Person added',
  ]);
  await expect(page.getByRole('row').filter({ hasText: 'Roles changed' })).toContainText('manager@123457');
  await expect(page.getByText(own.password)).toHaveCount(0);
});

test('two-step log-in: turned on, asked for, recovered from, turned off', async ({
  servers,
  openBrowser,
}) => {
  test.setTimeout(120_000);
  const tove = await newPerson(servers, [{ role: 'finance', msn: null }]);
  const { page, trouble } = await openBrowser(await logIn(servers.url, tove));
  trouble.allow(400, 401);
  await page.goto('/account');
  await page.getByRole('link', { name: 'Turn on two-step log-in' }).click();
  await expect(page.getByRole('img', { name: 'Picture for an app that makes codes' })).toBeVisible();
  const secret = await textOf(page.locator('.mono').filter({ hasText: /^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/ }));
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Turn on two-step log-in' }).click();
  await expect(page.getByRole('alert')).toContainText('This code is wrong or over.');
  await page.getByLabel('Code').fill(codeOf(secret));
  await page.getByRole('button', { name: 'Turn on two-step log-in' }).click();
  const codes = page.locator('.codes li');
  await expect(codes).toHaveCount(10);
  const [recovery = '', other = ''] = await codes.allInnerTexts();
  await expect(page.getByText('On. 10 recovery codes are left.')).toBeVisible();
  await page.goto('/account/two-step');
  await expect(page.getByText('On. 10 recovery codes are left.')).toBeVisible();
  await expect(codes, 'shown once').toHaveCount(0);
  await expect(page.getByText(secret)).toHaveCount(0);

  const logOut = async () => {
    await (await inPersonMenu(page, 'Log out')).click();
    await expect(page).toHaveURL(/\/login$/);
  };
  const enter = async (code: string) => {
    await page.getByLabel('Code').fill(code);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
  };
  await logOut();
  await page.goto('/login?to=/payouts');
  await fillLogIn(page, tove);
  await expect(page).toHaveURL(/\/login\/code\?to=%2Fpayouts$/);
  await page.goto('/orders');
  await expect(page, 'half-way is not in').toHaveURL(/\/login\?to=%2Forders$/);
  await page.goto('/login/code?to=/payouts');
  await enter('123456');
  await expect(page.getByRole('alert')).toContainText('wrong');
  await enter(codeOf(secret, 1));
  await expect(page).toHaveURL(/\/payouts$/);

  await logOut();
  await fillLogIn(page, tove);
  await enter(codeOf(secret, 0));
  await expect(page.getByRole('alert'), 'a code from before the last one').toContainText('wrong');
  await enter(recovery.toUpperCase());
  await expect(page).toHaveURL(/:\d+\/$/);
  await page.goto('/account/two-step');
  await expect(page.getByText('On. 9 recovery codes are left.')).toBeVisible();

  await logOut();
  await fillLogIn(page, tove);
  await enter(recovery);
  await expect(page.getByRole('alert'), 'good once').toContainText('wrong');
  await enter(other);
  await expect(page).toHaveURL(/:\d+\/$/);

  await page.goto('/account/two-step');
  await page.getByLabel('Present password').fill('not my password');
  await page.getByRole('button', { name: 'Turn it off' }).click();
  await expect(page.getByRole('alert')).toContainText('The present password is wrong. Nothing was changed.');
  await page.getByLabel('Present password').fill(tove.password);
  await page.getByRole('button', { name: 'Turn it off' }).click();
  await expect(page.getByText('A password alone is enough to log in as you.')).toBeVisible();
  await logOut();
  await fillLogIn(page, tove);
  await expect(page).toHaveURL(/:\d+\/$/);
});

test('without JavaScript a log-in with a code works', async ({ servers, openBrowser }) => {
  const tove = await newPerson(servers, [{ role: 'finance', msn: null }]);
  const { secret } = await turnOnTwoSteps(servers, tove);
  const { page, trouble } = await openBrowser(nobody, { javaScriptEnabled: false });
  trouble.allow(401);
  await page.goto('/orders?view=captured');
  await fillLogIn(page, tove);
  await page.locator('[name=code]').fill('abcdef');
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('wrong');
  await page.locator('[name=code]').fill(codeOf(secret, 1));
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await expect(page).toHaveURL(/\/orders\?view=captured$/);
  await expect(page.getByRole('table').first()).toBeVisible();
});

test('a new password that is weak or mistyped is refused with words, and nothing is changed', async ({
  servers,
  openBrowser,
}) => {
  const tove = await newPerson(servers, [{ role: 'finance', msn: null }]);
  const { page, trouble } = await openBrowser(await logIn(servers.url, tove));
  trouble.allow(400);
  await page.goto('/account/password');
  const good = newPassword();
  for (const [current, password, again, words] of [
    [tove.password, 'kort', 'kort', 'The new password is too short'],
    [tove.password, 'Passord1234', 'Passord1234', 'The new password is easy to guess'],
    [tove.password, tove.username, tove.username, 'The new password is easy to guess'],
    [tove.password, tove.password, tove.password, 'The new password is easy to guess'],
    [tove.password, good, `${good}x`, 'The new password was not written the same twice'],
    ['something else', good, good, 'The present password is wrong'],
  ] as const) {
    await fillNewPassword(page, current, password, again);
    await expect(page.getByRole('alert'), words).toContainText(words);
    await expect(page.getByRole('alert')).toContainText('Nothing was changed');
  }
  await expect(logIn(servers.url, { ...tove, password: good })).rejects.toThrow('401');
  await logIn(servers.url, tove);
});

test('after five wrong passwords a stranger waits, and the browser that was in before does not', async ({
  servers,
  openBrowser,
}) => {
  const tove = await newPerson(servers, [{ role: 'finance', msn: null }]);
  const known = await openBrowser(await logIn(servers.url, tove));
  await known.page.goto('/account');
  await (await inPersonMenu(known.page, 'Log out')).click();
  await expect(known.page).toHaveURL(/\/login$/);

  const stranger = await openBrowser();
  stranger.trouble.allow(401, 429);
  await stranger.page.goto('/login');
  const alert = stranger.page.getByRole('alert');
  const tryOnce = async (password: string) => {
    const answered = stranger.page.waitForResponse((response) => response.request().method() === 'POST');
    await fillLogIn(stranger.page, { ...tove, password });
    return (await answered).status();
  };
  for (let count = 1; count <= 5; count += 1) expect(await tryOnce(`wrong ${count}`)).toBe(401);
  expect(await tryOnce(tove.password), 'not even the right one').toBe(429);
  await expect(alert).toContainText(/^Too many tries\. Try again in \d+ seconds?\.$/);

  await fillLogIn(known.page, tove);
  await expect(known.page).toHaveURL(/:\d+\/$/);
});

test('a person ends another log-in of theirs, and that browser is out', async ({ servers, openBrowser }) => {
  const tove = await newPerson(servers, [{ role: 'finance', msn: null }]);
  const lost = await openBrowser(await logIn(servers.url, tove));
  const mine = await openBrowser(await logIn(servers.url, tove));
  lost.trouble.allow(401);
  await lost.page.goto('/account');
  await mine.page.goto('/account');
  const rows = mine.page.locator('tbody tr');
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: 'here' })).toHaveCount(1);
  await mine.page.getByRole('button', { name: /^End the log-in from / }).click();
  await expect(mine.page.getByText('That log-in is over.')).toBeVisible();
  await expect(rows).toHaveCount(1);
  const door = lost.page.getByRole('button', { name: 'Log in', exact: true });
  await expect(door, 'the page hears of it by itself').toBeVisible({ timeout: 30_000 });
  await expect(async () => {
    await lost.page.goto('/orders');
    await expect(door).toBeVisible();
  }).toPass();
  await mine.page.getByRole('link', { name: 'Orders' }).click();
  await expect(mine.page.getByRole('table').first()).toBeVisible();
});
