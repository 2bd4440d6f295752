/** Single sign-on in a browser, at a real provider on this machine. */
import type { Page } from 'playwright/test';
import { countPeople } from '#db/people';
import { startProvider, type TestProvider } from '../oidc/start-provider';
import { test as base, expect } from './fixtures';
import { inPersonMenu } from './person-menu';
import { logIn, nobody, person, startServers } from './servers';
import { freePort } from './start-process';

const test = base.extend<object, { provider: TestProvider; port: number }>({
  port: [async ({ playwright: _playwright }, use) => use(await freePort()), { scope: 'worker' }],
  provider: [
    async ({ port }, use) => {
      const provider = await startProvider({ redirectUris: [`${addressOf(port)}/login/sso/callback`] });
      await use(provider);
      await provider.close();
    },
    { scope: 'worker' },
  ],
  servers: [
    async ({ port, provider }, use) => {
      const servers = await startServers('single-sign-on', {
        ...{ ...provider.environment, PORT: String(port), PUBLIC_URL: addressOf(port) },
      });
      await use(servers);
      await servers.stop();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  storageState: async ({ baseURL: _baseURL }, use) => use(nobody),
});

// One provider, which one of the tests stops.
test.describe.configure({ mode: 'default' });

const addressOf = (port: number) => `http://127.0.0.1:${port}`;
const button = (page: Page) => page.getByRole('button', { name: 'Log in with Fjord-konto' });
const passwordForm = (page: Page) => page.getByRole('button', { name: 'Log in', exact: true });

/** From the desk's log-in page to the provider's. */
async function goToProvider(page: Page, to = '/'): Promise<void> {
  await page.goto(to);
  await button(page).click();
  await expect(page.getByRole('heading', { name: 'Who are you?' })).toBeVisible();
}

async function expectNobody(page: Page): Promise<void> {
  await page.goto('/orders');
  await expect(page).toHaveURL(/\/login\?to=%2Forders$/);
}

test('the button leads to the provider, and back to the wanted page with the roles of the claims', async ({
  page,
  trouble,
}) => {
  trouble.allow(403);
  await goToProvider(page, '/orders?view=captured');
  await page.getByRole('button', { name: 'kari', exact: true }).click();
  await expect(page).toHaveURL(/\/orders\?view=captured$/);
  await expect(page.getByRole('table').first()).toBeVisible();
  await page.goto('/account');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Kari Nordmann');
  // The desk has a kari with a password: that account is another person's, and is not taken over.
  await expect(page.locator('.lead')).toContainText('You log in as kari-2. Roles: finance.');
  await expect(
    page.getByText('You log in by single sign-on; password and codes are kept there.'),
  ).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'here' })).toContainText('by single sign-on');
  const answer = await page.goto('/people');
  expect(answer?.status()).toBe(403);

  await page.goto('/');
  await (await inPersonMenu(page, 'Log out')).click();
  await expect(page).toHaveURL(/\/login$/);
  await expectNobody(page);
});

test('without JavaScript it works, too, and roles at some sales units show those only', async ({
  openBrowser,
}) => {
  const { page } = await openBrowser(nobody, { javaScriptEnabled: false });
  await goToProvider(page, '/account');
  await page.getByRole('button', { name: 'ola', exact: true }).click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.locator('.lead')).toContainText(/You log in as ola\. Roles: manager at .+, manager at /);
});

test('who has no role is refused with words, and not kept', async ({ page, servers, trouble }) => {
  trouble.allow(403);
  const before = await countPeople(servers.desk.db);
  await goToProvider(page);
  await page.getByRole('button', { name: 'nina', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not logged in');
  await expect(page.getByRole('alert')).toContainText('You have no role here.');
  await page.getByRole('link', { name: 'To the log-in page' }).click();
  await expect(button(page)).toBeVisible();
  await expectNobody(page);
  expect(await countPeople(servers.desk.db)).toBe(before);
});

test('who gives up at the provider is told so', async ({ page, trouble }) => {
  trouble.allow(401);
  await goToProvider(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('alert')).toContainText('The log-in was cancelled there.');
  await expectNobody(page);
});

test('a callback that this browser did not begin, that is used again, or that is of another log-in lets nobody in', async ({
  page,
  servers,
  openBrowser,
  trouble,
}) => {
  trouble.allow(401);
  const notBegun = 'This log-in was not begun in this browser, was used before, or took too long.';
  await page.goto('/login/sso/callback?code=abc&state=def');
  await expect(page.getByRole('alert')).toContainText(notBegun);

  // The answer of a log-in, kept back: nobody has used it yet.
  const kept = async (of: Page) => {
    await goToProvider(of);
    const next = (location: string | null | undefined) => new URL(location ?? '', of.url()).href;
    const action = next(await of.locator('form').getAttribute('action'));
    const chosen = await of.request.post(action, { form: { account: 'astrid' }, maxRedirects: 0 });
    const back = await of.request.get(next(chosen.headers().location), { maxRedirects: 0 });
    const address = back.headers().location ?? '';
    expect(address).toContain(`${servers.url}/login/sso/callback?code=`);
    return address;
  };
  const mine = await kept(page);
  const stranger = await openBrowser();
  stranger.trouble.allow(401);
  await stranger.page.goto(mine);
  await expect(stranger.page.getByRole('alert'), 'in a browser that began nothing').toContainText(notBegun);
  const theirs = await kept(stranger.page);

  // Planted: the answer of somebody else's log-in, in a browser that has begun one of its own.
  await page.goto(theirs);
  await expect(page.getByRole('alert')).toContainText(
    'This answer does not belong to a log-in that this browser began.',
  );
  await expectNobody(page);
  await page.goto(mine);
  await expect(page.getByRole('alert'), 'what was begun is over').toContainText(notBegun);
  await expectNobody(page);

  // Rightly used once, and then again.
  await stranger.page.goto(theirs);
  await expect(stranger.page).toHaveURL(/:\d+\/$/);
  await stranger.context.clearCookies();
  await stranger.page.goto(theirs);
  await expect(stranger.page.getByRole('alert'), 'used before').toContainText(notBegun);
  await expectNobody(stranger.page);
});

test('while the provider is down a password still lets people in', async ({
  page,
  servers,
  provider,
  trouble,
}) => {
  trouble.allow(401, 502);
  provider.misbehave({ wire: { '/token': 'cut' } });
  await goToProvider(page);
  await page.getByRole('button', { name: 'astrid', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText(
    'The provider does not answer. Try again in a while, or log in with a password.',
  );
  await page.getByRole('link', { name: 'To the log-in page' }).click();
  await page.getByLabel('User name').fill(person.username);
  await page.getByLabel('Password').first().fill(person.password);
  await passwordForm(page).click();
  await expect(page).toHaveURL(/:\d+\/$/);
  provider.behave();
  await logIn(servers.url);
});
