import { addMs } from '#core/calendar';
import { atomically } from '#db/client';
import {
  type ConfirmationWay,
  confirmOrderStatement,
  findOrder,
  type OrderName,
  type OrderRow,
} from '#db/orders';
import { clocksDifferMs } from './clock';
import type { OfflineDesk } from './desk';

export type Confirmation = OrderName & {
  /** Now when it is not told. */
  readonly confirmedAt?: string;
  /** How the shop knew of the payment: its customer came back, it asked, or it was told. */
  readonly how: ConfirmationWay;
};

export type ConfirmResult =
  | { readonly kind: 'confirmed'; readonly order: OrderRow }
  /** Nothing was stored: there is no such order, or it would be confirmed before it was made. */
  | { readonly kind: 'unknown-order' | 'before-order' };

/** The shop confirmed the order to its customer. Told again, the first time stands. */
export async function confirmOrder(
  desk: OfflineDesk,
  { msn, orderId, confirmedAt = desk.clock.now(), how }: Confirmation,
): Promise<ConfirmResult> {
  const before = await findOrder(desk.db, { msn, orderId });
  if (before === undefined) return { kind: 'unknown-order' };
  if (before.initiatedAt !== null && addMs(confirmedAt, clocksDifferMs) < before.initiatedAt)
    return { kind: 'before-order' };
  await atomically(desk.db, [
    confirmOrderStatement(desk.db, { msn, orderId }, { confirmedAt, confirmedBy: how }),
  ]);
  return { kind: 'confirmed', order: (await findOrder(desk.db, { msn, orderId })) ?? before };
}
