import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { uuidv7 } from 'uuidv7';
import { mostBulkOrders } from '#core/bulk';
import { previewBulk } from '#services/preview-bulk';
import { startBulk } from '#services/start-bulk';
import { requirePermission, requirePerson } from '../auth/require-permission.server';
import { BulkPreview, BulkRefused } from '../components/bulk-preview';
import { formatCount } from '../format';
import { notFound } from '../not-found.server';
import { textTitle } from '../page-title';
import { bulkKindSchema, readBulkForm, readBulkQuery, typedFields } from '../read-bulk.server';
import { readForm } from '../read-form.server';

/** What would become of the chosen orders; see read-bulk for how they are named. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePerson(context);
  const query = new URL(request.url).searchParams;
  const wanted = bulkKindSchema.safeParse(query.get('do'));
  if (!wanted.success) throw notFound();
  const { seen } = requirePermission(context, wanted.data);
  const asked = await readBulkQuery(seen.db, wanted.data, query, seen.clock.now());
  const { kind, names, capture, more, empty } = asked;
  return {
    preview: await previewBulk(seen, kind, names, capture),
    capture,
    more,
    empty,
    most: mostBulkOrders,
    id: uuidv7(),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { username: actor } = requirePerson(context);
  const fields = await readForm(request);
  const form = readBulkForm(fields);
  const refuse = (refusal: Parameters<typeof BulkRefused>[0]['refusal'], status: number) =>
    data(
      { refusal, id: typeof fields.id === 'string' ? fields.id : null, typed: typedFields(fields) },
      { status },
    );
  if ('refusal' in form) return refuse(form.refusal, 400);
  const { kind, orders } = form.request;
  // Also of what is skipped: it is written down, and read by who sees that sales unit.
  for (const msn of new Set(orders.map((order) => order.msn))) requirePermission(context, kind, { msn });
  const { desk } = requirePermission(context, kind);
  const started = await startBulk(desk, { ...form.request, actor });
  if (started.kind === 'refused') return refuse(started.refusal, 409);
  return redirect(`/bulk/${started.id}`);
}

/** After a refusal too: the page then shows the orders as they are, with a new id for a new decision. */
export const shouldRevalidate = () => true;

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  textTitle(matches, (t) => {
    const orders = data?.preview.orders ?? 0;
    return t(`bulk.heading.${data?.preview.kind ?? 'capture'}`, { count: orders, n: formatCount(orders) });
  });

const nothingTyped = { text: '', carrier: '', numbers: '', tracking: {} };

export default function OrdersBulk() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const { preview, empty } = page;
  return (
    <>
      <p>
        <Link to="/orders">← {t('bulk.toOrders')}</Link>
      </p>
      <h1>{t(`bulk.heading.${preview.kind}`, { count: preview.orders, n: formatCount(preview.orders) })}</h1>
      {refused ? <BulkRefused refusal={refused.refusal} id={refused.id} /> : null}
      {preview.items.length === 0 ? (
        <p className="empty">{t(`bulk.${empty}`)}</p>
      ) : (
        <BulkPreview {...page} typed={refused?.typed ?? nothingTyped} />
      )}
    </>
  );
}
