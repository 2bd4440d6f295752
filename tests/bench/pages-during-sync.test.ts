import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeData } from './make-data';
import { pagesDuringSync } from './works/pages-during-sync';
import { tiedIn } from './works/reconcile-all';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-bench-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

it('pages are answered at rest and while another process syncs and reconciles, which it does to the end', async () => {
  const data = await makeData(path.join(folder, 'data'), 2000, 7);
  const file = path.join(folder, 'desk.db');
  const { during, atRest, byPage } = await pagesDuringSync(data, file, { turnsAtRest: 2, pauseMs: 1 });
  expect(during.pages).toBeGreaterThan(0);
  expect(atRest.pages).toBe(2 * byPage.size);
  expect([during.p95, atRest.p95].every((ms) => ms > 0)).toBe(true);
  expect(tiedIn(file).pairs).toBeGreaterThan(1000);
}, 120_000);
