/** Keys with which shops speak to the desk: made, revoked, and recognised. A token is known only to who was shown it. */
import { createHash, randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import {
  type ApiTokenRow,
  findApiTokenByHash,
  findApiTokenById,
  insertApiTokenStatement,
  markApiTokenUsed,
  revokeApiTokenStatement,
} from '#db/api-tokens';
import { auditStatement } from '#db/audit';
import { atomically, isConstraintError, UnexpectedChanges } from '#db/client';
import type { OfflineDesk } from './desk';

/** What people call a token: 1 to 60 characters on one line. */
export const apiTokenName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^\P{Cc}+$/u);

export type NewToken = {
  readonly name: string;
  /** Sales units it may speak for; null = all, those to come too. */
  readonly msns: readonly string[] | null;
  readonly actor: string;
};

/** `token` is shown once: nothing here can tell it again. */
export type CreatedToken = { readonly row: ApiTokenRow; readonly token: string };

/** Makes a token and records who made it. Throws for a name or a list of sales units that no form lets through. */
export async function createApiToken(desk: OfflineDesk, wanted: NewToken): Promise<CreatedToken> {
  const result = await createApiTokenOnce(desk, { ...wanted, id: uuidv7() });
  if (result.kind === 'repeated') throw new Error('a new id was used before');
  return result;
}

export type CreateOnceResult =
  | ({ readonly kind: 'created' } & CreatedToken)
  /** A form that was sent twice: its token was shown with the first answer, and only there. */
  | { readonly kind: 'repeated'; readonly row: ApiTokenRow };

/** The same with an id of the form's, so that a form sent twice makes one token. */
export async function createApiTokenOnce(
  { db, clock }: OfflineDesk,
  { id, name, msns, actor }: NewToken & { readonly id: string },
): Promise<CreateOnceResult> {
  if (msns !== null && msns.length === 0) throw new RangeError('a token must speak for a sales unit');
  const token = `opg_${randomBytes(32).toString('base64url')}`;
  const at = clock.now();
  const row: ApiTokenRow = {
    id,
    name: apiTokenName.parse(name),
    beginning: token.slice(0, 8),
    tokenHash: hashOf(token),
    msns: msns === null ? null : [...new Set(msns)].sort(),
    createdAt: at,
    createdBy: actor,
    lastUsedAt: null,
    revokedAt: null,
    revokedBy: null,
  };
  const detail = { name: row.name, beginning: row.beginning, msns: row.msns };
  try {
    await atomically(db, [
      insertApiTokenStatement(db, row),
      auditStatement(db, { at, actor, action: 'api token created', subject: subjectOf(id), detail }),
    ]);
    return { kind: 'created', row, token };
  } catch (error) {
    const known = isConstraintError(error) ? await findApiTokenById(db, id) : undefined;
    if (known === undefined) throw error;
    return { kind: 'repeated', row: known };
  }
}

/** From now on calls with this token are refused. False when there is no such token, or it was revoked before. */
export async function revokeApiToken(
  { db, clock }: OfflineDesk,
  { id, actor }: { readonly id: string; readonly actor: string },
): Promise<boolean> {
  const row = await findApiTokenById(db, id);
  if (row === undefined) return false;
  const at = clock.now();
  const detail = { name: row.name, beginning: row.beginning };
  try {
    await atomically(db, [
      revokeApiTokenStatement(db, { id, at, actor }),
      auditStatement(db, { at, actor, action: 'api token revoked', subject: subjectOf(id), detail }),
    ]);
    return true;
  } catch (error) {
    if (error instanceof UnexpectedChanges) return false;
    throw error;
  }
}

const tokenShape = /^opg_[A-Za-z0-9_-]{43}$/;

/**
 * The token that these words are, if it is good now. Found by its hash, so that the time it takes says nothing of how much of
 * a guess was right.
 */
export async function findApiToken(db: OfflineDesk['db'], token: string): Promise<ApiTokenRow | undefined> {
  return tokenShape.test(token) ? findApiTokenByHash(db, hashOf(token)) : undefined;
}

const noteUseEveryMs = 60_000;

/** Notes that a token was used, once a minute at most: a busy shop must not write with each call. */
export async function noteTokenUse({ db, clock }: OfflineDesk, row: ApiTokenRow): Promise<void> {
  const at = clock.now();
  const notSince = new Date(Date.parse(at) - noteUseEveryMs).toISOString();
  if (row.lastUsedAt !== null && row.lastUsedAt >= notSince) return;
  await markApiTokenUsed(db, { id: row.id, at, notSince });
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function subjectOf(id: string): string {
  return `api token ${id}`;
}
