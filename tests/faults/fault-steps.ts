/** What goes wrong. Each fault strikes the steps that come after it, until it is used up or the history is calmed. */
import { runJob } from '#jobs/run-job';
import { settleCommandsJob } from '#jobs/settle-commands';
import { receivePaymentUpdate } from '#services/receive-callback';
import { callbackFaults, type Operation, operations } from '#simulator/faults';
import { allOf, businessSteps } from './business-steps';
import type { FaultWorld, ProcessName } from './fault-world';
import { pickOrder, pickStep } from './playground';

export type FaultStep = {
  readonly name: string;
  readonly weight: number;
  readonly run: (world: FaultWorld) => Promise<void>;
};

/** Kinds that strike a call to Vipps, with their number of strikes. */
const callFaults = [
  'rate-limited',
  'rate-limited',
  'unauthorized',
  'server-error',
  'timeout-before-effect',
  'reset-before-effect',
  'slow',
  'server-error-after-effect',
  'server-error-after-effect',
  'timeout-after-effect',
  'timeout-after-effect',
  'reset-after-effect',
  'reset-after-effect',
  'half-body',
  'malformed-json',
] as const;

const vippsFails: FaultStep = {
  name: 'Vipps fails',
  weight: 12,
  async run(world) {
    const { random, simulator, tell } = world;
    const kind = random.pick(callFaults);
    const operation = random.pick<Operation | undefined>([
      ...([undefined, undefined, 'capture', 'capture', 'capture', 'refund', 'cancel', 'details'] as const),
      ...operations,
    ]);
    const orderId = random.chance(0.2) ? pickOrder(world)?.orderId : undefined;
    simulator.world.faults.add({
      ...{ kind, operation, orderId, times: random.whole(1, 5) },
      // A slow answer comes before or after the desk has given up; a silent one hangs a little longer than that.
      delayMs: kind === 'slow' ? random.pick([40, 250]) : 250,
      retryAfterSeconds: random.pick([undefined, 0, 1, 40]),
    });
    tell(`Vipps: ${kind} at ${operation ?? 'anything'}${orderId ? ` of ${orderId}` : ''}`);
  },
};

const reportFails: FaultStep = {
  name: 'the report is late, repeats itself or tells what nobody knows',
  weight: 3,
  async run({ control, random, tell }) {
    const kind = random.pick([
      'duplicate-entry',
      'feed-repeats-last-items',
      'late-report',
      'legacy-dates-404',
      'unknown-entry-type',
    ] as const);
    await control.addFault({
      ...{ kind, times: random.whole(1, 4) },
      ledgerId: random.pick(['302321', '302977']),
      ...(kind === 'unknown-entry-type' && { amountOre: random.whole(-3000, -1) }),
      ...(kind === 'late-report' && { hours: random.whole(1, 40) }),
    });
    tell(`report: ${kind}`);
  },
};

const callbackFails: FaultStep = {
  name: 'callbacks are lost, doubled or late',
  weight: 4,
  async run({ random, simulator, tell }) {
    const kind = random.pick(callbackFaults);
    simulator.world.faults.add({ kind, times: random.whole(1, 3), delayMs: random.pick([0, 50, 200]) });
    tell(`callbacks: ${kind}`);
  },
};

const callbacksReplayed: FaultStep = {
  name: 'old callbacks come again, newest first',
  weight: 2,
  async run(world) {
    const old = world.simulator.world.callbacks.listLatest(20).filter(() => world.random.chance(0.4));
    for (const { url, authToken, body } of old) {
      const [, msn, orderId] = /\/vipps\/(\d+)\/v2\/payments\/([^/]+)$/.exec(url) ?? [];
      if (msn === undefined || orderId === undefined) continue;
      const json: unknown = JSON.parse(body);
      await receivePaymentUpdate(world.web(), { msn, orderId, json, authorization: authToken ?? undefined });
    }
    world.tell(`${old.length} old callbacks again`);
  },
};

const processDies: FaultStep = {
  name: 'a process dies',
  weight: 5,
  async run({ random, dieAfter, tell }) {
    const [name, writes] = [random.pick<ProcessName>(['web', 'jobs']), random.whole(0, 14)];
    dieAfter(name, writes);
    tell(`${name} dies after ${writes} writes`);
  },
};

const bothBusy: FaultStep = {
  name: 'both processes are at work at once',
  weight: 8,
  async run(world) {
    const works = Array.from({ length: world.random.whole(2, 3) }, () =>
      pickStep(world.random, businessSteps),
    );
    await allOf([
      ...works.map((step) => step.run(world)),
      runJob(world.jobs(), settleCommandsJob, { requestedBy: 'schedule' }),
    ]);
  },
};

const locked: FaultStep = {
  name: 'the database is locked',
  weight: 4,
  async run(world) {
    const step = pickStep(world.random, businessSteps);
    world.tell(`locked while ${step.name}`);
    await world.whileLocked(() => step.run(world));
  },
};

const diskFills: FaultStep = {
  name: 'the disk is full',
  weight: 3,
  async run(world) {
    world.tell('the disk is full');
    world.setDiskFull(true);
  },
};

const diskIsFreed: FaultStep = {
  name: 'the disk is freed',
  weight: 5,
  async run(world) {
    world.setDiskFull(false);
  },
};

const clockIsWrong: FaultStep = {
  name: "the desk's clock is wrong",
  weight: 2,
  async run({ random, setSkew, tell }) {
    const minutes = random.pick([-9, -2, 0, 0, 3, 14]);
    setSkew(minutes * 60_000);
    tell(`the clock is ${minutes} minutes off`);
  },
};

export const faultSteps: readonly [FaultStep, ...FaultStep[]] = [
  vippsFails,
  reportFails,
  callbackFails,
  callbacksReplayed,
  processDies,
  bothBusy,
  locked,
  diskFills,
  diskIsFreed,
  clockIsWrong,
];
