/** `npm start`: checks the settings, migrates, runs pages and jobs as two processes, and stops both together. */
import { databaseMigrated } from './database-migrated';
import { superviseProcesses } from './supervise-processes';
import { settingsOrExit } from '#services/settings-or-exit';

const settings = settingsOrExit(process.env);
await databaseMigrated(settings.DATABASE_PATH);
const supervisor = superviseProcesses([
  { name: 'web', script: 'server/start-web.ts' },
  { name: 'jobs', script: 'jobs/start-jobs.ts' },
]);
void supervisor.ready.then(() => console.log(`Oppgjør is ready: http://${settings.HOST}:${settings.PORT}`));
process.exit(await supervisor.ended);
