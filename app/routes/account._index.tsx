import { Button } from '@mantine/core';
import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, Link, useLoaderData, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { listSalesUnits } from '#db/orders';
import { findPersonById } from '#db/people';
import { listSessionsOf } from '#db/sessions';
import { revokeSession } from '#services/sessions';
import { hasTotp } from '#services/totp';
import { tooManyWrongCodes } from '#services/wrong-codes';
import { requirePerson } from '../auth/require-permission.server';
import { DataTable } from '../components/data-table';
import { Notice } from '../components/notice';
import { RoleWords } from '../components/role-words';
import { Instant } from '../components/values';
import { pageTitle } from '../page-title';
import { readForm } from '../read-form.server';

/** What is a person's own: what they may, how they log in, and where they are logged in now. */
export async function loader({ context }: LoaderFunctionArgs) {
  const person = requirePerson(context);
  const { db } = context.wholeDesk;
  const row = await findPersonById(db, person.id);
  const sessions = await listSessionsOf(db, person.id);
  const { username, name, grants, sessionId } = person;
  return {
    person: { username, name, grants },
    units: (await listSalesUnits(context.desk.db)).map(({ msn, name }) => ({ msn, name })),
    hasPassword: typeof row?.passwordHash === 'string',
    totp: row !== undefined && hasTotp(row),
    wrongCodes: await tooManyWrongCodes(context.wholeDesk, username),
    totpPossible: context.secretBox !== undefined,
    sessions: sessions.map(({ id, startedAt, seenAt, address, userAgent, method }) => ({
      ...{ id, startedAt, seenAt, address, userAgent, method },
      here: id === sessionId,
    })),
  };
}

/** Ends one of the person's other log-ins. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { id: personId, username } = requirePerson(context);
  const id = (await readForm(request)).session;
  if (typeof id === 'string') {
    const wanted = { personId, username, actor: username, nowMs: Date.now(), because: 'revoked' as const };
    await revokeSession(context.wholeDesk, wanted, id);
  }
  return redirect('/account?ended');
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'account.title');

export default function Account() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const { person, units, sessions } = page;
  const [query] = useSearchParams();
  return (
    <>
      <h1>{person.name}</h1>
      <p className="lead">
        {t('account.lead', { username: person.username })} <RoleWords grants={person.grants} units={units} />.
      </p>
      {query.has('changed') ? <Notice tone="good">{t('account.changed')}</Notice> : null}
      {page.wrongCodes ? (
        <Notice tone="bad">
          {t('account.wrongCodes', { count: page.wrongCodes.count })} <Instant at={page.wrongCodes.lastAt} />.{' '}
          {t('account.wrongCodesDo')}
        </Notice>
      ) : null}
      {query.has('ended') ? <Notice tone="good">{t('account.ended')}</Notice> : null}
      <section>
        <h2>{t('account.howTitle')}</h2>
        {page.hasPassword ? (
          <>
            <p>
              <Link to="/account/password">{t('account.changePassword')}</Link>
            </p>
            <p>
              {page.totp ? t('account.totpOn') : t('account.totpOff')}{' '}
              {page.totpPossible || page.totp ? (
                <Link to="/account/two-step">
                  {t(page.totp ? 'account.totpChange' : 'account.totpTurnOn')}
                </Link>
              ) : (
                t('account.totpImpossible')
              )}
            </p>
          </>
        ) : (
          <p>{t('account.bySingleSignOn')}</p>
        )}
      </section>
      <section>
        <h2>{t('account.sessions')}</h2>
        <DataTable
          rows={sessions}
          keyOf={({ id }) => id}
          columns={[
            {
              header: t('account.started'),
              rowHead: true,
              cell: ({ startedAt, method }) => (
                <>
                  <Instant at={startedAt} /> <span className="sub">{t(`account.methods.${method}`)}</span>
                </>
              ),
            },
            { header: t('account.seen'), cell: ({ seenAt }) => <Instant at={seenAt} /> },
            {
              header: t('account.from'),
              cell: ({ address, userAgent }) => (
                <span translate="no">
                  {address} <span className="sub">{userAgent}</span>
                </span>
              ),
            },
            {
              header: t('account.end'),
              hideHeader: true,
              cell: ({ id, here, address }) =>
                here ? (
                  t('account.here')
                ) : (
                  <Form method="post">
                    <input type="hidden" name="session" value={id} />
                    <Button
                      type="submit"
                      variant="default"
                      size="compact-sm"
                      aria-label={t('account.endOne', { address })}
                    >
                      {t('account.end')}
                    </Button>
                  </Form>
                ),
            },
          ]}
        />
      </section>
    </>
  );
}
