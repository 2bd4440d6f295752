import { type ActionFunctionArgs, redirect } from '@remix-run/node';

export async function action({ request, context }: ActionFunctionArgs) {
  const session = await context.sessions.getSession(request.headers.get('Cookie'));
  return redirect('/login', { headers: { 'Set-Cookie': await context.sessions.destroySession(session) } });
}

export async function loader() {
  return redirect('/');
}
