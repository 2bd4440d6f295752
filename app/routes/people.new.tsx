import { Button, TextInput } from '@mantine/core';
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { listSalesUnits } from '#db/orders';
import { oneTimePassword } from '#services/one-time-password';
import { addPerson } from '#services/people';
import { requirePermission } from '../auth/require-permission.server';
import { Notice } from '../components/notice';
import { OneTimePassword } from '../components/one-time-password';
import { RoleFields } from '../components/role-fields';
import { pageTitle } from '../page-title';
import { readChoices } from '../read-choices.server';
import { readGrants } from '../read-grants.server';

export async function loader({ context }: LoaderFunctionArgs) {
  const { desk } = requirePermission(context, 'manage-people', 'everywhere');
  return { units: (await listSalesUnits(desk.db)).map(({ msn, name }) => ({ msn, name })) };
}

/** The one-time password stands in the answer and nowhere else. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { actor, desk } = requirePermission(context, 'manage-people', 'everywhere');
  const { fields } = await readChoices(request);
  const grants = readGrants(fields, await listSalesUnits(desk.db));
  const username = String(fields.username ?? '').slice(0, 200);
  const name = String(fields.name ?? '').slice(0, 200);
  const password = oneTimePassword();
  const wanted = { username, name, grants, password, mustChange: true, actor, nowMs: Date.now() };
  const added = await addPerson(desk, wanted);
  if (added.kind === 'refused')
    return data(
      { kind: 'refused' as const, refusal: added.refusal, sent: { username, name, grants } },
      { status: 400 },
    );
  return data({ kind: 'added' as const, id: added.id, username: username.trim().toLowerCase(), password });
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'people.addTitle');

export default function PeopleNew() {
  const { t } = useTranslation();
  const { units } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const sent = answer?.kind === 'refused' ? answer.sent : undefined;
  return (
    <>
      <p>
        <Link to="/people">← {t('people.title')}</Link>
      </p>
      <h1>{t('people.addTitle')}</h1>
      <p className="lead">{t('people.addLead')}</p>
      {answer?.kind === 'refused' ? (
        <Notice tone="bad">{t(`people.refused.${answer.refusal}`)}</Notice>
      ) : null}
      {answer?.kind === 'added' ? (
        <OneTimePassword username={answer.username} password={answer.password} />
      ) : null}
      <Form method="post" className="card stack" key={answer?.kind === 'added' ? answer.id : 'first'}>
        <TextInput
          name="username"
          label={t('login.username')}
          description={t('people.usernameHint')}
          defaultValue={sent?.username}
          autoComplete="off"
          maxLength={80}
          required
          withAsterisk={false}
        />
        <TextInput
          name="name"
          label={t('people.name')}
          defaultValue={sent?.name}
          autoComplete="off"
          maxLength={80}
          required
          withAsterisk={false}
        />
        <RoleFields given={sent?.grants ?? []} units={units} />
        <Button type="submit">{t('people.add')}</Button>
      </Form>
    </>
  );
}
