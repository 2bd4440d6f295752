/** The file and its schema: what the other checks rest on. */
import type { Db } from '#db/client';
import { migrationsFolder } from '#db/migrate';
import { schemaAge } from '#db/migration-age';
import { integrityFaults, looseReferences, schemaFaults } from '#db/queries/verify-database';
import { type Check, Tally } from './verify-tally';

/** Why books cannot be verified, as a sentence that says what to do; undefined when they can. */
export function findObstacle(db: Db): string | undefined {
  switch (schemaAge(db, migrationsFolder)) {
    case 'empty':
    case 'foreign':
      return 'It is not a database of Oppgjør. Name another file with --database.';
    case 'older':
      return 'It was written by an older version of the desk. Start the desk of this version once (npm start), or verify with that version.';
    case 'unreleased':
      return 'It was written by a version of the desk from before its first release. Verify with that version.';
    case 'newer':
      return 'It was written by a newer version of the desk. Verify with that version.';
    case 'current':
      return undefined;
  }
}

export function verifyDatabase(db: Db): Check {
  const tally = new Tally();
  for (const problem of integrityFaults(db)) tally.add('database file', problem);
  for (const { table, rowid, parent } of looseReferences(db))
    tally.add(`row ${rowid ?? '?'} of ${table}`, `names something that is not in ${parent}`);
  return tally.check('file', 'the database file is whole, and every reference leads somewhere');
}

/** A trigger that was taken away is how a log or a ledger would be changed unseen. */
export function verifySchema(db: Db): Check {
  const tally = new Tally();
  for (const fault of schemaFaults(db)) tally.add('schema', fault);
  return tally.check('schema', 'tables, indexes and the triggers that hold them are as the desk makes them');
}
