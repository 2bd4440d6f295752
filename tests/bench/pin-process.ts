import { spawnSync } from 'node:child_process';
import os from 'node:os';

/** Keeps a process, with all its threads, on one core, where the machine has `taskset` and a second core; tells whether it does. */
export function pinProcess(pid: number | undefined, core: number): boolean {
  if (pid === undefined || os.cpus().length <= core) return false;
  return spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)]).status === 0;
}
