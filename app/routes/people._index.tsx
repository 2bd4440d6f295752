import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { listSalesUnits } from '#db/orders';
import { listPeopleWithGrants } from '#db/people';
import { requirePermission } from '../auth/require-permission.server';
import { DataTable } from '../components/data-table';
import { RoleWords } from '../components/role-words';
import { Instant } from '../components/values';
import { formatCount } from '../format';
import { pageTitle } from '../page-title';

export async function loader({ context }: LoaderFunctionArgs) {
  const { desk } = requirePermission(context, 'manage-people', 'everywhere');
  const people = await listPeopleWithGrants(desk.db);
  return {
    units: (await listSalesUnits(desk.db)).map(({ msn, name }) => ({ msn, name })),
    people: people.map(
      ({ id, username, name, grants, disabledAt, totpConfirmedAt, oidcSubject, seenAt }) => ({
        ...{ id, username, name, grants, disabledAt, seenAt },
        how:
          oidcSubject !== null
            ? ('oidc' as const)
            : totpConfirmedAt
              ? ('totp' as const)
              : ('password' as const),
      }),
    ),
  };
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'people.title');

export default function People() {
  const { t } = useTranslation();
  const { people, units } = useLoaderData<typeof loader>();
  const open = people.filter(({ disabledAt }) => disabledAt === null).length;
  const oneStep = people.filter(({ disabledAt, how }) => disabledAt === null && how === 'password').length;
  return (
    <>
      <p>
        <Link to="/settings">← {t('settings.title')}</Link>
      </p>
      <h1>{t('people.title')}</h1>
      <p className="lead">
        {t('people.lead', { count: open, n: formatCount(open) })}{' '}
        {t('people.leadOneStep', { count: oneStep, n: formatCount(oneStep) })}
      </p>
      <p>
        <Link to="/people/new">{t('people.add')}</Link>
      </p>
      <DataTable
        rows={people}
        keyOf={({ id }) => id}
        columns={[
          {
            header: t('people.name'),
            rowHead: true,
            cell: ({ username, name }) => (
              <>
                <Link to={`/people/${encodeURIComponent(username)}`}>{name}</Link>
                <span className="sub mono" translate="no">
                  {username}
                </span>
              </>
            ),
          },
          {
            header: t('people.rolesTitle'),
            cell: ({ grants }) => <RoleWords grants={grants} units={units} />,
          },
          { header: t('people.how'), wide: true, cell: ({ how }) => t(`people.hows.${how}`) },
          {
            header: t('people.seen'),
            cell: ({ seenAt, disabledAt }) =>
              disabledAt !== null ? (
                t('people.disabled')
              ) : seenAt === null ? (
                t('people.never')
              ) : (
                <Instant at={seenAt} />
              ),
          },
        ]}
      />
    </>
  );
}
