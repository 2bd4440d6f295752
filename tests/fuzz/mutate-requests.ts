/** Requests that are nearly right: addresses, forms, JSON and headers. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { hostileDays, hostileNumbers, hostileTexts, hostileValue } from './hostile-values';
import type { Random } from './random';

/** As it is kept in a file. Text like `@@orders.msn:3@@` stands for a value out of the books at hand. */
export type WebInput = {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  /** base64; no body when it is left out. */
  readonly body?: string;
  /** The length is not told, and the body comes in pieces. */
  readonly chunked?: boolean;
  /** The session or token that goes with it. */
  readonly as: 'person' | 'shop' | 'vipps' | 'nobody';
  /** Instead of all the above: the whole request, base64. */
  readonly raw?: string;
  /** What the desk does with an upload. */
  readonly readsFile?: boolean;
};

const pathValues = [
  '%2F',
  '%00',
  '..',
  '%2e%2e',
  '..%2f..%2fetc%2fpasswd',
  '%252F',
  '%25',
  '%',
  '%zz',
  '%E0%A4%A',
  '%ff',
  '%ED%A0%80',
  'æøå',
  '%F0%9F%98%80',
  'x'.repeat(300),
  'x'.repeat(6000),
  '0',
  '-1',
  '1e9',
  '__proto__',
  'constructor',
  'toString',
  ';',
  '?',
  '#',
  '*',
  "'",
  '%27%20OR%201=1--',
  '2026-02-30',
  '9999-12-31',
  '0000-00-00',
  '.',
  '%20',
  '%0d%0aX-Evil:%201',
  '[object Object]',
];

export function hostilePath(random: Random): string {
  return random.chance(3) ? encoded(hostileValue(random), random) : random.pick(pathValues);
}

