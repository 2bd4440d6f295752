import { Button, TextInput } from '@mantine/core';
import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  redirect,
} from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { demoPeople } from '#services/first-people';
import { logInWithPassword } from '#services/log-in';
import { enter, logInFrom } from '../auth/enter.server';
import { safePath } from '../auth/safe-path.server';
import { type LogInProblem, LogInProblemNotice } from '../components/log-in-problem';
import { Notice } from '../components/notice';
import { readForm } from '../read-form.server';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const to = safePath(new URL(request.url).searchParams.get('to'));
  if (context.person !== undefined) throw redirect(to);
  const { settings } = context;
  const demo =
    settings.SIMULATOR_URL === undefined || settings.DESK_USERNAME === undefined
      ? null
      : {
          username: settings.DESK_USERNAME,
          password: settings.DESK_PASSWORD ?? '',
          others: demoPeople(settings).map(({ username }) => username),
        };
  return { to, demo, sso: context.oidc?.name ?? null };
}

const logInForm = z.object({
  username: z.string().max(200),
  password: z.string().max(1000),
  to: z.string().max(2000).catch('/'),
});

/** What is wrong with a name or a password is told to nobody: all refusals look alike. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = logInForm.safeParse(await readForm(request));
  if (!form.success) return data<LogInProblem>({ kind: 'wrong' }, { status: 401 });
  const { username, password, to } = form.data;
  const from = await logInFrom(context, request);
  const result = await logInWithPassword(context.wholeDesk, { username, password }, from);
  return enter(context, result, safePath(to));
}

/** With how long to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export default function Login() {
  const { t } = useTranslation();
  const { to, demo, sso } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>();
  return (
    <main className="page lone login">
      <h1>{t('product')}</h1>
      <p className="lead">{t('login.lead')}</p>
      {problem ? <LogInProblemNotice problem={problem} at="password" /> : null}
      {demo ? (
        <Notice tone="plain">
          {t('login.demo', demo)} {t('login.demoOthers', { others: demo.others.join(', ') })}
        </Notice>
      ) : null}
      {sso === null ? null : (
        <Form method="post" action="/login/sso" className="stack" reloadDocument>
          <input type="hidden" name="to" value={to} />
          <Button type="submit">{t('login.ssoGo', { name: sso })}</Button>
          <p className="quiet-text">{t('login.ssoOr')}</p>
        </Form>
      )}
      <Form method="post" className="stack">
        <input type="hidden" name="to" value={to} />
        <TextInput name="username" label={t('login.username')} autoComplete="username" required autoFocus />
        <TextInput
          type="password"
          name="password"
          label={t('login.password')}
          autoComplete="current-password"
          required
        />
        <Button type="submit">{t('login.submit')}</Button>
      </Form>
    </main>
  );
}
