/** What a browser gets with the answer to a log-in. */
import { type AppLoadContext, data, redirect } from '@remix-run/node';
import { clearCookie, readCookie } from '#server/log-in-cookies';
import { knownBrowserOf, readKnownBrowser } from '#services/known-browser';
import type { LogInFrom, LogInResult } from '#services/log-in';
import { manyWrongCodes } from '#services/wrong-codes';
import type { LogInProblem } from '../components/log-in-problem';
import { safePath } from './safe-path.server';

/** Who is at the door, as far as the request tells. */
export async function logInFrom(
  { browser, cookies, settings }: AppLoadContext,
  request: Request,
): Promise<LogInFrom> {
  const header = request.headers.get('Cookie');
  const tokenBefore = await readCookie(cookies.session, header);
  const known = await readCookie(cookies.known, header);
  const knownAs = (username: string) => readKnownBrowser(settings, username, known);
  return { browser, tokenBefore, knownAs, nowMs: Date.now() };
}

/** Goes on to the wanted path, asks for the code first, or tells why not. */
export async function enter(context: AppLoadContext, result: LogInResult, to: string) {
  const { cookies } = context;
  switch (result.kind) {
    case 'in':
      // Somebody else may know the password: the account says so before anything else is done.
      return letIn(context, result, result.wrongCodes < manyWrongCodes ? to : '/account');
    case 'code':
      return redirect(`/login/code?to=${encodeURIComponent(to)}`, {
        headers: { 'Set-Cookie': await cookies.step.serialize(result.step) },
      });
    case 'wait':
      return data<LogInProblem>(result, { status: 429, headers: { 'Retry-After': String(result.seconds) } });
    default:
      return data<LogInProblem>(result, { status: 401 });
  }
}

async function letIn(
  { cookies, settings }: AppLoadContext,
  { token, username }: { readonly token: string; readonly username: string },
  to: string,
) {
  const headers = new Headers();
  headers.append('Set-Cookie', await cookies.session.serialize(token));
  headers.append('Set-Cookie', await cookies.known.serialize(knownBrowserOf(settings, username)));
  headers.append('Set-Cookie', await clearCookie(cookies.step));
  return redirect(safePath(to), { headers });
}
