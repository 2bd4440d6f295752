import type { LoaderFunctionArgs } from '@remix-run/node';
import { searchEverything } from '#db/queries/search-everything';
import { requirePermission } from '../auth/require-permission.server';
import type { Hit } from '../hands/hits';
import { hitsOf } from '../hits-of-search.server';
import { readSearch } from '../search.server';

const ofEach = 5;

/** For the palette: `/search/hits?q=` as JSON, a few of each group. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'see');
  const query = readSearch(request);
  const hits: Hit[] = query === '' ? [] : hitsOf(await searchEverything(context.desk.db, query, ofEach));
  return Response.json({ query, hits });
}
