/** Passwords: hashed with argon2id, compared in the same time whether or not there is such a person, refused only when weak. */
import { hash, verify } from '@node-rs/argon2';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import pLimit from 'p-limit';

/** OWASP, "Password Storage": argon2id (the library's default) with 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** So many are hashed at a time: a crowd of log-ins waits instead of taking the machine. */
const atATime = pLimit(4);

export const shortestPassword = 10;
/** What is longer is refused, not cut. */
export const longestPassword = 200;
/** As zxcvbn counts: 3 = ten thousand million guesses at least. */
const leastScore = 3;

/** too-short, too-long; easy: among the first that somebody would try, or made of the person's own names. */
export type PasswordWeakness = 'too-short' | 'too-long' | 'easy';

/** Whatever is not weak is good: no kinds of characters are asked for. `names` of the person are as weak as common passwords. */
export function weaknessOf(password: string, names: readonly string[]): PasswordWeakness | null {
  const length = [...password].length;
  if (length < shortestPassword) return 'too-short';
  if (length > longestPassword) return 'too-long';
  return meter().check(password, [...names, 'oppgjor', 'oppgjør', 'vipps']).score < leastScore
    ? 'easy'
    : null;
}

let made: ZxcvbnFactory | undefined;
function meter(): ZxcvbnFactory {
  made ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  return made;
}

export async function hashPassword(password: string): Promise<string> {
  return atATime(() => hash(asTyped(password), cost));
}

/** False, after the same work, where there is no password to compare with. */
export async function passwordIs(stored: string | null | undefined, password: string): Promise<boolean> {
  if (password.length > 4 * longestPassword) return false;
  const against = stored ?? (await nobodysHash());
  const same = await atATime(() => verify(against, asTyped(password)));
  return same && typeof stored === 'string';
}

let nobodys: Promise<string> | undefined;
function nobodysHash(): Promise<string> {
  nobodys ??= hashPassword(crypto.randomUUID());
  return nobodys;
}

/** The same letters may be typed as one sign or as two (RFC 8265). */
function asTyped(password: string): string {
  return password.normalize('NFC');
}
