/**
 * Takes in what Vipps calls the desk for. A payment update is a bell, not the truth: it is stored, answered at once, and a job
 * reads the payment. So one that is lost, doubled, late or in the wrong order does no harm. What it says of the person is not
 * stored here: it comes with the payment's details, and only from Vipps itself.
 */
import { createHash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { storeCallback } from '#db/callbacks';
import { requestJobRun } from '#db/job-runs';
import { findSalesUnit } from '#db/orders';
import { paymentUpdateFromWire, shippingAddressIdFromWire, shippingDetailsToWire } from '#vipps/callbacks';
import type { OfflineDesk } from './desk';
import { isAuthTokenOf, isConsentCapabilityOf } from './merchant-addresses';
import type { Settings } from './settings';
import { readUnitSettings } from './unit-settings';

export type CallbackDesk = OfflineDesk & { readonly settings: Settings };

export type Reception =
  | { readonly kind: 'stored' }
  /** Not from Vipps, or not about an order whose token this is. Nothing was stored. */
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'malformed' };

export type IncomingUpdate = {
  readonly msn: string;
  readonly orderId: string;
  readonly authorization: string | undefined;
  /** The body, parsed as JSON. */
  readonly json: unknown;
};

export async function receivePaymentUpdate(desk: CallbackDesk, incoming: IncomingUpdate): Promise<Reception> {
  const { msn, orderId, json } = incoming;
  if (!(await isOurs(desk, incoming))) return { kind: 'unauthorized' };
  const update = paymentUpdateFromWire(json);
  if (update === undefined) return { kind: 'malformed' };
  const isOther =
    (update.msn !== undefined && update.msn !== msn) ||
    (update.orderId !== undefined && update.orderId !== orderId);
  if (isOther) return { kind: 'malformed' };
  const now = desk.clock.now();
  const { status, amountOre, transactionId, occurredAt, errorCode, errorMessage } = update;
  const content = [orderId, status, amountOre, transactionId, occurredAt, errorCode];
  await storeCallback(desk.db, {
    id: uuidv7(),
    kind: 'payment-update',
    msn,
    orderId,
    status,
    amountOre,
    transactionId,
    occurredAt,
    errorCode,
    errorMessage,
    contentKey: hashOf(JSON.stringify(content)),
    receivedAt: now,
    lastReceivedAt: now,
    nextAttemptAt: now,
  });
  return { kind: 'stored' };
}

export type IncomingRemoval = {
  readonly msn: string;
  readonly capability: string;
  readonly userId: string;
};

/** The person is erased by the job; the id is kept until then. */
export async function receiveConsentRemoval(
  desk: CallbackDesk,
  { msn, capability, userId }: IncomingRemoval,
): Promise<Reception> {
  if (!isConsentCapabilityOf(desk.settings, msn, capability)) return { kind: 'unauthorized' };
  if (!/^[\w/=+-]{1,50}$/.test(userId)) return { kind: 'malformed' };
  const now = desk.clock.now();
  await storeCallback(desk.db, {
    id: uuidv7(),
    kind: 'consent-removal',
    msn,
    userId,
    contentKey: `consent ${hashOf(userId)}`,
    receivedAt: now,
    lastReceivedAt: now,
    nextAttemptAt: now,
  });
  return { kind: 'stored' };
}

export type ShippingAnswer =
  /** The body for Vipps. */
  | { readonly kind: 'methods'; readonly body: object }
  | { readonly kind: 'unauthorized' | 'malformed' }
  /** Nobody has said how this sales unit delivers. */
  | { readonly kind: 'none-set' };

/** How the sales unit delivers. The address is neither needed nor stored. */
export async function answerShippingDetails(
  desk: CallbackDesk,
  question: IncomingUpdate,
): Promise<ShippingAnswer> {
  if (!(await isOurs(desk, question))) return { kind: 'unauthorized' };
  const addressId = shippingAddressIdFromWire(question.json);
  if (addressId === undefined) return { kind: 'malformed' };
  const { shippingMethods } = await readUnitSettings(desk.db, question.msn);
  if (shippingMethods.length === 0) return { kind: 'none-set' };
  return { kind: 'methods', body: shippingDetailsToWire(question.orderId, addressId, shippingMethods) };
}

/** So that the job acts within a moment. */
export async function askForCallbackRun(desk: CallbackDesk): Promise<void> {
  await requestJobRun(desk.db, {
    id: uuidv7(),
    job: 'handle-callbacks',
    requestedBy: 'vipps',
    realNow: new Date().toISOString(),
  });
}

async function isOurs(desk: CallbackDesk, call: IncomingUpdate): Promise<boolean> {
  if (!isAuthTokenOf(desk.settings, call, call.authorization)) return false;
  return (await findSalesUnit(desk.db, call.msn)) !== undefined;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
