import { Button, TextInput } from '@mantine/core';
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
import { findPersonById } from '#db/people';
import { takeTry, tryWasRight } from '#services/log-in-throttle';
import { changeOwnPassword, type PersonRefusal } from '#services/people';
import { requireOwnPerson } from '../auth/require-permission.server';
import { Notice } from '../components/notice';
import { NewPasswordFields } from '../components/password-fields';
import { notFound } from '../not-found.server';
import { pageTitle } from '../page-title';
import { readForm } from '../read-form.server';

export async function loader({ context }: LoaderFunctionArgs) {
  return { must: requireOwnPerson(context).mustChangePassword };
}

const passwordForm = z.object({
  current: z.string().max(1000),
  password: z.string().max(1000),
  again: z.string().max(1000),
});

type Refusal = PersonRefusal | 'not-the-same' | 'too-many-tries';
const refuse = (refusal: Refusal, status = 400) => data({ refusal }, { status });

export async function action({ request, context }: ActionFunctionArgs) {
  const { id, username, sessionId } = requireOwnPerson(context);
  const desk = context.wholeDesk;
  const form = passwordForm.safeParse(await readForm(request));
  if (!form.success || form.data.password !== form.data.again) return refuse('not-the-same');
  const row = await findPersonById(desk.db, id);
  if (row === undefined) throw notFound();
  const nowMs = Date.now();
  const tried = { username, browser: context.browser, known: `session ${sessionId}` };
  if ((await takeTry(desk.db, tried, nowMs)).waitMs > 0) return refuse('too-many-tries', 429);
  const { current, password } = form.data;
  const result = await changeOwnPassword(desk, row, { current, password, sessionId, nowMs });
  if (result.kind === 'refused' && result.refusal === 'wrong-password') return refuse(result.refusal);
  await tryWasRight(desk.db, tried);
  return result.kind === 'refused' ? refuse(result.refusal) : redirect('/account?changed');
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'account.passwordTitle');

export default function AccountPassword() {
  const { t } = useTranslation();
  const { must } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  return (
    <div className="narrow">
      {must ? null : (
        <p>
          <Link to="/account">← {t('account.title')}</Link>
        </p>
      )}
      <h1>{t('account.passwordTitle')}</h1>
      <p className="lead">{t(must ? 'account.mustChange' : 'account.passwordLead')}</p>
      {refused ? <Notice tone="bad">{t(`people.refused.${refused.refusal}`)}</Notice> : null}
      <Form method="post" className="card stack">
        <TextInput
          type="password"
          name="current"
          label={t('account.currentPassword')}
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
        <NewPasswordFields />
        <Button type="submit">{t('account.changePassword')}</Button>
      </Form>
    </div>
  );
}
