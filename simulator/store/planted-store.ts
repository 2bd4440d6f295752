import type { Sqlite } from '#simulator/store/open-database';

/** What a history or a person made not tie on purpose, so that a test can ask whether it was found. */
export function createPlantedStore(db: Sqlite): PlantedStore {
  const insert = db.prepare<[string, string]>('INSERT INTO planted (kind, detail) VALUES (?, ?)');
  const all = db.prepare<[], { kind: string; detail: string }>(
    'SELECT kind, detail FROM planted ORDER BY id',
  );
  return {
    add: (kind, detail) => {
      insert.run(kind, JSON.stringify(detail));
    },
    list: () => all.all().map(({ kind, detail }) => ({ kind, detail: JSON.parse(detail) })),
  };
}

export interface PlantedStore {
  add(kind: PlantedKind, detail: PlantedDetail): void;
  list(): { kind: string; detail: unknown }[];
}

export type PlantedKind =
  | 'deposit-missing'
  | 'deposit-differs'
  | 'capture-unknown-to-shop'
  | 'payout-aborted'
  | 'negative-day'
  | 'dispute-held'
  | 'dispute-returned'
  | 'correction'
  | 'unknown-entry-type';

export type PlantedDetail = Readonly<Record<string, string | number>>;
