import { callMerchant, recordOf } from '#simulator/merchant/call-merchant';
import { readMerchantInfo } from '#simulator/payments/merchant-info';
import type { ConsentRemoval } from '#simulator/store/consent-store';
import type { Payment } from '#simulator/store/payment-store';
import { findSalesUnit, type World } from '#simulator/world';

/**
 * The person takes back the consents (all, or that of one prefix): `DELETE {prefix}/v2/consents/{userId}` once to each
 * address of a merchant that holds details, with the authToken of the latest order there. Not tried again by itself.
 */
export async function removeConsent(world: World, userId: string, onlyPrefix?: string): Promise<Consent[]> {
  const wanted = listConsents(world, userId).filter(
    ({ prefix }) => onlyPrefix === undefined || prefix === onlyPrefix,
  );
  const askedAt = world.clock.now();
  const replies = await Promise.all(
    wanted.map(async ({ prefix, authToken }) => {
      const url = `${prefix}/v2/consents/${encodeURIComponent(userId)}`;
      const limitMs = world.config.callbackLimitMs;
      return { prefix, reply: await callMerchant({ method: 'DELETE', url, authToken, limitMs }) };
    }),
  );
  if (!world.db.open) return [];
  world.atomically(() => {
    for (const { prefix, reply } of replies)
      world.consents.add({ userId, prefix, askedAt, ...recordOf(reply) });
  });
  const asked = new Set(wanted.map(({ prefix }) => prefix));
  return listConsents(world, userId).filter(({ prefix }) => asked.has(prefix));
}

/** With whom a person has shared details, the latest first; removed ones too, with what came of it. */
export function listConsents(world: World, userId: string): Consent[] {
  const removals = world.consents.list(userId);
  const consents = new Map<string, Consent>();
  for (const payment of world.payments.listSharedBy(userId)) {
    const { consentRemovalPrefix: prefix, authToken } = readMerchantInfo(payment);
    if (!prefix || consents.has(prefix)) continue;
    const removal = removals.find((candidate) => candidate.prefix === prefix);
    consents.set(prefix, describe(world, payment, { prefix, authToken: authToken ?? null, removal }));
  }
  return [...consents.values()];
}

export interface Consent {
  readonly prefix: string;
  readonly authToken: string | null;
  readonly msn: string;
  readonly shop: string;
  /** The latest order with which details were shared there. */
  readonly orderId: string;
  readonly sharedAt: string;
  /** The merchant has answered 2xx to a removal since then. */
  readonly isRemoved: boolean;
  /** The last time the removal was asked for since the details were shared. */
  readonly removal: ConsentRemoval | undefined;
}

interface Known {
  readonly prefix: string;
  readonly authToken: string | null;
  readonly removal: ConsentRemoval | undefined;
}

function describe(world: World, payment: Payment, { removal, ...known }: Known): Consent {
  const sharedAt = payment.reservedAt ?? payment.initiatedAt;
  const since = removal !== undefined && removal.askedAt >= sharedAt ? removal : undefined;
  return {
    ...known,
    msn: payment.msn,
    shop: findSalesUnit(world, payment.msn)?.name ?? payment.msn,
    orderId: payment.orderId,
    sharedAt,
    isRemoved: since?.httpStatus != null && since.httpStatus >= 200 && since.httpStatus < 300,
    removal: since,
  };
}
