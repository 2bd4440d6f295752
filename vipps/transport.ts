/**
 * Sends requests, and tries again where that is safe. Why each retry is safe stands here and nowhere else:
 *
 * - **Reads** (details, ledgers, ledger days, feed) and the **access token** change nothing at Vipps, so they are
 *   repeated after a broken connection, a timeout, a 5xx, a 429 and an answer that was cut short.
 * - **Whatever changes something** (initiate, capture, cancel, refund, force approve) is repeated only when it is
 *   certain that the payment was not touched: after a 429, which the gateway gives before anything else, and once
 *   after a 401, with a new token. After a timeout or a 5xx the outcome is unknown, and Vipps asks for the details
 *   to be read before another try ("Timeouts" in the eCom API guide). That is the caller's part: only the caller
 *   has the command and its key in a database.
 *
 * Retries end after a number of attempts and after a total time; a Retry-After is obeyed, and when it asks for
 * more than we are willing to wait the error is thrown at once, with `retryAfterMs`.
 */
import type { AccessTokens } from './access-token';
import { type AttemptOptions, changesSomething, sendOnce, type VippsRequest } from './attempt';
import { copyVippsError, isVippsError, type VippsError, type VippsErrorKind } from './errors';

/** Without tokens, requests carry no Authorization header: for the access token itself. */
export function createTransport(options: TransportOptions, tokens?: AccessTokens): Transport {
  return {
    async send(request, decode) {
      const attempts = new Attempts(options, request);
      for (;;) {
        const token = await tokens?.get().catch((error: unknown) => attempts.giveUp(error));
        try {
          return await sendOnce(options, request, token, decode);
        } catch (error) {
          if (!isVippsError(error)) throw error;
          if (error.kind === 'unauthorized' && token !== undefined) tokens?.invalidate(token);
          await attempts.waitOrGiveUp(error, token !== undefined);
        }
      }
    },
  };
}

export interface Transport {
  /**
   * Resolves with what `decode` makes of the JSON of a 2xx answer; whatever `decode` throws becomes 'malformed'.
   * Rejects with a VippsError.
   */
  send<T>(request: VippsRequest, decode: (json: unknown) => T): Promise<T>;
}

export interface TransportOptions extends AttemptOptions {
  readonly retry: RetryLimits;
  readonly sleep: (ms: number) => Promise<void>;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
}

export interface RetryLimits {
  /** Attempts in all, the first included. */
  readonly maxAttempts: number;
  /** Attempts and waits together. */
  readonly maxTotalMs: number;
  /** The longest single wait, also when Vipps asks for more. */
  readonly maxWaitMs: number;
}

export const defaultRetryLimits: RetryLimits = { maxAttempts: 4, maxTotalMs: 45_000, maxWaitMs: 10_000 };

const safeAfterChange: ReadonlySet<VippsErrorKind> = new Set(['rate-limited']);
const safeAfterRead: ReadonlySet<VippsErrorKind> = new Set([
  'rate-limited',
  'network',
  'timeout',
  'server',
  'malformed',
]);

const firstWaitMs = 250;

/** The attempts of one call: how many, how long, whether one of them may have had an effect. */
class Attempts {
  private count = 0;
  private waitedMs = 0;
  private renewed = false;
  private mayHaveHadEffect = false;
  private readonly startedAtMs = performance.now();

  constructor(
    private readonly options: TransportOptions,
    private readonly request: VippsRequest,
  ) {}

  /** Resolves when the call should be tried again; otherwise rejects with the error as the caller shall see it. */
  async waitOrGiveUp(error: VippsError, tokenSent: boolean): Promise<void> {
    this.count += 1;
    if (error.effect === 'unknown') this.mayHaveHadEffect = true;
    if (error.kind === 'unauthorized' && tokenSent && !this.renewed) {
      this.renewed = true;
      this.log(error, 0);
      return;
    }
    const waitMs = this.nextWaitMs(error);
    if (waitMs === undefined) return this.giveUp(error);
    this.log(error, waitMs);
    this.waitedMs += waitMs;
    await this.options.sleep(waitMs);
  }

  /** An attempt that may have had an effect keeps the outcome unknown, whatever became of the later ones. */
  giveUp(error: unknown): never {
    if (!isVippsError(error)) throw error;
    const { operation, idempotencyKey } = this.request;
    const { kind, status, effect: attemptEffect, requestId } = error;
    const level = kind === 'not-found' ? 'debug' : 'warn'; // how the older Report API says "not yet"
    this.options.logger?.[level](
      { operation, kind, status, effect: attemptEffect, requestId },
      'call to Vipps failed',
    );
    const effect = this.mayHaveHadEffect ? 'unknown' : error.effect;
    if (effect === error.effect && idempotencyKey === error.idempotencyKey) throw error;
    throw copyVippsError(error, { effect, idempotencyKey });
  }

  private nextWaitMs(error: VippsError): number | undefined {
    const { retry, random } = this.options;
    const safe = changesSomething[this.request.operation] ? safeAfterChange : safeAfterRead;
    if (!error.retryable || !safe.has(error.kind) || this.count >= retry.maxAttempts) return undefined;
    const backoffMs = Math.min(firstWaitMs * 2 ** this.count, retry.maxWaitMs);
    const jitteredMs = Math.round(backoffMs * (0.5 + random() / 2));
    // Many callers are told the same second: the jitter is added, so that they do not all come back at once.
    const waitMs = error.retryAfterMs ? error.retryAfterMs + Math.round(firstWaitMs * random()) : jitteredMs;
    if ((error.retryAfterMs ?? 0) > retry.maxWaitMs) return undefined;
    const spentMs = Math.max(performance.now() - this.startedAtMs, this.waitedMs);
    return spentMs + waitMs > retry.maxTotalMs ? undefined : waitMs;
  }

  private log(error: VippsError, waitMs: number): void {
    const { operation } = this.request;
    this.options.logger?.warn(
      {
        operation,
        kind: error.kind,
        status: error.status,
        attempt: this.count,
        waitMs,
        requestId: error.requestId,
      },
      'call to Vipps is tried again',
    );
  }
}
