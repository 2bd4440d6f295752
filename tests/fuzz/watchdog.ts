/** Ends the process when its one thread does not come back: nothing in that thread could. */
import { Worker } from 'node:worker_threads';

export function startWatchdog(limitMs: number, words: string): { alive(): void } {
  const beat = new Int32Array(new SharedArrayBuffer(4));
  const code = `
    const { workerData: { beat, limitMs, words } } = require('node:worker_threads');
    let [last, since] = [0, Date.now()];
    setInterval(() => {
      const now = Atomics.load(beat, 0);
      if (now !== last) [last, since] = [now, Date.now()];
      else if (Date.now() - since > limitMs && now > 0) {
        require('node:fs').writeSync(2, words + '\\n');
        process.kill(process.pid, 'SIGKILL');
      }
    }, 500);`;
  const worker = new Worker(code, { eval: true, workerData: { beat, limitMs, words }, execArgv: [] });
  worker.unref();
  return { alive: () => void Atomics.add(beat, 0, 1) };
}
