/** Writes and reads of kept views of lists. */
import { and, asc, eq, or, sql } from 'drizzle-orm';
import type { ViewPage } from '#core/list-pages';
import { type Db, exactly, type Statement } from './client';
import { savedViews } from './schema/index';

export type SavedViewRow = typeof savedViews.$inferSelect;

/** No person keeps more than this of one list. */
export const mostViews = 50;

/** Fails the group it stands in when the owner has as many views of the list as may be. */
export function insertSavedViewStatement(db: Db, row: SavedViewRow): Statement {
  const { id, page, name, query, owner, shared, createdAt } = row;
  return exactly(1, {
    run: () =>
      db.run(sql`
        INSERT INTO saved_views (id, page, name, query, owner, shared, created_at)
        SELECT ${id}, ${page}, ${name}, ${query}, ${owner}, ${shared}, ${createdAt}
        WHERE (SELECT count(*) FROM saved_views WHERE page = ${page} AND owner = ${owner}) < ${mostViews}`),
  });
}

/** Fails the group it stands in when the view is gone, or somebody else's. */
export function deleteSavedViewStatement(db: Db, { id, owner }: Owned): Statement {
  return exactly(1, db.delete(savedViews).where(and(eq(savedViews.id, id), eq(savedViews.owner, owner))));
}

/** The same of showing it to the others, or no longer. */
export function shareSavedViewStatement(db: Db, { id, owner }: Owned, shared: 'yes' | 'no'): Statement {
  return exactly(
    1,
    db
      .update(savedViews)
      .set({ shared })
      .where(and(eq(savedViews.id, id), eq(savedViews.owner, owner))),
  );
}

type Owned = { readonly id: string; readonly owner: string };

export async function findSavedView(db: Db, id: string): Promise<SavedViewRow | undefined> {
  return db.select().from(savedViews).where(eq(savedViews.id, id)).get();
}

/** Of one list, or of all: a person's own and what others share, by name; 500 at most. */
export async function listSavedViews(db: Db, person: string, page?: ViewPage): Promise<SavedViewRow[]> {
  const seen = or(eq(savedViews.owner, person), eq(savedViews.shared, 'yes'));
  return db
    .select()
    .from(savedViews)
    .where(page === undefined ? seen : and(eq(savedViews.page, page), seen))
    .orderBy(asc(savedViews.page), sql`${savedViews.name} collate nocase`, asc(savedViews.id))
    .limit(500)
    .all();
}
