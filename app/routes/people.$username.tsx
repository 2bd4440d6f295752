import { Button } from '@mantine/core';
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { Db } from '#db/client';
import { listSalesUnits } from '#db/orders';
import { findPersonByUsername, listGrantsOf, type PersonRow } from '#db/people';
import { listSessionsOf } from '#db/sessions';
import { oneTimePassword } from '#services/one-time-password';
import { changeRoles, disablePerson, enablePerson, type PersonResult, resetPassword } from '#services/people';
import { isOneOf, listMaybeSame, tellApart } from '#services/same-person';
import { hasTotp, removeTotp } from '#services/totp';
import { tooManyWrongCodes } from '#services/wrong-codes';
import { requirePermission } from '../auth/require-permission.server';
import { Notice } from '../components/notice';
import { OneTimePassword } from '../components/one-time-password';
import { RoleFields } from '../components/role-fields';
import { RoleWords } from '../components/role-words';
import { Instant } from '../components/values';
import { notFound } from '../not-found.server';
import { nameTitle } from '../page-title';
import { readChoices } from '../read-choices.server';
import { readGrants } from '../read-grants.server';

export async function loader({ params, context }: LoaderFunctionArgs) {
  const { desk, person: self } = requirePermission(context, 'manage-people', 'everywhere');
  const row = await findPersonByUsername(desk.db, params.username ?? '');
  if (row === undefined) throw notFound();
  const grants = await listGrantsOf(desk.db, row.id);
  const { username, name, disabledAt, disabledBy, createdAt, createdBy, passwordHash } = row;
  return {
    person: { username, name, disabledAt, disabledBy, createdAt, createdBy },
    hasPassword: passwordHash !== null,
    totp: hasTotp(row),
    wrongCodes: await tooManyWrongCodes(desk, username),
    maybeSame: disabledAt === null ? await maybeSameOf(desk.db, row, self.username) : [],
    sessions: (await listSessionsOf(desk.db, row.id)).length,
    units: (await listSalesUnits(desk.db)).map(({ msn, name }) => ({ msn, name })),
    given: grants.filter(({ source }) => source === 'given'),
    fromProvider: grants.filter(({ source }) => source === 'oidc'),
  };
}

/** `own`: who looks may have one of the two, and does not say whose they are. */
async function maybeSameOf(db: Db, row: PersonRow, reader: string) {
  const others = await listMaybeSame(db, row);
  return Promise.all(
    others.map(async (other) => ({
      username: other.username,
      name: other.name,
      own: await isOneOf(db, reader, [row, other]),
    })),
  );
}

type Answer =
  | { readonly kind: 'done'; readonly done: 'roles' | 'disabled' | 'enabled' | 'totp' | 'apart' }
  | { readonly kind: 'password'; readonly password: string }
  | {
      readonly kind: 'refused';
      readonly refusal: Extract<PersonResult, { kind: 'refused' }>['refusal'] | 'own-account';
    };

function answer(result: PersonResult, done: Answer) {
  return result.kind === 'done'
    ? data<Answer>(done)
    : data<Answer>({ kind: 'refused', refusal: result.refusal }, { status: 409 });
}

export async function action({ params, request, context }: ActionFunctionArgs) {
  const { actor, desk } = requirePermission(context, 'manage-people', 'everywhere');
  const row = await findPersonByUsername(desk.db, params.username ?? '');
  if (row === undefined) throw notFound();
  const { fields } = await readChoices(request);
  const wanted = { username: row.username, actor, nowMs: Date.now() };
  switch (fields.do) {
    case 'roles': {
      const grants = readGrants(fields, await listSalesUnits(desk.db));
      return answer(await changeRoles(desk, { ...wanted, grants }), { kind: 'done', done: 'roles' });
    }
    case 'disable':
      return answer(await disablePerson(desk, wanted), { kind: 'done', done: 'disabled' });
    case 'enable':
      return answer(await enablePerson(desk, wanted), { kind: 'done', done: 'enabled' });
    case 'reset': {
      const password = oneTimePassword();
      return answer(await resetPassword(desk, { ...wanted, password }), { kind: 'password', password });
    }
    case 'apart': {
      const told = await tellApart(desk, {
        username: row.username,
        other: String(fields.other ?? ''),
        actor,
      });
      return told === 'done'
        ? data<Answer>({ kind: 'done', done: 'apart' })
        : data<Answer>({ kind: 'refused', refusal: told }, { status: 409 });
    }
    case 'remove-totp':
      await removeTotp(desk, row, actor);
      return data<Answer>({ kind: 'done', done: 'totp' });
    default:
      throw notFound();
  }
}

