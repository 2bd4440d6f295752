import { readWaitingFiles } from '#services/read-waiting-files';
import { sweepImportFolder } from '#services/receive-file';
import { importFolderOf } from '#services/settings';
import type { Job } from './job';

/** Files that people gave to the desk: they wait for a moment at most. */
export const readFilesJob: Job = {
  name: 'read-files',
  schedule: () => '*/5 * * * * *',
  demoSchedule: '*/3 * * * * *',
  async run(desk, progress) {
    await sweepImportFolder(desk, importFolderOf(desk.settings));
    return readWaitingFiles(desk, progress);
  },
};
