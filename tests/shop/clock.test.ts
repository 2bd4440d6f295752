import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createShopClock } from '#shop/clock';

const farAway = '2031-05-06T07:08:09.000Z';
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A clock that answers when it is told to. */
async function startClock() {
  const waiting: ServerResponse[] = [];
  const server = createServer((_request, response) => waiting.push(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    waiting,
    answer() {
      for (const response of waiting.splice(0)) {
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ now: farAway }));
      }
    },
    asked: () => expect.poll(() => waiting.length).toBeGreaterThan(0),
  };
}

describe('the clock of the shop', () => {
  it('lets everybody wait for the first answer, also who comes while it is on its way', async () => {
    const time = await startClock();
    const clock = createShopClock(time.url);
    const first = clock.refresh();
    const second = clock.refresh();
    let isSecondBack = false;
    void second.then(() => {
      isSecondBack = true;
    });
    await time.asked();
    expect(isSecondBack).toBe(false);
    expect(time.waiting).toHaveLength(1);
    time.answer();
    expect(await Promise.all([first, second])).toEqual([true, true]);
    expect(clock.now().slice(0, 10)).toBe(farAway.slice(0, 10));
  });

  it('says that the time is unknown, and asks again at once', async () => {
    const time = await startClock();
    const clock = createShopClock(time.url);
    const failed = clock.refresh();
    await time.asked();
    for (const response of time.waiting.splice(0)) response.destroy();
    expect(await failed).toBe(false);
    const second = clock.refresh();
    await time.asked();
    time.answer();
    expect(await second).toBe(true);
  });

  it('keeps the last known distance while nobody answers', async () => {
    const time = await startClock();
    const clock = createShopClock(time.url, 0);
    const known = clock.refresh();
    await time.asked();
    time.answer();
    await known;
    for (const end of ends.splice(0)) end();
    expect(await clock.refresh()).toBe(true);
    expect(clock.now().slice(0, 10)).toBe(farAway.slice(0, 10));
  });
});
