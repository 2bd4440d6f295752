import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
} from '@remix-run/node';
import { useActionData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { beginProviderStep } from '#services/log-in';
import { publicUrlOf } from '#services/settings';
import { safePath } from '../auth/safe-path.server';
import { SsoProblem } from '../components/sso-problem';
import { notFound } from '../not-found.server';
import { readForm } from '../read-form.server';

/**
 * Leads to the provider by a page that goes on by itself, not by a redirect: a form of the desk may lead nowhere else (form-action), and
 * which sites a provider sends people on to nobody knows before. What its answer must fit stays here, under a token that only this
 * browser holds.
 */
export async function action({ request, context }: ActionFunctionArgs) {
  const { oidc, cookies, settings, wholeDesk } = context;
  if (oidc === undefined) throw notFound();
  const to = safePath((await readForm(request)).to);
  const begun = await oidc.begin({ redirectUri: `${publicUrlOf(settings)}/login/sso/callback` });
  if (begun.kind === 'unreachable') return data({ why: 'unreachable' as const }, { status: 502 });
  const step = await beginProviderStep(wholeDesk, { ...begun.keep, to }, Date.now());
  return data(
    { go: begun.url, name: oidc.name },
    { headers: { 'Set-Cookie': await cookies.step.serialize(step), Refresh: `0;url=${begun.url}` } },
  );
}

export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders ?? new Headers();

/** Runs after the action, too: it must lead nowhere else. */
export async function loader({ context }: LoaderFunctionArgs) {
  if (context.oidc === undefined) throw notFound();
  return null;
}

export default function LoginSso() {
  const { t } = useTranslation();
  const answer = useActionData<typeof action>();
  if (answer === undefined || 'why' in answer) return <SsoProblem why={answer?.why ?? 'not-begun'} />;
  const words = t('login.ssoGo', { name: answer.name });
  return (
    <main className="page lone login">
      <h1>{words}</h1>
      <p>
        <a href={answer.go}>{words}</a>
      </p>
    </main>
  );
}
