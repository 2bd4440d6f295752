/**
 * The whole web server over sockets: pages, forms, uploads, the shop's API, the calls of Vipps, and broken HTTP. An answer is below 500
 * and holds no secret and no stack; what is refused, and what only reads, leaves the books as they were.
 */
import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { createApiToken } from '#services/api-tokens';
import { merchantAddresses } from '#services/merchant-addresses';
import { noProgress } from '#services/progress';
import { readImport } from '#services/read-import';
import { faultsIn } from '../faults-in';
import { openWeb } from '../server/open-web';
import { bankCsv, bankXml, ordersCsv, settlementCsv, settlementXml, settlementZip } from './corpora';
import { changedTables, tableHashes } from './fresh-books';
import { Flaw, inTime, type Target } from './fuzz-target';
import { hostileTexts, hostileValue } from './hostile-values';
import { blindMutations, mutated } from './mutate-bytes';
import { mutationsOf } from './mutate-formats';
import {
  fieldNames,
  formBody,
  hostilePath,
  jsonBody,
  type KnownForm,
  multipart,
  oddHeaders,
  queryOf,
  type WebInput,
} from './mutate-requests';
import type { Random } from './random';
import { type RawAnswer, talk } from './raw-http';

const secrets = {
  SESSION_SECRET: 'marker-session-secret-0123456789abcdef',
  CALLBACK_SECRET: 'marker-callback-secret-0123456789abcdef',
  DESK_PASSWORD: 'marker password of Kari',
  SECRETS_KEYS: `a:${'0123456789abcdef'.repeat(4)}`,
};
const unlimited = Object.fromEntries(
  ['PERSON', 'ADDRESS', 'LOG_IN', 'API_TOKEN', 'REFUSED'].map((name) => [`RATE_LIMIT_${name}`, '999999']),
);

type Web = Awaited<ReturnType<typeof openFuzzWeb>>;

/** One for all targets of the web: filling its books takes seconds. */
let shared: Promise<Web> | undefined;
let users = 0;

async function openFuzzWeb() {
  const web = await openWeb({ ...secrets, ...unlimited });
  const { desk, settings } = web;
  const { token } = await createApiToken(desk, { name: 'The shop', msns: null, actor: 'kari' });
  const watcher = new Database(settings.DATABASE_PATH, { readonly: true });
  const routes = await web.routes();
  let people = 0;
  let cookie = '';
  const renew = async () => {
    people += 1;
    cookie = await web.cookieOf(`fuzz${people}`, [{ role: 'admin', msn: null }]);
  };
  await renew();
  const forms = await formsOf(
    web,
    cookie,
    routes.filter(({ hasPost }) => hasPost).map(({ path }) => path),
  );
  return {
    ...web,
    token,
    watcher,
    routes,
    forms,
    renew,
    sessionCookie: () => cookie,
    port: Number(new URL(web.url).port),
  };
}

/** What stands for each part of an address that differs. */
const parts: Readonly<Record<string, string>> = {
  msn: '@@orders.msn:N@@',
  orderId: '@@orders.order_id:N@@',
  ledgerId: '@@payouts.ledger_id:N@@',
  number: '@@payouts.settlement_number:N@@',
  day: '@@ledger_days.ledger_date:N@@',
  lineId: '@@bank_lines.id:N@@',
  username: '@@people.username:N@@',
  file: 'payouts.csv',
  action: 'capture',
};
const idOf: Readonly<Record<string, string>> = {
  approvals: 'approvals',
  bulk: 'bulk_runs',
  exceptions: 'exceptions',
  imports: 'imports',
};

function addressOf(path: string, row: number): string {
  const filled = path.replace(/:(\w+)\??/g, (_, name: string) =>
    (name === 'id'
      ? `@@${idOf[path.split('/')[0] ?? ''] ?? 'exceptions'}.id:N@@`
      : (parts[name] ?? 'x')
    ).replace('N', String(row)),
  );
  return `/${filled.replace('*', 'nothing')}`;
}

