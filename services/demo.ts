/** What the demo's bar does: it moves the simulator's clock, and plays a shop's customer. */
import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { ore } from '#core/money';
import { haveEnded, requestJobRun } from '#db/job-runs';
import { findOrder, type OrderName } from '#db/orders';
import { isVippsError } from '#vipps/errors';
import type { Desk } from './desk';
import { initiatePayment } from './initiate-payment';
import { jobNames } from './job-names';
import { merchantAddresses } from './merchant-addresses';
import { pollPayment } from './poll-payments';
import { publicUrlOf, type Settings } from './settings';

/** False when the simulator does not answer. */
export async function moveDemoClock(
  desk: Desk,
  simulatorUrl: string,
  advance: 'hour' | 'day' | 'next-bank-day',
  person: string,
): Promise<boolean> {
  const response = await fetch(new URL('/simulator/clock', simulatorUrl), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ advance }),
    signal: AbortSignal.timeout(20_000),
  }).catch(() => undefined); // told to the person by the return value
  if (response === undefined) return false;
  if (!response.ok) throw new Error(`the simulator did not move its clock: HTTP ${response.status}`);
  z.object({ now: z.string() }).parse(await response.json());
  await desk.clock.refresh('now');
  const realNow = new Date().toISOString();
  // A day of the demo is no night of this machine: nothing is backed up, and nobody told.
  const daily = jobNames.filter((job) => job !== 'back-up' && job !== 'send-alerts');
  const runs = daily.map((job) => ({ id: uuidv7(), job, requestedBy: person, realNow }));
  for (const run of runs) await requestJobRun(desk.db, run);
  await endOf(
    desk,
    runs.map((run) => run.id),
  );
  return true;
}

/** So that the page that follows shows the new day. Given up after some seconds: the jobs go on without it. */
async function endOf(desk: Desk, ids: readonly string[]): Promise<void> {
  const deadline = Date.now() + 8000;
  while (Date.now() < deadline && !(await haveEnded(desk.db, ids))) await wait(50);
}

/** A customer of the first sales unit chooses "Pay with Vipps". Undefined when the simulator refuses or is silent. */
export async function startDemoOrder(desk: Desk, settings: Settings): Promise<OrderName | undefined> {
  const unit = settings.VIPPS_SALES_UNITS[0];
  if (unit === undefined) throw new Error('no sales unit is set');
  const orderId = `demo-${desk.clock.now().slice(0, 10)}-${randomInt(100_000, 1_000_000)}`;
  const { callbackPrefix, authToken } = merchantAddresses(settings, { msn: unit.msn, orderId });
  const started = await orRefused(
    desk,
    initiatePayment(desk, {
      msn: unit.msn,
      orderId,
      amountOre: ore(randomInt(199, 2500) * 100),
      transactionText: `Demo: ${unit.name}`,
      callbackPrefix,
      authToken,
      fallBack: `${publicUrlOf(settings)}/orders/${unit.msn}/${orderId}`,
    }),
  );
  return started ? { msn: unit.msn, orderId } : undefined;
}

/**
 * The customer confirms in the app, by the call that Vipps's test environment has for this. Whatever came of it, also of a
 * second click, is read from Vipps: the order's page shows it.
 */
export async function confirmDemoOrder(desk: Desk, { msn, orderId }: OrderName): Promise<void> {
  await orRefused(desk, desk.vipps.forceApprove({ msn, orderId, phoneNumber: '48059528' }));
  const order = await findOrder(desk.db, { msn, orderId });
  if (order !== undefined) await pollPayment(desk, order);
}

async function orRefused(desk: Desk, call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (!isVippsError(error)) throw error;
    desk.log.warn({ error: error.kind }, 'the simulator refused');
    return false;
  }
}
