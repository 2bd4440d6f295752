/** The names of the desk's cookies. */
import type { Settings } from '#services/settings';

/**
 * Cookies do not know ports: two desks on one machine must not log each other out. Over https a browser takes a name that begins
 * with `__Host-` only from this host itself, and for no other path: nobody else can plant one.
 */
export function cookieName(
  { COOKIE_SECURE, PORT }: Pick<Settings, 'COOKIE_SECURE' | 'PORT'>,
  name: string,
): string {
  return COOKIE_SECURE === 'yes' ? `__Host-oppgjor_${name}` : `oppgjor_${name}_${PORT}`;
}
