/** A path of this desk to go on to after a log-in or a choice; anything else becomes the front page. */
export function safePath(path: unknown): string {
  if (typeof path !== 'string' || !/^\/(?![/\\])/.test(path) || /\p{Cc}/u.test(path)) return '/';
  return path;
}
