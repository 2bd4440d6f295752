import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeDatabase, type Db, exactly, openDatabase, type Statement, UnexpectedChanges } from '#db/client';
import { writeTogether } from '#db/write-together';

let folder: string;
let db: Db;
let other: Db;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-together-'));
  const file = path.join(folder, 'test.db');
  db = openDatabase(file, { busyTimeoutMs: 0 });
  db.$client.exec('CREATE TABLE notes (word TEXT PRIMARY KEY, size INTEGER CHECK (size < 10)) STRICT');
  other = openDatabase(file, { busyTimeoutMs: 0 });
});
afterEach(() => {
  closeDatabase(db);
  closeDatabase(other);
  fs.rmSync(folder, { recursive: true });
});

const note = (word: string, size = 1): Statement =>
  db.$client.prepare('INSERT INTO notes VALUES (?, ?)').bind(word, size);
const words = (reader: Db) => reader.$client.prepare('SELECT word FROM notes ORDER BY word').pluck().all();

describe('what is written together', () => {
  it('is stored when its promise resolves, and all at one moment', async () => {
    const write = writeTogether(db, 5);
    const writes = ['a', 'b', 'c'].map((word) => write([note(word), note(`${word}2`)]));
    expect(words(other)).toEqual([]);
    await writes[0];
    expect(words(other)).toEqual(['a', 'a2', 'b', 'b2', 'c', 'c2']);
    await Promise.all(writes);
    await write([note('later')]);
    expect(words(other)).toContain('later');
  });

  it('fails alone, and whole', async () => {
    const write = writeTogether(db, 5);
    const results = await Promise.allSettled([
      write([note('a')]),
      write([note('b'), note('too large', 10)]),
      write([note('c'), exactly(2, note('d'))]),
      write([note('a'), note('e')]),
      write([note('f')]),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(results[2]).toMatchObject({ reason: expect.any(UnexpectedChanges) });
    expect(words(other)).toEqual(['a', 'f']);
  });

  it('fails altogether when nothing can be written, and the next is written again', async () => {
    const write = writeTogether(db, 5);
    other.$client.exec('BEGIN IMMEDIATE');
    const results = await Promise.allSettled([write([note('a')]), write([note('b')])]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    other.$client.exec('ROLLBACK');
    expect(words(db)).toEqual([]);
    await write([note('c')]);
    expect(words(other)).toEqual(['c']);
  });

  it('fails altogether when a statement makes SQLite undo the whole transaction', async () => {
    const write = writeTogether(db, 5);
    const full: Statement = {
      run: () => db.$client.prepare(`INSERT OR ROLLBACK INTO notes VALUES ('a', 1)`).run(),
    };
    const results = await Promise.allSettled([write([note('a')]), write([full]), write([note('b')])]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(db.$client.inTransaction).toBe(false);
    expect(words(other)).toEqual([]);
  });
});
