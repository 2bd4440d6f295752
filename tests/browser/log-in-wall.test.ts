/** Nothing is open without a log-in, to no other site, and a log-in leads nowhere else. */
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import { sql } from 'drizzle-orm';
import { listCommands } from '#db/commands';
import { recentRuns } from '#db/queries/job-overview';
import { listPayouts } from '#db/queries/payouts-list';
import { expect, test } from './fixtures';
import { type OrderName, reservedOrder } from './orders';
import { inPersonMenu } from './person-menu';
import { logIn, nobody, person, type Servers, type Session } from './servers';

/** Meant to be open: they show nothing of the books. */
const open = ['/login', '/login/code', '/login/sso', '/login/sso/callback', '/preferences'];

test('every route of the desk asks for a log-in, for pages, data and forms alike', async ({
  servers,
  playwright,
}) => {
  const request = await playwright.request.newContext({ baseURL: servers.url, storageState: nobody });
  const order = await reservedOrder(servers, 50_000);
  const before = (await servers.control.clock()).now;
  const runsBefore = new Set((await recentRuns(servers.desk.db, 500)).map(({ id }) => id));
  // A form that any of the desk's actions would take from a person.
  const seen = {
    seenReservedOre: '50000',
    seenCapturedOre: '0',
    seenRefundedOre: '0',
    seenCancelledOre: '0',
  };
  const form = { do: 'day', job: 'poll-payments', id: randomUUID(), amountOre: '50000', text: 'x', ...seen };
  const routes = await addressesOfRoutes(servers, order);
  expect(routes.length).toBeGreaterThan(10);
  for (const address of routes.filter((route) => !open.includes(route))) {
    const page = await request.get(address, { maxRedirects: 0 });
    expect(page.status(), address).toBe(302);
    expect(page.headers().location, address).toBe(`/login?to=${encodeURIComponent(address)}`);
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const answer = await request.fetch(address, { method, form, maxRedirects: 0 });
      expect(answer.status(), `${method} ${address}`).toBe(302);
      expect(answer.headers().location, `${method} ${address}`).toBe('/login?to=%2F');
    }
    // What a page fetches for the next one is told where to go instead.
    const dataAddress = address === '/' ? '/_root.data' : `${address}.data`;
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
      const words = method === 'GET' ? {} : { form };
      const answer = await request.fetch(dataAddress, { method, ...words, maxRedirects: 0 });
      expect([202, 302, 401, 405], `${method} ${dataAddress}`).toContain(answer.status());
      const told = answer.status() === 302 ? (answer.headers().location ?? '') : await answer.text();
      expect(told, `${method} ${dataAddress}`).not.toMatch(/Fjord|amountOre|activityAt/);
      const sentOn = answer.status() < 400 && !['/logout', '/demo'].includes(address); // these lead to Today first
      if (sentOn) expect(told, `${method} ${dataAddress}`).toContain('/login');
    }
  }
  await request.dispose();
  const after = (await servers.control.clock()).now;
  expect(Date.parse(after) - Date.parse(before)).toBeLessThan(3_600_000);
  expect(await listCommands(servers.desk.db, order)).toEqual([]);
  const since = (await recentRuns(servers.desk.db, 500)).filter(({ id }) => !runsBefore.has(id));
  // The clock, and what orders of other tests set off: nobody who sent a form here.
  const others = ['schedule', 'person', 'vipps'];
  expect(since.filter(({ requestedBy }) => !others.includes(requestedBy))).toEqual([]);
});

test('addresses that only look open are closed', async ({ servers }) => {
  for (const address of [
    '/login/../orders',
    '/login/%2e%2e/orders',
    '//orders',
    '/ORDERS',
    '/orders/',
    '/./orders',
    '/login/orders',
    '/assets/../orders',
    '/orders?_data=routes%2Forders._index',
    '/nothing-at-all',
  ]) {
    const { status, body } = await rawGet(servers, address);
    expect([301, 302, 400, 403, 404], address).toContain(status);
    expect(body, address).not.toContain('Fjord');
  }
  for (const address of [
    '/login.data?_routes=routes%2Forders._index',
    '/login?_data=routes%2Forders._index',
    '/login',
  ]) {
    const { body } = await rawGet(servers, address);
    expect(body, address).not.toMatch(/Fjord|FF-2026|activityAt/);
  }
});

