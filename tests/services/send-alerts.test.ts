/** Alerts against a real mail server and a real web server, which fail in every way: told once, kept until told, never held up by the other. */
import fs from 'node:fs';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addMs, dayMs, hourMs } from '#core/calendar';
import type { Db } from '#db/client';
import { finishJobRun, startJobRun } from '#db/job-runs';
import { saveProcessSign, saveSchedule } from '#db/process-signs';
import { alertChannelsOf } from '#services/alert-channels';
import { fixedClock } from '#services/clock';
import { noProgress } from '#services/progress';
import { webhookSignature } from '#services/send-alert-webhook';
import { sendAlerts } from '#services/send-alerts';
import { at, closeBooks, openBooks, payout, put } from '../db/books';
import { silentLog, testSettings } from '../test-desk';
import { closedPort, startMailServer, startReceiver } from './alert-receivers';

let db: Db;
let mail: Awaited<ReturnType<typeof startMailServer>>;
let hook: Awaited<ReturnType<typeof startReceiver>>;
const clock = fixedClock(at);
/** Real time runs beside the books, and is another. */
let realNow: string;
const secret = 'a secret of the receiver, long enough to be one';
beforeEach(async () => {
  db = openBooks();
  clock.set(at);
  realNow = '2026-11-24T08:00:00.000Z';
  mail = await startMailServer();
  hook = await startReceiver();
});
afterEach(async () => {
  closeBooks();
  await mail.close();
  await hook.close();
});

const settings = (change: Record<string, string> = {}) =>
  testSettings({
    SMTP_URL: mail.url,
    ALERT_EMAIL_FROM: 'desk@firma.example',
    ALERT_EMAIL_TO: 'kari@firma.example, ola@firma.example',
    ALERT_WEBHOOK_URL: hook.url,
    ALERT_WEBHOOK_SECRET: secret,
    ...change,
  });

async function run(change: Record<string, string> = {}, timeoutMs = 400) {
  const set = settings(change);
  const channels = alertChannelsOf(set, { timeoutMs });
  return sendAlerts({ db, clock, log: silentLog, settings: set }, noProgress, channels, () => realNow);
}

/** The books and real time go on together. */
async function later(ms: number, change: Record<string, string> = {}) {
  clock.set(addMs(clock.now(), ms));
  realNow = addMs(realNow, ms);
  return run(change);
}

function reserve(order_id: string, guaranteeUntil: string, ore = 49_900): void {
  put('orders', {
    ...{
      msn: '123456',
      order_id,
      source: 'registered',
      state: 'reserved',
      registered_at: at,
      activity_at: at,
    },
    ...{ reserved_ore: ore, amount_ore: ore, reserved_at: at, guarantee_until: guaranteeUntil },
    deadline_at: addMs(at, 180 * dayMs),
  });
}
const capture = (orderId: string) =>
  db.run(sql`UPDATE orders SET captured_ore = reserved_ore, state = 'captured' WHERE order_id = ${orderId}`);

const bodies = () => hook.calls.map(({ body }) => JSON.parse(body));
const deliveries = () =>
  db.all<{ channel: string; state: string; attempts: number; trouble: string | null }>(
    sql`SELECT channel, state, attempts, trouble FROM alert_deliveries ORDER BY message_id, channel`,
  );

