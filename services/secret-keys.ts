/** The setting SECRETS_KEYS: `id:64 hex digits`, separated by commas. The first key encrypts, all of them decrypt. */

export type SecretKey = { readonly id: string; readonly key: Buffer };

export type SecretKeysResult =
  | { readonly kind: 'read'; readonly keys: readonly SecretKey[] }
  /** Says which entry is wrong and how; never repeats what could be a key. */
  | { readonly kind: 'wrong'; readonly problem: string };

export const keyIdPattern = /^[A-Za-z0-9_-]{1,32}$/;

export function readSecretKeys(text: string): SecretKeysResult {
  const keys: SecretKey[] = [];
  for (const [at, entry] of text.split(',').entries()) {
    const [, id = '', hex = ''] = /^\s*([^:]*):([0-9a-fA-F]{64})\s*$/.exec(entry) ?? [];
    const problem = problemOf(id, hex, keys);
    if (problem !== undefined)
      return { kind: 'wrong', problem: `must be right in entry ${at + 1}: ${problem}` };
    keys.push({ id, key: Buffer.from(hex, 'hex') });
  }
  return { kind: 'read', keys };
}

function problemOf(id: string, hex: string, before: readonly SecretKey[]): string | undefined {
  if (hex === '') return 'it is an id, a colon and 64 hex digits (try: openssl rand -hex 32)';
  if (!keyIdPattern.test(id)) return 'its id is 1 to 32 letters, digits, - or _';
  if (/^(..)\1{31}$/i.test(hex)) return 'its key is not a random one (try: openssl rand -hex 32)';
  if (before.some((other) => other.id === id)) return `the id ${id} was used before`;
  if (before.some(({ key }) => key.equals(Buffer.from(hex, 'hex')))) return 'its key was used before';
  return undefined;
}
