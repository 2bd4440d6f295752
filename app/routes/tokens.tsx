import { Button, TextInput } from '@mantine/core';
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { listApiTokens } from '#db/api-tokens';
import { listSalesUnits } from '#db/orders';
import { apiTokenName, createApiTokenOnce, revokeApiToken } from '#services/api-tokens';
import { publicUrlOf } from '#services/settings';
import { requirePermission } from '../auth/require-permission.server';
import { DataTable } from '../components/data-table';
import { Notice } from '../components/notice';
import { scrollable } from '../components/scrollable';
import { Instant } from '../components/values';
import { formatCount } from '../format';
import { createI18n } from '../i18n/i18n';
import { notFound } from '../not-found.server';
import { nameTitle } from '../page-title';
import { readPreferences } from '../preferences.server';
import { readForm } from '../read-form.server';

export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'manage-tokens', 'everywhere');
  const { db } = context.desk;
  const [rows, units, { language }] = await Promise.all([
    listApiTokens(db),
    listSalesUnits(db),
    readPreferences(request),
  ]);
  const tokens = rows.map(({ tokenHash: _, ...token }) => token);
  const query = new URL(request.url).searchParams;
  const named = (name: string) => tokens.find(({ id }) => id === query.get(name)) ?? null;
  return {
    title: createI18n(language).t('tokens.title'),
    tokens,
    units: units.map(({ msn, name }) => ({ msn, name })),
    /** The token that the person is about to revoke. */
    revoking: named('revoke')?.revokedAt === null ? named('revoke') : null,
    revoked: named('revoked'),
    notRevoked: query.has('not-revoked'),
    /** Of the token to be made: a form that is sent twice makes one. */
    newId: uuidv7(),
    address: publicUrlOf(context.settings),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { actor, desk } = requirePermission(context, 'manage-tokens', 'everywhere');
  const fields = await readForm(request);
  if (fields.form === 'revoke') {
    const id = String(fields.id);
    const done = await revokeApiToken(desk, { id, actor });
    return redirect(done ? `/tokens?revoked=${id}` : '/tokens?not-revoked');
  }
  if (fields.form !== 'create') throw notFound();
  const all = (await listSalesUnits(desk.db)).map(({ msn }) => msn);
  const msns = all.filter((msn) => fields[`unit.${msn}`] === 'yes');
  const form = z.object({ id: z.uuid(), name: apiTokenName }).safeParse(fields);
  if (!form.success || msns.length === 0) {
    const wrong = { name: !form.success, msns: msns.length === 0 };
    const name = typeof fields.name === 'string' ? fields.name : '';
    return data({ kind: 'refused' as const, wrong, sent: { name, msns } }, { status: 400 });
  }
  const wanted = { ...form.data, msns: msns.length === all.length ? null : msns, actor };
  const result = await createApiTokenOnce(desk, wanted);
  const { id, name } = result.row;
  if (result.kind === 'repeated') return { kind: 'repeated' as const, id, name };
  // Shown with this answer and nowhere else: never in an address, which browsers and logs keep.
  return { kind: 'created' as const, id, name, token: result.token };
}

export const meta: MetaFunction<typeof loader> = ({ data: page }) => nameTitle(page?.title);

export default function Tokens() {
  const { t } = useTranslation();
  const { tokens, revoking, revoked, notRevoked } = useLoaderData<typeof loader>();
  const done = useActionData<typeof action>();
  const good = tokens.filter(({ revokedAt }) => revokedAt === null).length;
  return (
    <>
      <p>
        <Link to="/settings">← {t('settings.title')}</Link>
      </p>
      <h1>{t('tokens.title')}</h1>
      <p className="lead">
        {t('tokens.lead', { count: good, tokens: formatCount(good) })} {t('tokens.about')}
      </p>
      {done === undefined && revoked?.revokedAt ? (
        <Notice tone="good">{t('tokens.revokedNow', { name: revoked.name })}</Notice>
      ) : null}
      {done === undefined && notRevoked ? <Notice tone="bad">{t('tokens.notRevoked')}</Notice> : null}
      {done?.kind === 'created' ? <NewToken name={done.name} token={done.token} /> : null}
      {done?.kind === 'repeated' ? (
        <Notice tone="unsure" title={t('tokens.repeated', { name: done.name })}>
          {t('tokens.repeatedText')}
        </Notice>
      ) : null}
      {revoking === null || done !== undefined ? null : <Revoke {...revoking} />}
      <section>
        <h2>{t('tokens.list')}</h2>
        {tokens.length === 0 ? <p className="empty">{t('tokens.empty')}</p> : <TokenTable />}
      </section>
      <section>
        <h2>{t('tokens.create')}</h2>
        <Create key={done?.kind === 'created' ? done.id : 'first'} />
      </section>
      <Example />
    </>
  );
}

function NewToken({ name, token }: { name: string; token: string }) {
  const { t } = useTranslation();
  return (
    <Notice tone="good" title={t('tokens.created', { name })}>
      <p>{t('tokens.createdText')}</p>
      <TextInput
        label={t('tokens.token')}
        value={token}
        readOnly
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: 'mono' }}
        onFocus={(event) => event.currentTarget.select()}
      />
    </Notice>
  );
}

