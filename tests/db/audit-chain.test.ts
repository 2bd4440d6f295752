import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditStatement } from '#db/audit';
import { chainOldRecords, checkChain } from '#db/audit-chain';
import { atomically, type Db } from '#db/client';
import { closeBooks, openBooks } from './books';

let db: Db;
beforeEach(() => {
  db = openBooks();
});
afterEach(closeBooks);

const record = (subject: string) =>
  auditStatement(db, {
    at: '2026-06-01T10:00:00.000Z',
    actor: 'kari',
    action: 'capture ordered',
    subject,
    detail: { amountOre: 100 },
  });

async function write(count: number): Promise<void> {
  for (let index = 1; index <= count; index += 1) await atomically(db, [record(`order 123456/A-${index}`)]);
}

/** As somebody would who has the file, and takes away what holds the log. */
function tamper(sql: string): void {
  for (const name of ['audit_log_stands', 'audit_log_is_kept', 'audit_chain_stands', 'audit_chain_is_kept'])
    db.$client.exec(`DROP TRIGGER IF EXISTS ${name}`);
  db.$client.pragma('foreign_keys = OFF');
  db.$client.exec(sql);
}

describe('the chain of the log', () => {
  it('is whole as it is written, and its head moves with each record', async () => {
    expect(checkChain(db)).toEqual({ kind: 'whole', records: 0, head: null });
    await write(1);
    const first = checkChain(db);
    await write(2);
    const later = checkChain(db);
    expect(first).toMatchObject({ kind: 'whole', records: 1 });
    expect(later).toMatchObject({ kind: 'whole', records: 3, head: { sequence: 3 } });
    expect(later).not.toEqual(first);
  });

  it('cannot be changed or shortened through the desk', async () => {
    await write(2);
    for (const sql of [
      'UPDATE audit_log SET actor = 1',
      'DELETE FROM audit_log',
      'UPDATE audit_chain SET hash = 1',
      'DELETE FROM audit_chain',
    ])
      expect(() => db.$client.exec(sql), sql).toThrow(/append-only/);
  });

  it.each([
    ['another actor', `UPDATE audit_log SET actor = 'ola' WHERE sequence = 3`, 3, 'changed'],
    ['another amount', `UPDATE audit_log SET detail = '{"amountOre":1}' WHERE sequence = 2`, 2, 'changed'],
    ['another time', `UPDATE audit_log SET at = '2026-06-02T10:00:00.000Z' WHERE sequence = 5`, 5, 'changed'],
    ['a record left out', 'DELETE FROM audit_log WHERE sequence = 4', 4, 'record-missing'],
    [
      'a record and its link left out',
      'DELETE FROM audit_log WHERE sequence = 4; DELETE FROM audit_chain WHERE sequence = 4',
      5,
      'gap',
    ],
    [
      'two records changing places',
      `UPDATE audit_log SET subject = CASE sequence WHEN 2 THEN 'order 123456/A-3' ELSE 'order 123456/A-2' END WHERE sequence IN (2, 3)`,
      2,
      'changed',
    ],
    ['a link left out', 'DELETE FROM audit_chain WHERE sequence = 3', 3, 'unchained'],
    [
      'the first record left out',
      'DELETE FROM audit_log WHERE sequence = 1; DELETE FROM audit_chain WHERE sequence = 1',
      2,
      'gap',
    ],
  ])('names the first record that is not as it was written: %s', async (_what, sql, sequence, kind) => {
    await write(6);
    tamper(sql);
    expect(checkChain(db)).toMatchObject({ kind: 'broken', at: { sequence, kind } });
  });

  it('takes up the records of a desk that is older than the chain', async () => {
    await write(3);
    const before = checkChain(db);
    tamper('DELETE FROM audit_chain');
    chainOldRecords(db);
    expect(checkChain(db)).toEqual(before);
    await write(1);
    expect(checkChain(db)).toMatchObject({ kind: 'whole', records: 4 });
  });

  it('is broken by what another program adds without the desk', async () => {
    await write(1);
    tamper('DROP TRIGGER audit_log_chained');
    db.$client.exec(
      `INSERT INTO audit_log (at, actor, action, subject, detail) VALUES ('2026', 'ola', 'x', 'y', '{}')`,
    );
    expect(checkChain(db)).toMatchObject({
      kind: 'broken',
      faults: 1,
      at: { sequence: 2, kind: 'unchained' },
    });
  });
});
