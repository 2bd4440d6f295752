/** Many orders marked shipped at once: what the page shows of each, and what became of each. */
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { ore } from '#core/money';
import { captureOnShipping, isShippable } from '#core/shipping';
import { findOrder, listSalesUnits, type OrderName, type OrderRow } from '#db/orders';
import type { Desk } from '#services/desk';
import { shipOrder } from '#services/ship-order';
import { readUnitSettings } from '#services/unit-settings';

export const mostAtOnce = 200;

/** "MSN/order-id" as it stands in a box of the list; each order once. */
export function readOrderNames(values: readonly string[]): OrderName[] {
  return [...new Set(values)].flatMap((value) => {
    const at = value.indexOf('/');
    return at > 0 ? [{ msn: value.slice(0, at), orderId: value.slice(at + 1) }] : [];
  });
}

/** Each of the orders as it can be sent now, with a key of its own: the same form sent twice ships once. */
export async function shippingRows({ db, clock }: Pick<Desk, 'db' | 'clock'>, names: readonly OrderName[]) {
  const units = await listSalesUnits(db);
  const settings = new Map(
    await Promise.all(units.map(async ({ msn }) => [msn, await readUnitSettings(db, msn)] as const)),
  );
  const found = await Promise.all(names.map(async (name) => ({ name, order: await findOrder(db, name) })));
  return found.map(({ name, order }) => {
    const unit = units.find(({ msn }) => msn === name.msn);
    const rule = settings.get(name.msn)?.captureOnShipping === true;
    return {
      ...name,
      unitName: unit?.name ?? name.msn,
      description: order?.description ?? null,
      state: order?.state ?? null,
      remainingOre: order?.remainingOre ?? 0,
      shippedAt: order?.shippedAt ?? null,
      shippable: order !== undefined && isShippable(order),
      captures: rule && order !== undefined && canCapture(order, unit?.polled === 'yes', clock.now()),
      key: uuidv7(),
    };
  });
}

function canCapture(order: OrderRow, hasKeys: boolean, now: string): boolean {
  return captureOnShipping(order, hasKeys, now).kind === 'possible';
}

const text = z
  .string()
  .trim()
  .max(60)
  .regex(/^\P{Cc}*$/u);
const rowSchema = z.object({
  order: z.string().regex(/^\d{4,7}\/.{1,50}$/),
  key: z.uuid(),
  carrier: text,
  tracking: text,
  amountOre: z.coerce.number().int().min(0).max(1e12),
  capture: z.enum(['yes', 'no']),
});
type Row = z.infer<typeof rowSchema>;

/** The rows `order.N`, `key.N` and so on of the form, in their order; undefined when one cannot be read, or there are none or too many. */
export function readShippingForm(fields: Readonly<Record<string, unknown>>): Row[] | undefined {
  const positions = Object.keys(fields).flatMap((name) => /^order\.(\d{1,3})$/.exec(name)?.[1] ?? []);
  const rows = positions.map((position) =>
    rowSchema.safeParse(
      Object.fromEntries(Object.keys(rowSchema.shape).map((name) => [name, fields[`${name}.${position}`]])),
    ),
  );
  const read = rows.flatMap((row) => (row.success ? [row.data] : []));
  return read.length === rows.length && read.length > 0 && read.length <= mostAtOnce ? read : undefined;
}

/** One after the other; one that is refused does not stop the rest. Captures are asked for here and made within moments by their job. */
export async function shipMany(desk: Desk, rows: readonly Row[], actor: string) {
  const results = [];
  for (const row of rows) {
    const [name] = readOrderNames([row.order]);
    if (name === undefined) continue;
    const result = await shipOrder(desk, {
      ...name,
      shipmentKey: row.key,
      carrier: row.carrier,
      trackingNumber: row.tracking,
      ...(row.amountOre > 0 ? { amountOre: ore(row.amountOre) } : {}),
      capture: row.capture === 'yes',
      actor,
    });
    results.push({
      ...name,
      kind: result.kind,
      refusal: result.kind === 'refused' ? result.refusal : null,
      capture: result.kind === 'refused' ? null : result.shipment.capture,
      amountOre: row.amountOre,
    });
  }
  return results;
}
