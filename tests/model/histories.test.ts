/** Some hundred random histories against the model; `npm run test:model` plays as many as one likes. */
import { expect, it } from 'vitest';
import { playHistories } from './play-histories';

it('desk, simulator and model agree on whatever happens to a shop', async () => {
  const seed = Number(process.env.SEED ?? 2_026);
  await expect(playHistories({ runs: 200, seed, longest: 20 })).resolves.toBeUndefined();
}, 600_000); // a machine may be busy
