/** `npm run job -- NAME [--env FILE]`: runs one job now. Exits with 1 when it failed, 2 when there is no such job. */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { recordJobAsked } from '#services/ask-for-job';
import { migratedOrExit } from '#services/migrated-or-exit';
import { openDeskOrExit } from '#services/open-desk-or-exit';
import { settingsOrExit } from '#services/settings-or-exit';
import { runJob } from './run-job';
import { findJob, jobs } from './schedule';

const { name, envFile } = readWords();
const job = name === undefined ? undefined : findJob(name);
if (job === undefined) {
  console.error(
    `${name === undefined ? 'Name a job' : `There is no job "${name}"`}: ${jobs.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
const settings = settingsOrExit(process.env, envFile);
await migratedOrExit(settings.DATABASE_PATH);
const desk = await openDeskOrExit(settings, 'job');
await recordJobAsked(desk, { job: job.name, actor: `command line (${os.userInfo().username})` });
const outcome = await runJob(desk, job, { requestedBy: 'command line' });
desk.close();
if (outcome.kind === 'succeeded') console.log(`${job.name}: ${JSON.stringify(outcome.result)}`);
else if (outcome.kind === 'failed') console.error(`${job.name} failed: ${outcome.error}`);
else
  console.error(
    `${job.name}: ${outcome.kind === 'already-running' ? 'is running already' : 'was interrupted'}`,
  );
process.exit(outcome.kind === 'succeeded' ? 0 : 1);

function readWords(): { name: string | undefined; envFile: string | undefined } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { env: { type: 'string' } },
    });
    return { name: positionals[0], envFile: values.env };
  } catch (error) {
    console.error(
      `${error instanceof Error ? error.message : String(error)}. Use: npm run job -- NAME [--env FILE]`,
    );
    process.exit(2);
  }
}
