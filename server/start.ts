/** `npm start`: checks the settings, migrates, runs pages and jobs as two processes, and stops both together. */

import { migratedOrExit } from '#services/migrated-or-exit';
import { checkKeysOrExit } from '#services/open-desk-or-exit';
import { settingsOrExit } from '#services/settings-or-exit';

import { foldLogOf } from './fold-log-of';
import { superviseProcesses } from './supervise-processes';

const settings = settingsOrExit(process.env);
await migratedOrExit(settings.DATABASE_PATH);
await checkKeysOrExit(settings);
const supervisor = superviseProcesses({ stopWithinMs: settings.STOP_SECONDS * 1000 });
void supervisor.ended.then((code) => {
  foldLogOf(settings.DATABASE_PATH);
  process.exit(code);
});
await Promise.all([
  supervisor.start({ name: 'web', script: 'server/start-web.ts' }),
  supervisor.start({ name: 'jobs', script: 'jobs/start-jobs.ts' }),
]);
console.log(`Oppgjør is ready: http://${settings.HOST}:${settings.PORT}`);
