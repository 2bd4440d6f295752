import { captureShipments } from '#services/capture-shipments';
import type { Job } from './job';

/** Asked for with each shipment; by the clock it makes up for what a crash or another command held back. */
export const captureShipmentsJob: Job = {
  name: 'capture-shipments',
  schedule: () => '*/15 * * * * *',
  demoSchedule: '*/5 * * * * *',
  run: captureShipments,
};
