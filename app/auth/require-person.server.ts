import { type AppLoadContext, redirect } from '@remix-run/node';

/** Who is logged in; sends everybody else to the log-in page. The web server refuses them before, too. */
export function requirePerson(context: AppLoadContext): string {
  if (context.person === undefined) throw redirect('/login');
  return context.person;
}

/** A path of this desk to go on to after a log-in or a choice; anything else becomes the front page. */
export function safePath(path: unknown): string {
  if (typeof path !== 'string' || !/^\/(?![/\\])/.test(path) || /\p{Cc}/u.test(path)) return '/';
  return path;
}
