import type { AlertSettings } from '#services/alert-channels';
import type { Desk } from '#services/desk';
import type { JobName } from '#services/job-names';
import type { Progress } from '#services/progress';
import type { Settings } from '#services/settings';

/** What a run did, in numbers: shown with words of the reader's language. */
export type JobCounts = Readonly<Record<string, number>>;

/** A job: what it is called, when it runs, what it does. */
export type Job = {
  readonly name: JobName;
  /** A cron expression with seconds, made when the process starts (jobs that poll pick a random minute). */
  readonly schedule: (random: () => number) => string;
  /** In the demo a day passes at a click, so that jobs run much more often. */
  readonly demoSchedule: string;
  /** May take minutes: other jobs that were asked for do not wait for it. */
  readonly isLong?: true;
  /** Made up for soon after the start when it last succeeded longer ago: the machine may be off when it is due. */
  readonly madeUpAfterMs?: number;
  /** Is there nothing for it to do with these settings? Then it has no schedule, and fails when somebody asks for it. */
  readonly isOff?: (settings: JobDesk['settings']) => boolean;
  readonly run: (desk: JobDesk, progress: Progress) => Promise<JobCounts>;
};

export type JobDesk = Desk & {
  readonly settings: Pick<
    Settings,
    'BACKUP_DIR' | 'BANK_INBOX_DIR' | 'DATABASE_PATH' | 'ALERT_UNKNOWN_MINUTES'
  > &
    AlertSettings;
};
