import type { ViewPage } from '#core/list-pages';
import type { Db } from '#db/client';
import { listSavedViews } from '#db/saved-views';

/** The views a person sees beside a list. */
export async function viewsFor(db: Db, person: string, page: ViewPage) {
  const views = await listSavedViews(db, person, page);
  return views.map(({ id, name, query, owner }) => ({ id, name, query, owner, mine: owner === person }));
}
