/** A person asks that a job be run now; asked twice before it began, it runs once. */
import { uuidv7 } from 'uuidv7';
import { auditStatement } from '#db/audit';
import { atomically, exactly, type Statement, UnexpectedChanges } from '#db/client';
import { requestJobRunStatement } from '#db/job-runs';
import type { OfflineDesk } from './desk';
import type { JobName } from './job-names';

type Asking = Pick<OfflineDesk, 'db' | 'clock'>;
type Asked = { readonly job: JobName; readonly actor: string };

/** False when it is asked for already. */
export async function askForJob({ db, clock }: Asking, { job, actor }: Asked): Promise<boolean> {
  const request = { id: uuidv7(), job, requestedBy: actor, realNow: new Date().toISOString() };
  const record = recordOf({ db, clock }, { job, actor });
  try {
    await atomically(db, [exactly(1, requestJobRunStatement(db, request)), record]);
    return true;
  } catch (error) {
    if (error instanceof UnexpectedChanges) return false;
    throw error;
  }
}

/** For a job that a person runs at once, from the command line. */
export async function recordJobAsked(desk: Asking, asked: Asked): Promise<void> {
  await atomically(desk.db, [recordOf(desk, asked)]);
}

function recordOf({ db, clock }: Asking, { job, actor }: Asked): Statement {
  return auditStatement(db, { at: clock.now(), actor, action: 'job asked for', subject: `job ${job}` });
}
