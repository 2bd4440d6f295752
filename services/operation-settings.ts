/** The settings of what watches the desk: metrics, alerts, and how long it may take to stop. All of them may be left out. */
import { z } from 'zod';
import { isLoopback } from './loopback';
import { text, wholeNumber } from './setting-values';

const address = /^[^\s@<>",;:\\]+@[^\s@<>",;:\\]+$/;
const mailAddress = text.regex(address, 'must be one address, like desk@firma.no');
const mailAddresses = text
  .transform((value) => value.split(',').map((one) => one.trim()))
  .refine((all) => all.every((one) => address.test(one)), 'must be addresses, separated by commas');

/** Name, password and port in the address; nothing after it. */
const smtpUrl = text.refine((value) => {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(value);
  return /^smtps?:$/.test(protocol) && hostname !== '' && /^\/?$/.test(pathname) && `${search}${hash}` === '';
}, 'must be like smtps://name:password@mail.firma.no or smtp://mail.firma.no:587');

/** Kept as it is written: some services have a secret in the path. */
const webhookUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => url.startsWith('https:') || isLoopback(url), 'must be an https address')
  .refine(
    (url) => `${new URL(url).username}${new URL(url).password}` === '',
    'must hold no name or password',
  );

/** Part of the schema of all settings. */
export const operationShape = {
  STOP_SECONDS: wholeNumber(2, 300).default(20),
  METRICS_TOKEN: text
    .regex(
      /^[\x21-\x7e]{32,500}$/,
      'must be 32 characters at least, without spaces (try: openssl rand -hex 32)',
    )
    .optional(),
  SMTP_URL: smtpUrl.optional(),
  ALERT_EMAIL_FROM: mailAddress.optional(),
  ALERT_EMAIL_TO: mailAddresses.optional(),
  ALERT_WEBHOOK_URL: webhookUrl.optional(),
  ALERT_WEBHOOK_SECRET: text.min(32, 'must be 32 characters at least (try: openssl rand -hex 32)').optional(),
  ALERT_LANGUAGE: z.enum(['nb', 'en'], 'must be nb or en').default('nb'),
  ALERT_UNKNOWN_MINUTES: wholeNumber(1, 1440).default(15),
};

const together = [
  ['SMTP_URL', 'ALERT_EMAIL_FROM', 'ALERT_EMAIL_TO'],
  ['ALERT_WEBHOOK_URL', 'ALERT_WEBHOOK_SECRET'],
] as const;

/** Settings that are of use only with others that are not there. */
export function operationProblems(present: Readonly<Record<string, string | undefined>>): [string, string][] {
  return together.flatMap((names) => {
    const missing = names.filter((name) => present[name] === undefined);
    if (missing.length === 0 || missing.length === names.length) return [];
    const given = names.filter((name) => present[name] !== undefined).join(' and ');
    return missing.map((name): [string, string] => [
      name,
      `${name} is missing: ${given} is of no use without it`,
    ]);
  });
}
