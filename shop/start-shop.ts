/** The shop as a process of its own: `tsx shop/start-shop.ts`. */
import pino from 'pino';
import { createShop } from '#shop/create-shop';
import { readShopSettings } from '#shop/settings';

const read = readShopSettings(process.env);
if (read.kind === 'invalid') {
  for (const problem of read.problems) console.error(`shop: ${problem}`);
  process.exit(1);
}
// what is tried again by itself is no news for whoever looks at the terminal
const log = pino({ name: 'shop', level: process.env.LOG_LEVEL || 'error' });
const shop = createShop(read.settings, { log });
const port = await shop.listen().catch((error: unknown) => {
  console.error(`shop: cannot be served: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
process.send?.('ready');
console.log(`Shop is ready: ${read.settings.SHOP_URL ?? `http://127.0.0.1:${port}`}`);

let isStopping = false;
function stop(): void {
  if (isStopping) return;
  isStopping = true;
  shop.close().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error('shop: could not stop cleanly', error);
      process.exit(1);
    },
  );
}
process.on('SIGTERM', stop);
// Ctrl-C reaches every process of the terminal; one that was started by another waits for its word.
process.on('SIGINT', process.send === undefined ? stop : () => {});
process.on('disconnect', stop); // the process that started this one is gone
