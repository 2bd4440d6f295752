/** Passwords: hashed with argon2id, compared in the same time whether or not there is such a person, refused only when weak. */
import { hash, verify } from '@node-rs/argon2';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import pLimit from 'p-limit';
import { longestPassword, shortestPassword } from '#core/password-lengths';
import { commonNorwegianWords } from './common-norwegian-words';

/** OWASP, "Password Storage": argon2id (the library's default) with 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** So many are hashed at a time: a crowd of log-ins waits instead of taking the machine. */
const atATime = pLimit(4);

/** As zxcvbn counts: 3 = ten thousand million guesses at least. */
const leastScore = 3;
const mostEasyWords = 3;

/** too-short, too-long; easy: among the first that somebody would try, or made of the person's own names. */
export type PasswordWeakness = 'too-short' | 'too-long' | 'easy';

/** Whatever is not weak is good: no kinds of characters are asked for. Words of the person's `names` are as weak as common passwords. */
export function weaknessOf(password: string, names: readonly string[]): PasswordWeakness | null {
  const length = [...password].length;
  if (length < shortestPassword) return 'too-short';
  if (length > longestPassword) return 'too-long';
  const words = easyWords(names);
  const isEasy = isOfFewWords(password, words) || meter().check(password, words).score < leastScore;
  return isEasy ? 'easy' : null;
}

/** One to three of these words, with digits, signs and a letter or two between them: what a meter of chances takes for three choices. */
function isOfFewWords(password: string, words: readonly string[]): boolean {
  let left = password.normalize('NFC').toLowerCase();
  let taken = 0;
  for (const word of [...words].sort((one, other) => other.length - one.length)) {
    const parts = left.split(word);
    taken += parts.length - 1;
    left = parts.join(' ');
  }
  return taken > 0 && taken <= mostEasyWords && left.replace(/[^\p{L}]/gu, '').length < 3;
}

/** Also as a keyboard without Norwegian letters writes them. */
function easyWords(names: readonly string[]): string[] {
  const parts = names
    .flatMap((name) => [name, ...name.split(/[^\p{L}]+/u)])
    .filter((part) => part.length > 1);
  const words = [...parts, ...commonNorwegianWords].map((word) => word.toLowerCase());
  const plain = words.map((word) => word.replaceAll('ø', 'o').replaceAll('å', 'a').replaceAll('æ', 'ae'));
  return [...new Set([...words, ...plain])];
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