/** The forms of the pages that have some, as they are filled in when the page comes. */
async function formsOf(
  web: Awaited<ReturnType<typeof openWeb>>,
  cookie: string,
  paths: readonly string[],
): Promise<KnownForm[]> {
  const forms: KnownForm[] = [];
  const pages = new Set(['/', ...paths.flatMap((path) => [0, 3].map((row) => addressOf(path, row)))]);
  for (const page of pages) {
    const answer = await web.ask(resolved(web.desk.db.$client, page), { headers: { Cookie: cookie } });
    for (const [, attributes = '', inside = ''] of answer.text.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)) {
      if (!/method="post"/i.test(attributes)) continue;
      const address = /action="([^"]*)"/.exec(attributes)?.[1]?.replaceAll('&amp;', '&') || page;
      const fields = [...inside.matchAll(/<(?:input|select|textarea|button)\b[^>]*>/g)].flatMap(
        ([tag]): [string, string][] => {
          const name = /\bname="([^"]*)"/.exec(tag)?.[1];
          return name === undefined ? [] : [[name, /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? '1,00']];
        },
      );
      forms.push({ address, fields });
    }
  }
  for (const path of paths) forms.push({ address: addressOf(path, 1), fields: [['intent', 'save']] });
  return forms;
}

/** The values of the books at hand in the place of `@@table.column:row@@`. */
function resolved(client: Database.Database, text: string): string {
  return text.replace(/@@(\w+)\.(\w+):(\d+)@@/g, (_, table: string, column: string, row: string) => {
    const rows = client
      .prepare<[], unknown>(`SELECT "${column}" FROM "${table}" ORDER BY rowid LIMIT 50`)
      .pluck()
      .all();
    return rows.length === 0 ? 'none' : encodeURIComponent(String(rows[Number(row) % rows.length]));
  });
}

const base = (method: string, path: string, as: WebInput['as']): WebInput => ({
  method,
  path,
  headers: [],
  as,
});
const withBody = (input: WebInput, body: Buffer, type: string): WebInput => ({
  ...input,
  headers: [...input.headers, ...(type === '' ? [] : [['Content-Type', type] as const])],
  body: body.toString('base64'),
});

type Maker = (random: Random, web: Web) => WebInput;

const registration = {
  ...{
    msn: '123456',
    orderId: 'A-1001',
    amount: 49_900,
    currency: 'NOK',
    description: 'Two books',
    express: false,
  },
  ...{ device: 'desktop', initiatedAt: '2026-06-02T08:30:00+02:00', customerKey: 'c-8f1e' },
};
const confirmation = { confirmedAt: '2026-06-02T08:31:10+02:00', how: 'poll' };
const shipment = {
  shipmentId: 'parcel-1',
  trackingNumber: '707',
  carrier: 'Posten',
  shippedAt: '2026-06-03T12:00:00+02:00',
  amount: 100,
};
const update = {
  merchantSerialNumber: '123456',
  orderId: '@@orders.order_id:1@@',
  transactionInfo: {
    amount: 1000,
    status: 'RESERVED',
    timeStamp: '2026-06-02T08:31:10.000Z',
    transactionId: '5001',
  },
  errorInfo: { errorCode: '45', errorGroup: 'PAYMENTS', errorMessage: 'x' },
};

function pages(random: Random, web: Web): WebInput {
  const route = random.pick(web.routes);
  const row = random.below(8);
  let path = addressOf(route.path, row);
  if (route.path.includes(':file'))
    path = path.replace(
      'payouts.csv',
      random.pick([
        'orders.csv',
        'payouts.csv',
        'ledger-entries.csv',
        'journal.csv',
        'captured.csv',
        'x.csv',
        hostilePath(random),
      ]),
    );
  if (route.path.includes(':action'))
    path = path.replace('/capture', `/${random.pick(['capture', 'refund', 'cancel', hostilePath(random)])}`);
  if (random.chance(4)) path = path.replace(/@@[^@]+@@/, () => hostilePath(random));
  if (random.chance(25)) path += random.pick(['/', '//', '/..', '%2f', '.json', '/x', ';a=b', '%00']);
  const data = random.chance(4) && !path.endsWith('/') ? '.data' : '';
  const query = random.chance(5) ? '' : `?${queryOf(random, fieldNames)}`;
  const input = base(
    random.chance(15) ? 'HEAD' : 'GET',
    `${path}${data}${query}`,
    random.chance(12) ? 'nobody' : 'person',
  );
  return random.chance(8) ? { ...input, headers: oddHeaders(random) } : input;
}

function forms(random: Random, web: Web): WebInput {
  const form = random.pick(web.forms);
  const { body, type } = formBody(random, form);
  const data = random.chance(5) && !form.address.includes('?') ? '.data' : '';
  const input = withBody(
    base('POST', form.address + data, random.chance(10) ? 'nobody' : 'person'),
    body,
    type,
  );
  if (random.chance(30)) return { ...input, chunked: true };
  return random.chance(12) ? { ...input, headers: [...input.headers, ...oddHeaders(random)] } : input;
}

