/** What every service works with. Made once for each process, passed first to every service. */
import type { Logger } from 'pino';
import type { Db } from '#db/client';
import type { VippsClient } from '#vipps/client';
import type { Clock } from './clock';

export type Desk = {
  readonly db: Db;
  readonly vipps: VippsClient;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
};

/** What services need that never speak to Vipps. */
export type OfflineDesk = Pick<Desk, 'db' | 'clock' | 'log'>;
