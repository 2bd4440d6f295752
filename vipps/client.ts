/**
 * The client of Vipps: the access token, eCom v2 and the Report API behind one object. One client for each set of
 * keys; the sales unit is named with each payment. Throws RangeError when an option cannot work.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type AccessToken, accessTokenFromWire, createAccessTokens } from './access-token';
import type { VippsLogger } from './attempt';
import { createEcom, type EcomClient } from './ecom';
import type { FetchLike } from './http-exchange';
import { createReport, type ReportClient } from './report';
import { accessTokenSchema } from './schemas/access-token';
import {
  createTransport,
  defaultRetryLimits,
  type RetryLimits,
  type Transport,
  type TransportOptions,
} from './transport';

export function createVippsClient(options: VippsOptions): VippsClient {
  checkOptions(options);
  const transportOptions = transportOptionsFrom(options);
  const anonymous = createTransport(transportOptions);
  const tokens = createAccessTokens(
    () => requestAccessToken(anonymous, options, transportOptions.now),
    transportOptions.now,
  );
  const transport = createTransport(transportOptions, tokens);
  return { ...createEcom(transport), ...createReport(transport) };
}

/** All methods reject with a VippsError (see errors.ts). */
export interface VippsClient extends EcomClient, ReportClient {}

export interface VippsOptions {
  /** https://api.vipps.no, its test counterpart, or a simulator. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly subscriptionKey: string;
  /** Sent as the four Vipps-System headers, 1 to 30 characters each. */
  readonly system: VippsSystem;
  /** Default 2,000. Added to `readTimeoutMs` for one deadline per attempt. */
  readonly connectTimeoutMs?: number;
  /** Default 10,000. Up to the last byte of the answer. */
  readonly readTimeoutMs?: number;
  readonly retry?: Partial<RetryLimits>;
  readonly fetch?: FetchLike;
  /** Epoch milliseconds: for the life of tokens, and for a Retry-After date without a Date header. */
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly random?: () => number;
  readonly logger?: VippsLogger;
}

export interface VippsSystem {
  readonly name: string;
  readonly version: string;
  readonly pluginName: string;
  readonly pluginVersion: string;
}

export type { VippsLogger } from './attempt';
export type {
  CancelRequest,
  ForceApproveRequest,
  InitiatePayment,
  MerchantInfo,
  MoneyRequest,
  StaticShipping,
} from './ecom';
export type {
  ActionResult,
  PaymentAddress,
  PaymentDetails,
  PaymentInitiation,
  PaymentLogEntry,
  PaymentShipping,
  PaymentSummary,
  PaymentUser,
} from './ecom-adapter';
export type { FetchLike } from './http-exchange';
export type { FeedRequest, LedgerDayRequest, LedgerTopic } from './report';
export type { FeedPage, Ledger, LedgerDayPage, LedgerIdentifier, LedgerItem } from './report-adapter';
export type { RetryLimits } from './transport';

/** No body, no sales unit: one token serves all sales units of the keys. */
function requestAccessToken(
  transport: Transport,
  { clientId, clientSecret }: VippsOptions,
  now: () => number,
): Promise<AccessToken> {
  const requestedAtMs = now();
  return transport.send(
    {
      operation: 'get-access-token',
      method: 'POST',
      path: '/accesstoken/get',
      headers: { client_id: clientId, client_secret: clientSecret },
    },
    (json) => accessTokenFromWire(accessTokenSchema.parse(json), requestedAtMs),
  );
}

function transportOptionsFrom(options: VippsOptions): TransportOptions {
  return {
    baseUrl: options.baseUrl.replace(/\/+$/, ''),
    headers: {
      'Ocp-Apim-Subscription-Key': options.subscriptionKey,
      'Vipps-System-Name': options.system.name,
      'Vipps-System-Version': options.system.version,
      'Vipps-System-Plugin-Name': options.system.pluginName,
      'Vipps-System-Plugin-Version': options.system.pluginVersion,
    },
    connectTimeoutMs: options.connectTimeoutMs ?? 2_000,
    readTimeoutMs: options.readTimeoutMs ?? 10_000,
    retry: { ...defaultRetryLimits, ...options.retry },
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    now: options.now ?? Date.now,
    sleep: options.sleep ?? ((ms) => wait(ms)),
    random: options.random ?? Math.random,
    logger: options.logger,
  };
}

/** Names the option, never its value. */
function checkOptions(options: VippsOptions): void {
  const base = URL.canParse(options.baseUrl) ? new URL(options.baseUrl) : undefined;
  if (!base || !/^https?:$/.test(base.protocol) || base.search || base.hash || base.username) {
    throw new RangeError('baseUrl must be a plain web address');
  }
  for (const name of ['clientId', 'clientSecret', 'subscriptionKey'] as const) {
    if (!/^[\x21-\x7e]+$/.test(options[name]))
      throw new RangeError(`${name} must be plain text without spaces`);
  }
  for (const name of ['name', 'version', 'pluginName', 'pluginVersion'] as const) {
    if (!/^[\x21-\x7e](?:[\x20-\x7e]{0,28}[\x21-\x7e])?$/.test(options.system[name])) {
      throw new RangeError(`system.${name} must be 1 to 30 plain characters`);
    }
  }
  for (const name of ['connectTimeoutMs', 'readTimeoutMs'] as const) {
    const ms = options[name] ?? 1;
    if (!Number.isFinite(ms) || ms <= 0) throw new RangeError(`${name} must be more than 0`);
  }
}
