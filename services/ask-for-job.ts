/** A person asks that a job be run now; asked twice before it began, it runs once. */
import { uuidv7 } from 'uuidv7';
import { auditStatement } from '#db/audit';
import { atomically, exactly, UnexpectedChanges } from '#db/client';
import { requestJobRunStatement } from '#db/job-runs';
import type { OfflineDesk } from './desk';
import type { JobName } from './job-names';

/** False when it is asked for already. */
export async function askForJob(
  { db, clock }: Pick<OfflineDesk, 'db' | 'clock'>,
  { job, actor }: { readonly job: JobName; readonly actor: string },
): Promise<boolean> {
  const request = { id: uuidv7(), job, requestedBy: actor, realNow: new Date().toISOString() };
  const record = { at: clock.now(), actor, action: 'job asked for', subject: `job ${job}` };
  try {
    await atomically(db, [exactly(1, requestJobRunStatement(db, request)), auditStatement(db, record)]);
    return true;
  } catch (error) {
    if (error instanceof UnexpectedChanges) return false;
    throw error;
  }
}
