/** Our side of a work in a process of its own, so that its memory can be told: `WORK JSON`. Prints what was measured as JSON. */
import { z } from 'zod';
import type { BenchData } from './make-data';
import { loadEntriesOurs } from './works/load-entries';
import { pollOrders } from './works/poll-orders';
import { reconcileOurs } from './works/reconcile-all';

const requestSchema = z.object({
  data: z.custom<Omit<BenchData, 'newDay'>>(),
  from: z.string(),
  file: z.string(),
});

const [, , work, text = ''] = process.argv;
const { data, from, file } = requestSchema.parse(JSON.parse(text));
const figures = await measure();
process.stdout.write(JSON.stringify({ ...figures, rssMb: process.resourceUsage().maxRSS / 1024 }));

async function measure(): Promise<object> {
  switch (work) {
    case 'load':
      return { ms: await loadEntriesOurs(data, file) };
    case 'reconcile':
      return await reconcileOurs(from, file);
    case 'poll':
      return await pollOrders(from, file);
    default:
      throw new Error(`there is no work ${work}`);
  }
}
