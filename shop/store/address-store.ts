/**
 * Where Vipps reaches the desk, as the desk said last. The addresses are the same for all orders of a sales unit, so they serve
 * when the desk is silent. The address for shipping details is not kept: the desk answers there only with the token of the
 * order, which it alone can tell.
 */
import type { Database } from 'better-sqlite3';

export function createAddressStore(db: Database): AddressStore {
  const upsert = db.prepare<[string, string, string]>(
    `INSERT INTO desk_addresses (msn, callback_prefix, consent_removal_prefix) VALUES (?, ?, ?)
     ON CONFLICT (msn) DO UPDATE SET callback_prefix = excluded.callback_prefix,
       consent_removal_prefix = excluded.consent_removal_prefix`,
  );
  const byMsn = db.prepare<[string], DeskAddresses>(
    `SELECT callback_prefix AS callbackPrefix, consent_removal_prefix AS consentRemovalPrefix
     FROM desk_addresses WHERE msn = ?`,
  );
  return {
    keep: (msn, { callbackPrefix, consentRemovalPrefix }) => {
      upsert.run(msn, callbackPrefix, consentRemovalPrefix);
    },
    find: (msn) => byMsn.get(msn),
  };
}

export interface AddressStore {
  keep(msn: string, addresses: DeskAddresses): void;
  /** Undefined until the desk has answered for this sales unit. */
  find(msn: string): DeskAddresses | undefined;
}

export interface DeskAddresses {
  readonly callbackPrefix: string;
  /** Holds a secret part: whoever has it can remove consents. Never in a log. */
  readonly consentRemovalPrefix: string;
}
