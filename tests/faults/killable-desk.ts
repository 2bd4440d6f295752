/**
 * A desk as a process of its own, for tests/faults/kill-runs: people, shops and jobs work on the file until the process is killed, from
 * outside or at the write it was told. What people are told is appended to a file in the moment they are told it.
 */
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { openDatabase } from '#db/client';
import { merchantEndpoints } from '#server/merchant-endpoints';
import { simulatorClock } from '#services/clock';
import { createControlClient } from '#simulator/control-client';
import { createSeededRandom, spreadSeed } from '#simulator/history/seeded-random';
import { createVippsClient } from '#vipps/client';
import { silentLog, testSettings } from '../test-desk';
import { businessSteps, wholeDay } from './business-steps';
import { type DeathAtWrite, dieAtWrite } from './die-at-write';
import { emptyMemory, type Playground, pickStep, type Step } from './playground';

export type Life = {
  readonly seed: number;
  readonly file: string;
  readonly simulatorUrl: string;
  readonly publicUrl: string;
  readonly bankFolder: string;
  /** JSON lines `{request, word}`. */
  readonly toldFile: string;
  /** Each name of a write, once. */
  readonly namesFile: string;
  readonly firstOrder: number;
  readonly credentials: { clientId: string; clientSecret: string; subscriptionKey: string };
  readonly death: DeathAtWrite;
};

const steps: readonly [Step, ...Step[]] = [...businessSteps, wholeDay];

process.once('message', (life: Life) => void live(life));
process.on('disconnect', () => process.exit(0));
process.send?.('started');

async function live(life: Life): Promise<void> {
  const db = openDatabase(life.file);
  dieAtWrite(db, life.death, (name) => fs.appendFileSync(life.namesFile, `${name}\n`));
  const settings = testSettings({
    ...{ DATABASE_PATH: life.file, BANK_INBOX_DIR: life.bankFolder, PUBLIC_URL: life.publicUrl },
  });
  const clock = simulatorClock(life.simulatorUrl);
  await clock.refresh('now');
  const vipps = createVippsClient({
    ...{ baseUrl: life.simulatorUrl, ...life.credentials, now: () => Date.parse(clock.now()) },
    system: { name: 'oppgjor', version: 'test', pluginName: 'oppgjor-desk', pluginVersion: 'test' },
    ...{ connectTimeoutMs: 400, readTimeoutMs: 400, sleep: async () => {} },
  });
  const desk = { ...{ db, vipps, clock, settings, log: silentLog }, close: () => {} };
  const app = express();
  app.use('/vipps', merchantEndpoints(desk));
  const server = http.createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.send?.({ port: (server.address() as AddressInfo).port });
  const memory = {
    ...emptyMemory(),
    nextOrder: life.firstOrder,
    onTold: (request: unknown, word: string) =>
      fs.appendFileSync(life.toldFile, `${JSON.stringify({ request, word })}\n`),
  };
  const known = 'SELECT msn, order_id AS orderId, amount_ore AS amountOre FROM orders ORDER BY rowid';
  memory.orders.push(...(db.$client.prepare(known).all() as typeof memory.orders));
  const ground = (seed: number): Playground => ({
    ...{
      memory,
      random: createSeededRandom(spreadSeed(seed)),
      control: createControlClient(life.simulatorUrl),
    },
    ...{ web: () => desk, jobs: () => desk, tell: () => {} },
  });
  // Two at a time, as pages and jobs are.
  await Promise.all([work(ground(life.seed), clock), work(ground(life.seed + 1), clock)]);
}

/** Until the process is killed. Nothing is done to the file but that, so that whatever fails here fails by itself. */
async function work(ground: Playground, clock: { refresh(when: 'now'): Promise<void> }): Promise<void> {
  for (;;) {
    await clock.refresh('now');
    await pickStep(ground.random, steps).run(ground);
  }
}

process.on('unhandledRejection', (error) => {
  process.send?.({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }, () =>
    process.exit(3),
  );
});
