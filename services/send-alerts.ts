/**
 * Tells by e-mail and webhook what somebody must know who does not look at the desk: finds it, stores the message, then sends it. A
 * message is sent at least once; its id is the same each time.
 */
import { uuidv7 } from 'uuidv7';
import { compareAlerts, nextDeliveryAt, planMessage } from '#core/alerts';
import { addMs, dayMs } from '#core/calendar';
import {
  type DueDelivery,
  forgetAlertsBefore,
  giveUpChannels,
  listDueDeliveries,
  listOpenAlerts,
  listUntold,
  saveDeliveryEnd,
  saveDeliveryTry,
  storeAlertChanges,
  storeAlertMessage,
} from '#db/alerts';
import {
  type AlertSettings,
  alertChannelsOf,
  type Channel,
  type Delivery,
  sendAlert,
} from './alert-channels';
import { alertContentOf, alertContentSchema } from './alert-content';
import type { OfflineDesk } from './desk';
import { findAlerts } from './find-alerts';
import type { Progress } from './progress';
import type { Settings } from './settings';

export type SendAlertsDesk = OfflineDesk & {
  readonly settings: AlertSettings & Pick<Settings, 'ALERT_UNKNOWN_MINUTES'>;
};

export type SentAlerts = {
  /** Conditions that are open now. */
  readonly open: number;
  readonly messages: number;
  readonly delivered: number;
  readonly failed: number;
};

/** In one run, of each channel: the others wait for the next minute. */
const deliveriesAtOnce = 5;
/** What is over and told is kept for so long. */
const keptMs = 90 * dayMs;

/** `realNow`: alerts and their messages live in real time. A channel that fails is no failure of the run: it is counted, and tried again. */
export async function sendAlerts(
  desk: SendAlertsDesk,
  progress: Progress,
  channels: readonly Channel[] = alertChannelsOf(desk.settings),
  realNow: () => string = () => new Date().toISOString(),
): Promise<SentAlerts> {
  const { db } = desk;
  const found = await findAlerts(desk, realNow());
  const changes = compareAlerts(await listOpenAlerts(db), found, realNow());
  await storeAlertChanges(db, changes, () => uuidv7(), realNow());
  await giveUpChannels(
    db,
    channels.map(({ name }) => name),
  );
  const messages = channels.length === 0 ? 0 : await writeMessage(desk, channels, realNow());
  // At the same time: one that hangs holds up nobody.
  const sent = await Promise.all(channels.map((channel) => deliver(desk, channel, progress, realNow)));
  await forgetAlertsBefore(db, addMs(realNow(), -keptMs));
  return {
    open: found.length,
    messages,
    delivered: sent.reduce((sum, { delivered }) => sum + delivered, 0),
    failed: sent.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** All that is to be told now is one message for all channels. */
async function writeMessage(
  { db }: SendAlertsDesk,
  channels: readonly Channel[],
  madeAt: string,
): Promise<number> {
  const untold = await listUntold(db, madeAt);
  const plan = planMessage(untold, madeAt);
  if (plan === undefined) return 0;
  const content = alertContentOf(untold, plan);
  const names = channels.map(({ name }) => name);
  await storeAlertMessage(db, { id: uuidv7(), madeAt, content }, names, plan);
  return 1;
}

async function deliver(
  desk: SendAlertsDesk,
  channel: Channel,
  progress: Progress,
  realNow: () => string,
): Promise<{ delivered: number; failed: number }> {
  let delivered = 0;
  for (const due of await listDueDeliveries(desk.db, channel.name, realNow(), deliveriesAtOnce)) {
    if (progress.stopping()) break;
    const delivery = await deliverOne(desk, channel, due, realNow);
    if (delivery.kind === 'failed') return { delivered, failed: 1 }; // the others would fail alike
    delivered += 1;
  }
  return { delivered, failed: 0 };
}

async function deliverOne(
  { db, log, settings }: SendAlertsDesk,
  channel: Channel,
  due: DueDelivery,
  realNow: () => string,
): Promise<Delivery> {
  const next = nextDeliveryAt(due.attempts + 1, due.madeAt, realNow());
  await saveDeliveryTry(db, due, next ?? realNow());
  const delivery = await sendAlert(channel, settings, {
    ...due,
    content: alertContentSchema.parse(due.content),
  });
  const { trouble } = delivery;
  const facts = { channel: channel.name, message: due.id, attempt: due.attempts + 1, trouble };
  if (delivery.kind === 'delivered') {
    await saveDeliveryEnd(db, due, { state: 'delivered', deliveredAt: realNow(), trouble });
    if (trouble !== null) log.warn(facts, 'an alert did not reach all of its receivers');
  } else {
    const state = next === undefined ? 'given-up' : 'waiting';
    await saveDeliveryEnd(db, due, { state, trouble: trouble ?? 'failed' });
    log.error(facts, state === 'waiting' ? 'an alert was not delivered' : 'an alert was given up');
  }
  return delivery;
}
