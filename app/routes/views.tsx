import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { viewPages } from '#core/list-pages';
import { listSavedViews } from '#db/saved-views';
import { forgetView, saveView, shareView } from '#services/saved-views';
import { requirePermission, requirePerson } from '../auth/require-permission.server';
import { DataTable } from '../components/data-table';
import { Notice } from '../components/notice';
import { viewPath } from '../components/saved-views';
import { pageTitle } from '../page-title';
import { readForm } from '../read-form.server';

/** Every kept view the person sees, of all lists. */
export async function loader({ context }: LoaderFunctionArgs) {
  const { username: person } = requirePerson(context);
  const views = await listSavedViews(context.desk.db, person);
  return { views: views.map((view) => ({ ...view, mine: view.owner === person })) };
}

const id = z.string().min(1).max(60);
const formSchema = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('save'),
    page: z.enum(viewPages),
    name: z.string(),
    query: z.string().max(8000),
    shared: z.literal('yes').optional(),
  }),
  z.object({ do: z.literal('forget'), id }),
  z.object({ do: z.literal('share'), id, shared: z.enum(['yes', 'no']) }),
]);

/** What cannot be kept is answered with the reason; what was done leads back to the list, or to this page. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { username: actor } = requirePerson(context);
  const desk = context.wholeDesk;
  const form = formSchema.safeParse(await readForm(request));
  if (!form.success) return data({ refusal: 'unreadable' as const }, { status: 400 });
  const wanted = form.data;
  if (sharesView(wanted)) requirePermission(context, 'share-views');
  switch (wanted.do) {
    case 'save': {
      const result = await saveView(desk, { ...wanted, shared: wanted.shared === 'yes', actor });
      // A fetcher shows the reason in the list; 200, so that the browser does not report it as a failure.
      return result.kind === 'saved'
        ? redirect(viewPath(wanted.page, result.view.query))
        : data({ refusal: result.refusal });
    }
    case 'forget':
      return answer(await forgetView(desk, { id: wanted.id, actor }));
    case 'share':
      return answer(await shareView(desk, { id: wanted.id, actor, shared: wanted.shared === 'yes' }));
  }
}

/** Kept for everybody, or shown to everybody no more. */
function sharesView(wanted: z.infer<typeof formSchema>): boolean {
  return wanted.do === 'share' || (wanted.do === 'save' && wanted.shared === 'yes');
}

function answer(done: boolean) {
  return done ? redirect('/views') : data({ refusal: 'not-yours' as const }, { status: 409 });
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'lists.views.title');

export default function Views() {
  const { t } = useTranslation();
  const { views } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  return (
    <>
      <h1>{t('lists.views.title')}</h1>
      <p className="lead">{t('lists.views.about')}</p>
      {refused ? <Notice tone="bad">{t(`lists.views.refused.${refused.refusal}`)}</Notice> : null}
      {views.length === 0 ? (
        <p className="empty">{t('lists.views.none')}</p>
      ) : (
        <DataTable
          rows={views}
          keyOf={(view) => view.id}
          columns={[
            {
              header: t('lists.views.name'),
              rowHead: true,
              className: () => 'order-cell',
              cell: (view) => (
                <Link to={viewPath(view.page, view.query)} translate="no">
                  {view.name}
                </Link>
              ),
            },
            { header: t('lists.views.list'), cell: (view) => t(`lists.views.pages.${view.page}`) },
            {
              header: t('lists.views.who'),
              cell: (view) =>
                view.mine
                  ? t(view.shared === 'yes' ? 'lists.views.mineShared' : 'lists.views.mine')
                  : t('tokens.by', { name: view.owner }),
            },
            {
              header: t('lists.views.change'),
              hideHeader: true,
              cell: (view) =>
                view.mine ? <Change id={view.id} name={view.name} shared={view.shared} /> : null,
            },
          ]}
        />
      )}
    </>
  );
}

function Change({ id, name, shared }: { id: string; name: string; shared: 'yes' | 'no' }) {
  const { t } = useTranslation();
  const to = shared === 'yes' ? 'no' : 'yes';
  return (
    <Form method="post" action="/views" className="row-form">
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="shared" value={to} />
      <button
        type="submit"
        name="do"
        value="share"
        className="quiet"
        aria-label={t(`lists.views.shareOne.${to}`, { name })}
      >
        {t(`lists.views.sharing.${to}`)}
      </button>
      <button
        type="submit"
        name="do"
        value="forget"
        className="quiet"
        aria-label={t('lists.views.forgetOne', { name })}
      >
        {t('lists.views.forget')}
      </button>
    </Form>
  );
}
