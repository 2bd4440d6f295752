/** What others wrote is shown and given out as text, and nothing of the desk's own secrets is. */
import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { merchantAddresses } from '#services/merchant-addresses';
import { addHandwork, fileAddresses, pageAddresses, poison } from './hostile-books';
import { type Answer, type OpenWeb, openWeb } from './open-web';

const secrets = {
  SESSION_SECRET: 'marker-session-secret-0123456789abcdef',
  CALLBACK_SECRET: 'marker-callback-secret-0123456789abcdef',
  DESK_PASSWORD: 'marker password of Kari',
  SECRETS_KEYS: `a:${'0123456789abcdef'.repeat(4)}`,
};
const hostile = `</title></script><script>alert(7)</script><img src=x onerror=alert(7)>"' onmouseover="alert(7)`;

let web: OpenWeb;
let token: string;
beforeAll(async () => {
  web = await openWeb({ ...secrets, RATE_LIMIT_PERSON: '999999', RATE_LIMIT_ADDRESS: '999999' });
  await web.logIn();
  token = (await addHandwork(web)).token;
}, 240_000);
afterAll(async () => {
  await web.close();
});

async function askAll(addresses: readonly string[]): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  for (const address of addresses) answers.set(address, await web.ask(address));
  return answers;
}

/** With the data that a page fetches for the next one. */
function withData(addresses: readonly string[]): string[] {
  return addresses.flatMap((address) => {
    const [path = '', query] = address.split('?');
    const data = path === '/' ? '/_root.data' : `${path}.data`;
    return [address, query === undefined ? data : `${data}?${query}`];
  });
}

type Tag = { readonly name: string; readonly attributes: string };

