/** A process of its own that makes one backup and tells its parent (see back-up-nightly). Ends when the parent is gone. */
import { z } from 'zod';
import { backUp } from './back-up';
import type { BackUpMessage } from './back-up-nightly';

const request = z
  .object({ database: z.string(), target: z.string(), targetOfFaulty: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''));
let stopped = false;
for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const)
  process.on(signal, () => {
    stopped = true;
  });

let toldAtMs = 0;
const result = await backUp({
  ...request,
  stopping: () => stopped,
  onPiece: (done, total) => {
    if (Date.now() - toldAtMs < 500) return;
    toldAtMs = Date.now();
    tell({ kind: 'progress', done, total });
  },
});
if (result.kind === 'not-made') tell(result);
else {
  const { file, bytes, verified } = result;
  const fault = verified.first && `${verified.first.record}: ${verified.first.problem}`;
  tell({ kind: 'made', file, bytes, fault });
}
if (process.connected) process.disconnect();

function tell(message: BackUpMessage): void {
  if (process.connected) process.send?.(message);
}
