import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeData } from './make-data';
import { pollOrders } from './works/poll-orders';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-bench-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

it('every due order is polled, from a server in a process of its own, and has the state that was answered', async () => {
  const { ordersFile } = await makeData(path.join(folder, 'data'), 400, 7);
  const options = { orders: 200, answerMs: 5, atOnce: 10 };
  const figures = await pollOrders(ordersFile, path.join(folder, 'polled.db'), options);
  expect(figures.limitMs).toBe(100);
  expect(figures.ms).toBeGreaterThan(figures.limitMs);
}, 60_000);
