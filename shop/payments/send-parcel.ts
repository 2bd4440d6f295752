/** Tells the desk that a parcel was sent. The parcel and its id are stored first, so it can be told again. */
import type { DeskAnswer, DeskClient } from '#shop/desk/desk-client';
import type { ShopStore } from '#shop/store/open-store';
import type { NewParcel, Parcel } from '#shop/store/parcel-store';

/**
 * Resolves when the desk has answered or kept silent; what it said stands with the parcel. A parcel that is accepted, or
 * refused for good, is not told again.
 */
export async function sendParcel(store: ShopStore, desk: DeskClient, parcel: NewParcel): Promise<void> {
  store.parcels.add(parcel);
  const stored = store.parcels.find(parcel.shipmentId);
  const order = stored && store.orders.find(stored.orderId);
  if (!stored || !order || !mayBeTold(stored)) return;
  const answer = await desk.ship(order.msn, order.orderId, bodyOf(stored));
  if (answer.kind === 'done') store.parcels.markAccepted(stored.shipmentId);
  else
    store.parcels.markNotTaken(stored.shipmentId, isRefusal(answer) ? 'refused' : 'unsent', answer.problem);
}

/**
 * Some refusals are about what the desk knows at that time and not about the parcel: it may read the payment, or hear of the
 * order, later.
 */
export function mayBeTold({ state, problemKind }: Pick<Parcel, 'state' | 'problemKind'>): boolean {
  return (
    state === 'unsent' || (state === 'refused' && ['not-reserved', 'unknown-order'].includes(problemKind))
  );
}

/** A wrong token, too many calls or a payment that could not be read: the desk has said nothing of the parcel itself. */
function isRefusal(answer: DeskAnswer<unknown>): boolean {
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
