import { atomically } from '#db/client';
import {
  type ConfirmationWay,
  confirmOrderStatement,
  findOrder,
  type OrderName,
  type OrderRow,
} from '#db/orders';
import type { OfflineDesk } from './desk';

export type Confirmation = OrderName & {
  /** Now when it is not told. */
  readonly confirmedAt?: string;
  /** How the shop knew of the payment: its customer came back, it asked, or it was told. */
  readonly how: ConfirmationWay;
};

/** The shop confirmed the order to its customer. Told again, the first time stands. Undefined: there is no such order. */
export async function confirmOrder(
  desk: OfflineDesk,
  { msn, orderId, confirmedAt, how }: Confirmation,
): Promise<OrderRow | undefined> {
  const confirmation = { confirmedAt: confirmedAt ?? desk.clock.now(), confirmedBy: how };
  await atomically(desk.db, [confirmOrderStatement(desk.db, { msn, orderId }, confirmation)]);
  return findOrder(desk.db, { msn, orderId });
}
