/** Opens what services work with, from the settings. Close it when the process ends. */
import { closeDatabase, openDatabase } from '#db/client';
import { saveSalesUnit } from '#db/orders';
import { createVippsClient } from '#vipps/client';
import { type Clock, simulatorClock, systemClock } from './clock';
import type { Desk } from './desk';
import { createLog } from './desk-log';
import type { Settings } from './settings';
import { vippsClientOfKeys } from './vipps-client-of-keys';

export type OpenDesk = Desk & { readonly settings: Settings; close(): void };

/** The database must have been migrated. Throws KeysProblem without keys to Vipps. Sales units named in the settings become known, and polled. */
export async function openDesk(settings: Settings, processName: string): Promise<OpenDesk> {
  const log = createLog(settings, processName);
  const clock: Clock =
    settings.SIMULATOR_URL === undefined ? systemClock : simulatorClock(settings.SIMULATOR_URL);
  await clock.refresh();
  const db = openDatabase(settings.DATABASE_PATH);
  for (const unit of settings.VIPPS_SALES_UNITS) {
    await saveSalesUnit(db, { ...unit, polled: true, at: clock.now() });
  }
  const vipps = await vippsClientOfKeys({ db, log }, settings, (keys) =>
    createVippsClient({
      baseUrl: settings.VIPPS_BASE_URL,
      clientId: keys.VIPPS_CLIENT_ID,
      clientSecret: keys.VIPPS_CLIENT_SECRET,
      subscriptionKey: keys.VIPPS_SUBSCRIPTION_KEY,
      system: {
        name: settings.VIPPS_SYSTEM_NAME,
        version: settings.VIPPS_SYSTEM_VERSION,
        pluginName: settings.VIPPS_PLUGIN_NAME,
        pluginVersion: settings.VIPPS_PLUGIN_VERSION,
      },
      now: () => Date.parse(clock.now()),
      logger: log,
    }),
  ).catch((error: unknown) => {
    closeDatabase(db);
    throw error;
  });
  return { db, vipps, clock, log, settings, close: () => closeDatabase(db) };
}
