import { type ActionFunctionArgs, data, redirect } from '@remix-run/node';
import { useActionData } from '@remix-run/react';
import { beginProviderStep } from '#services/log-in';
import { publicUrlOf } from '#services/settings';
import { safePath } from '../auth/safe-path.server';
import { SsoProblem } from '../components/sso-problem';
import { notFound } from '../not-found.server';
import { readForm } from '../read-form.server';

/** Goes to the provider; what its answer must fit stays here, under a token that only this browser holds. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { oidc, cookies, settings, wholeDesk } = context;
  if (oidc === undefined) throw notFound();
  const to = safePath((await readForm(request)).to);
  const begun = await oidc.begin({ redirectUri: `${publicUrlOf(settings)}/login/sso/callback` });
  if (begun.kind === 'unreachable') return data({ why: 'unreachable' as const }, { status: 502 });
  const step = await beginProviderStep(wholeDesk, { ...begun.keep, to }, Date.now());
  return redirect(begun.url, { headers: { 'Set-Cookie': await cookies.step.serialize(step) } });
}

export async function loader() {
  return redirect('/login');
}

export default function LoginSso() {
  const failed = useActionData<typeof action>();
  return <SsoProblem why={failed?.why ?? 'unreachable'} />;
}
