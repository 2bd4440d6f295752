/** A shop under load: simulator, pages and jobs as processes of their own, filled books, and people who are logged in. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pLimit from 'p-limit';
import { ore } from '#core/money';
import type { Grant } from '#core/permissions';
import { migrateFile } from '#db/migrate';
import { findOrder } from '#db/orders';
import { createLogInCookies } from '#server/log-in-cookies';
import { initiatePayment } from '#services/initiate-payment';
import { type OpenDesk, openDesk } from '#services/open-desk';
import { pollPayment, pollPayments } from '#services/poll-payments';
import { noProgress } from '#services/progress';
import { registerOrders } from '#services/register-order';
import { startSession } from '#services/sessions';
import { readSettings } from '#services/settings';
import { defaultConfig, demoCredentials } from '#simulator/config';
import { type ControlClient, createControlClient } from '#simulator/control-client';
import { freePort, type RunningProcess, startProcess } from '../browser/start-process';
import { addTestPerson } from '../test-desk';

export type Visitor = {
  readonly name: string;
  /** As the shop's proxy names it: each person has an address of their own. */
  readonly address: string;
  readonly cookie: string;
};

export type OrderName = { readonly msn: string; readonly orderId: string };

export type LoadShop = {
  readonly url: string;
  readonly desk: OpenDesk;
  readonly control: ControlClient;
  readonly server: RunningProcess;
  readonly readers: readonly Visitor[];
  readonly actors: readonly Visitor[];
  readonly exporter: Visitor;
  /** Reserved, and known to the desk. */
  readonly reserved: readonly OrderName[];
  stop(): Promise<void>;
};

export type LoadPlan = {
  readonly readers: number;
  readonly actors: number;
  readonly orders: number;
  /** Reserved ones for the actors, beside the others. */
  readonly toActOn: number;
};

/** What the simulator's shops sell on an average day. */
const ordersADay = 42;
export const reservedOre = 50_000;

export async function startLoadShop(plan: LoadPlan, say: (text: string) => void): Promise<LoadShop> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-load-'));
  const ends: (() => Promise<void> | void)[] = [() => fs.rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of ends.splice(0)) await end();
  };
  try {
    const endsAt = new Date().toISOString();
    const simulator = await startProcess('simulator/start-simulator.ts', {
      SIMULATOR_PORT: '0',
      SIMULATOR_DB: path.join(folder, 'simulator.db'),
      SIMULATOR_START: endsAt,
      BANK_STATEMENT_DIR: path.join(folder, 'bank'),
    });
    ends.unshift(simulator.stop);
    const control = createControlClient(simulator.url);
    const days = Math.min(400, Math.ceil(plan.orders / ordersADay));
    say(`${days} days of history …`);
    await control.generateHistory({ seed: 7, days, endsAt });
    const environment = await environmentOf(folder, simulator.url);
    const read = readSettings({ ...environment, LOG_LEVEL: 'silent' });
    if (read.kind === 'invalid') throw new Error(read.problems.join('\n'));
    await migrateFile(read.settings.DATABASE_PATH);
    const desk = await openDesk(read.settings, 'load');
    ends.unshift(() => desk.close());
    await readHistory(desk, control, plan.orders, say);
    say(`${plan.toActOn} orders to act on …`);
    const reserved = await reserveOrders(desk, control, plan.toActOn);
    say('People …');
    const cookies = createLogInCookies(read.settings);
    const people = (prefix: string, count: number, network: number, grants: readonly Grant[]) =>
      Promise.all(
        Array.from({ length: count }, async (_, index): Promise<Visitor> => {
          const username = `${prefix}${index + 1}`;
          const id = `person-${username}`;
          await addTestPerson(desk.db, { id, username }, grants);
          const address = `10.${network}.${Math.floor(index / 250)}.${(index % 250) + 1}`;
          const browser = { address, userAgent: 'load' };
          const who = { personId: id, username, method: 'password' as const };
          const token = await startSession(desk, { ...who, browser, nowMs: Date.now() }, undefined);
          const cookie = (await cookies.session.serialize(token)).split(';')[0] ?? '';
          return { name: username, address, cookie };
        }),
      );
    const everywhere = (...names: Grant['role'][]) => names.map((role): Grant => ({ role, msn: null }));
    const readers = await people('reader', plan.readers, 1, everywhere('read-only', 'finance'));
    const actors = await people('actor', plan.actors, 2, everywhere('manager', 'finance'));
    const [exporter] = await people('exporter', 1, 3, everywhere('admin'));
    if (exporter === undefined) throw new Error('nobody exports');
    say('Pages and jobs …');
    const server = await startProcess('server/start.ts', environment);
    ends.unshift(server.stop);
    return { url: server.url, desk, control, server, readers, actors, exporter, reserved, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As a shop sets it: no clock of a simulator, the limits as they come, a proxy on the same machine. */
async function environmentOf(folder: string, simulatorUrl: string) {
  return {
    DATABASE_PATH: path.join(folder, 'oppgjor.db'),
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    SESSION_SECRET: randomBytes(32).toString('hex'),
    SECRETS_KEYS: `load:${randomBytes(32).toString('hex')}`,
    COOKIE_SECURE: 'no',
    DESK_USERNAME: 'kari',
    DESK_PASSWORD: 'en lang setning til prøve',
    VIPPS_BASE_URL: simulatorUrl,
    VIPPS_CLIENT_ID: demoCredentials.clientId,
    VIPPS_CLIENT_SECRET: demoCredentials.clientSecret,
    VIPPS_SUBSCRIPTION_KEY: demoCredentials.subscriptionKey,
    VIPPS_SALES_UNITS: defaultConfig.salesUnits.map(({ msn, name }) => `${msn}=${name}`).join(', '),
    BANK_INBOX_DIR: path.join(folder, 'bank'),
    LOG_LEVEL: 'error',
  };
}

/** Payments are read beforehand; the ledgers are not: their first reading is part of the load. */
async function readHistory(
  desk: OpenDesk,
  control: ControlClient,
  most: number,
  say: (text: string) => void,
): Promise<void> {
  let registered = 0;
  for (let after: number | null = 0; after !== null && registered < most; ) {
    const page: Awaited<ReturnType<ControlClient['orders']>> = await control.orders(after, 1000);
    registered += await registerOrders(
      desk,
      page.orders.slice(0, most - registered).map((order) => ({
        msn: order.msn,
        orderId: order.orderId,
        amountOre: order.amount,
        description: order.transactionText,
        express: order.express,
        initiatedAt: order.initiatedAt,
      })),
    );
    after = page.nextAfter;
  }
  say(`${registered} orders; reading their payments …`);
  await pollPayments(desk, noProgress);
}

async function reserveOrders(desk: OpenDesk, control: ControlClient, count: number): Promise<OrderName[]> {
  const limit = pLimit(8);
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      limit(async () => {
        const name = {
          msn: index % 2 === 0 ? '123456' : '123457',
          orderId: `load-${String(index + 1).padStart(5, '0')}`,
        };
        await initiatePayment(desk, {
          ...name,
          amountOre: ore(reservedOre),
          transactionText: 'Ullsokker',
          callbackPrefix: 'http://127.0.0.1:9/callbacks',
          fallBack: 'http://127.0.0.1:9/thanks',
        });
        await control.confirm(name.msn, name.orderId);
        const order = await findOrder(desk.db, name);
        if (order !== undefined) await pollPayment(desk, order);
        return name;
      }),
    ),
  );
}