export const meta: MetaFunction<typeof loader> = ({ data }) => nameTitle(data?.person.name);

export default function Person() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const { person, units, given, fromProvider } = page;
  return (
    <>
      <p>
        <Link to="/people">← {t('people.title')}</Link>
      </p>
      <h1>{person.name}</h1>
      <p className="lead">
        {t('people.logsInAs', { username: person.username })}{' '}
        <RoleWords grants={[...given, ...fromProvider]} units={units} />.{' '}
        {t('people.loggedIn', { count: page.sessions })}
      </p>
      <p className="quiet-text">
        {t('people.createdBy', { name: person.createdBy })} <Instant at={person.createdAt} />.{' '}
        {person.disabledAt ? (
          <>
            {t('people.disabledBy', { name: person.disabledBy ?? '' })} <Instant at={person.disabledAt} />.
          </>
        ) : null}
      </p>
      {result?.kind === 'refused' ? (
        <Notice tone="bad">{t(`people.refused.${result.refusal}`)}</Notice>
      ) : null}
      {result?.kind === 'done' ? <Notice tone="good">{t(`people.done.${result.done}`)}</Notice> : null}
      {result?.kind === 'password' ? (
        <OneTimePassword username={person.username} password={result.password} />
      ) : null}
      {page.wrongCodes ? (
        <Notice tone="unsure">
          {t('people.wrongCodes', { count: page.wrongCodes.count })} <Instant at={page.wrongCodes.lastAt} />.{' '}
          {t('people.wrongCodesDo')}
        </Notice>
      ) : null}
      {page.maybeSame.length > 0 ? (
        <section>
          <h2>{t('people.maybeSame')}</h2>
          <div className="card stack">
            <p>{t('people.maybeSameText')}</p>
            {page.maybeSame.map((other) => (
              <Form method="post" key={other.username} className="button-row maybe-same">
                <input type="hidden" name="other" value={other.username} />
                <Link to={`/people/${encodeURIComponent(other.username)}`}>
                  {other.name} ({other.username})
                </Link>
                {other.own ? (
                  <span className="quiet-text">{t('people.refused.own-account')}</span>
                ) : (
                  <Button
                    type="submit"
                    name="do"
                    value="apart"
                    variant="default"
                    aria-label={t('people.tellApartOf', other)}
                  >
                    {t('people.tellApart')}
                  </Button>
                )}
              </Form>
            ))}
          </div>
        </section>
      ) : null}
      <section>
        <h2>{t('people.rolesTitle')}</h2>
        {fromProvider.length > 0 ? (
          <p className="quiet-text">
            {t('people.fromProvider')} <RoleWords grants={fromProvider} units={units} />.
          </p>
        ) : null}
        <Form method="post" className="card stack">
          <input type="hidden" name="do" value="roles" />
          <RoleFields key={JSON.stringify(given)} given={given} units={units} />
          <Button type="submit">{t('people.saveRoles')}</Button>
        </Form>
      </section>
      <section>
        <h2>{t('people.accessTitle')}</h2>
        <Form method="post" className="card button-row">
          {page.hasPassword ? (
            <Button type="submit" name="do" value="reset" variant="default">
              {t('people.reset')}
            </Button>
          ) : null}
          {page.totp ? (
            <Button type="submit" name="do" value="remove-totp" variant="default">
              {t('people.removeTotp')}
            </Button>
          ) : null}
          {person.disabledAt ? (
            <Button type="submit" name="do" value="enable" variant="default">
              {t('people.enable')}
            </Button>
          ) : (
            <Button type="submit" name="do" value="disable" color="red.9">
              {t('people.disable', { name: person.name })}
            </Button>
          )}
        </Form>
        <p className="quiet-text">{t('people.accessText')}</p>
      </section>
    </>
  );
}
