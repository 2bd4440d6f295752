/**
 * Encrypts what others entrust to the desk (keys to Vipps, second factors) before it is stored: AES-256-GCM with a random nonce each
 * time. A box is one line of text, `v1.KEY ID.CHECK.NONCE+CIPHERTEXT+TAG`, and opens only under the name it was sealed for: name and
 * key id are authenticated with it. CHECK tells a wrong key from damage; it says nothing about the key itself.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { keyIdPattern, readSecretKeys, type SecretKey } from './secret-keys';
import type { Settings } from './settings';

export type SecretBox = {
  /** Of the key that encrypts. */
  readonly keyId: string;
  /** Throws RangeError for text that is not well-formed Unicode. */
  seal(name: string, text: string): string;
  /** Throws SecretBoxError. */
  open(name: string, stored: string): string;
  /** Is the key of this box here, and the right one? */
  hasKeyOf(stored: string): 'yes' | 'unknown-key' | 'wrong-key' | 'damaged';
};

export type SecretBoxErrorKind = 'unknown-key' | 'wrong-key' | 'damaged';

/** Neither key nor plaintext is in it. */
export class SecretBoxError extends Error {
  override readonly name = 'SecretBoxError';
  constructor(
    readonly kind: SecretBoxErrorKind,
    /** The name the box was to be opened under. */
    readonly secretName: string,
    /** Undefined when the box is too damaged to tell. */
    readonly keyId: string | undefined,
  ) {
    super(`${secretName}: ${words(kind, keyId)}`);
  }
}

/** Undefined without SECRETS_KEYS: then nothing can be sealed or opened. */
export function openSecretBox({ SECRETS_KEYS }: Pick<Settings, 'SECRETS_KEYS'>): SecretBox | undefined {
  if (SECRETS_KEYS === undefined) return undefined;
  const read = readSecretKeys(SECRETS_KEYS);
  if (read.kind === 'wrong') throw new RangeError(`SECRETS_KEYS ${read.problem}`);
  return createSecretBox(read.keys);
}

export function createSecretBox(keys: readonly SecretKey[]): SecretBox {
  const [first] = keys;
  if (first === undefined) throw new RangeError('a secret box needs a key');
  const keyOf = (name: string, stored: string): { parts: Parts; key: SecretKey } => {
    const parts = partsOf(stored);
    if (parts === undefined) throw new SecretBoxError('damaged', name, undefined);
    const key = keys.find(({ id }) => id === parts.keyId);
    if (key === undefined) throw new SecretBoxError('unknown-key', name, parts.keyId);
    if (checkOf(key) !== parts.check) throw new SecretBoxError('wrong-key', name, parts.keyId);
    return { parts, key };
  };
  return {
    keyId: first.id,
    seal: (name, text) => seal(first, name, text),
    open(name, stored) {
      const { parts, key } = keyOf(name, stored);
      try {
        return decrypt(key, name, parts.payload);
      } catch {
        // What the library says is no help, and must not be quoted.
        throw new SecretBoxError('damaged', name, key.id);
      }
    },
    hasKeyOf(stored) {
      try {
        keyOf('', stored);
        return 'yes';
      } catch (error) {
        if (error instanceof SecretBoxError) return error.kind;
        throw error;
      }
    },
  };
}

/** The id of the key that a box was sealed with; undefined when it is no box. */
export function keyIdOf(stored: string): string | undefined {
  return partsOf(stored)?.keyId;
}

const version = 'v1';
const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

type Parts = { readonly keyId: string; readonly check: string; readonly payload: Buffer };

function partsOf(stored: string): Parts | undefined {
  const [form, keyId = '', check = '', payload = '', ...more] = stored.split('.');
  const bytes = Buffer.from(payload, 'base64url');
  // Base64 has spare bits: of all texts that give the same bytes only one is a box.
  const canonical = bytes.toString('base64url') === payload && bytes.length >= nonceBytes + tagBytes;
  if (form !== version || !keyIdPattern.test(keyId) || more.length > 0 || !canonical) return undefined;
  return { keyId, check, payload: bytes };
}

function seal(key: SecretKey, name: string, text: string): string {
  const plain = Buffer.from(text, 'utf8');
  if (plain.toString('utf8') !== text) throw new RangeError('a secret must be well-formed text');
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key.key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(boundTo(key, name));
  const payload = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return [version, key.id, checkOf(key), payload.toString('base64url')].join('.');
}

function decrypt(key: SecretKey, name: string, payload: Buffer): string {
  const nonce = payload.subarray(0, nonceBytes);
  const decipher = createDecipheriv(algorithm, key.key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(boundTo(key, name));
  decipher.setAuthTag(payload.subarray(-tagBytes));
  const ciphertext = payload.subarray(nonceBytes, -tagBytes);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
}

/** As JSON, so that no two names and ids read the same. */
function boundTo(key: SecretKey, name: string): Buffer {
  return Buffer.from(JSON.stringify(['oppgjor secret', version, key.id, name]), 'utf8');
}

function checkOf({ key }: SecretKey): string {
  return createHmac('sha256', key).update('oppgjor key check').digest('hex').slice(0, 8);
}

function words(kind: SecretBoxErrorKind, keyId: string | undefined): string {
  switch (kind) {
    case 'unknown-key':
      return `it is encrypted with the key "${keyId}", which SECRETS_KEYS does not have`;
    case 'wrong-key':
      return `SECRETS_KEYS has another key under the id "${keyId}" than the one it was encrypted with`;
    case 'damaged':
      return 'what is stored was changed or damaged, or belongs to another name';
  }
}
