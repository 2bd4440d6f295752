import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findApiTokenById, listApiTokens } from '#db/api-tokens';
import { createApiToken, createApiTokenOnce, findApiToken, revokeApiToken } from '#services/api-tokens';
import { openTestDesk, type TestDesk } from '../test-desk';

let books: TestDesk;
beforeEach(async () => {
  books = await openTestDesk();
});
afterEach(() => books.close());

const id = '01900000-0000-7000-8000-000000000001';
const wanted = { name: 'The shop', msns: null, actor: 'kari' } as const;
const audit = () =>
  books.desk.db.$client
    .prepare(
      `SELECT action, subject, actor, detail FROM audit_log WHERE action LIKE 'api token%' ORDER BY rowid`,
    )
    .all() as { action: string; subject: string; actor: string; detail: string }[];

describe('a token', () => {
  it('is 32 random bytes, of which only the hash and the beginning are kept anywhere', async () => {
    const { row, token } = await createApiToken(books.desk, wanted);
    expect(token).toMatch(/^opg_[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(token.slice(4), 'base64url')).toHaveLength(32);
    expect(row).toMatchObject({
      beginning: token.slice(0, 8),
      tokenHash: createHash('sha256').update(token).digest('hex'),
    });
    const everything = JSON.stringify([await listApiTokens(books.desk.db), audit()]);
    expect(everything).not.toContain(token.slice(8, 30));
    expect((await createApiToken(books.desk, wanted)).token).not.toBe(token);
  });

  it('is found by itself only, and not after it is revoked', async () => {
    const { row, token } = await createApiToken(books.desk, wanted);
    const { db } = books.desk;
    expect((await findApiToken(db, token))?.id).toBe(row.id);
    for (const other of [
      '',
      'opg_',
      row.tokenHash,
      token.slice(0, -1),
      `${token}A`,
      token.toLowerCase(),
      `${token}\n`,
    ])
      expect(await findApiToken(db, other), other).toBeUndefined();
    expect(await revokeApiToken(books.desk, { id: row.id, actor: 'ola' })).toBe(true);
    expect(await findApiToken(db, token)).toBeUndefined();
  });

  it('leaves a record of who made and who revoked it, without the token or its hash', async () => {
    const { row, token } = await createApiToken(books.desk, { ...wanted, msns: ['123456'] });
    await revokeApiToken(books.desk, { id: row.id, actor: 'ola' });
    expect(audit()).toMatchObject([
      { action: 'api token created', subject: `api token ${row.id}`, actor: 'kari' },
      { action: 'api token revoked', subject: `api token ${row.id}`, actor: 'ola' },
    ]);
    expect(JSON.parse(audit()[0]?.detail ?? '')).toEqual({
      name: 'The shop',
      beginning: token.slice(0, 8),
      msns: ['123456'],
    });
  });

  it('is revoked once: the first one stands, and an unknown one leaves no record', async () => {
    const { row } = await createApiToken(books.desk, wanted);
    const answers = await Promise.all(
      ['ola', 'kari', 'per'].map((actor) => revokeApiToken(books.desk, { id: row.id, actor })),
    );
    expect(answers).toEqual([true, false, false]);
    expect(await revokeApiToken(books.desk, { id: 'nothing', actor: 'ola' })).toBe(false);
    expect((await findApiTokenById(books.desk.db, row.id))?.revokedBy).toBe('ola');
    expect(audit()).toHaveLength(2);
  });

  it('of a form that is sent twice is made once, and told once', async () => {
    const first = await createApiTokenOnce(books.desk, { ...wanted, id });
    const again = await createApiTokenOnce(books.desk, { ...wanted, id, name: 'Another' });
    expect([first.kind, again.kind]).toEqual(['created', 'repeated']);
    expect(again).not.toHaveProperty('token');
    expect(again.row).toEqual(first.row);
    expect(await listApiTokens(books.desk.db)).toHaveLength(1);
    expect(audit()).toHaveLength(1);
  });

  it('has a name of 1 to 60 characters on one line, and a sales unit at least; else nothing is stored', async () => {
    for (const name of ['', '   ', 'x'.repeat(61), 'two\nlines', '\u0000'])
      await expect(createApiToken(books.desk, { ...wanted, name }), name).rejects.toThrow();
    await expect(createApiToken(books.desk, { ...wanted, msns: [] })).rejects.toThrow(RangeError);
    expect(await listApiTokens(books.desk.db)).toEqual([]);
    expect(audit()).toEqual([]);
    const { row } = await createApiToken(books.desk, { ...wanted, name: ` ${'å'.repeat(60)} ` });
    expect(row.name).toBe('å'.repeat(60));
  });

  it('that is good stands before one that was revoked, the newest first', async () => {
    const made: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      made.push((await createApiToken(books.desk, { ...wanted, name })).row.id);
      await books.advance({ advanceMs: 60_000 });
    }
    await revokeApiToken(books.desk, { id: made[2] ?? '', actor: 'kari' });
    expect((await listApiTokens(books.desk.db)).map(({ name }) => name)).toEqual(['two', 'one', 'three']);
  });
});
