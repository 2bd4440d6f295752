/** Tells the desk that a parcel was sent. The parcel and its id are stored first, so it can be told again. */

import type { DeskAnswer, DeskClient } from '#shop/desk/desk-client';
import type { ShopStore } from '#shop/store/open-store';
import type { NewParcel } from '#shop/store/parcel-store';

/** Resolves when the desk has answered or kept silent; what it said stands with the parcel. */
export async function sendParcel(store: ShopStore, desk: DeskClient, parcel: NewParcel): Promise<void> {
  store.parcels.add(parcel);
  const stored = store.parcels.find(parcel.shipmentId);
  const order = stored && store.orders.find(stored.orderId);
  if (!stored || !order || stored.state === 'accepted') return;
  const answer = await desk.ship(order.msn, order.orderId, bodyOf(stored));
  if (answer.kind === 'done') store.parcels.answer(stored.shipmentId, 'accepted', '');
  else store.parcels.answer(stored.shipmentId, isForGood(answer) ? 'refused' : 'unsent', answer.problem);
}

/** What the parcel says is wrong; a wrong token or too many calls are put right elsewhere, and the parcel told again. */
function isForGood(answer: DeskAnswer<unknown>): boolean {
  return answer.kind === 'refused' && [400, 404, 409, 413, 422].includes(answer.status);
}

/** Fields without a value are left out: no amount means all that remains. */
function bodyOf({ shipmentId, trackingNumber, carrier, amountOre, createdAt }: NewParcel): string {
  return JSON.stringify({
    shipmentId,
    trackingNumber: trackingNumber ?? undefined,
    carrier: carrier ?? undefined,
    amount: amountOre ?? undefined,
    shippedAt: createdAt,
  });
}
