import { RemixBrowser } from '@remix-run/react';

/**
 * Waits until the data that came with the page can be used. RemixBrowser suspends at the root until then, and React breaks off with
 * error 345 when a person clicks in that moment (remix-run/remix issue 10214). Before its data are there, the component calls no
 * hook, so it can be asked outside of React what it waits for.
 */
export async function decodePageData(): Promise<void> {
  try {
    RemixBrowser({});
  } catch (reason) {
    if (!(reason instanceof Promise)) throw reason;
    await reason;
  }
}
