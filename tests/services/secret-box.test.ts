/** What is encrypted can be read again with its key and under its name, and in no other way. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createSecretBox,
  keyIdOf,
  openSecretBox,
  SecretBoxError,
  type SecretBoxErrorKind,
} from '#services/secret-box';

const first = { id: '2027', key: randomBytes(32) };
const second = { id: '2026', key: randomBytes(32) };
const box = createSecretBox([first, second]);
const anyText = fc.string({ unit: 'binary', maxLength: 300 });

function refusal(work: () => unknown): SecretBoxError {
  try {
    work();
  } catch (error) {
    if (error instanceof SecretBoxError) return error;
    throw error;
  }
  throw new Error('it was opened');
}
const kindOf = (work: () => unknown): SecretBoxErrorKind => refusal(work).kind;

describe('a secret box', () => {
  it('gives back any text under its name', () => {
    fc.assert(
      fc.property(anyText, anyText, (name, text) => {
        const stored = box.seal(name, text);
        expect(box.open(name, stored)).toBe(text);
        expect(keyIdOf(stored)).toBe('2027');
        expect(box.hasKeyOf(stored)).toBe('yes');
      }),
    );
  });

  it('looks otherwise each time, and shows nothing of the text', () => {
    const boxes = Array.from({ length: 500 }, () => box.seal('name', 'a secret that is long enough'));
    expect(new Set(boxes).size).toBe(500);
    const nonces = boxes.map((stored) =>
      Buffer.from(stored.split('.')[3] ?? '', 'base64url')
        .subarray(0, 12)
        .toString('hex'),
    );
    expect(new Set(nonces).size).toBe(500);
    for (const stored of boxes) {
      expect(stored).not.toContain('secret');
      expect(Buffer.from(stored.split('.')[3] ?? '', 'base64url').toString('latin1')).not.toContain('secret');
    }
  });

  it('is refused after any one bit of it was flipped', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.integer({ min: 0, max: 7 }), (text, at, bit) => {
        const bytes = Buffer.from(box.seal('name', text), 'latin1');
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
        expect(() => box.open('name', bytes.toString('latin1'))).toThrow(SecretBoxError);
      }),
      { numRuns: 2000 },
    );
    // Every bit of one box: also those that base64 leaves over.
    for (const text of ['', 'a', 'ab', 'abc', 'abcd']) {
      const stored = Buffer.from(box.seal('name', text), 'latin1');
      for (let at = 0; at < stored.length * 8; at += 1) {
        const bytes = Buffer.from(stored);
        bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
        expect(() => box.open('name', bytes.toString('latin1')), `bit ${at}`).toThrow(SecretBoxError);
      }
    }
  });

  it('is refused when it is cut, lengthened, or made up', () => {
    const stored = box.seal('name', 'text');
    for (let length = 0; length < stored.length; length += 1)
      expect(() => box.open('name', stored.slice(0, length))).toThrow(SecretBoxError);
    for (const more of ['A', '=', '.', ' ', '\n', '.A'])
      expect(() => box.open('name', stored + more), more).toThrow(SecretBoxError);
    fc.assert(
      fc.property(anyText, (text) => {
        expect(() => box.open('name', text)).toThrow(SecretBoxError);
      }),
    );
  });

  it('is refused under another name', () => {
    fc.assert(
      fc.property(anyText, anyText, (name, other) => {
        fc.pre(name !== other);
        expect(kindOf(() => box.open(other, box.seal(name, 'text')))).toBe('damaged');
      }),
    );
    expect(kindOf(() => box.open('totp 2', box.seal('totp 1', 'text')))).toBe('damaged');
  });

  it('is opened with an older key, and not with one that is named like it', () => {
    const old = createSecretBox([second]).seal('name', 'text');
    expect(box.open('name', old)).toBe('text');
    expect(keyIdOf(old)).toBe('2026');
    const stranger = createSecretBox([{ id: '2026', key: randomBytes(32) }]);
    expect(kindOf(() => stranger.open('name', old))).toBe('wrong-key');
    expect(kindOf(() => createSecretBox([first]).open('name', old))).toBe('unknown-key');
    // A box that says it is of another key is not opened with that key either.
    const moved = old.replace('v1.2026.', 'v1.2027.');
    expect(kindOf(() => box.open('name', moved))).toBe('wrong-key');
  });

  it('says what is wrong without the key and without the text', () => {
    const old = createSecretBox([second]).seal('VIPPS_CLIENT_SECRET', 'my secret text');
    const errors = [
      refusal(() => createSecretBox([first]).open('VIPPS_CLIENT_SECRET', old)),
      refusal(() => createSecretBox([{ ...first, id: '2026' }]).open('VIPPS_CLIENT_SECRET', old)),
      refusal(() => box.open('VIPPS_CLIENT_ID', old)),
    ];
    expect(errors.map(({ message }) => message)).toEqual([
      'VIPPS_CLIENT_SECRET: it is encrypted with the key "2026", which SECRETS_KEYS does not have',
      'VIPPS_CLIENT_SECRET: SECRETS_KEYS has another key under the id "2026" than the one it was encrypted with',
      'VIPPS_CLIENT_ID: what is stored was changed or damaged, or belongs to another name',
    ]);
    for (const error of errors) {
      const all = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
      for (const secret of ['my secret', first.key.toString('hex'), second.key.toString('hex')])
        expect(all).not.toContain(secret);
    }
  });

  it('takes no text that cannot be given back as it was', () => {
    expect(() => box.seal('name', 'half a pair \ud800')).toThrow(RangeError);
  });

  it('is made of the setting, the first key of it encrypting; without the setting there is none', () => {
    expect(openSecretBox({ SECRETS_KEYS: undefined })).toBeUndefined();
    const text = [first, second]
      .map(({ id, key }) => ` ${id}:${key.toString('hex').toUpperCase()}`)
      .join(' ,');
    const made = openSecretBox({ SECRETS_KEYS: text });
    expect(made?.keyId).toBe('2027');
    expect(made?.open('name', box.seal('name', 'text'))).toBe('text');
  });
});
