/**
 * Every route × role × method, read from the manifest of the built routes: each answers as the table of permissions says. A route that
 * is not in the table below, or whose loader or action asks for nothing, fails.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ore } from '#core/money';
import { type Grant, mayAt, mayEverywhere, maySomewhere, type Permission, roles } from '#core/permissions';
import { askSecondPerson } from '#services/four-eyes';
import { type OpenWeb, openWeb } from './open-web';

const unit = '123456';
/** Another sales unit, whose ledger is not this one's alone. */
const otherUnit = '234567';

type Where = 'somewhere' | 'everywhere' | 'unit';
type Needs = { readonly permission: Permission; readonly where: Where };
const needs = (permission: Permission, where: Where = 'somewhere'): Needs => ({ permission, where });
const see = needs('see');
const exporting = needs('export');

/** What a request takes: nobody in particular, anybody who is logged in, or a permission. `null`: the method is not there. */
type Access = 'open' | 'person' | Needs | null;
type Place = {
  readonly get: Access;
  readonly post: Access;
  /** The address with its parts filled in; of the first sales unit. */
  readonly at?: (facts: Facts) => string;
  /** What makes a POST one that would do something, if it were allowed. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly query?: string;
};

type Facts = {
  readonly orderId: string;
  readonly ledgerId: string;
  readonly settlementNumber: string;
  readonly day: string;
  readonly bulkId: string;
  readonly exceptionId: string;
  readonly approvalId: string;
};

const order = (rest: string) => (facts: Facts) => `/orders/${unit}/${facts.orderId}${rest}`;

/** By the id of the route. */
const places: Readonly<Record<string, Place>> = {
  'routes/$': { get: 'person', post: 'person', at: () => '/there-is-no-such-page' },
  'routes/_index': { get: see, post: null },
  'routes/account._index': { get: 'person', post: 'person' },
  'routes/account.password': { get: 'person', post: 'person' },
  'routes/account.two-step': { get: 'person', post: 'person' },
  'routes/approvals._index': { get: see, post: null },
  'routes/approvals.$id': {
    get: see,
    post: needs('approve', 'unit'),
    at: ({ approvalId }) => `/approvals/${approvalId}`,
    fields: { do: 'reject', reason: 'tried' },
  },
  'routes/audit._index': { get: needs('see-audit'), post: null },
  'routes/audit[.]csv': { get: needs('see-audit'), post: null },
  'routes/bank._index': { get: needs('see', 'everywhere'), post: needs('reconcile', 'everywhere') },
  'routes/bank.$lineId': {
    get: needs('see', 'everywhere'),
    post: needs('reconcile', 'everywhere'),
    at: () => '/bank/there-is-none',
  },
  'routes/bank[.]csv': { get: needs('export', 'everywhere'), post: null },
  'routes/bulk._index': { get: see, post: null },
  'routes/bulk.$id': {
    get: see,
    post: needs('capture', 'unit'),
    at: ({ bulkId }) => `/bulk/${bulkId}`,
    fields: { do: 'stop' },
  },
  'routes/charts.$file': { get: exporting, post: null, at: () => '/charts/moved.csv' },
  'routes/demo': { get: 'open', post: 'person', fields: { to: '/' } },
  'routes/exceptions._index': { get: see, post: needs('reconcile') },
  'routes/exceptions.$id': {
    get: see,
    post: needs('reconcile'),
    at: ({ exceptionId }) => `/exceptions/${encodeURIComponent(exceptionId)}`,
  },
  'routes/exceptions[.]csv': { get: exporting, post: null },
  'routes/imports._index': { get: needs('see', 'everywhere'), post: null },
  'routes/imports.$id': {
    get: needs('see', 'everywhere'),
    post: needs('import', 'everywhere'),
    at: () => '/imports/there-is-none',
  },
  'routes/imports.orders-template[.]csv': { get: needs('import', 'everywhere'), post: null },
  'routes/jobs': { get: see, post: needs('run-jobs', 'everywhere'), fields: { job: 'there is none' } },
  'routes/login._index': { get: 'open', post: 'open' },
  'routes/login.code': { get: 'open', post: 'open' },
  'routes/login.sso._index': { get: 'open', post: 'open' },
  'routes/login.sso.callback': { get: 'open', post: null },
  'routes/logout': { get: 'open', post: 'open' },
  'routes/orders._index': { get: see, post: null },
  'routes/orders.$msn.$orderId._index': { get: see, post: null, at: order('') },
  'routes/orders.$msn.$orderId.$action': {
    get: needs('refund', 'unit'),
    post: needs('refund', 'unit'),
    at: order('/refund'),
  },
  'routes/orders.$msn.$orderId.ship': {
    get: needs('ship', 'unit'),
    post: needs('ship', 'unit'),
    at: order('/ship'),
  },
  'routes/orders.bulk': { get: needs('capture'), post: 'person', query: '?do=capture' },
  'routes/orders.ship': { get: needs('ship'), post: null },
  'routes/orders[.]csv': { get: exporting, post: null },
  'routes/panel.orders.$msn.$orderId': {
    get: see,
    post: null,
    at: ({ orderId }) => `/panel/orders/${unit}/${orderId}`,
  },
  'routes/payments._index': { get: see, post: null },
  'routes/payments[.]csv': { get: exporting, post: null },
  'routes/payouts._index': { get: see, post: null },
  'routes/payouts.$ledgerId.$number': {
    get: see,
    post: needs('reconcile', 'everywhere'),
    at: ({ ledgerId, settlementNumber }) => `/payouts/${ledgerId}/${settlementNumber}`,
  },
  'routes/payouts.expected.$day': { get: see, post: null, at: ({ day }) => `/payouts/expected/${day}` },
  'routes/payouts[.]csv': { get: exporting, post: null },
  'routes/people._index': { get: needs('manage-people', 'everywhere'), post: null },
  'routes/people.$username': {
    get: needs('manage-people', 'everywhere'),
    post: needs('manage-people', 'everywhere'),
    at: () => '/people/kari',
    fields: { do: 'there is none' },
  },
  'routes/people.new': {
    get: needs('manage-people', 'everywhere'),
    post: needs('manage-people', 'everywhere'),
  },
  'routes/preferences': { get: 'open', post: 'open' },
  'routes/reconciliation._index': { get: see, post: null },
  'routes/reconciliation.$ledgerId.$day': {
    get: see,
    post: null,
    at: ({ ledgerId, day }) => `/reconciliation/${ledgerId}/${day}`,
  },
  'routes/reports._index': { get: see, post: null },
  'routes/reports.download.$file': { get: exporting, post: null, at: () => '/reports/download/orders.csv' },
  'routes/reports.trends': { get: see, post: null },
  'routes/search._index': { get: see, post: null },
  'routes/search.hits': { get: see, post: null },
  'routes/settings': { get: see, post: needs('change-settings', 'everywhere') },
  'routes/tokens': { get: needs('manage-tokens', 'everywhere'), post: needs('manage-tokens', 'everywhere') },
  'routes/views': { get: 'person', post: 'person' },
};

/** Somebody of each role everywhere, at this sales unit, and at another one; somebody without any role; nobody. */
const grantsOf: Readonly<Record<string, readonly Grant[]>> = {
  ...Object.fromEntries(
    roles.flatMap((role) => [
      [`${role} everywhere`, [{ role, msn: null }]],
      [`${role} here`, [{ role, msn: unit }]],
      [`${role} elsewhere`, [{ role, msn: otherUnit }]],
    ]),
  ),
  'no role': [],
};

let web: OpenWeb;
let facts: Facts;
let routes: readonly {
  readonly id: string;
  readonly path: string;
  readonly hasGet: boolean;
  readonly hasPost: boolean;
}[];
const cookies = new Map<string, string>();

beforeAll(async () => {
  web = await openWeb();
  facts = await readFacts();
  routes = await web.routes();
  for (const [name, grants] of Object.entries(grantsOf))
    cookies.set(name, await web.cookieOf(name.replaceAll(' ', '-'), grants));
}, 120_000);
afterAll(() => web?.close());

async function readFacts(): Promise<Facts> {
  const one = <Row>(sql: string) => web.desk.db.$client.prepare<[], Row>(sql).get();
  const orderId =
    one<{ id: string }>(
      `SELECT order_id AS id FROM orders WHERE msn = '${unit}' AND state = 'captured' LIMIT 1`,
    )?.id ?? '';
  const payout = one<{ ledgerId: string; settlementNumber: string; day: string }>(
    `SELECT ledger_id AS ledgerId, settlement_number AS settlementNumber, ledger_date AS day FROM payouts LIMIT 1`,
  );
  if (orderId === '' || payout === undefined) throw new Error('the history is empty');
  const at = web.desk.clock.now();
  const { $client } = web.desk.db;
  $client
    .prepare(`INSERT INTO bulk_runs (id, kind, actor, requested_at) VALUES ('tried', 'capture', 'kari', ?)`)
    .run(at);
  $client
    .prepare(
      `INSERT INTO bulk_items (bulk_id, position, msn, order_id, key, amount_ore, seen_reserved_ore, seen_captured_ore,
        seen_refunded_ore, seen_cancelled_ore, capture, state) VALUES ('tried', 1, ?, ?, 'tried', 1, 1, 0, 0, 0, 'yes', 'left')`,
    )
    .run(unit, orderId);
  $client
    .prepare(
      `INSERT INTO exceptions (id, kind, status, cause_present, amount_ore, currency, arose_on, msn, order_id, detail, opened_at)
        VALUES ('tried', 'paid-but-no-order', 'open', 'yes', 1, 'NOK', '2026-06-01', ?, ?, '{}', ?)`,
    )
    .run(unit, orderId, at);
  const approval = await askSecondPerson(web.desk, {
    ...{ kind: 'refund', subject: `order ${unit}/${orderId}`, order: { msn: unit, orderId } },
    ...{ amountOre: ore(100), currency: 'NOK', key: 'tried', request: {}, reason: 'tried', actor: 'kari' },
  });
  return { ...payout, orderId, bulkId: 'tried', exceptionId: 'tried', approvalId: approval.id };
}

function allowed(access: Access, grants: readonly Grant[]): boolean {
  if (access === 'open' || access === 'person' || access === null) return true;
  const { permission, where } = access;
  if (where === 'somewhere') return maySomewhere(grants, permission);
  return where === 'everywhere' ? mayEverywhere(grants, permission) : mayAt(grants, permission, unit);
}

const addressOf = (id: string, path: string) => {
  const place = places[id];
  return (place?.at?.(facts) ?? `/${path}`) + (place?.query ?? '');
};

async function ask(
  method: 'GET' | 'POST',
  address: string,
  cookie: string,
  fields: Readonly<Record<string, string>> = {},
) {
  const init = method === 'GET' ? {} : { method, body: new URLSearchParams(fields) };
  return web.ask(address, { ...init, headers: { Cookie: cookie } });
}

describe('the table', () => {
  it('names each route of the manifest, and no other; each method that it has, and no other', () => {
    expect(routes.map(({ id }) => id).sort()).toEqual(Object.keys(places).sort());
    for (const { id, hasGet, hasPost } of routes) {
      expect(hasGet, `${id}: a loader`).toBe(places[id]?.get !== null);
      expect(hasPost, `${id}: an action`).toBe(places[id]?.post !== null);
    }
  });
});

describe('who is not logged in', () => {
  it('gets nothing by any route and method but those of logging in', async () => {
    for (const { id, path } of routes) {
      const { get, post } = places[id] ?? { get: null, post: null };
      for (const [method, access] of [
        ['GET', get],
        ['POST', post],
      ] as const) {
        if (access === null || access === 'open') continue;
        const data = await ask(method, `${addressOf(id, path).split('?')[0]}.data`, '');
        expect(data.text, `${method} ${id}.data`).toMatch(/redirect.*"\/login/is);
        expect(data.text, `${method} ${id}.data`).not.toContain(facts.orderId);
        const answer = await ask(method, addressOf(id, path), '');
        expect([answer.status, answer.headers.get('Location')], `${method} ${id}`).toEqual([
          302,
          expect.stringMatching(/^\/login(\?|$)/),
        ]);
        expect(answer.text, `${method} ${id}`).toMatch(/^(Found\. Redirecting to \/login\S*)?$/);
      }
    }
  }, 60_000);
});

describe.each(Object.keys(grantsOf))('%s', (name) => {
  it('reads what the table of permissions says, and nothing else', async () => {
    for (const { id, path, hasGet } of routes) {
      const access = places[id]?.get ?? null;
      if (!hasGet || access === null || access === 'open') continue;
      const { status } = await ask('GET', addressOf(id, path), cookies.get(name) ?? '');
      const may = allowed(access, grantsOf[name] ?? []);
      if (may) expect(status, `GET ${id}`).not.toBe(403);
      else expect(status, `GET ${id}`).toBe(403);
      expect(status, `GET ${id}`).toBeLessThan(500);
    }
  }, 120_000);

  it('sends what the table of permissions says, and nothing else', async () => {
    const before = await countOfLog();
    for (const { id, path, hasPost } of routes) {
      const access = places[id]?.post ?? null;
      if (!hasPost || access === null || access === 'open' || id === 'routes/$') continue;
      const { status } = await ask('POST', addressOf(id, path), cookies.get(name) ?? '', places[id]?.fields);
      const grants = grantsOf[name] ?? [];
      // What somebody does not see is not there for them.
      const seen = access === 'person' || !isOfUnit(id) || mayAt(grants, 'see', unit);
      if (!seen) expect([403, 404], `POST ${id}`).toContain(status);
      else if (allowed(access, grants)) expect(status, `POST ${id}`).not.toBe(403);
      else expect(status, `POST ${id}`).toBe(403);
      expect(status, `POST ${id}`).toBeLessThan(500);
    }
    if (!name.endsWith('everywhere') && !name.endsWith('here')) expect(await countOfLog()).toBe(before);
  }, 120_000);

  const isOfUnit = (id: string) => /bulk\.\$id|exceptions\.\$id|approvals\.\$id/.test(id);
  const countOfLog = async () => web.desk.db.$client.prepare('SELECT count(*) FROM audit_log').pluck().get();
});

describe('who sees one sales unit', () => {
  it('finds nothing of another by any page, file or fetch of data', async () => {
    const cookie = cookies.get('read-only elsewhere') ?? '';
    const hidden = [facts.orderId, 'Fjord'];
    for (const { id, path, hasGet } of routes) {
      if (!hasGet || places[id]?.get === 'open') continue;
      for (const address of [addressOf(id, path), `${addressOf(id, path).split('?')[0]}.data`]) {
        const { text, status } = await ask('GET', address, cookie);
        if (status !== 200) continue;
        for (const word of hidden) expect(text.includes(word), `${address} tells of ${word}`).toBe(false);
      }
    }
  }, 120_000);
});

describe('other methods', () => {
  it('are not answered at all', async () => {
    const cookie = cookies.get('admin everywhere') ?? '';
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      for (const { id, path } of routes) {
        const { status } = await web.ask(addressOf(id, path), { method, headers: { Cookie: cookie } });
        expect([405, 411], `${method} ${id}`).toContain(status);
      }
  }, 60_000);
});

describe('a password that somebody else chose', () => {
  it('opens nothing but the page to change it, whatever the role', async () => {
    const cookie = await web.cookieOf('must-change', [{ role: 'admin', msn: null }]);
    web.desk.db.$client
      .prepare(`UPDATE people SET must_change_password = 'yes' WHERE username = 'must-change'`)
      .run();
    for (const { id, path } of routes) {
      const { get, post } = places[id] ?? { get: null, post: null };
      for (const [method, access] of [
        ['GET', get],
        ['POST', post],
      ] as const) {
        if (access === null || access === 'open' || id === 'routes/account.password') continue;
        const answer = await ask(method, addressOf(id, path), cookie);
        expect([answer.status, answer.headers.get('Location')], `${method} ${id}`).toEqual([
          302,
          '/account/password',
        ]);
      }
    }
  }, 60_000);
});
