/** The backup of the night, by the process of its own that makes it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeDatabase, openDatabase } from '#db/client';
import { migrateFile } from '#db/migrate';
import { backUpJob } from '#jobs/back-up';
import { backUpNightly } from '#services/back-up-nightly';
import { noProgress } from '#services/progress';
import { openTestDesk, testSettings } from '../test-desk';

let folder: string;
let database: string;
let backups: string;
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-nightly-'));
  database = path.join(folder, 'desk.db');
  backups = path.join(folder, 'backups');
  fs.mkdirSync(backups);
  await migrateFile(database);
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const night = (n: number) => `2026-06-${String(n).padStart(2, '0')}T02:10:00.000Z`;
const make = (now: string, progress = noProgress) =>
  backUpNightly({ database, folder: backups, now }, progress);

describe('the backup of the night', () => {
  it('is made and proved, and old ones and what a killed process left go, but nothing else', async () => {
    const others = ['notes.txt', 'oppgjor.db', 'oppgjor-20260230T021000Z.db'];
    for (const name of others) fs.writeFileSync(path.join(backups, name), 'mine');
    fs.mkdirSync(path.join(backups, 'oppgjor-20240101T021000Z.db'));
    for (let n = 1; n <= 28; n += 1)
      fs.writeFileSync(path.join(backups, `oppgjor-202605${String(n).padStart(2, '0')}T021000Z.db`), 'old');
    fs.writeFileSync(path.join(backups, 'oppgjor-20260530T021000Z.db.partial-1'), 'half');
    fs.writeFileSync(path.join(backups, 'oppgjor-20260603T020000Z.db.partial-2'), 'perhaps at work');
    const told = await make(night(3));
    expect(told).toEqual({ count: 1, megabytes: 1, deleted: 21 });
    const names = fs.readdirSync(backups);
    expect(names).toEqual(expect.arrayContaining([...others, 'oppgjor-20240101T021000Z.db']));
    expect(names).toContain('oppgjor-20260603T020000Z.db.partial-2');
    expect(names).toContain('oppgjor-20260603T021000Z.db');
    expect(names.filter((name) => name.includes('20260530'))).toEqual([]);
    expect(fs.statSync(path.join(backups, 'oppgjor-20260603T021000Z.db')).mode & 0o777).toBe(0o600);
  });

  it('whose books do not hold fails with the record, has a name of its own, and deletes nothing', async () => {
    await make(night(1));
    const db = openDatabase(database);
    db.$client.exec(`DROP TRIGGER audit_log_stands`);
    closeDatabase(db);
    await expect(make(night(2))).rejects.toThrow(/do not hold: schema: trigger audit_log_stands is missing/);
    expect(fs.readdirSync(backups).sort()).toEqual([
      'oppgjor-20260601T021000Z.db',
      'oppgjor-20260602T021000Z-faulty.db',
    ]);
  });

  it('fails where its folder is not there: another disk may be missing, and this one is not filled instead', async () => {
    fs.rmdirSync(backups);
    await expect(make(night(1))).rejects.toThrow(/there is no folder .*Make it, or mount its disk/);
    expect(fs.existsSync(backups)).toBe(false);
  });

  it('that cannot be made fails with what to do', async () => {
    fs.rmSync(database);
    await expect(make(night(1))).rejects.toThrow(/no backup was made: There is nothing in/);
    expect(fs.readdirSync(backups)).toEqual([]);
  });

  it('is stopped with the jobs, and leaves nothing', async () => {
    const told = await make(night(1), { ...noProgress, stopping: () => true });
    expect(told.count === 0 ? fs.readdirSync(backups) : ['made before it heard']).toHaveLength(told.count);
  });

  it('has no schedule where no folder is set, and fails when it is asked for', async () => {
    const test = await openTestDesk();
    const settings = testSettings({ DATABASE_PATH: database });
    expect(backUpJob.isOff?.(settings)).toBe(true);
    expect(backUpJob.isOff?.({ ...settings, BACKUP_DIR: backups })).toBe(false);
    await expect(backUpJob.run({ ...test.desk, settings }, noProgress)).rejects.toThrow(
      'no backup was made: BACKUP_DIR is not set',
    );
    await test.close();
  });
});
