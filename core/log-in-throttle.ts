/**
 * How often a log-in may be tried. Wrong tries are counted three ways: of one account from one address, from one address, and of one
 * account from wherever it was never logged in from. None of them shuts an account: who has logged in with a browser before is counted
 * apart from strangers (OWASP, "device cookies"), and every wait ends by itself.
 */

export type Tries = {
  readonly tries: number;
  /** Of the last one, in milliseconds since 1970. */
  readonly lastAtMs: number;
};

export type Limit = {
  /** So many wrong tries cost no wait. */
  readonly free: number;
  /** The wait after the next one; each further one doubles it. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** After so long without a try they are forgotten. */
  readonly forgetMs: number;
};

const minuteMs = 60_000;

export const limits = {
  /** One account from one address, or from a browser that it was logged in with. */
  pair: { free: 5, firstWaitMs: 2000, longestWaitMs: 15 * minuteMs, forgetMs: 60 * minuteMs },
  /** One address, whatever the account. */
  address: { free: 30, firstWaitMs: 2000, longestWaitMs: 15 * minuteMs, forgetMs: 60 * minuteMs },
  /** One account, from anywhere unknown: the wait stays so short that its owner gets in with a new browser, too. */
  account: { free: 50, firstWaitMs: 2000, longestWaitMs: 30_000, forgetMs: 60 * minuteMs },
} as const satisfies Record<string, Limit>;
export type LimitName = keyof typeof limits;

/** How long until the next try is looked at, in milliseconds; 0 = now. */
export function waitMs(tries: Tries | undefined, limit: Limit, nowMs: number): number {
  if (tries === undefined || tries.tries < limit.free || isForgotten(tries, limit, nowMs)) return 0;
  const doublings = Math.min(tries.tries - limit.free, 30);
  const wait = Math.min(limit.firstWaitMs * 2 ** doublings, limit.longestWaitMs);
  return Math.max(0, tries.lastAtMs + wait - nowMs);
}

/** After a wrong try. A clock that went back forgets nothing. */
export function afterWrongTry(tries: Tries | undefined, limit: Limit, nowMs: number): Tries {
  const known = tries === undefined || isForgotten(tries, limit, nowMs) ? 0 : tries.tries;
  return { tries: known + 1, lastAtMs: Math.max(nowMs, tries?.lastAtMs ?? 0) };
}

function isForgotten({ lastAtMs }: Tries, { forgetMs }: Limit, nowMs: number): boolean {
  return nowMs - lastAtMs >= forgetMs;
}
