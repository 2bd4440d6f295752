/** A small version of `npm run test:load`: what is right under load, and never how fast it is. */
import { expect, it } from 'vitest';
import { runUnderLoad } from './run-under-load';

it('people reading and acting at once, while ledgers are read and orders exported, see right pages and move money once', async () => {
  const result = await runUnderLoad({ readers: 10, actors: 3, seconds: 5, orders: 500, hurry: 15 });
  expect(result.problems).toEqual([]);
  expect(result.acted).toBeGreaterThan(0);
  expect(result.ledgerEntries).toBeGreaterThan(100);
  expect(result.exports).toBeGreaterThan(0);
}, 240_000);
