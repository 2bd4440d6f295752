/**
 * The log of a process: one JSON object a line, to stderr. Nothing secret or personal is meant to reach it; what does all the same is cut
 * here, by the name of its field, by its look in the text of errors, and by its value where the settings hold it.
 */
import pino, { type DestinationStream, type Logger } from 'pino';
import { cut, errorInShort } from './error-in-short';
import type { Settings } from './settings';

export function createLog(settings: Settings, processName: string, to: DestinationStream = stderr()): Logger {
  return pino(
    {
      name: processName,
      level: settings.LOG_LEVEL,
      base: { process: processName },
      redact: { paths: secretFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: cut },
      serializers: { err: (error: unknown) => errorInShort(error) },
    },
    withoutSecrets(to, secretsOf(settings)),
  );
}

const secretFields = [
  'authorization',
  'cookie',
  'password',
  'token',
  'secret',
  'clientId',
  'clientSecret',
  'subscriptionKey',
  'apiToken',
  'authToken',
  'accessToken',
  'totpSecret',
  'phoneNumber',
  'mobileNumber',
  'email',
  'firstName',
  'lastName',
  'address',
  'body',
];

function secretsOf(settings: Settings): string[] {
  const { SESSION_SECRET, CALLBACK_SECRET, DESK_PASSWORD, SECRETS_KEYS, OIDC_CLIENT_SECRET, ...rest } =
    settings;
  const keys = (SECRETS_KEYS ?? '').split(',').map((entry) => entry.split(':')[1]?.trim());
  const { VIPPS_CLIENT_ID, VIPPS_CLIENT_SECRET, VIPPS_SUBSCRIPTION_KEY } = rest;
  const { METRICS_TOKEN, SMTP_URL, ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET } = rest;
  return [
    SESSION_SECRET,
    CALLBACK_SECRET,
    DESK_PASSWORD,
    OIDC_CLIENT_SECRET,
    VIPPS_CLIENT_ID,
    VIPPS_CLIENT_SECRET,
    VIPPS_SUBSCRIPTION_KEY,
    METRICS_TOKEN,
    ALERT_WEBHOOK_URL, // some services put a secret into its path
    ALERT_WEBHOOK_SECRET,
    ...passwordsOf(SMTP_URL),
    ...keys,
  ].filter((secret): secret is string => secret !== undefined && secret.length >= shortestCut);
}

/** As it is written in the address, and as it is meant. */
function passwordsOf(url: string | undefined): string[] {
  const password = url === undefined ? '' : new URL(url).password;
  return [password, decodeURIComponent(password)];
}

/** Shorter ones would be found in words that are none. */
const shortestCut = 8;

/** The last wall: the secrets of the settings themselves, wherever in a line they stand. */
function withoutSecrets(to: DestinationStream, secrets: readonly string[]): DestinationStream {
  const asWritten = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  return {
    write(line) {
      let safe = line;
      for (const secret of asWritten) if (safe.includes(secret)) safe = safe.replaceAll(secret, cut);
      to.write(safe);
    },
  };
}

function stderr(): DestinationStream {
  return pino.destination(2);
}
