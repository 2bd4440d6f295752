/** What machines ask of the desk that watch it: is it alive, is it ready, and how does it fare. */
import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeDatabase, openDatabase } from '#db/client';
import { saveProcessSign } from '#db/process-signs';
import { operationFigures } from '#db/queries/operation-figures';
import { checkReadiness } from '#services/readiness';
import { testSettings } from '../test-desk';
import { type OpenWeb, openWeb } from './open-web';

const token = 'a token of whoever watches, long enough'.replaceAll(' ', '-');
let web: OpenWeb;
beforeAll(async () => {
  web = await openWeb({ METRICS_TOKEN: token, RATE_LIMIT_REFUSED: '4' });
}, 120_000);
afterAll(() => web.close());

const jobsSeen = async (agoMs: number) => {
  const seenAt = new Date(Date.now() - agoMs).toISOString();
  await saveProcessSign(web.desk.db, 'jobs', { startedAt: seenAt, seenAt });
};
const look = (change: object = {}) => checkReadiness(web.desk, { ...web.settings, ...change }, Date.now());

describe('/readyz', () => {
  beforeEach(() => jobsSeen(1000));

  it('answers without a log-in, and says of each check how it is', async () => {
    await expect.poll(async () => (await web.ask('/readyz')).status).toBe(200); // the look before is held for a second
    const answer = await web.ask('/readyz');
    expect(JSON.parse(answer.text)).toEqual({
      ready: true,
      checks: { process: 'ok', database: 'ok', migrations: 'ok', jobs: 'ok', keys: 'ok' },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await web.ask('/healthz')).text).toBe('ok');
  });

  it('is 503 when the jobs process has not been heard of for a minute', async () => {
    await jobsSeen(61_000);
    expect(await look()).toMatchObject({ ready: false, checks: { jobs: 'silent', database: 'ok' } });
    await expect.poll(async () => (await web.ask('/readyz')).status).toBe(503);
    web.desk.db.run(sql`DELETE FROM process_signs`);
    expect(await look()).toMatchObject({ ready: false, checks: { jobs: 'never-started' } });
  });

  it('is not ready with keys that cannot be opened, and does not say which', async () => {
    const found = await look({ VIPPS_CLIENT_SECRET: undefined });
    expect(found).toMatchObject({ ready: false, checks: { keys: 'missing-or-closed' } });
    expect(JSON.stringify(found)).not.toContain('VIPPS');
  });

  it('is not ready on a database that a newer or an older program made', async () => {
    const { db } = web.desk;
    const newest = db.get<{ at: number }>(sql`SELECT max(created_at) AS at FROM __drizzle_migrations`)?.at;
    db.run(sql`UPDATE __drizzle_migrations SET created_at = created_at + 1 WHERE created_at = ${newest}`);
    expect(await look()).toMatchObject({ ready: false, checks: { migrations: 'ahead' } });
    db.run(
      sql`UPDATE __drizzle_migrations SET created_at = created_at - 2 WHERE created_at = ${newest ?? 0} + 1`,
    );
    expect(await look()).toMatchObject({ ready: false, checks: { migrations: 'behind' } });
    db.run(sql`UPDATE __drizzle_migrations SET created_at = ${newest} WHERE created_at = ${newest ?? 0} - 1`);
    expect(await look()).toMatchObject({ ready: true });
  });

  it('waits for nobody who writes, and is ready meanwhile', async () => {
    const other = new Database(web.settings.DATABASE_PATH);
    try {
      other.exec('BEGIN IMMEDIATE');
      const startedAt = performance.now();
      expect(await look()).toMatchObject({ ready: true });
      expect(performance.now() - startedAt).toBeLessThan(500);
    } finally {
      other.exec('ROLLBACK');
      other.close();
    }
    expect(web.desk.db.$client.pragma('busy_timeout', { simple: true })).toBe(10_000);
    expect(web.desk.db.$client.inTransaction).toBe(false);
  });

  it('is not ready when the database cannot be written', async () => {
    const db = Object.assign(Object.create(web.desk.db), {
      $client: new Database(web.settings.DATABASE_PATH, { readonly: true }),
    });
    const found = await checkReadiness({ db, log: web.desk.log }, web.settings, Date.now());
    db.$client.close();
    expect(found).toMatchObject({ ready: false, checks: { database: 'failed' } });
  });
});

