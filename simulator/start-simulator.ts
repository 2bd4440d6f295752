import { z } from 'zod';
import { createSimulator } from '#simulator/create-simulator';

/** The simulator as a process of its own: `tsx simulator/start-simulator.ts`. */
const environment = z
  .object({
    SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
    SIMULATOR_DB: z.string().min(1).default('data/simulator.db'),
    BANK_STATEMENT_DIR: z.string().min(1).optional(),
    /** Simulated time of a new database (ISO 8601). */
    SIMULATOR_START: z.iso.datetime({ offset: true }).optional(),
  })
  .safeParse(process.env);

if (!environment.success) {
  for (const issue of environment.error.issues)
    console.error(`simulator: ${issue.path.join('.')}: ${issue.message}`);
  process.exit(1);
}
const { SIMULATOR_PORT, SIMULATOR_DB, SIMULATOR_START, BANK_STATEMENT_DIR } = environment.data;
const simulator = createSimulator({
  database: SIMULATOR_DB,
  now: SIMULATOR_START,
  statementDir: BANK_STATEMENT_DIR,
});
const port = await simulator.listen(SIMULATOR_PORT);
process.send?.('ready');
console.log(`Simulator is ready: http://127.0.0.1:${port}`);

let isStopping = false;
function stop(): void {
  if (isStopping) return;
  isStopping = true;
  simulator.close().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error('simulator: could not stop cleanly', error);
      process.exit(1);
    },
  );
}
process.on('SIGTERM', stop);
// Ctrl-C reaches every process of the terminal; one that was started by another waits for its word, so that commands
// under way end well.
process.on('SIGINT', process.send === undefined ? stop : () => {});
process.on('disconnect', stop); // the process that started this one is gone
