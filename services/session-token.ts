/** What a browser holds, and the hash by which the desk knows it again. */
import { createHash, randomBytes } from 'node:crypto';

/** 256 bits of chance, as 43 characters that a cookie can hold. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

const shape = /^[A-Za-z0-9_-]{43}$/;

/** Found by its hash, so that the time it takes says nothing of how much of a guess was right. */
export function tokenHashOf(token: string): string | undefined {
  return shape.test(token) ? createHash('sha256').update(token).digest('hex') : undefined;
}
