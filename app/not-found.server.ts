import { data } from '@remix-run/node';

/** Thrown by a loader: the page says that there is nothing at this address. */
export function notFound() {
  return data(null, { status: 404 });
}
