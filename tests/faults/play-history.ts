/** One history: so many steps of business and of faults from a seed, then calm, healing, and the books held against each other. */
import { inspect } from 'node:util';
import { businessSteps, openingSteps } from './business-steps';
import { checkBooks } from './check-books';
import { type FaultStep, faultSteps } from './fault-steps';
import { causesOf, type FaultWorld, openFaultWorld } from './fault-world';
import { heal } from './heal';
import { pickStep } from './playground';

export type History = {
  readonly seed: number;
  /** In words; none when every promise was kept. */
  readonly problems: readonly string[];
  readonly story: readonly string[];
  /** What happened how often, by name: steps, strikes of faults, deaths, commands by outcome. */
  readonly counts: Readonly<Record<string, number>>;
};

export const stepsOfHistory = 45;

export async function playHistory(seed: number, steps = stepsOfHistory): Promise<History> {
  const world = await openFaultWorld(seed);
  const counts = new Map<string, number>();
  const count = (name: string, by = 1) => {
    counts.set(name, (counts.get(name) ?? 0) + by);
  };
  const problems: string[] = [];
  try {
    for (const step of openingSteps) problems.push(...(await take(world, step)));
    for (let taken = 0; taken < steps; taken += 1) {
      const isFault = world.random.chance(0.3);
      const step: FaultStep = isFault
        ? pickStep(world.random, faultSteps)
        : pickStep(world.random, businessSteps);
      count(step.name);
      problems.push(...(await take(world, step)));
      count('deaths of a process', world.revive());
    }
    for (const { kind, struck } of world.simulator.world.faults.list()) count(`strikes: ${kind}`, struck);
    await world.calm();
    problems.push(...(await heal(world)));
    problems.push(...(await checkBooks(world.jobs(), world.simulator.world, world.memory)));
    countOutcomes(world, count);
    return { seed, problems, story: world.story, counts: Object.fromEntries(counts) };
  } finally {
    await world.close();
  }
}

/** A step may fail by what was done to the disk, the database or a process, and by nothing else. */
async function take(world: FaultWorld, step: FaultStep): Promise<string[]> {
  try {
    await step.run(world);
    return [];
  } catch (error) {
    const [deepest] = causesOf(error).slice(-1);
    world.tell(`  ${step.name}: ${String(deepest)}`);
    return world.isExpected(error) ? [] : [`${step.name} failed by itself: ${inspect(error, { depth: 4 })}`];
  }
}

function countOutcomes(world: FaultWorld, count: (name: string, by: number) => void): void {
  const { $client } = world.jobs().db;
  const grouped = (prefix: string, sql: string) => {
    for (const { name, n } of $client.prepare(sql).all() as { name: string; n: number }[])
      count(`${prefix}: ${name}`, n);
  };
  grouped('commands', `SELECT kind || ' ' || status AS name, count(*) AS n FROM commands GROUP BY 1`);
  grouped(
    'told unknown',
    `SELECT action AS name, count(*) AS n FROM audit_log WHERE action LIKE '% unknown' GROUP BY 1`,
  );
  grouped('orders', 'SELECT state AS name, count(*) AS n FROM orders GROUP BY 1');
  grouped('callbacks', 'SELECT outcome AS name, count(*) AS n FROM callbacks GROUP BY 1');
  grouped('jobs', 'SELECT status AS name, count(*) AS n FROM job_runs GROUP BY 1');
  grouped(
    'open exceptions',
    `SELECT kind AS name, count(*) AS n FROM exceptions WHERE status = 'open' GROUP BY 1`,
  );
  grouped(
    'books',
    `SELECT 'ledger entries' AS name, count(*) AS n FROM ledger_entries UNION ALL SELECT 'payouts', count(*) FROM payouts UNION ALL SELECT 'bank lines', count(*) FROM bank_lines`,
  );
}
