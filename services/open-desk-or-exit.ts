/** Opens the desk at the start of a process; ends the process with clear lines when its keys are missing or cannot be opened. */
import { closeDatabase, openDatabase } from '#db/client';
import { type OpenDesk, openDesk } from './open-desk';
import type { Settings } from './settings';
import { checkTotpKeys, KeysProblem, readVippsKeys } from './vipps-keys';

export async function openDeskOrExit(settings: Settings, processName: string): Promise<OpenDesk> {
  return openDesk(settings, processName).catch(exitWithProblems);
}

/** Once, before several processes open the same desk. The database must have been migrated. */
export async function checkKeysOrExit(settings: Settings): Promise<void> {
  const db = openDatabase(settings.DATABASE_PATH);
  try {
    await readVippsKeys(db, settings);
    await checkTotpKeys(db, settings);
  } catch (error) {
    exitWithProblems(error);
  } finally {
    closeDatabase(db);
  }
}

function exitWithProblems(error: unknown): never {
  if (!(error instanceof KeysProblem)) throw error;
  for (const problem of error.problems) console.error(problem);
  console.error('Oppgjør was not started. Every setting is described in .env.example.');
  process.exit(1);
}