/** Lone surrogates cannot be encoded rightly; they go as their bytes. */
export function encoded(text: string, random: Random): string {
  const once = [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  if (random.chance(12)) return once.replaceAll('%', '%25');
  try {
    return encodeURIComponent(text);
  } catch {
    return once;
  }
}

/** Names that pages and forms know, of all of them together. */
export const fieldNames =
  `account accountColumn accountFixed actor after age again all amount amountIn amountOre amountOut before bookedOn capture
  captureOnShipping carrier changed cmd code cols columns command confirm counterparty country currencyColumn currencyFixed current
  cutoffHour dateFormat day decimal description dir direction do duplicateMinutes ended entry error event feeFixed feeFrom feePercent
  file fingerprint flag form format from graceHours guarantee headerRow id intent iss job key keys kind known language ledger line max
  min month msn name new only open operation order orderId other owner page password payout payoutBankDays personalDays q query reason
  reference refused repeat repeated role revoked saved seen seenCapturedOre seenReservedOre session shared shipmentKey simulator sort
  span state status step stopped text theme to topic trackingNumber unchanged unit username view scope state _data _routes index`.split(
    /\s+/,
  );

const likelyValues = [
  ...[
    'asc',
    'desc',
    'amount',
    'age',
    'day',
    'booked',
    'created',
    'captured',
    'uncaptured',
    'all',
    'open',
    'resolved',
    'reserved',
    'yes',
  ],
  ...[
    'no',
    'csv',
    'excel',
    'plain',
    'capture',
    'refund',
    'cancel',
    'ship',
    'save',
    'delete',
    'rename',
    'take',
    'discard',
    'assign',
    'note',
  ],
  ...[
    'resolve',
    'confirm',
    'reject',
    'reconcile',
    'read-files',
    'orders',
    'payouts',
    'bank',
    'exceptions',
    'nb',
    'en',
    'dark',
    'admin',
  ],
  ...[
    '2026-06-01',
    '2026-05',
    '123456',
    '100',
    '1,00',
    '499,50',
    'kari',
    'me',
    'nobody',
    '1',
    '0',
    '@@orders.order_id:2@@',
  ],
  ...[
    '@@payouts.ledger_id:0@@',
    '@@exceptions.id:1@@',
    '@@bank_lines.id:2@@',
    '@@imports.id:0@@',
    '@@payouts.settlement_number:1@@',
  ],
  ...[
    '123456/@@orders.order_id:1@@',
    '/orders',
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
  ],
  ...[
    'WyJhIiwiYiIsImMiXQ',
    'WzEsMiwzXQ',
    'bnVsbA',
    'W1tdLFtdLFtdXQ',
    'WyIiLCIiLCIiXQ',
    'WyI5OTk5LTEyLTMxIiwiLTEiLCIxZTk5OSJd',
  ],
];

export function fieldValue(random: Random): string {
  return random.pick([
    () => random.pick(likelyValues),
    () => random.pick(likelyValues),
    () => random.pick(hostileNumbers),
    () => random.pick(hostileDays),
    () => random.pick(hostileTexts),
  ])();
}

const keep = (value: string) => value.includes('@@');

/** `a=1&b=2`, with doubled, bare and broken ones among them. Long values would only meet the limit of the whole header. */
export function queryOf(random: Random, known: readonly string[]): string {
  const pairs = Array.from({ length: random.between(1, 5) }, () => {
    const name = random.chance(12) ? hostileValue(random).slice(0, 50) : random.pick(known);
    const value = fieldValue(random).slice(0, 2000);
    const written = keep(value) ? value : encoded(value, random);
    return random.chance(25)
      ? random.pick(['&&', '=', `${name}`, `${name}[]=1`, `${name}[a][b]=1`, '%', '%zz=%', `${name}=%E0%A4`])
      : `${encoded(name, random)}=${written}`;
  });
  if (random.chance(10)) pairs.push(pairs[0] ?? '');
  return pairs.join('&');
}

export type KnownForm = { readonly address: string; readonly fields: readonly (readonly [string, string])[] };

/** A form as a browser sends it, changed. */
export function formBody(random: Random, form: KnownForm): { body: Buffer; type: string } {
  let fields = [...form.fields];
  for (let left = random.below(4); left > 0; left -= 1) {
    const at = random.below(fields.length + 1);
    const [name = random.pick(fieldNames), value = ''] = fields[at] ?? [];
    switch (random.below(6)) {
      case 0:
        fields = fields.toSpliced(at, 1);
        break;
      case 1:
        fields.push([name, random.chance(2) ? value : fieldValue(random)]);
        break;
      case 2:
        fields.push([
          random.pick([...fieldNames, '__proto__', 'constructor', 'toString', '', `${name}[]`, `${name}.x`]),
          fieldValue(random),
        ]);
        break;
      default:
        fields = fields.toSpliced(at, 1, [name, fieldValue(random)]);
    }
  }
  if (random.chance(6)) return multipart(random, fields);
  const text = fields
    .map(([name, value]) => `${encoded(name, random)}=${keep(value) ? value : encoded(value, random)}`)
    .join('&');
  const body = random.chance(25)
    ? Buffer.from(random.pick(['%', '=&=&', `${text}&%zz`, '\0', text.repeat(200), '{"a":1}', '']))
    : Buffer.from(text);
  const type = random.chance(12)
    ? random.pick([
        '',
        'text/plain',
        'application/json',
        'multipart/form-data',
        'application/x-www-form-urlencoded; charset=utf-7',
        'a/b; c',
        '\x01',
        'multipart/form-data; boundary=',
      ])
    : 'application/x-www-form-urlencoded';
  return { body, type };
}

export function multipart(
  random: Random,
  fields: readonly (readonly [string, string])[],
  file?: { name: string; bytes: Buffer },
) {
  const boundary = 'fuzzboundary';
  const parts: Buffer[] = fields.map(([name, value]) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  if (file !== undefined)
    parts.push(
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\nContent-Type: ${random.pick(['text/xml', 'application/octet-stream', 'a'])}\r\n\r\n`,
      ),
      file.bytes,
      Buffer.from('\r\n'),
    );
  let body: Buffer = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
  if (random.chance(8)) body = Buffer.from(body.subarray(0, random.below(body.length)));
  if (random.chance(12)) body = Buffer.from(Buffer.concat([Buffer.from('--fuzz\r\n\r\n'), body]));
  if (random.chance(12))
    body = Buffer.from(
      body.toString('latin1').replace('form-data', random.pick(['', 'file', 'form-data; form-data'])),
      'latin1',
    );
  return {
    body,
    type: `multipart/form-data; boundary=${random.chance(12) ? random.pick(['', 'x', '"', 'x'.repeat(300)]) : boundary}`,
  };
}

const jsonTexts = [
  '',
  '{',
  '[]',
  'null',
  '0',
  '"x"',
  'NaN',
  '{"a":}',
  '{"__proto__":{"msn":"123456"}}',
  '{"constructor":{"prototype":{"x":1}}}',
  `${'['.repeat(30_000)}`,
  `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  `[${'0,'.repeat(20_000)}0]`,
  '{"amount":1e400}',
  '{"amount":-0}',
  '\ufeff{}',
  '{"a":"\\ud800"}',
  '{"\\u0000":1}',
  '{"a":1,"a":2}',
];

/** JSON of the given form with one or more values that are not. */
export function jsonBody(random: Random, right: object): Buffer {
  if (random.chance(6)) return Buffer.from(random.pick(jsonTexts));
  const copy = structuredClone(right) as Record<string, unknown>;
  for (let left = random.between(0, 3); left > 0; left -= 1) changeOne(copy, random);
  let text = JSON.stringify(copy);
  if (random.chance(10))
    text = text.replace(
      /:(-?\d+)/,
      () =>
        `:${random.pick(['1e400', '-0', '1e-400', '9007199254740993', '1.5', '10'.padEnd(400, '0'), '0.1e1'])}`,
    );
  if (random.chance(12)) text = text.replace(/^\{("[^"]+"):/, '{$1:"x",$1:');
  const bytes = Buffer.from(text);
  if (random.chance(20)) return bytes.subarray(0, random.below(bytes.length));
  if (random.chance(20))
    return random.pick([
      Buffer.from(text, 'utf16le'),
      Buffer.from(text, 'latin1'),
      Buffer.concat([Buffer.from('efbbbf', 'hex'), bytes]),
    ]);
  return bytes;
}

function changeOne(object: Record<string, unknown>, random: Random): void {
  const names = Object.keys(object);
  const name =
    names.length === 0 || random.chance(8)
      ? random.pick(['extra', '__proto__', 'constructor', 'msn', 'orderId', ''])
      : random.pick(names);
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !random.chance(4)) {
    changeOne(value as Record<string, unknown>, random);
    return;
  }
  const changed = random.pick<() => unknown>([
    () => hostileValue(random),
    () => hostileValue(random),
    () => fc.sample(fc.jsonValue(), { seed: random.bits() | 0, numRuns: 1 })[0],
    () => random.pick([null, true, [], {}, [value], -0, 1.5, -1, 2 ** 53, 1e300]),
    () => undefined,
  ])();
  Object.defineProperty(object, name, {
    value: changed,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

export function oddHeaders(random: Random): (readonly [string, string])[] {
  const odd: (readonly [string, string])[] = [
    ['Accept-Language', random.pick(['', '*', 'nb', 'x'.repeat(4000), 'en;q=NaN', ',,,;;;'])],
    ['Content-Encoding', random.pick(['gzip', 'br', 'deflate', 'x', ''])],
    ['Transfer-Encoding', random.pick(['gzip', 'identity', 'chunked, chunked'])],
    ['X-Forwarded-For', random.pick(['1.2.3.4', '::1', 'x', ','.repeat(500), '999.999.999.999'])],
    ['X-Forwarded-Host', 'evil.example'],
    ['X-Forwarded-Proto', random.pick(['https', 'javascript'])],
    ['Origin', random.pick(['null', 'https://evil.example', 'x', ''])],
    ['Referer', random.pick(['https://evil.example', '\x01', 'x'.repeat(3000)])],
    ['Sec-Fetch-Site', random.pick(['same-origin', 'none', 'x', ''])],
    ['X-Oppgjor-Quiet', '1'],
    ['Range', random.pick(['bytes=0-', 'bytes=9-1', 'x'])],
    ['If-None-Match', '*'],
    ['Expect', random.pick(['100-continue', 'x'])],
    ['Upgrade', 'websocket'],
    ['Accept', random.pick(['*/*', 'text/x-script', 'x', ''])],
    ['User-Agent', random.pick(['', 'x'.repeat(3000), '\x80'])],
    ['X-Remix-Request', 'yes'],
  ];
  return Array.from({ length: random.between(1, 2) }, () => random.pick(odd));
}
