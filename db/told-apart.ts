/** Accounts with like names, of which an admin said that they are two people's. Rows are never changed or taken away. */
import { sql } from 'drizzle-orm';
import type { Db, Statement } from './client';
import { peopleToldApart } from './schema/index';

/** Whether somebody said so already; in either order. */
export function areToldApart(db: Db, one: string, other: string): boolean {
  const [first, second] = [one, other].sort();
  return (
    db.get(sql`SELECT 1 FROM people_told_apart WHERE person_id = ${first} AND other_id = ${second}`) !==
    undefined
  );
}

/** Throws a constraint error when it was said before. */
export function tellApartStatement(
  db: Db,
  {
    one,
    other,
    by,
    at,
  }: { readonly one: string; readonly other: string; readonly by: string; readonly at: string },
): Statement {
  const [personId = '', otherId = ''] = [one, other].sort();
  return db.insert(peopleToldApart).values({ personId, otherId, toldBy: by, toldAt: at });
}
