import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { logOut } from '#services/sessions';
import { clearCookie, readCookie } from '../auth/cookies.server';

export async function action({ request, context }: ActionFunctionArgs) {
  const { cookies, person, wholeDesk } = context;
  const token = await readCookie(cookies.session, request.headers.get('Cookie'));
  if (token !== undefined && person !== undefined) await logOut(wholeDesk, token, person, Date.now());
  return redirect('/login', { headers: { 'Set-Cookie': await clearCookie(cookies.session) } });
}

export async function loader() {
  return redirect('/');
}
