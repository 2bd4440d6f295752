import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { copyBooks } from './copy-books';
import { makeData } from './make-data';
import { ordersPageRate } from './works/orders-page-rate';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-bench-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

it('the page and its yardstick, whose rows are kept, are the same and answer every request', async () => {
  const { ordersFile } = await makeData(path.join(folder, 'data'), 400, 7);
  const file = path.join(folder, 'served.db');
  copyBooks(ordersFile, file);
  const figures = await ordersPageRate(file, { rounds: 1, roundMs: 200, connections: 2 });
  expect(figures.perSecond).toBeGreaterThan(0);
  expect(figures.yardstickPerSecond).toBeGreaterThan(0);
}, 120_000);
