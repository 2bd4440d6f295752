/** What the web process hands to every loader and action. */
import type { Sessions } from '#server/sessions';
import type { Desk } from '#services/desk';
import type { Settings } from '#services/settings';

export type DeskContext = {
  readonly desk: Desk;
  readonly settings: Settings;
  /** The nonce of the content security policy, for the page's own inline scripts. */
  readonly nonce: string;
  /** Who is logged in. */
  readonly person: string | undefined;
  readonly sessions: Sessions;
  /** Resolves when the connection can take more, or is gone. */
  drained(): Promise<void>;
  readonly loginDelay: { delayMs(): number; wrong(): void; right(): void };
  credentialsMatch(
    settings: Pick<Settings, 'DESK_USERNAME' | 'DESK_PASSWORD'>,
    given: { username: string; password: string },
  ): boolean;
};

declare module '@remix-run/node' {
  interface AppLoadContext extends DeskContext {}
}