describe('a reservation that loses its guarantee', () => {
  it('is told once by mail and webhook, with number, amount and link, and told again when it is mended', async () => {
    reserve('A-1', addMs(at, -hourMs));
    expect(await run()).toEqual({ open: 1, messages: 1, delivered: 2, failed: 0 });
    expect(await later(60_000)).toEqual({ open: 1, messages: 0, delivered: 0, failed: 0 });
    expect(mail.mails).toHaveLength(1);
    expect(mail.mails[0]?.to).toEqual(['kari@firma.example', 'ola@firma.example']);
    const [body] = bodies();
    expect(body).toMatchObject({
      desk: 'https://desk.example',
      subject: 'Oppgjør: 1 nytt varsel',
      opened: [
        {
          kind: 'guarantee-lost',
          count: 1,
          sums: [{ currency: 'NOK', amountOre: 49_900 }],
          items: [{ subject: '123456/A-1', path: '/orders/123456/A-1', amountOre: 49_900, currency: 'NOK' }],
        },
      ],
    });
    expect(body.text).toContain(
      '- 123456/A-1, 499,00 NOK, siden 2026-06-05 11:00\n  https://desk.example/orders/123456/A-1',
    );
    capture('A-1');
    await later(hourMs);
    expect(hook.calls).toHaveLength(1); // not found any more; that may be for a moment
    await later(6 * 60_000);
    expect(bodies()[1]).toMatchObject({ opened: [], cleared: [{ kind: 'guarantee-lost', count: 1 }] });
    expect(await later(2 * dayMs)).toMatchObject({ open: 0, messages: 0 });
  });

  it('is told a day before, and then as lost; that it was about to end is not told as mended', async () => {
    reserve('A-1', addMs(at, 24 * hourMs + 60_000));
    expect(await run()).toMatchObject({ open: 0, messages: 0 });
    await later(2 * 60_000);
    expect(bodies()[0].opened).toMatchObject([{ kind: 'guarantee-ending', count: 1 }]);
    await later(24 * hourMs - 30_000);
    await later(2 * hourMs);
    const kinds = bodies().flatMap(({ opened, cleared }) => [...opened, ...cleared].map(({ kind }) => kind));
    expect(kinds).toEqual(['guarantee-ending', 'guarantee-lost']);
    expect(bodies().flatMap(({ cleared }) => cleared)).toEqual([]);
  });

  it('together with forty others is one message, which names some and counts all', async () => {
    for (let n = 1; n <= 41; n += 1) reserve(`A-${n}`, addMs(at, -hourMs), 10_000);
    await run({ ALERT_LANGUAGE: 'en' });
    expect(mail.mails).toHaveLength(1);
    const [{ text, opened, subject }] = bodies();
    expect(subject).toBe('Oppgjør: 41 new alerts');
    expect(opened[0]).toMatchObject({ count: 41, sums: [{ amountOre: 410_000 }] });
    expect(opened[0].items).toHaveLength(20);
    expect(text).toContain('The guarantee is over, and the money is not captured: 41 (4100.00 NOK)');
    expect(text).toContain('- and 21 more');
  });

  it('is reminded of once a day while it is open', async () => {
    reserve('A-1', addMs(at, -hourMs));
    await run();
    for (let hour = 1; hour <= 49; hour += 1) await later(hourMs);
    expect(bodies().map(({ opened, reminded }) => [opened.length, reminded.length])).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
  });
});

describe('what else is told', () => {
  const kinds = () => bodies().flatMap(({ opened }) => opened.map(({ kind }: { kind: string }) => kind));

  it('is a payout that the bank does not have after its time', async () => {
    payout('2000810', 500_000, '2026-06-01', { predicted: ['2026-06-02', '2026-06-03'] });
    await run();
    expect(kinds()).toEqual([]); // no statement tells of that day yet: nobody knows
    put('bank_statements', {
      ...{
        id: '1',
        import_id: 'i',
        account: '15030099999',
        currency: 'NOK',
        through_day: '2026-06-04',
        lines: 0,
      },
    });
    await run();
    expect(bodies()[0].opened).toMatchObject([
      {
        kind: 'payout-overdue',
        items: [{ subject: '2000810 (L1)', path: '/payouts/L1/2000810', amountOre: 500_000 }],
      },
    ]);
  });

  it('is a command whose outcome is open for longer than was set', async () => {
    reserve('A-1', addMs(at, 100 * hourMs));
    put('commands', {
      ...{
        id: 'c',
        msn: '123456',
        order_id: 'A-1',
        kind: 'capture',
        amount_ore: 500,
        whole_remainder: 'yes',
      },
      ...{ release_rest: 'no', transaction_text: 'Sent', actor: 'kari', created_at: at, status: 'unknown' },
    });
    await later(15 * 60_000 - 1);
    expect(kinds()).toEqual([]);
    await later(1);
    expect(kinds()).toEqual(['command-unknown']);
  });

  it('are entries that were refused, for a day, and a feed that was not read to its end for hours', async () => {
    const feed = { ledger_id: 'L1', topic: 'funds', cursor: 'x', pages: 1, entries: 0, read_at: at };
    put('feed_cursors', { ...feed, end_reached_at: at });
    put('refused_entries', {
      entry_key: 'k',
      ledger_id: 'L1',
      topic: 'fees',
      reason: 'r',
      raw: '{}',
      seen_at: at,
    });
    await saveProcessSign(db, 'jobs', { startedAt: realNow, seenAt: realNow });
    await saveSchedule(db, [{ job: 'sync-ledgers', everyMs: hourMs }]);
    await run();
    expect(kinds()).toEqual(['entries-refused']);
    await later(4 * hourMs);
    expect(kinds()).not.toContain('feed-standing'); // nobody has tried since the start
    await startJobRun(db, { id: 'r', job: 'sync-ledgers', requestedBy: 'schedule', realNow });
    await finishJobRun(db, 'r', { status: 'failed', realNow });
    await later(11 * 60_000);
    expect(kinds()).toContain('feed-standing');
  });

  it('is a job that fails three times in a row', async () => {
    await saveProcessSign(db, 'jobs', { startedAt: realNow, seenAt: realNow });
    await saveSchedule(db, [{ job: 'reconcile', everyMs: 300_000 }]);
    for (const id of ['1', '2', '3']) {
      await run();
      expect(kinds()).toEqual([]);
      await startJobRun(db, { id, job: 'reconcile', requestedBy: 'schedule', realNow });
      await finishJobRun(db, id, { status: 'failed', realNow, error: 'of somebody@example.com' });
    }
    await run();
    expect(kinds()).toEqual(['job-failing']);
    expect(JSON.stringify(bodies()) + mail.mails[0]?.raw).not.toContain('somebody');
  });

  it('is kept for a channel that comes later, and not told twice', async () => {
    reserve('A-1', addMs(at, -hourMs));
    const quiet = { SMTP_URL: '', ALERT_EMAIL_FROM: '', ALERT_EMAIL_TO: '' };
    const none = { ...quiet, ALERT_WEBHOOK_URL: '', ALERT_WEBHOOK_SECRET: '' };
    expect(await run(none)).toEqual({ open: 1, messages: 0, delivered: 0, failed: 0 });
    expect(await later(hourMs, quiet)).toMatchObject({ messages: 1, delivered: 1 });
    expect(await later(60_000)).toMatchObject({ messages: 0, delivered: 0 });
  });
});

