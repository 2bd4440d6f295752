import type { Reply, Visit } from '#simulator/pages/visit';
import { tidyMobileNumber } from '#simulator/payments/mobile-number';

/** Whose app is open on this phone; undefined = it is locked. A cookie is enough: this is a simulator. */
export function loggedIn(visit: Visit): string | undefined {
  return tidyMobileNumber(visit.cookie('simulator-app') ?? '');
}

/** Whose phone this was the last time. */
export function knownPhone(visit: Visit): string | undefined {
  return tidyMobileNumber(visit.cookie('simulator-phone') ?? '');
}

/** To the log-in, and from there on to a page of the app; first to the question whose phone it is, when nobody knows. */
export function askToLogIn(number: string | undefined, to: string): Reply {
  const query = new URLSearchParams({ ...(number === undefined ? {} : { number }), to });
  return { kind: 'redirect', to: `/app${number === undefined ? '' : '/log-in'}?${query}` };
}

/** Only pages of the app itself. */
export function safePath(to: string | undefined): string {
  return to !== undefined && /^\/app(\/[a-z0-9/-]*)?(\?[\w=&%.-]*)?$/.test(to) ? to : '/app';
}