test('a log-out, a changed cookie, and what the database keeps of a log-in open nothing', async ({
  page,
  context,
  servers,
  playwright,
}) => {
  const own = await logIn(servers.url);
  expect(own.cookies.map(({ httpOnly, sameSite, path }) => ({ httpOnly, sameSite, path }))).toEqual(
    own.cookies.map(() => ({ httpOnly: true, sameSite: 'Lax', path: '/' })),
  );
  const cookie = sessionCookie(own);
  const token = String(JSON.parse(atob(decodeURIComponent(cookie.value))));
  const encoded = (words: unknown) => encodeURIComponent(btoa(JSON.stringify(words)));
  const changed = token[20] === 'a' ? 'b' : 'a';
  const known = own.cookies.find(({ name }) => name.includes('_known_'));
  const hashes = await hashesOf(servers);
  expect(hashes).toContain(createHash('sha256').update(token).digest('hex'));
  for (const value of [
    encoded(`${token.slice(0, 20)}${changed}${token.slice(21)}`),
    encoded(token.slice(1)),
    encoded(`${token} `),
    encoded([token]),
    encoded(person.username),
    encoded('%'),
    ...hashes.map(encoded),
    known?.value ?? '',
    cookie.value.slice(1),
    'anything',
  ]) {
    const request = await playwright.request.newContext({ baseURL: servers.url, storageState: nobody });
    const answer = await request.get('/orders', {
      maxRedirects: 0,
      headers: { Cookie: `${cookie.name}=${value}` },
    });
    expect(answer.status()).toBe(302);
    await request.dispose();
  }
  await context.addCookies(own.cookies);
  await page.goto('/orders');
  await (await inPersonMenu(page, 'Log out')).click();
  await expect(page).toHaveURL(/\/login$/);
  await page.goto('/orders');
  await expect(page).toHaveURL(/\/login\?to=%2Forders$/);
  await page.goBack();
  await expect(page.getByText('Fjord')).toHaveCount(0);
  // Whoever kept the cookie has nothing: the log-in itself is over.
  await context.addCookies(own.cookies);
  await page.goto('/orders');
  await expect(page).toHaveURL(/\/login\?to=%2Forders$/);
});

test('who logs out stands before the log-in form', async ({ page, context, servers }) => {
  await context.addCookies((await logIn(servers.url)).cookies);
  await page.goto('/orders');
  await (await inPersonMenu(page, 'Log out')).click();
  await expect(page).toHaveURL(/\/login$/);
  await expect(page.getByRole('button', { name: 'Log in' })).toBeVisible();
});

test('who logs out in one tab is logged out in the others, which show nothing any more', async ({
  page,
  context,
  servers,
}) => {
  await context.addCookies((await logIn(servers.url)).cookies);
  const other = await context.newPage();
  await other.goto('/orders');
  await expect(other.locator('[data-live=live]')).toBeVisible();
  await page.goto('/payouts');
  await (await inPersonMenu(page, 'Log out')).click();
  await expect(page).toHaveURL(/\/login$/);
  await expect(other).toHaveURL(/\/login\?to=%2Forders$/);
  await expect(other.getByRole('table')).toHaveCount(0);
});

test('when the session is over, the next click leads to the log-in form', async ({
  page,
  context,
  trouble,
}) => {
  trouble.allow(401);
  await page.goto('/orders');
  await context.clearCookies();
  await page.getByRole('link', { name: 'Payouts' }).click();
  await expect(page.getByRole('button', { name: 'Log in' })).toBeVisible();
});

test('a form of another site is refused, logged in or not', async ({ page, servers }) => {
  const before = (await servers.control.clock()).now;
  const foreign: Record<string, string>[] = [
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: servers.url.replace('127.0.0.1', 'localhost') },
    { Origin: `${servers.url}.evil.example` },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ];
  for (const headers of foreign) {
    for (const address of [
      '/demo',
      '/demo.data',
      '/jobs',
      '/logout',
      '/login',
      '/preferences',
      '/orders/123456/x/capture',
    ]) {
      const answer = await page.request.post(address, { headers, form: { do: 'day' }, maxRedirects: 0 });
      expect(answer.status(), `${address} ${JSON.stringify(headers)}`).toBe(403);
    }
  }
  const after = (await servers.control.clock()).now;
  expect(Date.parse(after) - Date.parse(before)).toBeLessThan(3_600_000);
  const own = await page.request.post('/preferences', {
    headers: { Origin: servers.url },
    form: {},
    maxRedirects: 0,
  });
  expect(own.status()).toBe(302);
});

test('a page of another site cannot move money with the cookies of a person', async ({
  context,
  servers,
  trouble,
}) => {
  trouble.allow(403);
  const evil = http.createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(
      `<form method="post" action="${servers.url}/demo"><input name="do" value="day"></form><script>document.forms[0].submit()</script>`,
    );
  });
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  const address = evil.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const before = (await servers.control.clock()).now;
  const page = await context.newPage();
  const answered = page.waitForResponse((response) => response.url().startsWith(servers.url));
  await page.goto(`http://localhost:${port}/`);
  const answer = await answered;
  const after = (await servers.control.clock()).now;
  await page.close();
  await new Promise((resolve) => evil.close(resolve));
  // Either the browser kept the cookie back (and the log-in wall answered) or the origin was refused.
  expect([302, 403]).toContain(answer.status());
  expect(Date.parse(after) - Date.parse(before)).toBeLessThan(3_600_000);
});

