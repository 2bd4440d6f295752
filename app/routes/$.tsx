import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { requirePerson } from '../auth/require-permission.server';
import { notFound } from '../not-found.server';

/** Every other address: a page of the desk that says that there is nothing. */
export async function loader({ context }: LoaderFunctionArgs) {
  requirePerson(context);
  throw notFound();
}

export async function action({ context }: ActionFunctionArgs) {
  requirePerson(context);
  throw notFound();
}

export default function Nothing() {
  return null;
}
