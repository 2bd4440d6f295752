import type { Sqlite } from '#simulator/store/open-database';

/** Single values and running numbers. */
export function createSettingStore(db: Sqlite): SettingStore {
  const select = db.prepare<[string], { value: string }>('SELECT value FROM settings WHERE name = ?');
  const upsert = db.prepare<[string, string]>(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const count = db.prepare<[string, number, number], { value: number }>(
    `INSERT INTO counters (name, value) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET value = value + ? RETURNING value`,
  );
  return {
    find: (name) => select.get(name)?.value,
    set: (name, value) => {
      upsert.run(name, value);
    },
    next(name, first, step = 1) {
      const row = count.get(name, first, step);
      if (!row) throw new Error(`counter ${name} gave no value`);
      return row.value;
    },
  };
}

export interface SettingStore {
  find(name: string): string | undefined;
  set(name: string, value: string): void;
  /** The next number of a series that begins with `first`. */
  next(name: string, first: number, step?: number): number;
}
