import { Button, TextInput } from '@mantine/core';
import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { logInWithCode } from '#services/log-in';
import { readCookie } from '../auth/cookies.server';
import { enter, logInFrom } from '../auth/enter.server';
import { safePath } from '../auth/safe-path.server';
import { type LogInProblem, LogInProblemNotice } from '../components/log-in-problem';
import { pageTitle } from '../page-title';
import { readForm } from '../read-form.server';

/** The second step of a log-in: the code of an app, or one that stands in for it. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const to = safePath(new URL(request.url).searchParams.get('to'));
  if (context.person !== undefined) throw redirect(to);
  const step = await readCookie(context.cookies.step, request.headers.get('Cookie'));
  if (step === undefined) throw redirect('/login');
  return { to };
}

const codeForm = z.object({ code: z.string().max(60), to: z.string().max(2000).catch('/') });

export async function action({ request, context }: ActionFunctionArgs) {
  const form = codeForm.safeParse(await readForm(request));
  const step = await readCookie(context.cookies.step, request.headers.get('Cookie'));
  if (!form.success) return data<LogInProblem>({ kind: 'wrong' }, { status: 401 });
  const { code, to } = form.data;
  const from = await logInFrom(context, request);
  const result = await logInWithCode(context.wholeDesk, context.secretBox, { step: step ?? '', code }, from);
  return enter(context, result, safePath(to));
}

/** With how long to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'login.codeTitle');

export default function LoginCode() {
  const { t } = useTranslation();
  const { to } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>();
  return (
    <main className="page lone login">
      <h1>{t('login.codeTitle')}</h1>
      <p className="lead">{t('login.codeLead')}</p>
      {problem ? <LogInProblemNotice problem={problem} at="code" /> : null}
      <Form method="post" className="stack">
        <input type="hidden" name="to" value={to} />
        <TextInput
          name="code"
          label={t('login.code')}
          description={t('login.codeHint')}
          autoComplete="one-time-code"
          inputMode="text"
          required
          autoFocus
        />
        <Button type="submit">{t('login.submit')}</Button>
      </Form>
      <p>
        <Link to="/login" className="again">
          {t('login.again')}
        </Link>
      </p>
    </main>
  );
}
