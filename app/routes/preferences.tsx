import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { safePath } from '../auth/require-person.server';
import { preferenceHeaders } from '../preferences.server';

export async function action({ request }: ActionFunctionArgs) {
  const form = await request.formData();
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const headers = await preferenceHeaders({ language: text('language'), theme: text('theme') });
  return redirect(safePath(text('to')), { headers });
}

export async function loader() {
  return redirect('/');
}
