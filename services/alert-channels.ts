/** The ways in which alerts leave the desk, as far as they are set. */
import type { AlertChannel } from '#core/alerts';
import type { AlertContent } from './alert-content';
import { type AlertText, alertText } from './alert-text';
import { createMailer } from './send-alert-mail';
import { createWebhook } from './send-alert-webhook';
import { publicUrlOf, type Settings } from './settings';

export type AlertSettings = Pick<
  Settings,
  | 'SMTP_URL'
  | 'ALERT_EMAIL_FROM'
  | 'ALERT_EMAIL_TO'
  | 'ALERT_WEBHOOK_URL'
  | 'ALERT_WEBHOOK_SECRET'
  | 'ALERT_LANGUAGE'
  | 'PUBLIC_URL'
  | 'HOST'
  | 'PORT'
>;

export type AlertToSend = {
  /** The same with each try. */
  readonly id: string;
  readonly madeAt: string;
  readonly content: AlertContent;
};

export type Delivery = {
  readonly kind: 'delivered' | 'failed';
  /** In a word or two, fit to be stored: no address and no secret is in it. Null when there is nothing to say. */
  readonly trouble: string | null;
  /** What the other side answered, for whoever tries it by hand. */
  readonly answer: string;
};

export type Channel = {
  readonly name: AlertChannel;
  /** Ends within half a minute, and never throws. */
  send(alert: AlertToSend & { readonly words: AlertText; readonly deskUrl: string }): Promise<Delivery>;
};

export type ChannelLimits = { readonly timeoutMs?: number };

export function alertChannelsOf(settings: AlertSettings, limits: ChannelLimits = {}): Channel[] {
  const { SMTP_URL, ALERT_EMAIL_FROM, ALERT_EMAIL_TO, ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET } = settings;
  const channels: Channel[] = [];
  if (SMTP_URL && ALERT_EMAIL_FROM && ALERT_EMAIL_TO)
    channels.push(createMailer({ url: SMTP_URL, from: ALERT_EMAIL_FROM, to: ALERT_EMAIL_TO }, limits));
  if (ALERT_WEBHOOK_URL && ALERT_WEBHOOK_SECRET)
    channels.push(createWebhook({ url: ALERT_WEBHOOK_URL, secret: ALERT_WEBHOOK_SECRET }, limits));
  return channels;
}

export async function sendAlert(
  channel: Channel,
  settings: AlertSettings,
  alert: AlertToSend,
): Promise<Delivery> {
  const deskUrl = publicUrlOf(settings);
  const words = alertText(alert.content, { id: alert.id, language: settings.ALERT_LANGUAGE, deskUrl });
  return channel.send({ ...alert, words, deskUrl });
}