test('a log-in leads to no other site', async ({ servers, playwright, page }) => {
  const places = [
    '//evil.example',
    '///evil.example',
    'https://evil.example',
    'HTTPS:evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'javascript:alert(1)',
    ' //evil.example',
    '',
  ];
  const here = (location: string | undefined) => new URL(location ?? 'none:', servers.url).origin;
  const origin = new URL(servers.url).origin;
  for (const to of places) {
    const request = await playwright.request.newContext({ baseURL: servers.url, storageState: nobody });
    const query = `/login?to=${encodeURIComponent(to)}`;
    expect(await (await request.get(query)).text()).not.toContain('name="to" value="//');
    const logIn = await request.post(query, { form: { ...person, to }, maxRedirects: 0 });
    expect(logIn.status()).toBe(302);
    expect(here(logIn.headers().location), to).toBe(origin);
    const again = await request.get(query, { maxRedirects: 0 });
    expect(here(again.headers().location), to).toBe(origin);
    for (const path of ['/preferences', '/demo']) {
      const form: Record<string, string> = path === '/demo' ? { do: 'unknown', to } : { to, language: 'en' };
      const answer = await request.post(path, { form, maxRedirects: 0 });
      expect(here(answer.headers().location ?? '/'), `${path} ${to}`).toBe(origin);
    }
    await request.dispose();
  }
  await page.goto(`/login?to=${encodeURIComponent('/orders?view=captured')}`);
  await expect(page).toHaveURL(/\/orders\?view=captured$/);
  for (const address of ['//evil.example/', '//evil.example/%2e%2e', '/\\evil.example']) {
    const { location } = await rawGet(servers, address);
    expect(here(location ?? '/'), address).toBe(origin);
  }
});

test('the log-in page has no errors in the console', async ({ browser, servers }) => {
  const context = await browser.newContext({ baseURL: servers.url, storageState: nobody });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  const isManifest = (response: { url(): string }) => response.url().includes('__manifest');
  const fetched = page.waitForResponse(isManifest, { timeout: 10_000 }).catch(() => undefined);
  await page.goto('/login');
  await fetched;
  await page.waitForLoadState('networkidle');
  await context.close();
  expect(errors).toEqual([]);
});

function sessionCookie({ cookies }: Session) {
  const cookie = cookies.find(({ name }) => name.includes('_session_'));
  if (cookie === undefined) throw new Error('the log-in set no cookie');
  return cookie;
}

/** By which the database knows log-ins: whoever reads a copy of it cannot log in with them. */
async function hashesOf({ desk }: Servers): Promise<string[]> {
  const rows = desk.db.all<{ hash: string }>(
    sql`SELECT token_hash AS hash FROM sessions WHERE ended_at IS NULL ORDER BY started_at DESC LIMIT 5`,
  );
  return rows.map(({ hash }) => hash);
}

/** Each file of app/routes as an address, with an order and a payout that exist in place of parameters. */
async function addressesOfRoutes({ desk }: Servers, order: OrderName): Promise<string[]> {
  const [payout] = (await listPayouts(desk.db, { limit: 1 })).rows;
  const values: Record<string, string | undefined> = {
    $: 'nothing-here',
    $msn: order.msn,
    $orderId: order.orderId,
    $action: 'capture',
    $ledgerId: payout?.ledgerId,
    $number: payout?.settlementNumber,
    $day: '2026-05-31',
    $lineId: 'a-line',
    $id: 'an-id',
    $file: 'orders.csv',
    $username: person.username,
  };
  return fs.readdirSync('app/routes').map((file) => {
    const parts = file
      .replace(/\.tsx?$/, '')
      .split(/(?<!\[)\.(?!\])/)
      .map((part) => part.replaceAll('[.]', '.'));
    const path = parts
      .filter((part) => part !== '_index')
      .map((part) => {
        if (!part.startsWith('$')) return part;
        const value = values[part];
        if (value === undefined) throw new Error(`this test has no value for ${part} of ${file}`);
        return value;
      });
    return `/${path.join('/')}`;
  });
}

/** A request as it is written: a browser would tidy the address up first. */
function rawGet(
  { url }: Servers,
  path: string,
): Promise<{ status: number; location?: string; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = http.get({ hostname, port, path, headers: { Connection: 'close' } }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, location: response.headers.location, body }),
      );
    });
    request.on('error', reject);
  });
}
