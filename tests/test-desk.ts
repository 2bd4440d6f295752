/** A desk of its own for a test: an empty, migrated database in memory, a simulator in this process, both clocks held still. */
import pino from 'pino';
import { ore } from '#core/money';
import type { Grant } from '#core/permissions';
import { auditStatement } from '#db/audit';
import { atomically, type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { findOrder, type OrderRow, saveSalesUnit } from '#db/orders';
import { findPersonById, insertPersonStatement, replaceGrantsStatements } from '#db/people';
import { fixedClock } from '#services/clock';
import type { Desk } from '#services/desk';
import { initiatePayment } from '#services/initiate-payment';
import { grantWords } from '#services/people';
import { pollPayment } from '#services/poll-payments';
import { readSettings, type Settings } from '#services/settings';
import type { ClockMove } from '#simulator/control/clock-control';
import { startTestSimulator } from '#simulator/test-simulator';
import { createVippsClient } from '#vipps/client';

export const testUnit = '123456';

/** Who does things in tests: an admin. */
export const testPerson = { id: 'person-kari', username: 'kari' } as const;

/** Somebody with these roles, as if an admin had added them; without a password. */
export async function addTestPerson(
  db: Db,
  { id, username }: { readonly id: string; readonly username: string },
  grants: readonly Grant[] = [{ role: 'admin', msn: null }],
): Promise<void> {
  await atomically(db, [
    insertPersonStatement(db, {
      ...{ id, username, name: username },
      createdAt: '2026-01-01T00:00:00.000Z',
      createdBy: 'test',
    }),
    ...replaceGrantsStatements(db, id, 'given', grants),
    auditStatement(db, {
      ...{
        at: '2026-01-01T00:00:00.000Z',
        actor: 'test',
        action: 'person added',
        subject: `person ${username}`,
      },
      detail: { name: username, roles: grantWords(grants) },
    }),
  ]);
}

export type TestDeskOptions = {
  readonly database?: string;
  readonly readTimeoutMs?: number;
  readonly statementDir?: string;
  /** An existing simulator, for a second process on the same books. */
  readonly simulator?: Awaited<ReturnType<typeof startTestSimulator>>;
};

export async function openTestDesk(options: TestDeskOptions = {}) {
  const simulator = options.simulator ?? (await startTestSimulator({ statementDir: options.statementDir }));
  const { now } = await simulator.control.clock();
  const clock = fixedClock(now);
  const db = openDatabase(options.database ?? ':memory:');
  migrateOpen(db);
  const vipps = createVippsClient({
    baseUrl: simulator.baseUrl,
    ...simulator.credentials,
    system: { name: 'oppgjor', version: 'test', pluginName: 'oppgjor-desk', pluginVersion: 'test' },
    connectTimeoutMs: 200,
    readTimeoutMs: options.readTimeoutMs ?? 1000,
    sleep: async () => {},
    now: () => Date.parse(clock.now()),
  });
  const desk: Desk = { db, vipps, clock, log: pino({ level: 'silent' }) };
  for (const [msn, name] of [
    ['123456', 'Fjord & Fjell Sport'],
    ['123457', 'Fjord & Fjell Outlet'],
    ['234567', 'Lysgård Kaffe'],
  ] as const) {
    await saveSalesUnit(db, { msn, name, polled: true, at: now });
  }
  if ((await findPersonById(db, testPerson.id)) === undefined) await addTestPerson(db, testPerson);
  const read = async (orderId: string, msn = testUnit): Promise<OrderRow> => {
    const order = await findOrder(db, { msn, orderId });
    if (order === undefined) throw new Error(`no order ${orderId}`);
    return order;
  };
  return {
    desk,
    simulator,
    control: simulator.control,
    read,
    /** Moves the simulator's clock, and the desk's with it. */
    async advance(move: ClockMove) {
      clock.set((await simulator.control.moveClock(move)).now);
    },
    /** The payment as the simulator's own books have it. */
    async truth(orderId: string, msn = testUnit) {
      return simulator.control.order(msn, orderId);
    },
    async initiated(orderId: string, amountOre = 49_900, msn = testUnit) {
      await initiatePayment(desk, {
        msn,
        orderId,
        amountOre: ore(amountOre),
        transactionText: 'Two books',
        callbackPrefix: 'https://shop.example/callbacks',
        fallBack: 'https://shop.example/done',
      });
      return read(orderId, msn);
    },
    async reserved(orderId: string, amountOre = 49_900, msn = testUnit) {
      await this.initiated(orderId, amountOre, msn);
      await simulator.control.confirm(msn, orderId);
      await pollPayment(desk, await read(orderId, msn));
      return read(orderId, msn);
    },
    async close() {
      db.$client.close();
      if (options.simulator === undefined) await simulator.close();
    },
  };
}

export const silentLog = pino({ level: 'silent' });

/** Settings as a desk of its own has them. */
export function testSettings(environment: Readonly<Record<string, string>> = {}): Settings {
  const read = readSettings({
    DATABASE_PATH: ':memory:',
    SESSION_SECRET: 'a secret that only these tests know, long enough',
    DESK_USERNAME: 'kari',
    DESK_PASSWORD: 'en lang setning',
    VIPPS_BASE_URL: 'https://vipps.example',
    VIPPS_CLIENT_ID: 'id',
    VIPPS_CLIENT_SECRET: 'secret',
    VIPPS_SUBSCRIPTION_KEY: 'key',
    VIPPS_SALES_UNITS: '123456=Sport',
    PUBLIC_URL: 'https://desk.example',
    ...environment,
  });
  if (read.kind === 'invalid') throw new Error(read.problems.join('\n'));
  return read.settings;
}

export type TestDesk = Awaited<ReturnType<typeof openTestDesk>>;
