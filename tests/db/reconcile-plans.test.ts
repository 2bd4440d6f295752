/**
 * What reconciliation reads, it finds by an index: every statement that loading a feed, deriving payouts and reconciling give to the database
 * is explained. Reading the books from their beginning would pass every other test, and grow with history.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addMs, dayMs } from '#core/calendar';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { derivePayouts } from '#services/derive-payouts';
import { noProgress } from '#services/progress';
import { reconcile } from '#services/reconcile';
import { syncLedgers } from '#services/sync-ledgers';
import { benchNow } from '../bench/books';
import { withDesk } from '../bench/desk';
import { feedClient } from '../bench/feed';
import { makeData, orderWriter, writeFeeds } from '../bench/make-data';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-plans-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const given = new Set<string>();
let db: Db;
beforeAll(async () => {
  const { ordersFile, newDay } = await makeData(path.join(folder, 'data'), 800, 7);
  await withDesk(ordersFile, async (desk) => {
    remember(desk.db);
    await syncLedgers({ ...desk, vipps: feedClient(path.join(folder, 'data')) }, noProgress);
    await derivePayouts(desk);
    await reconcile(desk, noProgress);
    orderWriter(desk.db)(newDay);
  });
  writeFeeds(path.join(folder, 'day'), newDay);
  await withDesk(
    ordersFile,
    async (desk) => {
      remember(desk.db);
      await syncLedgers({ ...desk, vipps: feedClient(path.join(folder, 'day')) }, noProgress);
      await derivePayouts(desk);
      await reconcile(desk, noProgress);
    },
    addMs(benchNow, dayMs),
  );
  db = openDatabase(ordersFile, { readonly: true });
}, 60_000);
afterAll(() => closeDatabase(db));

/** Notes every statement that is compiled from now on. */
function remember({ $client: client }: Db): void {
  const prepare = client.prepare.bind(client);
  Object.assign(client, {
    prepare(text: string) {
      given.add(text);
      return prepare(text);
    },
  });
}

/** These grow with every order. */
const grows = 'orders|ledger_entries|payment_events|order_matches';
const tableOfAlias = (text: string) =>
  new Map(
    [...text.matchAll(new RegExp(`\\b(${grows})\\b"?(?: (?:AS )?"?(\\w+)"?)?`, 'gi'))].flatMap(
      ([, table = '', alias]) => [[table, table], ...(alias ? [[alias, table] as const] : [])],
    ),
  );

/** Stops at the first row; is given when the sales units change, and begins anew. */
const allowed =
  /^SELECT min\(ledger_date\) AS day FROM ledger_entries|^DELETE FROM order_matches WHERE rule <> 'person'$/;

/** Reads all there is of a table, or all of a ledger, a sales unit or the time since a moment. */
function readsHistory(text: string): string[] {
  const tables = tableOfAlias(text);
  const plan = db.$client.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`);
  const holes = text.match(/\?|@\w+|:\w+/g) ?? [];
  const named = Object.fromEntries(holes.filter((hole) => hole !== '?').map((hole) => [hole.slice(1), null]));
  const rows = plan.all(
    ...holes.filter((hole) => hole === '?').map(() => null),
    ...(Object.keys(named).length > 0 ? [named] : []),
  );
  return rows.flatMap(({ detail }) => {
    const [, how, alias = '', rest = ''] = /^(SCAN|SEARCH) (\S+)(.*)$/.exec(detail) ?? [];
    if (how === undefined || !tables.has(alias)) return [];
    const isPartial =
      /INDEX (orders_uncaptured|orders_sent_unpaid|orders_shipped_uncaptured|orders_amount_differs|orders_unregistered|order_matches_differing)/.test(
        rest,
      );
    const isWhole = how === 'SCAN' && !isPartial;
    const isBroad = /\((ledger_id=\? AND topic=\?|ledger_id=\?|msn=\?|occurred_at>\?|feed_order>\?)\)$/.test(
      rest,
    );
    return isWhole || (isBroad && !/_payouts|_retained|_by_settlement/.test(rest)) ? [detail] : [];
  });
}

it('gives many statements, and an index of the days or of the feed is seen when it is read in whole', () => {
  expect(given.size).toBeGreaterThan(60);
  expect(
    readsHistory('SELECT sum(amount_ore) FROM ledger_entries WHERE ledger_id = ? AND topic = ?'),
  ).toHaveLength(1);
  expect(readsHistory('SELECT count(*) FROM orders')).toHaveLength(1);
});

it('reads nothing that grows with history from its beginning', () => {
  const found = [...given].flatMap((text) =>
    allowed.test(text.trim()) || /^\s*(BEGIN|COMMIT|ROLLBACK|PRAGMA|SAVEPOINT|RELEASE|EXPLAIN)/i.test(text)
      ? []
      : readsHistory(text).map((detail) => `${detail} <- ${text.replace(/\s+/g, ' ').slice(0, 160)}`),
  );
  expect(found).toEqual([]);
});
