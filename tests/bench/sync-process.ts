/** What the jobs of a desk do with a ledger that is new to it, in a process of its own: read the feeds, derive the payouts, reconcile. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { derivePayouts } from '#services/derive-payouts';
import { noProgress } from '#services/progress';
import { reconcile } from '#services/reconcile';
import { syncLedgers } from '#services/sync-ledgers';
import { withDesk } from './desk';
import { feedClient } from './feed';
import { pinProcess } from './pin-process';

const phases = ['sync', 'payouts', 'reconcile'] as const;
const told = z.object({ phase: z.enum(phases), entries: z.number() });

export type SyncPhase = (typeof phases)[number];
export type SyncProcess = {
  /** What it does now; undefined before it began and when it is done. */
  phase(): SyncPhase | undefined;
  /** How many entries were added; rejects when the process failed. */
  readonly ended: Promise<number>;
  /** Does it have a core of its own? */
  readonly pinned: boolean;
};

/** `folder`: where make-data left the feeds. `file`: the desk's books, which other processes may have open. */
export function startSync(folder: string, file: string, core: number): SyncProcess {
  const child = fork(fileURLToPath(import.meta.url), [folder, file], { execArgv: ['--import', 'tsx'] });
  let phase: SyncPhase | undefined;
  let added = 0;
  child.on('message', (message) => {
    const now = told.parse(message);
    phase = now.phase;
    added = now.entries;
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => {
      phase = undefined;
      if (code === 0) resolve(added);
      else reject(new Error(`the process that syncs ended with ${code}`));
    });
  });
  return { phase: () => phase, ended, pinned: pinProcess(child.pid, core) };
}

async function syncHere(folder: string, file: string): Promise<void> {
  await withDesk(file, async (desk) => {
    const tell = (phase: SyncPhase, entries: number) => void process.send?.({ phase, entries });
    tell('sync', 0);
    const { added } = await syncLedgers({ ...desk, vipps: feedClient(folder) }, noProgress);
    tell('payouts', added);
    await derivePayouts(desk);
    tell('reconcile', added);
    await reconcile(desk, noProgress);
  });
}

const [, script, folder, file] = process.argv;
if (script === fileURLToPath(import.meta.url) && folder && file) {
  await syncHere(folder, file);
  process.disconnect?.();
}
