/** `POST /orders/{msn}/{orderId}/shipments`: the shop sent goods. */
import { assertNever } from '#core/assert-never';
import { findOrder } from '#db/orders';
import { type ShipRefusal, shipOrder } from '#services/ship-order';
import { type Answer, actorOf, type Call, ofOrder } from './call';
import type { Problem } from './problems';
import { checkBody, invalid } from './read-body';
import { newShipment } from './schemas';

export async function tellShipment({ desk, token, msn, orderId, body }: Call): Promise<Answer> {
  const checked = checkBody(newShipment, body, desk.clock.now());
  if (checked.kind !== 'valid') return checked;
  const { shipmentId, amount, ...told } = checked.data;
  const result = await shipOrder(desk, {
    msn,
    orderId,
    shipmentKey: shipmentId,
    amountOre: amount,
    ...told,
    actor: actorOf(token),
  });
  if (result.kind === 'refused') return problemOf(result.refusal);
  return ofOrder(desk, await findOrder(desk.db, { msn, orderId }), result.kind === 'shipped' ? 201 : 200);
}

function problemOf(refusal: ShipRefusal): Problem {
  switch (refusal) {
    case 'unknown-order':
      return { kind: 'unknown-order', detail: 'Register the order first.' };
    case 'not-reserved':
      return {
        kind: 'not-reserved',
        detail: 'The customer has not confirmed, or the payment was cancelled.',
      };
    case 'payment-unread':
      return {
        kind: 'payment-unread',
        detail: 'Nothing was recorded. Tell the same shipment again in a while.',
        headers: { 'Retry-After': '30' },
      };
    case 'all-sent':
      return {
        kind: 'all-sent',
        detail: 'Nothing was recorded: earlier shipments hold all there is to send.',
      };
    case 'differs':
      return {
        kind: 'shipment-differs',
        detail: 'Nothing was changed. Another shipment of this order has this shipmentId.',
      };
    case 'above-remaining':
      return invalid([{ field: 'amount', message: 'is more than what is reserved and not shipped' }]);
    case 'below-smallest':
      return invalid([{ field: 'amount', message: 'must be 100 øre at least, or all that remains' }]);
    case 'before-order':
      return invalid([{ field: 'shippedAt', message: 'must not be before the order' }]);
    case 'in-the-future':
      return invalid([{ field: 'shippedAt', message: 'must not be in the future' }]);
    case 'too-many':
      return invalid([{ field: 'shipmentId', message: 'is one too many: the order has 500 shipments' }]);
    default:
      return assertNever(refusal);
  }
}
