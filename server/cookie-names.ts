import type { Settings } from '#services/settings';

/**
 * The name of a cookie of the desk. Over https it begins with `__Host-`: browsers then take it only with Secure, with the path / and
 * without a domain, so that no neighbour under the same domain can set it. Cookies do not know ports: two desks on one machine have
 * names of their own.
 */
export function cookieName(
  { COOKIE_SECURE, PORT }: Pick<Settings, 'COOKIE_SECURE' | 'PORT'>,
  name: string,
): string {
  return COOKIE_SECURE === 'yes' ? `__Host-${name}` : `${name}_${PORT}`;
}