/** Every tag of a page, without what stands between quotes in it. */
function tagsOf(html: string): Tag[] {
  const tags = html.matchAll(/<([a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^"'<>])*)>/gi);
  return [...tags].map(([, name = '', rest = '']) => ({
    name: name.toLowerCase(),
    attributes: rest.replace(/"[^"]*"|'[^']*'/g, '""'),
  }));
}

describe('every page', () => {
  it('shows what others wrote as text: no tag, no script, no attribute comes of it', async () => {
    poison(web.desk.db, (place, row) => `${hostile} ${place} ${row}`);
    const answers = await askAll(pageAddresses(web.desk.db, hostile));
    const shown = new Set<string>();
    for (const [address, { status, headers, text }] of answers) {
      expect([200, 302, 400, 404], address).toContain(status);
      expect(headers.get('X-Content-Type-Options'), address).toBe('nosniff');
      const isPage = headers.get('Content-Type')?.startsWith('text/html') ?? false;
      if (!isPage) continue;
      const nonce = /'nonce-([^']+)'/.exec(headers.get('Content-Security-Policy') ?? '')?.[1] ?? 'none';
      const tags = tagsOf(text);
      expect(tags.length, address).toBeGreaterThan(10);
      expect(
        tags.filter(({ attributes }) => /\son\w+/i.test(attributes)),
        address,
      ).toEqual([]);
      expect(
        tags.filter(({ name }) => ['iframe', 'object', 'embed', 'base'].includes(name)),
        address,
      ).toEqual([]);
      // Every script that stands in the page is the page's own.
      const scripts = text.match(/<script\b[^>]*>/gi) ?? [];
      expect(
        scripts.filter((script) => !script.includes(`nonce="${nonce}"`)),
        address,
      ).toEqual([]);
      expect(text, address).not.toContain('<script>alert');
      expect(text, address).not.toContain('<img src=x');
      // In the data handed on inside a script, too.
      for (const [, content = ''] of text.matchAll(/<script\b[^>]*>(.*?)<\/script>/gis))
        expect(content, address).not.toMatch(/<script|<img|<!--/i);
      for (const [, place = ''] of text.matchAll(/alert\(7\)(?:&quot;)? (\w+\.\w+) \d/g)) shown.add(place);
    }
    expect([...shown].sort(), 'where text of others is shown').toEqual(
      expect.arrayContaining([
        'api_tokens.name',
        'bank_lines.description',
        'bulk_runs.actor',
        'commands.transaction_text',
        'exception_notes.text',
        'imports.file_name',
        'job_runs.error',
        'order_customers.first_name',
        'orders.description',
        'sales_units.name',
        'saved_views.name',
        'shipments.tracking_number',
      ]),
    );
  }, 300_000);

  it('holds no secret of the desk, nor does what pages fetch, nor any file', async () => {
    const { settings, desk } = web;
    const orders = desk.db.$client
      .prepare<[], { msn: string; orderId: string }>('SELECT msn, order_id AS orderId FROM orders LIMIT 20')
      .all();
    const hidden = [
      ...Object.values(secrets),
      '0123456789abcdef'.repeat(4),
      settings.VIPPS_CLIENT_SECRET ?? '',
      settings.VIPPS_SUBSCRIPTION_KEY ?? '',
      settings.VIPPS_CLIENT_ID ?? '',
      token,
      ...orders.map((order) => merchantAddresses(settings, order).authToken),
    ];
    expect(hidden.every((secret) => secret.length >= 8)).toBe(true);
    const pages = pageAddresses(desk.db, 'x').filter((address) => !address.includes('/panel/'));
    const answers = await askAll([
      ...withData(pages),
      ...fileAddresses(desk.db),
      '/healthz',
      '/api/v1/openapi.json',
    ]);
    let answered = 0;
    for (const [address, { status, headers, text }] of answers) {
      if (status === 200 || status === 202) answered += 1;
      const all = `${JSON.stringify([...headers])}\n${text}`;
      for (const secret of hidden) expect(all.includes(secret), `${address} holds ${secret}`).toBe(false);
      expect(all, address).not.toMatch(/\$argon2|-----BEGIN/);
      if (status >= 400) expect(text, address).not.toMatch(/\n\s+at |node_modules/);
    }
    expect(answered).toBeGreaterThan(200);
  }, 300_000);
});

describe('every file', () => {
  it('is safe in a spreadsheet, whatever others wrote', async () => {
    const starts = ['=', '+', '-', '@', '\t', '\r', '\n', ' =', '＝', '＋', '－', '＠'];
    poison(web.desk.db, (place, row) => `${starts[row % starts.length]}cmd|'/C calc'!A0 ${place} ${row}`);
    const seen = new Set<string>();
    for (const format of ['', 'excel', 'plain']) {
      for (const [address, { status, headers, text }] of await askAll(
        fileAddresses(web.desk.db).map((one) =>
          format === '' ? one : `${one}${one.includes('?') ? '&' : '?'}format=${format}`,
        ),
      )) {
        if (status !== 200 && format !== '') continue; // a format that this file does not have
        expect(status, address).toBe(200);
        expect(headers.get('Content-Type'), address).toMatch(/^text\/csv; charset=utf-8$/);
        expect(headers.get('Content-Disposition'), address).toMatch(/^attachment; filename="[\w.-]+\.csv"$/);
        expect(headers.get('X-Content-Type-Options'), address).toBe('nosniff');
        expect(headers.get('Cache-Control'), address).toContain('no-store');
        for (const cell of cellsOf(text)) {
          if (/^[\s'=+\-@＝＋－＠]*cmd\|/.test(cell)) {
            expect(cell.startsWith("'"), `${address}: ${JSON.stringify(cell)}`).toBe(true);
            seen.add(/(\w+\.\w+) \d+$/.exec(cell)?.[1] ?? '');
          } else if (/^[\t\r\n]|^\s*[=+@＝＋－＠]/.test(cell) || /^\s*-(?![\d,.]+$)/.test(cell))
            throw new Error(`${address} holds the formula ${JSON.stringify(cell)}`);
        }
      }
    }
    expect([...seen].sort(), 'what of others is given out').toEqual(
      expect.arrayContaining([
        'orders.description',
        'bank_lines.description',
        'payment_events.transaction_text',
      ]),
    );
  }, 300_000);
});

/** All cells, of either separator. */
function cellsOf(text: string): string[] {
  const body = text.replace(/^\ufeff/, '');
  const separator = /[,;]/.exec(body.split('\r\n')[0] ?? '')?.[0] ?? ',';
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(?:${separator}|\\r\\n|$)`, 'g');
  return [...body.matchAll(cell)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

describe('addresses', () => {
  it('that look like another site lead nowhere else, logged in or not', async () => {
    const { hostname, port } = new URL(web.url);
    const { cookie } = web;
    const raw = (path: string, Cookie: string) =>
      new Promise<string | undefined>((resolve, reject) => {
        http
          .get({ hostname, port, path, headers: { Connection: 'close', Cookie } }, (response) => {
            response.resume();
            resolve(response.headers.location);
          })
          .on('error', reject);
      });
    const paths = [
      '//evil.example',
      '//orders?q=',
      '//evil.example/orders?q=',
      '/\\evil.example/orders?q=',
      '///orders?q=&view=captured',
      '//orders/ship?order=x',
      '//search?q=',
    ];
    for (const path of paths) {
      for (const logIn of ['', cookie()]) {
        const location = await raw(path, logIn);
        if (location !== undefined)
          expect(new URL(location, web.url).origin, path).toBe(new URL(web.url).origin);
      }
    }
  });
});

describe('forms', () => {
  it('that are too long, or do not tell how long they are, are refused before they are read', async () => {
    const long = await web.post('/preferences', { language: 'x'.repeat(300_000) });
    expect(long.status).toBe(413);
    const { hostname, port } = new URL(web.url);
    const chunked = await new Promise<number | undefined>((resolve, reject) => {
      const request = http.request({ hostname, port, path: '/preferences', method: 'POST' }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject);
      request.write('language=en'); // without an end, and without a length
    });
    expect(chunked).toBe(411);
    const own = await web.post('/preferences', { language: 'en' });
    expect(own.status).toBe(302);
  });

  it('of another site are refused, and every answer tells browsers its policy', async () => {
    const sent: Record<string, string>[] = [
      { Origin: 'https://evil.example' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'null' },
    ];
    for (const headers of sent) {
      const foreign = await web.ask('/preferences', {
        method: 'POST',
        headers,
        body: new URLSearchParams({ language: 'nb' }),
      });
      expect(foreign.status).toBe(403);
      expect(foreign.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
    }
  });
});
