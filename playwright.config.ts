/** Browser tests: the built desk, its jobs and the simulator as real processes, one set for each worker. */
import { defineConfig } from 'playwright/test';
import { findBrowser } from './scripts/find-browser.mjs';
import { browserFlags } from './tests/browser/browser-flags';

/** What could move money twice must not be seen even once. */
const money = /(actions|bulk|faults|four-eyes|nothing-twice)\.test\.ts$/;

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true, // tests of one file share nothing but the servers of their worker
  // A second try is for slow machines; a test that needed it is printed as flaky, with its first error (decision 33).
  projects: [
    { name: 'money', testMatch: money, retries: 0 },
    { name: 'pages', testIgnore: money, retries: 1 },
  ],
  forbidOnly: true,
  reporter: 'list',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    locale: 'en-GB',
    timezoneId: 'America/New_York', // the zone of the reader's machine must not matter
    trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
    actionTimeout: 30_000,
    navigationTimeout: 45_000,
    launchOptions: { executablePath: findBrowser(), args: browserFlags },
  },
});
