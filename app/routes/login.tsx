import { setTimeout as wait } from 'node:timers/promises';
import { Button, TextInput } from '@mantine/core';
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { safePath } from '../auth/require-person.server';
import { Notice } from '../components/notice';
import { readForm } from '../read-form.server';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const to = safePath(new URL(request.url).searchParams.get('to'));
  if (context.person !== undefined) throw redirect(to);
  const { settings } = context;
  const demo =
    settings.SIMULATOR_URL === undefined
      ? null
      : { username: settings.DESK_USERNAME, password: settings.DESK_PASSWORD };
  return { to, demo };
}

const loginForm = z.object({
  username: z.string().max(200),
  password: z.string().max(1000),
  to: z.string().max(2000).catch('/'),
});

export async function action({ request, context }: ActionFunctionArgs) {
  const form = loginForm.safeParse(await readForm(request));
  await wait(context.loginDelay.delayMs());
  if (!form.success || !context.credentialsMatch(context.settings, form.data)) {
    context.loginDelay.wrong();
    context.desk.log.warn('log-in refused');
    return data({ wrong: true }, { status: 401 });
  }
  context.loginDelay.right();
  const session = await context.sessions.getSession();
  session.set('username', context.settings.DESK_USERNAME);
  session.set('since', new Date().toISOString());
  return redirect(safePath(form.data.to), {
    headers: { 'Set-Cookie': await context.sessions.commitSession(session) },
  });
}

export default function Login() {
  const { t } = useTranslation();
  const { to, demo } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  return (
    <main className="page lone login">
      <h1>Oppgjør</h1>
      <p className="lead">{t('login.lead')}</p>
      {result?.wrong ? <Notice tone="bad">{t('login.wrong')}</Notice> : null}
      {demo ? <Notice tone="plain">{t('login.demo', demo)}</Notice> : null}
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
