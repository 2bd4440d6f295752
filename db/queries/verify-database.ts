/** Is the file whole, and are its tables, triggers and indexes those that the migrations make? */
import { closeDatabase, type Db, openDatabase } from '../client';
import { migrateOpen } from '../migrate';

/** What SQLite finds wrong in the file: pages, indexes, unique values, checks. Empty when nothing is. */
export function integrityFaults(db: Db): string[] {
  const rows = db.$client.prepare('PRAGMA integrity_check(1000)').pluck().all().map(String);
  return rows.length === 1 && rows[0] === 'ok' ? [] : rows;
}

export type LooseReference = {
  readonly table: string;
  readonly rowid: number | null;
  readonly parent: string;
};

/** Rows that name something that is not there. */
export function* looseReferences(db: Db): Generator<LooseReference> {
  yield* db.$client
    .prepare<[], LooseReference>('SELECT "table", rowid, parent FROM pragma_foreign_key_check')
    .iterate();
}

type SchemaObject = { readonly type: string; readonly name: string; readonly sql: string };

/** Tables, triggers and indexes that are missing or other than the migrations make them, and triggers that they do not make. */
export function schemaFaults(db: Db): string[] {
  const model = openDatabase(':memory:');
  try {
    migrateOpen(model);
    const here = new Map(objectsOf(db).map((object) => [nameOf(object), object]));
    const meant = objectsOf(model);
    const names = new Set(meant.map(nameOf));
    return [
      ...meant.flatMap((object) => {
        const found = here.get(nameOf(object));
        if (found === undefined) return [`${nameOf(object)} is missing`];
        return found.sql === object.sql ? [] : [`${nameOf(object)} has been changed`];
      }),
      ...[...here.values()]
        .filter((object) => object.type === 'trigger' && !names.has(nameOf(object)))
        .map((object) => `${nameOf(object)} is none of the desk's`),
    ];
  } finally {
    closeDatabase(model);
  }
}

const nameOf = ({ type, name }: SchemaObject) => `${type} ${name}`;

function objectsOf(db: Db): SchemaObject[] {
  return db.$client
    .prepare<[], SchemaObject>(
      `SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'table' DESC, name`,
    )
    .all();
}
