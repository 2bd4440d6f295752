/** Notices what a person with the console open would notice: errors, and requests that failed. */
import type { BrowserContext } from 'playwright/test';

export type Trouble = {
  /** A status that the test brings about on purpose. */
  allow(...statuses: number[]): void;
  /** Answers that a test loses on purpose. */
  allowLost(): void;
  /** What the content security policy refuses, where a test tries it. */
  allowRefused(): void;
  found(): string[];
};

/**
 * What the framework writes when a person goes elsewhere while the page was being read anew, or was on its way: it gives that
 * reading up, as it should, and writes it down as an error (remix-run/react-router pull request 14761).
 */
const givenUp = 'AbortError: signal is aborted without reason';

export function watchContext(context: BrowserContext, scripts = true): Trouble {
  const allowed = new Set<number>();
  const responses: { status: number; text: string }[] = [];
  const others: string[] = [];
  let lostIsAllowed = false;
  let refusedIsAllowed = false;
  context.on('weberror', (error) => others.push(`uncaught: ${error.error().message}`));
  context.on('console', (message) => {
    const isRequest = message.text().startsWith('Failed to load resource'); // seen as a response, too
    const isError = message.type() === 'error' && !message.text().startsWith(givenUp);
    const isRefused = refusedIsAllowed && /Content Security Policy/.test(message.text());
    if (isError && !isRequest && !isRefused) others.push(`console: ${message.text()}`);
  });
  context.on('requestfailed', (failed) => {
    const reason = failed.failure()?.errorText ?? '';
    // A page that is left gives up what it was fetching ahead; without JavaScript no script is fetched.
    const given = reason === 'net::ERR_ABORTED' || (!scripts && failed.url().endsWith('.js'));
    if (refusedIsAllowed && /^csp$|BLOCKED_BY_CSP/.test(reason)) return;
    if (!given && !(lostIsAllowed && reason === 'net::ERR_CONNECTION_RESET'))
      others.push(`${failed.method()} ${failed.url()}: ${reason}`);
  });
  context.on('response', (response) => {
    if (response.status() < 400) return;
    responses.push({
      status: response.status(),
      text: `${response.status()} ${response.request().method()} ${response.url()}`,
    });
  });
  return {
    allow(...statuses) {
      for (const status of statuses) allowed.add(status);
    },
    allowLost() {
      lostIsAllowed = true;
    },
    allowRefused() {
      refusedIsAllowed = true;
    },
    found: () => [
      ...others,
      ...responses.filter(({ status }) => !allowed.has(status)).map(({ text }) => text),
    ],
  };
}
