/**
 * The client of Vipps with the keys of the desk. Keys that are replaced in the database are used from the next call on, by every
 * process; keys that were removed there are held until the process ends.
 */
import type { Db } from '#db/client';
import { listSecrets } from '#db/secrets';
import type { VippsClient } from '#vipps/client';
import type { Desk } from './desk';
import type { Settings } from './settings';
import { KeysProblem, readVippsKeys, type VippsKeys, vippsKeyNames } from './vipps-keys';

/** Throws KeysProblem when there are no keys to begin with. */
export async function vippsClientOfKeys(
  { db, log }: Pick<Desk, 'db' | 'log'>,
  settings: Settings,
  createClient: (keys: VippsKeys) => VippsClient,
): Promise<VippsClient> {
  let seen = await markOf(db);
  let keys = await readVippsKeys(db, settings);
  let client = createClient(keys);
  if (vippsKeyNames.every((name) => settings[name] !== undefined)) return client;

  const current = async (): Promise<VippsClient> => {
    const mark = await markOf(db);
    if (mark === seen) return client;
    seen = mark;
    try {
      const found = await readVippsKeys(db, settings);
      if (vippsKeyNames.some((name) => found[name] !== keys[name])) client = createClient(found);
      keys = found;
    } catch (error) {
      if (!(error instanceof KeysProblem)) throw error;
      log.error(
        { problems: error.problems },
        'the stored keys to Vipps cannot be used; those from before are',
      );
    }
    return client;
  };
  return {
    initiatePayment: async (request) => (await current()).initiatePayment(request),
    getPaymentDetails: async (msn, orderId) => (await current()).getPaymentDetails(msn, orderId),
    capture: async (request) => (await current()).capture(request),
    cancel: async (request) => (await current()).cancel(request),
    refund: async (request) => (await current()).refund(request),
    forceApprove: async (request) => (await current()).forceApprove(request),
    listLedgers: async () => (await current()).listLedgers(),
    getLedgerDay: async (request) => (await current()).getLedgerDay(request),
    readFeed: async (request) => (await current()).readFeed(request),
  };
}

/** Another text when any of the boxes is another. */
async function markOf(db: Db): Promise<string> {
  return (await listSecrets(db)).map(({ name, box }) => `${name}=${box}`).join('\n');
}