function Revoke({ id, name, beginning }: { id: string; name: string; beginning: string }) {
  const { t } = useTranslation();
  const sending = useNavigation().state === 'submitting';
  return (
    <Form method="post" action="/tokens" className="stack card">
      <h2>{t('tokens.revokeTitle', { name })}</h2>
      <p>{t('tokens.revokeText', { beginning })}</p>
      <input type="hidden" name="form" value="revoke" />
      <input type="hidden" name="id" value={id} />
      <Button type="submit" color="red.9" loading={sending}>
        {t('tokens.revokeOne', { name })}
      </Button>
      <Link to="/tokens">{t('tokens.keep')}</Link>
    </Form>
  );
}

function TokenTable() {
  const { t } = useTranslation();
  const { tokens, units } = useLoaderData<typeof loader>();
  const nameOf = (msn: string) => units.find((unit) => unit.msn === msn)?.name ?? msn;
  return (
    <DataTable
      rows={tokens}
      keyOf={({ id }) => id}
      columns={[
        {
          header: t('tokens.name'),
          rowHead: true,
          cell: ({ name, beginning }) => (
            <>
              {name} <span className="sub mono">{beginning}…</span>
            </>
          ),
        },
        {
          header: t('tokens.units'),
          cell: ({ msns }) => (msns === null ? t('tokens.allUnits') : msns.map(nameOf).join(', ')),
        },
        {
          header: t('tokens.createdAt'),
          wide: true,
          cell: ({ createdAt, createdBy }) => (
            <>
              <Instant at={createdAt} /> <span className="sub">{t('tokens.by', { name: createdBy })}</span>
            </>
          ),
        },
        {
          header: t('tokens.lastUsed'),
          cell: ({ lastUsedAt }) => (lastUsedAt === null ? t('tokens.never') : <Instant at={lastUsedAt} />),
        },
        {
          header: t('tokens.status'),
          cell: ({ revokedAt, revokedBy }) =>
            revokedAt === null ? (
              t('tokens.good')
            ) : (
              <>
                {t('tokens.revoked')}
                <span className="sub">
                  <Instant at={revokedAt} /> {t('tokens.by', { name: revokedBy ?? '' })}
                </span>
              </>
            ),
        },
        {
          header: t('tokens.revoke'),
          hideHeader: true,
          cell: ({ id, name, revokedAt }) =>
            revokedAt === null ? (
              <Link to={`/tokens?revoke=${id}`} aria-label={t('tokens.revokeOne', { name })}>
                {t('tokens.revoke')}
              </Link>
            ) : null,
        },
      ]}
    />
  );
}

const unitLine = { display: 'flex', alignItems: 'center', gap: '8px', minHeight: '32px' } as const;

function Create() {
  const { t } = useTranslation();
  const { units, newId } = useLoaderData<typeof loader>();
  const done = useActionData<typeof action>();
  const refused = done?.kind === 'refused' ? done : undefined;
  const navigation = useNavigation();
  const sending = navigation.state === 'submitting' && navigation.formData?.get('form') === 'create';
  return (
    <Form method="post" action="/tokens" className="stack card narrow">
      {refused ? (
        <Notice tone="bad" title={t('tokens.notCreated')}>
          {refused.wrong.name ? <p>{t('tokens.rules.name')}</p> : null}
          {refused.wrong.msns ? <p>{t('tokens.rules.msns')}</p> : null}
        </Notice>
      ) : null}
      <input type="hidden" name="form" value="create" />
      <input type="hidden" name="id" value={newId} />
      <TextInput
        name="name"
        label={t('tokens.name')}
        description={t('tokens.nameHint')}
        defaultValue={refused?.sent.name ?? ''}
        maxLength={60}
        required
        withAsterisk={false}
        autoComplete="off"
        aria-invalid={refused?.wrong.name}
      />
      <fieldset style={{ border: 0, margin: 0, padding: 0 }} aria-describedby="units-hint">
        <legend style={{ padding: 0 }}>{t('tokens.units')}</legend>
        {units.map(({ msn, name }) => (
          <label key={msn} style={unitLine}>
            <input
              type="checkbox"
              name={`unit.${msn}`}
              value="yes"
              defaultChecked={refused === undefined || refused.sent.msns.includes(msn)}
            />
            <span>
              {name} <span className="quiet-text">{msn}</span>
            </span>
          </label>
        ))}
        <p className="quiet-text" id="units-hint">
          {t('tokens.unitsHint')}
        </p>
      </fieldset>
      <Button type="submit" loading={sending}>
        {t('tokens.create')}
      </Button>
    </Form>
  );
}

function Example() {
  const { t } = useTranslation();
  const { address, units } = useLoaderData<typeof loader>();
  const order = { msn: units[0]?.msn ?? '123456', orderId: 'A-1001', amount: 49_900 };
  const lines = [
    `curl -X POST ${address}/api/v1/orders`,
    `  -H 'Authorization: Bearer opg_…'`,
    `  -H 'Content-Type: application/json'`,
    `  -d '${JSON.stringify(order)}'`,
  ];
  return (
    <section>
      <h2>{t('tokens.example')}</h2>
      <div {...scrollable}>
        <pre className="mono" translate="no" style={{ margin: 0, padding: '12px 16px' }}>
          {lines.join(' \\\n')}
        </pre>
      </div>
      <p className="quiet-text" style={{ marginTop: '8px' }}>
        {t('tokens.document')} <a href="/api/v1/openapi.json">openapi.json</a>.
      </p>
    </section>
  );
}
