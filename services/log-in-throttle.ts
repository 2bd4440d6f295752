/** Counts the tries to log in: by account and address, by address, and by account from unknown browsers (core/log-in-throttle). */
import { createHash } from 'node:crypto';
import { afterWrongTry, type LimitName, limits, waitMs } from '#core/log-in-throttle';
import type { Db } from '#db/client';
import { forgetTries, tryUnlessWaiting, undoTries } from '#db/log-in-tries';
import type { Browser } from './sessions';

export type LogInTry = {
  /** As it was typed; whether there is such an account makes no difference. */
  readonly username: string;
  readonly browser: Pick<Browser, 'address' | 'network'>;
  /** The browser was logged in with this account before: what strangers do does not hold it up. */
  readonly known: string | undefined;
};

/**
 * Takes one try: counted before the password is looked at, so that tries at the same moment are each counted. Milliseconds to wait
 * when it may not be made yet; nothing is counted then.
 */
export async function takeTry(db: Db, tried: LogInTry, nowMs: number): Promise<{ readonly waitMs: number }> {
  const keys = keysOf(tried);
  const wait = await tryUnlessWaiting(
    db,
    [...keys.keys()],
    (key, before) => waitMs(before, limitOf(keys, key), nowMs),
    (key, before) => afterWrongTry(before, limitOf(keys, key), nowMs),
  );
  return { waitMs: wait };
}

/** After a log-in that was right: its own tries are forgotten, and what others share is as it was before it. */
export async function tryWasRight(db: Db, tried: LogInTry): Promise<void> {
  const keys = [...keysOf(tried)];
  await forgetTries(db, ofKind(keys, 'pair'));
  await undoTries(db, [...ofKind(keys, 'address'), ...ofKind(keys, 'account')]);
}

function ofKind(keys: readonly (readonly [string, LimitName])[], wanted: LimitName): string[] {
  return keys.filter(([, name]) => name === wanted).map(([key]) => key);
}

function limitOf(keys: ReadonlyMap<string, LimitName>, key: string) {
  return limits[keys.get(key) ?? 'pair'];
}

function keysOf({ username, browser, known }: LogInTry): Map<string, LimitName> {
  const account = username.trim().toLowerCase().slice(0, 200);
  const address = browser.network ?? browser.address;
  if (known !== undefined) return new Map([[keyOf('pair', account, known), 'pair']]);
  return new Map<string, LimitName>([
    [keyOf('pair', account, address), 'pair'],
    [keyOf('address', address), 'address'],
    [keyOf('account', account), 'account'],
  ]);
}

function keyOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
