/** Can the desk do its work? For whoever sends people to it: in words without secrets, after a moment in any case. */
import type { Db } from '#db/client';
import { migrationState, probeWriting } from '#db/probe';
import { findProcessSign } from '#db/process-signs';
import type { Desk } from './desk';
import type { Settings } from './settings';
import { KeysProblem, readVippsKeys, type VippsKeyName } from './vipps-keys';

/** What the jobs process is called where it leaves signs of life, and how often it does. */
export const jobsProcess = 'jobs';
export const signEveryMs = 10_000;
/** Without a sign for so long it is taken for dead. */
export const silentProcessMs = 60_000;

export type Readiness = {
  readonly ready: boolean;
  readonly checks: Readonly<Record<CheckName, string>>;
};
type CheckName = 'process' | 'database' | 'migrations' | 'jobs' | 'keys';

type ReadinessSettings = Pick<Settings, VippsKeyName | 'SECRETS_KEYS'>;

/** Of a check that is well it says `ok`, of another in a word what is wrong. `realNowMs`: signs of life are real time. */
export async function checkReadiness(
  { db, log }: Pick<Desk, 'db' | 'log'>,
  settings: ReadinessSettings,
  realNowMs: number,
): Promise<Readiness> {
  const check = async (name: CheckName, look: () => Promise<string>) => {
    try {
      return await look();
    } catch (error) {
      log.error({ err: error, check: name }, 'the desk is not ready');
      return 'failed';
    }
  };
  const checks = {
    process: 'ok',
    database: await check('database', async () => {
      await probeWriting(db);
      return 'ok';
    }),
    migrations: await check('migrations', async () => {
      const state = await migrationState(db);
      return state === 'current' ? 'ok' : state;
    }),
    jobs: await check('jobs', () => lookForJobs(db, realNowMs)),
    keys: await check('keys', () => lookForKeys(db, settings)),
  };
  return { ready: Object.values(checks).every((word) => word === 'ok'), checks };
}

/** Nothing is looked at any more: the process ends. */
export const stoppingReadiness = { ready: false, checks: { process: 'stopping' } } as const;

async function lookForJobs(db: Db, realNowMs: number): Promise<'ok' | 'silent' | 'never-started'> {
  const sign = await findProcessSign(db, jobsProcess);
  if (sign === undefined) return 'never-started';
  return Math.abs(realNowMs - Date.parse(sign.seenAt)) <= silentProcessMs ? 'ok' : 'silent';
}

async function lookForKeys(db: Db, settings: ReadinessSettings): Promise<'ok' | 'missing-or-closed'> {
  try {
    await readVippsKeys(db, settings);
    return 'ok';
  } catch (error) {
    if (error instanceof KeysProblem) return 'missing-or-closed';
    throw error;
  }
}
