/**
 * A world for one history: the simulator in this process, and the desk on a file of its own as two processes, each of which can die at
 * any write. The disk can be full, the database locked, the desk's clock wrong.
 */
import fs from 'node:fs';
import http, { type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import express from 'express';
import { closeDatabase, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { saveSalesUnit } from '#db/orders';
import type { JobDesk } from '#jobs/job';
import { merchantEndpoints } from '#server/merchant-endpoints';
import type { OpenDesk } from '#services/open-desk';
import type { CallbackDesk } from '#services/receive-callback';
import type { Settings } from '#services/settings';
import { createControlClient } from '#simulator/control-client';
import { createSimulator, type Simulator } from '#simulator/create-simulator';
import { createSeededRandom, spreadSeed } from '#simulator/history/seeded-random';
import { testStart } from '#simulator/test-simulator';
import { createVippsClient } from '#vipps/client';
import { type DyingProcess, openDying, ProcessDied } from '../dying-process';
import { addTestPerson, silentLog, testPerson, testSettings } from '../test-desk';
import { emptyMemory, type Playground } from './playground';

type Process = DyingProcess & { readonly desk: OpenDesk };
export type ProcessName = 'web' | 'jobs';

export type FaultWorld = Playground & {
  readonly simulator: Simulator;
  readonly baseUrl: string;
  readonly story: readonly string[];
  readonly settings: Settings;
  /** The process makes so many writes more, and dies before the next. */
  dieAfter(process: ProcessName, writes: number): void;
  /** Another process holds the write lock while the work is done. */
  whileLocked(work: () => Promise<void>): Promise<void>;
  setDiskFull(isFull: boolean): void;
  setSkew(ms: number): void;
  /** Puts a new process in the place of each that died; how many did. */
  revive(): number;
  /** Does this come of what was done to the disk, the database or a process? */
  isExpected(error: unknown): boolean;
  /** Nobody has the file open any more: whoever opens it next must recover what a killed process left. */
  sleep(): void;
  /** Everything works from now on: no fault waits, both processes are new, and Vipps is given time to answer. */
  calm(): Promise<void>;
  close(): Promise<void>;
};

export const worldUnits = [
  ['123456', 'Fjord & Fjell Sport'],
  ['123457', 'Fjord & Fjell Outlet'],
  ['123458', 'Fjord & Fjell Gavekort'],
  ['234567', 'Lysgård Kaffe'],
] as const;

/** In the storm an answer is late soon, so that a history takes no minute. */
const stormTimeoutMs = 120;

export async function openFaultWorld(seed: number): Promise<FaultWorld> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-faults-'));
  const file = path.join(folder, 'desk.db');
  fs.copyFileSync(await emptyBooks(), file);
  const simulator = createSimulator({
    ...{ now: testStart, frozen: true, statementDir: path.join(folder, 'bank') },
    config: { rateLimits: false, callbackLimitMs: 400, reportPageSize: 9 },
  });
  const baseUrl = `http://127.0.0.1:${await simulator.listen(0)}`;
  const merchant = await serveMerchant(() => processes.web);
  const settings = testSettings({
    ...{ DATABASE_PATH: file, BANK_INBOX_DIR: path.join(folder, 'bank') },
    PUBLIC_URL: `http://127.0.0.1:${(merchant.address() as AddressInfo).port}`,
  });
  const story: string[] = [];
  const ofTheLock = new WeakSet<Error>();
  const state = { skewMs: 0, diskFull: false, busyTimeoutMs: 20, readTimeoutMs: stormTimeoutMs };
  const clock = {
    now: () => new Date(simulator.world.clock.nowMs() + state.skewMs).toISOString(),
    refresh: async () => {},
  };

  function startProcess(): Process {
    const dying = openDying(file, Number.POSITIVE_INFINITY, { busyTimeoutMs: state.busyTimeoutMs });
    const vipps = createVippsClient({
      ...{ baseUrl, ...simulator.world.config.credentials },
      system: { name: 'oppgjor', version: 'test', pluginName: 'oppgjor-desk', pluginVersion: 'test' },
      ...{ connectTimeoutMs: state.readTimeoutMs, readTimeoutMs: state.readTimeoutMs },
      ...{ sleep: async () => {}, now: () => Date.parse(clock.now()) },
    });
    const desk = { ...{ db: dying.db, vipps, clock, log: silentLog, settings }, close: () => {} };
    return { ...dying, desk };
  }

  const processes: Record<ProcessName, Process> = { web: startProcess(), jobs: startProcess() };
  const everyOne = () => [processes.web, processes.jobs];
  const deskOf = (name: ProcessName): JobDesk & CallbackDesk => processes[name].desk;

  function replace(which: (process: Process) => boolean): number {
    let replaced = 0;
    for (const name of ['web', 'jobs'] as const) {
      if (!which(processes[name])) continue;
      closeDatabase(processes[name].db);
      processes[name] = startProcess();
      replaced += 1;
    }
    limitPages();
    return replaced;
  }

  /** As far as SQLite is concerned, a file that may not grow is a disk that is full. */
  function limitPages(): void {
    for (const { db } of everyOne()) {
      const pages = db.$client.pragma('page_count', { simple: true });
      db.$client.pragma(`max_page_count = ${state.diskFull ? Number(pages) : 1_073_741_823}`);
    }
  }

  return {
    ...{ simulator, baseUrl, settings, story, memory: emptyMemory() },
    random: createSeededRandom(spreadSeed(seed)),
    control: createControlClient(baseUrl),
    web: () => deskOf('web'),
    jobs: () => deskOf('jobs'),
    tell: (line) => story.push(line),
    dieAfter: (name, writes) => processes[name].dieAfter(writes),
    async whileLocked(work) {
      const other = new Database(file);
      other.exec('BEGIN IMMEDIATE');
      try {
        await work();
      } catch (error) {
        if (error instanceof Error && causesOf(error).some((cause) => codeOf(cause) === 'SQLITE_BUSY'))
          ofTheLock.add(error);
        throw error;
      } finally {
        other.exec('ROLLBACK');
        other.close();
      }
    },
    setDiskFull(isFull) {
      state.diskFull = isFull;
      limitPages();
    },
    setSkew(ms) {
      state.skewMs = ms;
    },
    revive: () => replace(({ isDead }) => isDead()),
    isExpected: (error) =>
      causesOf(error).some(
        (cause) =>
          (cause instanceof ProcessDied && everyOne().some(({ isDead }) => isDead())) ||
          (cause instanceof Error && ofTheLock.has(cause)) ||
          (state.diskFull && codeOf(cause) === 'SQLITE_FULL'),
      ),
    sleep() {
      for (const { db } of everyOne()) closeDatabase(db);
    },
    async calm() {
      Object.assign(state, { skewMs: 0, diskFull: false, busyTimeoutMs: 5000, readTimeoutMs: 10_000 });
      simulator.world.faults.clear();
      replace(() => true);
    },
    async close() {
      const closed = new Promise((resolve) => merchant.close(resolve));
      merchant.closeAllConnections();
      await Promise.all([closed, simulator.close()]);
      for (const { db } of everyOne()) closeDatabase(db);
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What Vipps calls. While the process is dead the connection breaks, as it would. */
async function serveMerchant(web: () => Process): Promise<Server> {
  const app = express();
  app.use('/vipps', (request, response) => {
    const { desk, isDead } = web();
    if (isDead()) response.destroy();
    else
      merchantEndpoints(desk)(request, response, () => {
        if (!response.headersSent) response.status(500).end();
      });
  });
  const server = http.createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

let empty: Promise<string> | undefined;

/** Migrated once for all histories of this process. */
function emptyBooks(): Promise<string> {
  empty ??= makeEmptyBooks();
  return empty;
}

async function makeEmptyBooks(): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-empty-'));
  const file = path.join(folder, 'desk.db');
  const db = openDatabase(file);
  migrateOpen(db);
  for (const [msn, name] of worldUnits) await saveSalesUnit(db, { msn, name, polled: true, at: testStart });
  await addTestPerson(db, testPerson);
  closeDatabase(db);
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  return file;
}

export function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let cause = error; cause !== undefined && cause !== null && causes.length < 10; ) {
    causes.push(cause);
    if (cause instanceof AggregateError) return [...causes, ...cause.errors.flatMap(causesOf)];
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Database.SqliteError ? error.code : undefined;
}
