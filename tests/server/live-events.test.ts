/** The stream of `GET /live`: who may listen, how many, what is told, and how it ends. */
import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import express from 'express';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLiveEvents, type LiveEvents, type LiveOptions } from '#server/live-events';
import { createLogInCookies } from '#server/log-in-cookies';
import type { OpenDesk } from '#services/open-desk';
import { registerOrder } from '#services/register-order';
import { logOut, startSession } from '#services/sessions';
import { openTestDesk, type TestDesk, testPerson, testSettings, testUnit } from '../test-desk';

let folder: string;
let books: TestDesk;
let ends: (() => void)[];
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-live-'));
  books = await openTestDesk({ database: path.join(folder, 'desk.db') });
  ends = [];
});
afterEach(async () => {
  for (const end of ends.reverse()) end();
  await books.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

type Told = { event: string; data: Record<string, unknown> };

async function serve(options: LiveOptions = {}) {
  const settings = testSettings({ DATABASE_PATH: path.join(folder, 'desk.db') });
  const desk: OpenDesk = { ...books.desk, settings, close: () => {} };
  const cookies = createLogInCookies(settings);
  const live = createLiveEvents(desk, cookies, { everyMs: 20, ...options });
  const server = express()
    .get('/live', (request, response, next) => void live.answer(request, response).catch(next))
    .listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  ends.push(() => server.close(), live.close);
  const { port } = server.address() as AddressInfo;
  const logIn = async (sinceMs = Date.now()) => {
    const browser = { address: '127.0.0.1', userAgent: 'test' };
    const who = { personId: testPerson.id, username: testPerson.username, method: 'password' as const };
    const token = await startSession(desk, { ...who, browser, nowMs: sinceMs }, undefined);
    return (await cookies.session.serialize(token)).split(';')[0] ?? '';
  };
  return { live, server, url: `http://127.0.0.1:${port}/live`, logIn, desk };
}

/** Listens until the stream ends; `told` grows meanwhile. */
async function listen(url: string, cookie: string) {
  const stop = new AbortController();
  ends.push(() => stop.abort());
  const response = await fetch(url, { headers: { Cookie: cookie }, signal: stop.signal });
  const told: Told[] = [];
  const read = async () => {
    const decoder = new TextDecoder();
    let text = '';
    const reader = response.body?.getReader();
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
        if (event && data) told.push({ event, data: JSON.parse(data) });
      }
    }
  };
  const ended = read().then(
    () => 'ended' as const,
    () => 'broken' as const,
  );
  return { response, told, ended, stop: () => stop.abort() };
}

const until = (condition: () => boolean) => expect.poll(condition, { timeout: 5000 }).toBe(true);
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 200));
const changesOf = (told: readonly Told[]) => told.filter(({ event }) => event === 'changed');

it('nobody listens without a log-in, with one that is over, or with one that is made up', async () => {
  const { url, logIn } = await serve();
  const over = await logIn(Date.now() - 13 * 3600_000);
  for (const cookie of ['', over, 'oppgjor_3000=abc.def']) {
    const { response } = await listen(url, cookie);
    expect(response.status).toBe(401);
    expect(response.headers.get('Content-Type')).toMatch(/^text\/plain/);
  }
});

it('one change is told once, to everybody; without a change nothing is told', async () => {
  const { url, logIn } = await serve();
  const streams = [await listen(url, await logIn()), await listen(url, await logIn())];
  for (const { response, told } of streams) {
    expect(response.headers.get('Content-Type')).toMatch(/^text\/event-stream/);
    expect(response.headers.get('Cache-Control')).toBe('no-store, no-transform');
    await until(() => told.length === 1);
    expect(told[0]).toMatchObject({ event: 'hello', data: { changes: {} } });
  }
  await aWhile();
  await registerOrder(books.desk, { msn: testUnit, orderId: 'A-1', amountOre: 100, express: false });
  for (const { told } of streams) await until(() => changesOf(told).length > 0);
  await aWhile();
  for (const { told } of streams)
    expect(changesOf(told)).toEqual([
      { event: 'changed', data: { topics: ['orders'], at: expect.stringMatching(/^20.*Z$/) } },
    ]);
  const late = await listen(url, await logIn());
  await until(() => late.told.length === 1);
  expect(late.told[0]?.data.changes, 'who comes later learns when it was').toEqual({
    orders: changesOf(streams[0]?.told ?? [])[0]?.data.at,
  });
});

it('a jump of the clock of the books is told', async () => {
  let real = Date.now();
  const { url, logIn } = await serve({ realNow: () => real });
  const { told } = await listen(url, await logIn());
  await until(() => told.length === 1);
  await books.advance({ advance: 'day' });
  real += 3000;
  await until(() => changesOf(told).length === 1);
  expect(changesOf(told)[0]?.data.topics).toEqual(['clock']);
});

it('streams are few for each person and in all, and a place that was left is free', async () => {
  const { url, logIn } = await serve({ streamsOfPerson: 2 });
  const cookie = await logIn();
  const first = await listen(url, cookie);
  await listen(url, cookie);
  expect((await listen(url, cookie)).response.status).toBe(503);
  first.stop();
  await expect.poll(async () => (await listen(url, cookie)).response.status).toBe(200);
  const other = await serve({ streamsInAll: 0 });
  expect((await listen(other.url, await other.logIn())).response.status).toBe(503);
});

it('signs of life come while nothing happens', async () => {
  const { url, logIn } = await serve({ beatMs: 30 });
  const { told } = await listen(url, await logIn());
  await until(() => told.filter(({ event }) => event === 'beat').length >= 2);
});

it('the end of the log-in ends the stream, with a word why', async () => {
  const { url, logIn } = await serve({ beatMs: 30 });
  const idleMs = 120 * 60_000; // that the page listens keeps no log-in open
  const { told, ended } = await listen(url, await logIn(Date.now() - idleMs + 400));
  expect(await ended).toBe('ended');
  expect(told.at(-1)).toEqual({ event: 'ended', data: { why: 'logged-out' } });
});

it('a log-in that is ended elsewhere ends its stream, and no other', async () => {
  const { url, logIn, desk } = await serve({ beatMs: 30 });
  const cookie = await logIn();
  const one = await listen(url, cookie);
  const other = await listen(url, await logIn());
  const token: unknown = await createLogInCookies(desk.settings).session.parse(cookie);
  const { username } = testPerson;
  await logOut(desk, String(token), { username, sessionId: 'x' }, Date.now());
  expect(await one.ended).toBe('ended');
  const told = other.told.length;
  await until(() => other.told.length > told);
});

it('a server that stops ends every stream at once, and waits for none', async () => {
  const { live, server, url, logIn } = await serve();
  const streams = [await listen(url, await logIn()), await listen(url, await logIn())];
  live.close();
  const closed = new Promise((resolve) => server.close(resolve));
  for (const { ended } of streams) expect(await ended).toBe('ended');
  await closed;
  expectClosed(live);
});

function expectClosed(live: LiveEvents): void {
  expect(() => live.close(), 'told twice to stop').not.toThrow();
}