describe('/metrics', () => {
  const metrics = (authorization?: string) =>
    web.ask('/metrics', { headers: authorization === undefined ? {} : { Authorization: authorization } });

  it('are for whoever has the token, and who guesses is soon not listened to', async () => {
    expect((await metrics()).status).toBe(401);
    expect((await metrics(`Bearer ${token}x`)).status).toBe(401);
    expect((await metrics(token)).status).toBe(401);
    expect((await metrics('Bearer ')).status).toBe(401);
    expect((await metrics('Bearer x')).status).toBe(429);
    expect((await metrics(`Bearer ${token}`)).status).toBe(200);
  });

  it('tell of requests by what they were for, and of nothing that a caller makes up', async () => {
    await web.ask('/orders/123456/made-up-order');
    await web.ask('/made-up-page?q=made-up');
    await web.ask('/api/v1/orders/made-up');
    const { text, headers } = await metrics(`Bearer ${token}`);
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toMatch(/^oppgjor_http_requests_total\{route="page",status="302"\} [1-9]/m);
    expect(text).toMatch(/^oppgjor_http_requests_total\{route="shop-api",status="401"\} 1$/m);
    expect(text).toMatch(/^oppgjor_http_request_duration_seconds_count\{route="page"\} [1-9]/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d/m);
    expect(text).not.toContain('made-up');
  });

  it('tell of polls, jobs, commands, feeds, queues and files', async () => {
    const { text } = await metrics(`Bearer ${token}`);
    for (const line of [
      /^oppgjor_polls_total\{outcome="changed"\} \d+$/m,
      /^oppgjor_commands\{kind="capture",status="succeeded"\} 0$/m,
      /^oppgjor_commands_unsettled_old\{status="unknown"\} 0$/m,
      /^oppgjor_feed_lag_seconds\{ledger="\w+",topic="funds"\} \d/m,
      /^oppgjor_feed_newest_entry_age_seconds\{ledger="\w+",topic="fees"\} \d/m,
      /^oppgjor_queue_waiting\{queue="orders-to-poll"\} \d/m,
      /^oppgjor_exceptions_open\{kind="payout-not-in-bank"\} \d/m,
      /^oppgjor_alerts_open\{kind="guarantee-lost"\} \d+$/m,
      /^oppgjor_database_bytes\{file="database"\} [1-9]\d{4}/m,
    ])
      expect(text).toMatch(line);
  });

  it('are read from indexes and rows kept for it: nothing is scanned that grows with the books', async () => {
    const db = openDatabase(web.desk.db.$client.name); // one on which nothing was asked for yet
    const prepared: string[] = [];
    const prepare = db.$client.prepare.bind(db.$client);
    db.$client.prepare = ((text: string) => {
      prepared.push(text);
      return prepare(text);
    }) as typeof db.$client.prepare;
    const now = web.desk.clock.now();
    await operationFigures(db, { now, unsettledBefore: now });
    db.$client.prepare = prepare;
    const steps = prepared.flatMap((text) =>
      prepare(`EXPLAIN QUERY PLAN ${text}`)
        .all(...Array(text.split('?').length - 1).fill('2026'))
        .map((step) => (step as { detail: string }).detail),
    );
    closeDatabase(db);
    expect(steps.length).toBeGreaterThan(20);
    const scans = steps.filter((step) => step.startsWith('SCAN '));
    const small = /^SCAN (job_totals|job_states|process_signs|command_totals|c|\(subquery)/;
    // Indexes that hold what is open only.
    const partial =
      /USING (COVERING )?INDEX (alerts_one_open|callbacks_open|imports_open|shipments_waiting|orders_to_poll|commands_open|bulk_runs_open|alert_deliveries_waiting)/;
    expect(scans.filter((step) => !small.test(step) && !partial.test(step))).toEqual([]);
    expect(steps.filter((step) => step.includes('orders ') && step.startsWith('SCAN'))).toEqual([]);
  });
});

it('without METRICS_TOKEN there are no metrics, and while it stops the desk is not ready', async () => {
  const { answerMetrics } = await import('#server/metrics');
  const { answerReadiness } = await import('#server/probes');
  const { default: express } = await import('express');
  let stopping = false;
  const app = express()
    .get('/metrics', answerMetrics({ settings: testSettings() }, undefined))
    .get(
      '/readyz',
      answerReadiness(web.desk, () => stopping),
    );
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  try {
    expect((await fetch(`${url}/metrics`, { headers: { Authorization: 'Bearer undefined' } })).status).toBe(
      404,
    );
    await jobsSeen(0);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    stopping = true;
    const answer = await fetch(`${url}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { ready: false, checks: { process: 'stopping' } },
    ]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
