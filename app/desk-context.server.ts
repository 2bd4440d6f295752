/** What the web process hands to every loader and action. */
import type { Permission } from '#core/permissions';
import type { LogInCookies } from '#server/log-in-cookies';
import type { Desk } from '#services/desk';
import type { Oidc } from '#services/oidc';
import type { SecretBox } from '#services/secret-box';
import type { Browser, Person } from '#services/sessions';
import type { Settings } from '#services/settings';

export type DeskContext = {
  /** The books as the person who asks may see them: nothing, where nobody is logged in. Cannot be written through. */
  readonly desk: Desk;
  /** Past `requirePermission` only. */
  readonly wholeDesk: Desk;
  /** The books as far as the person may do this. */
  seenFor(permission: Permission): Desk;
  readonly settings: Settings;
  /** The nonce of the content security policy, for the page's own inline scripts. */
  readonly nonce: string;
  /** Who is logged in. */
  readonly person: Person | undefined;
  readonly browser: Browser;
  readonly cookies: LogInCookies;
  /** Undefined without SECRETS_KEYS. */
  readonly secretBox: SecretBox | undefined;
  /** Single sign-on; undefined where it is not set up. */
  readonly oidc: Oidc | undefined;
  /** Resolves when the connection can take more, or is gone. */
  drained(): Promise<void>;
};

declare module '@remix-run/node' {
  interface AppLoadContext extends DeskContext {}
}