describe('a webhook', () => {
  it('is signed over its time and its body, and says its number in a header', async () => {
    reserve('A-1', addMs(at, -hourMs));
    await run();
    const call = hook.calls[0];
    const timestamp = String(call?.headers['x-oppgjor-timestamp']);
    expect(Math.abs(Date.now() / 1000 - Number(timestamp))).toBeLessThan(60);
    expect(call?.headers['x-oppgjor-signature']).toBe(webhookSignature(secret, timestamp, call?.body ?? ''));
    expect(call?.headers['x-oppgjor-message']).toBe(bodies()[0].id);
    expect(mail.mails[0]?.raw).toContain(`Message-ID: <${bodies()[0].id}@firma.example>`);
  });

  it('is checked as docs/operations.md shows it, and not taken when it is old or another', async () => {
    reserve('A-1', addMs(at, -hourMs));
    await run();
    const example = /```js\n([\s\S]*?)```/.exec(fs.readFileSync('docs/operations.md', 'utf8'))?.[1] ?? '';
    const code = `${example.replace('function isOfDesk', 'export function isOfDesk')}`;
    const { isOfDesk } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    const { headers = {}, body = '' } = hook.calls[0] ?? {};
    expect(isOfDesk(headers, Buffer.from(body), secret)).toBe(true);
    expect(isOfDesk(headers, Buffer.from(`${body} `), secret)).toBe(false);
    expect(isOfDesk(headers, Buffer.from(body), `${secret}x`)).toBe(false);
    const old = { ...headers, 'x-oppgjor-timestamp': String(Number(headers['x-oppgjor-timestamp']) - 400) };
    expect(isOfDesk(old, Buffer.from(body), secret)).toBe(false);
    expect(
      isOfDesk({ 'x-oppgjor-timestamp': headers['x-oppgjor-timestamp'] }, Buffer.from(body), secret),
    ).toBe(false);
  });

  it.each([
    ['error', 'HTTP 500'],
    ['hang', 'no answer in time'],
    ['half', 'UND_ERR_SOCKET'],
    ['redirect', 'HTTP 307: redirects are not followed'],
  ] as const)(
    'that answers with %s is tried again, with the same number, and holds up no mail',
    async (fault, trouble) => {
      reserve('A-1', addMs(at, -hourMs));
      hook.fail(fault);
      expect(await run()).toEqual({ open: 1, messages: 1, delivered: 1, failed: 1 });
      expect(mail.mails).toHaveLength(1);
      expect(deliveries()[1]).toEqual({ channel: 'webhook', state: 'waiting', attempts: 1, trouble });
      hook.fail('none');
      expect(await later(59_000)).toMatchObject({ delivered: 0, failed: 0 }); // it rests for a minute
      expect(await later(1000)).toMatchObject({ delivered: 1, failed: 0 });
      expect(deliveries()[1]).toMatchObject({ state: 'delivered', attempts: 2 });
      expect(new Set(hook.calls.map(({ headers }) => headers['x-oppgjor-message'])).size).toBe(1);
      expect(hook.elsewhere).toEqual([]);
      expect(mail.mails).toHaveLength(1);
    },
  );

  it('whose answer breaks off has taken it all the same: nobody reads what it says', async () => {
    reserve('A-1', addMs(at, -hourMs));
    hook.fail('half-answer');
    expect(await run()).toMatchObject({ delivered: 2, failed: 0 });
  });
});

