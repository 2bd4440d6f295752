import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { safePath } from '../auth/safe-path.server';
import { preferenceHeaders } from '../preferences.server';
import { readForm } from '../read-form.server';

export async function action({ request }: ActionFunctionArgs) {
  const form = await readForm(request);
  const text = (name: string) => {
    const value = form[name];
    return typeof value === 'string' ? value : undefined;
  };
  const headers = await preferenceHeaders({
    language: text('language'),
    theme: text('theme'),
    keys: text('keys'),
  });
  return redirect(safePath(text('to')), { headers });
}

export async function loader() {
  return redirect('/');
}
