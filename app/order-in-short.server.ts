import { allowedActions, checkAction } from '#core/payment-actions';
import { type Grant, mayAt, type Permission } from '#core/permissions';
import { isAllSent, isShippable } from '#core/shipping';
import { findLedgerOfUnit } from '#db/ledgers';
import type { OrderName } from '#db/orders';
import { findOrderDetail } from '#db/queries/order-detail';
import { listOrderFlags } from '#db/queries/order-flags';
import type { Desk } from '#services/desk';
import { journeyOfOrder } from './journey-of-order.server';

/** What the side panel says of an order: its journey, its amounts, and what may be done for how much. */
export async function orderInShort(
  { db, clock }: Pick<Desk, 'db' | 'clock'>,
  name: OrderName,
  grants: readonly Grant[],
) {
  const may = (permission: Permission) => mayAt(grants, permission, name.msn);
  const detail = await findOrderDetail(db, name);
  if (detail === undefined) return undefined;
  const now = clock.now();
  const { order, unit, commands, shipments } = detail;
  const open = commands.find(({ status }) => status === 'pending' || status === 'unknown');
  const mayAct = unit?.polled === 'yes' && open === undefined;
  return {
    order,
    unitName: unit?.name ?? order.msn,
    flags: await listOrderFlags(db, [order]),
    journey: await journeyOfOrder(db, detail, await findLedgerOfUnit(db, order.msn), now),
    openCommand: open ?? null,
    actions: (mayAct ? allowedActions(order, now).filter(may) : []).map((kind) => ({
      kind,
      maxOre: checkAction(kind, order, now).maxOre,
    })),
    shippable: isShippable(order) && !isAllSent(order, shipments) && may('ship'),
  };
}

export type OrderInShort = NonNullable<Awaited<ReturnType<typeof orderInShort>>>;
