import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backupName, backupsToDelete, readBackupName } from '#core/backup-rotation';

const dayMs = 86_400_000;
const instants = fc
  .date({ min: new Date('2024-01-01T00:00:00Z'), max: new Date('2028-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}.000Z`);
const backups = fc
  .uniqueArray(fc.record({ at: instants, holds: fc.boolean() }), { maxLength: 80, selector: ({ at }) => at })
  .map((rows) => rows.map(({ at, holds }) => backupName(at, holds)));
const foreign = fc.constantFrom(
  'oppgjor.db',
  'oppgjor-20260230T030000Z.db',
  'oppgjor-20260601T030000Z.db.partial-1',
  'my-oppgjor-20260601T030000Z.db',
  'oppgjor-20260601T030000Z.db.gz',
  'books.xlsx',
);
/** Later than every name here. */
const end = '2100-01-01T00:00:00.000Z';
const keptOf = (names: readonly string[]) => {
  const gone = new Set(backupsToDelete(names, end));
  return names.filter((name) => !gone.has(name));
};
const atOf = (name: string) => readBackupName(name)?.at ?? '';
const isProved = (name: string) => readBackupName(name)?.holds === true;

describe('the rotation of backups', () => {
  it('keeps seven days, five weeks and twelve months of a desk that made one every night', () => {
    const nights = Array.from({ length: 800 }, (_, n) =>
      backupName(new Date(Date.parse('2024-01-01T03:07:00.000Z') + n * dayMs).toISOString(), true),
    );
    // The last night is that to Tuesday 10 March 2026.
    expect(keptOf(nights).map((name) => atOf(name).slice(0, 10))).toEqual([
      ...['2025-04-30', '2025-05-31', '2025-06-30', '2025-07-31', '2025-08-31', '2025-09-30', '2025-10-31'],
      ...['2025-11-30', '2025-12-31', '2026-01-31', '2026-02-15', '2026-02-22', '2026-02-28', '2026-03-01'],
      ...['2026-03-04', '2026-03-05', '2026-03-06', '2026-03-07', '2026-03-08', '2026-03-09', '2026-03-10'],
    ]);
  });

  it('comes to the same when it is done every night', () => {
    let here: string[] = [];
    const all: string[] = [];
    for (let n = 0; n < 500; n += 1) {
      const name = backupName(
        new Date(Date.parse('2025-01-01T03:00:00.000Z') + n * dayMs).toISOString(),
        true,
      );
      all.push(name);
      here = keptOf([...here, name]);
    }
    expect(here).toEqual(keptOf(all));
  });

  it('never deletes the newest proved one, nor anything whose name it does not give', () => {
    fc.assert(
      fc.property(backups, fc.array(foreign), (ours, others) => {
        const gone = backupsToDelete([...ours, ...others], end);
        for (const name of others) expect(gone).not.toContain(name);
        const newest = ours.filter(isProved).sort((a, b) => (atOf(a) < atOf(b) ? 1 : -1))[0];
        expect(gone).not.toContain(newest);
        expect(ours).toEqual(expect.arrayContaining(gone));
      }),
    );
  });

  it('keeps the seven newest days whatever else there is, and 24 proved ones at most', () => {
    fc.assert(
      fc.property(backups, (ours) => {
        const proved = keptOf(ours).filter(isProved);
        expect(proved.length).toBeLessThanOrEqual(24);
        const daysOf = (names: readonly string[]) =>
          [...new Set(names.filter(isProved).map((name) => atOf(name).slice(0, 10)))].sort().slice(-7);
        expect(daysOf(proved)).toEqual(daysOf(ours));
      }),
    );
  });

  it('does not depend on the order, and has nothing to do when it was done', () => {
    fc.assert(
      fc.property(backups, (ours) => {
        expect(backupsToDelete([...ours].reverse(), end).sort()).toEqual(backupsToDelete(ours, end).sort());
        expect(backupsToDelete(keptOf(ours), end)).toEqual([]);
      }),
    );
  });

  it('of a desk whose clock was ahead keeps the one that was just made, and those of the future', () => {
    const night = (day: number) =>
      backupName(new Date(Date.parse('2026-03-08T03:00:00.000Z') + day * dayMs).toISOString(), true);
    const ahead = Array.from({ length: 36 }, (_, day) => night(day + 1));
    const made = night(0);
    expect(backupsToDelete([...ahead, made], '2026-03-08T03:05:00.000Z')).toEqual([]);
  });

  it('lets one that does not hold stand until there are proved ones of seven later days', () => {
    const night = (n: number, holds = true) => backupName(`2026-06-${10 + n}T03:00:00.000Z`, holds);
    const faulty = night(0, false);
    const later = [1, 2, 3, 4, 5, 6].map((n) => night(n));
    expect(backupsToDelete([faulty, ...later], end)).toEqual([]);
    expect(backupsToDelete([faulty, ...later, night(7)], end)).toEqual([faulty]);
  });
});
