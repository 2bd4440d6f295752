/** What is asked for on the page that previews work on many orders, and what its form sends. */
import { z } from 'zod';
import { bulkReasons, mostBulkOrders } from '#core/bulk';
import { ore } from '#core/money';
import type { Db } from '#db/client';
import type { OrderName } from '#db/orders';
import { listBulkItemsByOutcome } from '#db/queries/bulk-runs';
import { listFilteredOrderNames } from '#db/queries/orders-list';
import { type CaptureChoice, captureChoices } from '#services/preview-bulk';
import type { BulkRefusal, BulkRequest } from '#services/start-bulk';
import { readOrderFilter } from './order-filter.server';

export const bulkKindSchema = z.enum(['capture', 'cancel', 'ship']);
export type BulkQuery = {
  readonly kind: z.infer<typeof bulkKindSchema>;
  readonly capture: CaptureChoice;
  readonly names: readonly OrderName[];
  /** More were chosen than can be decided on at once. */
  readonly more: boolean;
  /** Why there are no orders, where there are none: nothing was ticked, nothing of an earlier run is left, or a filter is not clear. */
  readonly empty: 'noneChosen' | 'noneAgain' | 'unclearFilter';
};

/** `failed`: Vipps refused. `undone`: the desk did nothing. */
const againOutcomes = { failed: ['failed'], undone: ['refused', 'left'] } as const;

/** `db`: the orders that the person may do this to. */
export async function readBulkQuery(
  db: Db,
  kind: BulkQuery['kind'],
  query: URLSearchParams,
  now: string,
): Promise<BulkQuery> {
  const capture = z.enum(captureChoices).catch('setting').parse(query.get('capture'));
  const unclear = query.get('all') === 'yes' && readOrderFilter(query, now).problems.length > 0;
  const names = unclear ? [] : await chosenNames(db, query, now); // a filter half read would choose too many
  return {
    kind,
    capture,
    names: names.slice(0, mostBulkOrders),
    more: names.length > mostBulkOrders,
    empty: unclear ? 'unclearFilter' : query.has('again') ? 'noneAgain' : 'noneChosen',
  };
}

/** Ticked one by one, all that a filter finds, or those of an earlier run. */
async function chosenNames(db: Db, query: URLSearchParams, now: string): Promise<OrderName[]> {
  const again = query.get('again');
  if (again !== null) {
    const only = query.get('only') === 'undone' ? againOutcomes.undone : againOutcomes.failed;
    const items = await listBulkItemsByOutcome(db, again, only, mostBulkOrders);
    return items.map(({ msn, orderId }) => ({ msn, orderId }));
  }
  if (query.get('all') === 'yes')
    return listFilteredOrderNames(db, readOrderFilter(query, now), mostBulkOrders + 1);
  return readOrderNames(query.getAll('order'));
}

/** "MSN/order-id" as it stands in a box of the list; each order once. */
export function readOrderNames(values: readonly string[]): OrderName[] {
  return [...new Set(values)].flatMap((value) => {
    const [, msn, orderId] = /^(\d{4,7})\/(.{1,50})$/.exec(value) ?? [];
    return msn === undefined || orderId === undefined ? [] : [{ msn, orderId }];
  });
}

const amount = z.number().int().min(0).max(1e12).transform(ore);
/** As `seenOrders` of the page's form writes it. */
const seenSchema = z
  .array(
    z.tuple([
      z.string().regex(/^\d{4,7}$/),
      z.string().min(1).max(50),
      amount,
      z.tuple([amount, amount, amount, amount]),
      z.enum(bulkReasons).nullable(),
      z.boolean(),
    ]),
  )
  .max(mostBulkOrders);

const words = z
  .string()
  .trim()
  .max(60)
  .regex(/^\P{Cc}*$/u);
const formSchema = z.object({
  id: z.uuid(),
  do: bulkKindSchema,
  seen: z
    .string()
    .max(400_000)
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'no JSON' });
        return z.NEVER;
      }
    })
    .pipe(seenSchema),
  text: z.string().max(1000).optional(),
  carrier: z.string().max(1000).optional(),
  numbers: z.string().max(200_000).optional(),
});

export type BulkFormRefusal = BulkRefusal | 'too-many-numbers' | 'wrong-number';
type Fields = Readonly<Record<string, FormDataEntryValue>>;

/** The form as the service takes it, or why it cannot be read. */
export function readBulkForm(
  fields: Fields,
): { readonly request: Omit<BulkRequest, 'actor'> } | { readonly refusal: BulkFormRefusal } {
  const form = formSchema.safeParse(fields);
  if (!form.success) return { refusal: 'unreadable' };
  const { id, do: kind, seen, text, carrier } = form.data;
  const toDo = seen.filter(([, , , , skipped]) => skipped === null).length;
  const numbers = kind === 'ship' ? readNumbers(fields, form.data.numbers ?? '', toDo) : [];
  if (!Array.isArray(numbers)) return { refusal: numbers };
  const carrierText = words.safeParse(carrier ?? '');
  if (!carrierText.success) return { refusal: 'wrong-number' };
  let done = 0;
  const orders = seen.map(([msn, orderId, amountOre, amounts, skipped, capture]) => {
    const [reservedOre, capturedOre, refundedOre, cancelledOre] = amounts;
    const trackingNumber = skipped === null ? numbers[done++] : undefined;
    return {
      msn,
      orderId,
      amountOre,
      seen: { reservedOre, capturedOre, refundedOre, cancelledOre },
      skipped,
      capture,
      ...(kind === 'ship' ? { carrier: carrierText.data, trackingNumber } : {}),
    };
  });
  return { request: { id, kind, orders, ...(text === undefined ? {} : { transactionText: text }) } };
}

/**
 * The tracking number of each order that is sent, the first one first: its own field, else its line of the pasted column. Lines
 * stand in the order of the list, so that an empty one counts.
 */
function readNumbers(
  fields: Fields,
  column: string,
  orders: number,
): string[] | 'too-many-numbers' | 'wrong-number' {
  const lines = column.trimEnd() === '' ? [] : column.trimEnd().split(/\r?\n/);
  if (lines.length > orders) return 'too-many-numbers';
  const read = Array.from({ length: orders }, (_, index) => {
    const own = fields[`tracking.${index + 1}`];
    return words.safeParse(typeof own === 'string' && own.trim() !== '' ? own : (lines[index] ?? ''));
  });
  const numbers = read.flatMap((number) => (number.success ? [number.data] : []));
  return numbers.length === orders ? numbers : 'wrong-number';
}

/** What stood in the fields, to stand there again when the form was refused. */
export function typedFields(fields: Fields) {
  const text = (name: string) => {
    const value = fields[name];
    return typeof value === 'string' ? value : '';
  };
  const tracking = Object.keys(fields).flatMap((name) => {
    const [, number] = /^tracking\.(\d{1,4})$/.exec(name) ?? [];
    return number === undefined ? [] : [[Number(number), text(name)] as const];
  });
  return {
    text: text('text'),
    carrier: text('carrier'),
    numbers: text('numbers'),
    tracking: Object.fromEntries(tracking) as Record<number, string>,
  };
}
