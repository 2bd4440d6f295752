/** Puts a backup back and is killed when it comes to a step: `kill-restore.ts BACKUP DATABASE STEP`. */
import { restoreBackup } from '#services/restore-backup';

const [backup = '', database = '', killAt] = process.argv.slice(2);
const result = await restoreBackup({
  ...{ backup, database, actor: 'test', nowMs: Date.parse('2026-06-10T08:00:00.000Z') },
  onStep: (step) => {
    if (step === killAt) process.kill(process.pid, 'SIGKILL');
  },
});
process.exitCode = result.kind === 'restored' ? 0 : 1;