function shopCalls(random: Random): WebInput {
  const order =
    `/api/v1/orders/${random.chance(4) ? hostilePath(random) : '@@orders.msn:N@@'}/${random.chance(4) ? hostilePath(random) : '@@orders.order_id:N@@'}`.replaceAll(
      'N@',
      `${random.below(8)}@`,
    );
  const [method, path, right] = random.pick<readonly [string, string, object]>([
    ['POST', '/api/v1/orders', { ...registration, orderId: `A-${random.below(40)}` }],
    ['PUT', `${order}/confirmation`, confirmation],
    ['POST', `${order}/shipments`, { ...shipment, shipmentId: `p-${random.below(9)}` }],
    ['GET', order, {}],
    ['GET', `/api/v1/openapi.json?${queryOf(random, fieldNames)}`, {}],
    [
      random.pick(['DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND']),
      random.chance(2) ? order : `/api/v1/${hostilePath(random)}`,
      {},
    ],
  ]);
  const input = base(method, path, random.chance(15) ? 'nobody' : 'shop');
  return method === 'GET' && !random.chance(8) ? input : sendJson(random, input, right);
}

function callbacks(random: Random): WebInput {
  const row = random.below(8);
  const order = `/vipps/@@orders.msn:${row}@@/v2/payments/@@orders.order_id:${row}@@`;
  const own = {
    ...update,
    merchantSerialNumber: `@@orders.msn:${row}@@`,
    orderId: `@@orders.order_id:${row}@@`,
  };
  const odd = order.replace(/@@[^@]+@@/, () => hostilePath(random));
  const input = random.pick([
    () => sendJson(random, base('POST', order, 'vipps'), own),
    () => sendJson(random, base('POST', order, 'vipps'), own),
    () =>
      sendJson(random, base('POST', `${order}/shippingDetails`, 'vipps'), {
        addressId: 12,
        addressLine1: 'x',
        city: 'Oslo',
        country: 'Norway',
        postCode: '0001',
      }),
    () => sendJson(random, base('POST', odd, 'vipps'), own),
    () =>
      base(
        'DELETE',
        `/vipps/123456/${random.chance(3) ? hostilePath(random) : '@@consent@@'}/v2/consents/${random.chance(2) ? hostilePath(random) : 'user-1'}`,
        'vipps',
      ),
  ])();
  return random.chance(12) ? { ...input, as: 'nobody' } : input;
}

function sendJson(random: Random, input: WebInput, right: object): WebInput {
  let body = jsonBody(random, right);
  const headers: (readonly [string, string])[] = [];
  if (random.chance(12)) {
    headers.push(['Content-Encoding', random.pick(['gzip', 'gzip', 'br', 'deflate', 'x'])]);
    body = random.pick([gzipSync(body), body, gzipSync(Buffer.alloc(5_000_000, ' '))]);
  }
  const type = random.chance(8)
    ? random.pick([
        '',
        'text/plain',
        'application/json; charset=utf-7',
        'application/json; charset=latin1',
        'application/json;charset="',
        'application/x-www-form-urlencoded',
        'application/json, application/json',
        'application/vnd.x+json',
      ])
    : 'application/json';
  const sent = withBody({ ...input, headers }, body, type);
  const chunked = random.chance(10) ? { ...sent, chunked: true } : sent;
  return random.chance(15)
    ? {
        ...chunked,
        headers: [...chunked.headers, ...oddHeaders(random).filter(([name]) => name !== 'Expect')],
      }
    : chunked;
}

