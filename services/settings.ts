/** The settings of the desk, from the environment. Every one is checked before anything starts; see .env.example. */
import { isIP } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { shortestPassword } from '#core/password-lengths';
import { isLoopback } from './loopback';
import { oidcProblems, oidcShape } from './oidc-settings';
import { operationProblems, operationShape } from './operation-settings';
import { readSecretKeys } from './secret-keys';
import { text, wholeNumber } from './setting-values';

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port, 1 to 65535')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65535, 'must be a port, 1 to 65535');
const serviceUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => url.startsWith('https:') || isLoopback(url), 'must be an https address')
  .transform((url) => url.replace(/\/+$/, ''));
const headerWord = text.max(30, 'must be 30 characters at most');

const salesUnits = text.transform((value, context) => {
  const units = value.split(',').map((part) => {
    const [msn = '', ...name] = part.split('=');
    return { msn: msn.trim(), name: name.join('=').trim() || msn.trim() };
  });
  for (const unit of units) {
    if (!/^\d{5,6}$/.test(unit.msn)) {
      context.addIssue({
        code: 'custom',
        message: `"${unit.msn}" is not a merchant serial number (5 or 6 digits)`,
      });
    }
  }
  if (new Set(units.map((unit) => unit.msn)).size !== units.length) {
    context.addIssue({ code: 'custom', message: 'names a merchant serial number twice' });
  }
  return units;
});

/** Kept as text: the keys are made of it where they are used (services/secret-box). */
const secretKeys = text.superRefine((value, context) => {
  const read = readSecretKeys(value);
  if (read.kind === 'wrong') context.addIssue({ code: 'custom', message: read.problem });
});

const yesOrNo = z.enum(['yes', 'no'], 'must be yes or no');
const callsAMinute = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, 'must be a number of requests a minute, 1 to 999999')
  .transform(Number);

/** As Express's `trust proxy` takes them. */
const proxies = text.transform((value, context) => {
  if (value === 'none') return [];
  const names = value.split(',').map((name) => name.trim());
  for (const name of names.filter((one) => !isProxy(one))) {
    const message = `"${name}" is no address, no network like 10.0.0.0/8, and none of loopback, linklocal, uniquelocal`;
    context.addIssue({ code: 'custom', message });
  }
  return names;
});

const settingsSchema = z.object({
  DATABASE_PATH: text.transform((file) => path.resolve(file)),
  HOST: text.default('127.0.0.1'),
  PORT: port.default(3000),
  SESSION_SECRET: text.min(32, 'must be 32 characters at least (try: openssl rand -hex 32)'),
  COOKIE_SECURE: yesOrNo.default('yes'),
  SESSION_IDLE_MINUTES: wholeNumber(5, 24 * 60).default(120),
  SESSION_HOURS: wholeNumber(1, 24 * 7).default(12),
  HSTS_SUBDOMAINS: yesOrNo.default('no'),
  TRUSTED_PROXIES: proxies.default(['loopback']),
  RATE_LIMIT_PERSON: callsAMinute.default(2400),
  RATE_LIMIT_ADDRESS: callsAMinute.default(6000),
  RATE_LIMIT_LOG_IN: callsAMinute.default(60),
  RATE_LIMIT_API_TOKEN: callsAMinute.default(600),
  RATE_LIMIT_REFUSED: callsAMinute.default(30),
  DESK_USERNAME: text.optional(),
  DESK_PASSWORD: z
    .string()
    .min(shortestPassword, `must be ${shortestPassword} characters at least`)
    .optional(),
  VIPPS_BASE_URL: serviceUrl,
  // Those that are not here are taken from the database: services/vipps-keys.
  VIPPS_CLIENT_ID: text.optional(),
  VIPPS_CLIENT_SECRET: text.optional(),
  VIPPS_SUBSCRIPTION_KEY: text.optional(),
  SECRETS_KEYS: secretKeys.optional(),
  VIPPS_SALES_UNITS: salesUnits,
  VIPPS_SYSTEM_NAME: headerWord.default('oppgjor'),
  VIPPS_SYSTEM_VERSION: headerWord.default('0.1.0'),
  VIPPS_PLUGIN_NAME: headerWord.default('oppgjor-desk'),
  VIPPS_PLUGIN_VERSION: headerWord.default('0.1.0'),
  BANK_INBOX_DIR: text.transform((folder) => path.resolve(folder)).optional(),
  BACKUP_DIR: text.transform((folder) => path.resolve(folder)).optional(),
  PUBLIC_URL: serviceUrl.optional(),
  CALLBACK_SECRET: text.min(32, 'must be 32 characters at least (try: openssl rand -hex 32)').optional(),
  SHOP_URL: serviceUrl.refine(isLoopback, 'must be an address on this machine').optional(),
  SIMULATOR_URL: serviceUrl.refine(isLoopback, 'must be an address on this machine').optional(),
  ...oidcShape,
  ...operationShape,
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent')
    .default('info'),
});

export type Settings = z.output<typeof settingsSchema>;

export type SettingsResult =
  | { readonly kind: 'valid'; readonly settings: Settings }
  /** One line for each missing or wrong setting, fit to be printed. */
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

export function readSettings(environment: Readonly<Record<string, string | undefined>>): SettingsResult {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = settingsSchema.safeParse(present);
  const problems = new Map<string, string>([...oidcProblems(present), ...operationProblems(present)]);
  if (result.success && problems.size === 0) return { kind: 'valid', settings: result.data };
  for (const issue of result.error?.issues ?? []) {
    const name = String(issue.path[0] ?? 'settings');
    const missing = !Object.hasOwn(present, name);
    if (!problems.has(name))
      problems.set(name, missing ? `${name} is missing` : `${name} ${readable(issue.message)}`);
  }
  return { kind: 'invalid', problems: [...problems.values()] };
}

/**
 * The SQLite file when only that is needed (imports, single commands): DATABASE_PATH, else `oppgjor.db` in
 * DATA_DIR, else in ./data.
 */
export function databasePathOf(environment: Readonly<Record<string, string | undefined>>): string {
  return path.resolve(environment.DATABASE_PATH || path.join(environment.DATA_DIR || 'data', 'oppgjor.db'));
}

/** The desk's own address, as Vipps and the shops reach it. */
export function publicUrlOf({
  PUBLIC_URL,
  HOST,
  PORT,
}: Pick<Settings, 'PUBLIC_URL' | 'HOST' | 'PORT'>): string {
  return PUBLIC_URL ?? `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`;
}

/** Where files wait that people gave to the desk: beside the database. */
export function importFolderOf({ DATABASE_PATH }: Pick<Settings, 'DATABASE_PATH'>): string {
  return path.join(path.dirname(DATABASE_PATH), 'imports');
}

function readable(message: string): string {
  return /^(must|names|")/.test(message) ? message : `is wrong: ${message}`;
}

function isProxy(name: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(name)) return true;
  const [address = '', bits, ...more] = name.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  // Bits of 0 would trust everybody.
  return (
    bits === undefined ||
    (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128))
  );
}