describe('a mail server', () => {
  it.each([
    ['refuse', 'EENVELOPE 550'],
    ['reject', 'EMESSAGE 450'],
    ['hang', 'ETIMEDOUT'],
    ['half', 'ECONNECTION'],
  ] as const)(
    'that fails (%s) holds up no webhook; the mail comes later, with the same number',
    async (fault, trouble) => {
      reserve('A-1', addMs(at, -hourMs));
      mail.fail(fault);
      expect(await run()).toEqual({ open: 1, messages: 1, delivered: 1, failed: 1 });
      expect(hook.calls).toHaveLength(1);
      expect(deliveries()[0]).toMatchObject({ state: 'waiting', attempts: 1, trouble });
      expect(JSON.stringify(deliveries())).not.toContain('kari@');
      mail.fail('none');
      expect(await later(60_000)).toMatchObject({ delivered: 1, failed: 0 });
      const ids = mail.mails.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1]);
      expect(new Set(ids).size).toBe(1);
      expect(hook.calls).toHaveLength(1);
    },
  );

  it('that nobody listens at is told of by the webhook, after half an hour', async () => {
    reserve('A-1', addMs(at, -hourMs));
    const gone = { SMTP_URL: `smtp://127.0.0.1:${await closedPort()}` };
    await run(gone);
    await later(20 * 60_000, gone);
    expect(hook.calls).toHaveLength(1);
    await later(20 * 60_000, gone);
    expect(bodies()[1].opened).toMatchObject([{ kind: 'channel-failing', items: [{ subject: 'email' }] }]);
    expect(await later(2 * hourMs)).toMatchObject({ failed: 0 });
    expect(mail.mails.length).toBeGreaterThanOrEqual(2);
  });

  it('is given up after three days, and says so', async () => {
    reserve('A-1', addMs(at, -hourMs));
    const gone = { SMTP_URL: `smtp://127.0.0.1:${await closedPort()}` };
    await run(gone);
    for (let hour = 1; hour <= 73; hour += 1) await later(hourMs, gone);
    const states = db.all<{ state: string }>(
      sql`SELECT state FROM alert_deliveries WHERE channel = 'email' ORDER BY message_id`,
    );
    expect(states[0]).toEqual({ state: 'given-up' });
    expect(states.at(-1)).toEqual({ state: 'waiting' });
  });
});

it('a process that dies between sending and recording sends once more, with the same number', async () => {
  reserve('A-1', addMs(at, -hourMs));
  await run();
  db.run(sql`UPDATE alert_deliveries SET state = 'waiting', delivered_at = NULL`); // as it stood before the record
  expect(await later(60_000)).toMatchObject({ messages: 0, delivered: 2 });
  expect(bodies().map(({ id }) => id)).toEqual([bodies()[0].id, bodies()[0].id]);
  expect(hook.calls[1]?.body).toBe(hook.calls[0]?.body);
});

it('a message and what it tells are stored together: where one cannot be, nothing is told', async () => {
  reserve('A-1', addMs(at, -hourMs));
  db.$client.exec(
    `CREATE TRIGGER broken BEFORE INSERT ON alert_deliveries BEGIN SELECT RAISE(ABORT, 'no'); END`,
  );
  await expect(run()).rejects.toThrow();
  expect(db.get(sql`SELECT count(*) AS n FROM alert_messages`)).toEqual({ n: 0 });
  db.$client.exec('DROP TRIGGER broken');
  expect(await run()).toMatchObject({ messages: 1, delivered: 2 });
});

it('what is over and told is forgotten after a season', async () => {
  reserve('A-1', addMs(at, -hourMs));
  await run();
  capture('A-1');
  await later(hourMs);
  await later(hourMs);
  await later(91 * dayMs);
  for (const table of ['alerts', 'alert_messages', 'alert_deliveries'])
    expect(db.get(sql.raw(`SELECT count(*) AS n FROM ${table}`)), table).toEqual({ n: 0 });
});
