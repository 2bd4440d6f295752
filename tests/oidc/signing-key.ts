import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export type SigningKey = {
  readonly jwk: Readonly<Record<string, unknown>> & { readonly kid: string };
  readonly privateKey: KeyObject;
};

export function newKey(kid: string): SigningKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { jwk: { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }, privateKey };
}
