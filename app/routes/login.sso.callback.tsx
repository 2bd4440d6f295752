import { data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { logInByProvider, takeProviderStep } from '#services/log-in';
import { admitOidcPerson } from '#services/oidc-people';
import { publicUrlOf } from '#services/settings';
import { clearCookie, readCookie } from '../auth/cookies.server';
import { enter, logInFrom } from '../auth/enter.server';
import { safePath } from '../auth/safe-path.server';
import { SsoProblem, type SsoTrouble } from '../components/sso-problem';
import { notFound } from '../not-found.server';

/** The provider sends the browser back here. What came with it is worth nothing without what this browser began, which is good once. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { oidc, cookies, settings, wholeDesk } = context;
  if (oidc === undefined) throw notFound();
  const refuse = async (why: SsoTrouble, status = 401) =>
    data({ why }, { status, headers: { 'Set-Cookie': await clearCookie(cookies.step) } });
  const token = await readCookie(cookies.step, request.headers.get('Cookie'));
  const kept = token === undefined ? undefined : await takeProviderStep(wholeDesk, token, Date.now());
  if (kept === undefined) return refuse('not-begun');
  const { search } = new URL(request.url);
  const currentUrl = `${publicUrlOf(settings)}/login/sso/callback${search}`;
  const finished = await oidc.finish({ currentUrl, keep: kept });
  if (finished.kind === 'refused') return refuse(finished.why);
  const admitted = await admitOidcPerson(wholeDesk, finished);
  if (admitted.kind === 'refused') return refuse(admitted.why, 403);
  const result = await logInByProvider(wholeDesk, admitted.person, await logInFrom(context, request));
  if (result.kind !== 'in') return refuse('disabled', 403);
  const answer = await enter(context, result, safePath(kept.to));
  if (answer instanceof Response) throw answer;
  return redirect('/login');
}

export default function LoginSsoCallback() {
  const { why } = useLoaderData<typeof loader>();
  return <SsoProblem why={why} />;
}