function uploads(random: Random): WebInput {
  const [kind, name, format, corpus] = random.pick([
    ['settlement', 'r.xml', 'xml', settlementXml],
    ['settlement', 'r.csv', 'csv', settlementCsv],
    ['settlement', 'r.zip', 'zip', settlementZip],
    ['bank-statement', 'b.xml', 'xml', bankXml],
    ['bank-statement', 'b.csv', 'csv', bankCsv],
    ['orders', 'o.csv', 'csv', ordersCsv],
  ] as const);
  const bytes = mutated(Buffer.from(corpus(random)), mutationsOf[format], random);
  const fileName = random.chance(4) ? random.pick(hostileTexts).replace(/["\r\n\0]/g, '') : name;
  const fields: [string, string][] = random.chance(10)
    ? [['kind', hostileValue(random)]]
    : [['kind', random.chance(8) ? 'orders' : kind]];
  const { body, type } = multipart(
    random,
    random.chance(20) ? [] : fields,
    random.chance(20) ? undefined : { name: fileName, bytes },
  );
  return {
    ...withBody(base('POST', '/imports/upload', random.chance(20) ? 'nobody' : 'person'), body, type),
    readsFile: true,
  };
}

function broken(random: Random, web: Web): WebInput {
  const made = random.pick([pages, forms, shopCalls, callbacks, pages])(random, web);
  const text = rawOf(made, 'Host: desk\r\n');
  const bytes = random.pick([
    () => random.pick(blindMutations)(text, random).subarray(0, 100_000),
    () => Buffer.concat([text, text]),
    () =>
      Buffer.from(
        text
          .toString('latin1')
          .replace(
            '\r\n',
            random.pick([
              '\n',
              '\r',
              '\r\n\r\n',
              '\0\r\n',
              '\r\nContent-Length: -1\r\n',
              '\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n',
              '\r\nContent-Length: 99999999999999999999\r\n',
              `\r\nX: ${'y'.repeat(20_000)}\r\n`,
              '\r\n X: y\r\n',
              '\r\nHost: a\r\nHost: b\r\n',
            ]),
          ),
        'latin1',
      ),
    () =>
      Buffer.from(
        text
          .toString('latin1')
          .replace(
            /^(\S+) (\S+) \S+/,
            random.pick([
              '$1 $2',
              '$1',
              '$1 $2 HTTP/9.9',
              'GET http://evil.example/ HTTP/1.1',
              '$1 * HTTP/1.1',
              'CONNECT x:1 HTTP/1.1',
              'TRACE / HTTP/1.1',
              `$1 ${'/a'.repeat(9000)} HTTP/1.1`,
              '$1 //evil.example HTTP/1.1',
              '$1 \\\\x HTTP/1.1',
              '$1 /\x80\xff HTTP/1.1',
              '$1 ?q HTTP/1.1',
              'PRI * HTTP/2.0',
            ]),
          ),
        'latin1',
      ),
    () => Buffer.from('16030100a5010000a10303'.repeat(5), 'hex'),
  ])();
  return { ...made, raw: bytes.toString('base64') };
}

function rawOf(input: WebInput, more: string): Buffer {
  const body = input.body === undefined ? undefined : Buffer.from(input.body, 'base64');
  const headers = input.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const length =
    body === undefined
      ? ''
      : input.chunked
        ? 'Transfer-Encoding: chunked\r\n'
        : `Content-Length: ${body.length}\r\n`;
  const head = Buffer.from(
    `${input.method} ${input.path} HTTP/1.1\r\n${more}Connection: close\r\n${headers}${length}\r\n`,
    'latin1',
  );
  if (body === undefined) return head;
  if (!input.chunked) return Buffer.concat([head, body]);
  const piece =
    body.length === 0 ? [] : [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')];
  return Buffer.concat([head, ...piece, Buffer.from('0\r\n\r\n')]);
}

export const webTargets: readonly { readonly name: string; readonly make: Maker }[] = [
  { name: 'web-pages', make: pages },
  { name: 'web-forms', make: forms },
  { name: 'web-api', make: shopCalls },
  { name: 'web-callbacks', make: callbacks },
  { name: 'web-uploads', make: uploads },
  { name: 'web-broken', make: broken },
];

export async function openWebTarget({ name, make }: (typeof webTargets)[number]): Promise<Target<WebInput>> {
  shared ??= openFuzzWeb();
  users += 1;
  const web = await shared;
  let known = tableHashes(web.watcher);
  let version = versionOf(web);
  return {
    name,
    make: (random) => make(random, web),
    async run(input) {
      // What an earlier answer left to be written after it was sent is not this one's doing.
      if (versionOf(web) !== version) known = tableHashes(web.watcher);
      version = versionOf(web);
      const answer = await inTime(`${input.method} ${input.path.slice(0, 200)}`, () => send(web, input));
      expectSafe(web, input, answer);
      await new Promise((resolve) => setImmediate(resolve));
      if (versionOf(web) !== version) {
        const now = tableHashes(web.watcher);
        const changed = changedTables(known, now).filter((table) => !besides.includes(table));
        known = now;
        version = versionOf(web);
        const reads = input.raw === undefined && (input.method === 'GET' || input.method === 'HEAD');
        // A broken request may hold a whole good one.
        if (changed.length > 0 && input.raw === undefined && (reads || answer.status >= 400))
          throw new Flaw(`${input.method} was answered ${answer.status} and changed ${changed.join(', ')}`);
      }
      if (/^location: \/login/im.test(answer.head) && input.as === 'person') await web.renew();
      if (input.readsFile) await readUpload(web, answer);
      return String(answer.status);
    },
    write: (input) => Buffer.from(JSON.stringify(input)),
    read: (bytes) => JSON.parse(Buffer.from(bytes).toString('utf8')) as WebInput,
    async close() {
      const faults = await faultsIn(web.desk.db);
      users -= 1;
      if (users === 0) {
        shared = undefined;
        web.watcher.close();
        await web.close();
      }
      if (faults.length > 0) throw new Flaw(`the books do not hold: ${faults.join('; ')}`);
    },
  };
}

/** Who is logged in, what was tried, and what was asked for is written down also of what is refused. */
const besides = ['sessions', 'api_tokens', 'log_in_tries', 'log_in_steps', 'audit_log', 'audit_chain'];

function versionOf({ watcher }: Web): unknown {
  return watcher.pragma('data_version', { simple: true });
}

function credentialsOf(web: Web, input: WebInput, path: string): string {
  if (input.as === 'person') return `Cookie: ${web.sessionCookie()}\r\n`;
  if (input.as === 'shop') return `Authorization: Bearer ${web.token}\r\n`;
  const [, msn = '', orderId = ''] = /^\/vipps\/([^/]*)\/v2\/payments\/([^/?]*)/.exec(path) ?? [];
  return input.as === 'vipps'
    ? `Authorization: ${merchantAddresses(web.settings, { msn, orderId }).authToken}\r\n`
    : '';
}

async function send(web: Web, input: WebInput): Promise<RawAnswer> {
  if (input.raw !== undefined) return talk(web.port, Buffer.from(input.raw, 'base64'), { half: true });
  const client = web.desk.db.$client;
  const consent =
    merchantAddresses(web.settings, { msn: '123456', orderId: 'x' }).consentRemovalPrefix.split('/').at(-1) ??
    '';
  const path = resolved(client, input.path)
    .replace('@@consent@@', consent)
    .replace(/[ \r\n]/g, '+');
  const text = input.body === undefined ? undefined : Buffer.from(input.body, 'base64').toString('latin1');
  const body =
    text === undefined ? {} : { body: Buffer.from(resolved(client, text), 'latin1').toString('base64') };
  const more = `Host: 127.0.0.1:${web.port}\r\n${credentialsOf(web, input, path)}`;
  return talk(web.port, rawOf({ ...input, path, ...body }, more));
}

function expectSafe(web: Web, input: WebInput, { status, head, text }: RawAnswer): void {
  // Two answers say by design that something else is missing: Vipps's word on a payment, and delivery methods.
  const missing = status === 503 && /payment-unread|^\{\}$/.test(text);
  if (status >= 500 && !missing) throw new Flaw(`answered ${status}: ${text.slice(0, 300)}`);
  if (status === 0 && input.raw === undefined && !input.readsFile)
    throw new Flaw('the connection was closed without an answer');
  const all = `${head}\n${text}`;
  for (const secret of [...Object.values(secrets), web.token])
    if (all.includes(secret)) throw new Flaw(`the answer holds a secret: ${secret.slice(0, 12)}…`);
  if (/\n\s+at \S.*:\d+:\d+|node_modules|SqliteError|SQLITE_|\$argon2|oppgjor-web-/.test(all))
    throw new Flaw(
      `the answer tells of the inside: ${/.{0,80}(?:\n\s+at \S|node_modules|SqliteError|SQLITE_|\$argon2|oppgjor-web-).{0,80}/.exec(all)?.[0]}`,
    );
  if (/^x-evil/im.test(head)) throw new Flaw('a header was split');
}

/** What was uploaded is read as the job does, and looked at. */
async function readUpload(web: Web, { head }: RawAnswer): Promise<void> {
  const id = /^location: \/imports\/([0-9a-f-]{36})/im.exec(head)?.[1];
  if (id === undefined) return;
  await readImport(web.desk, id, noProgress);
  for (const page of [
    `/imports/${id}`,
    `/imports/${id}.data`,
    '/bank',
    '/payouts',
    '/orders',
    '/exceptions',
    '/reconciliation',
    '/',
  ]) {
    const { status, text } = await web.ask(page, { headers: { Cookie: web.sessionCookie() } });
    if (status >= 500)
      throw new Flaw(`${page} is answered ${status} after the upload: ${text.slice(0, 200)}`);
  }
}
