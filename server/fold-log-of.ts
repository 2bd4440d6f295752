/** When pages and jobs have ended the database is one file again, so that who copies only that file copies all of it. */
import { foldLog } from '#db/client';
import { problemOfFile } from '#services/problem-of-file';

export function foldLogOf(file: string): void {
  try {
    foldLog(file);
  } catch (error) {
    const problem = problemOfFile(error);
    if (problem === undefined) throw error;
    console.error(`What waits in ${file}-wal stays there: it ${problem.message}.`);
  }
}
