import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from 'playwright/test';
import { nobody, type Servers, type Session, startServers } from './servers';
import { type Trouble, watchContext } from './watch-context';

export type OtherBrowser = {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly trouble: Trouble;
};

type OpenBrowser = (session?: Session, options?: BrowserContextOptions) => Promise<OtherBrowser>;

/** Tests begin logged in, in English, and fail when the browser's console shows an error. */
export const test = base.extend<
  { trouble: Trouble; openBrowser: OpenBrowser },
  { servers: Servers; world: string }
>({
  /** Tests that say another world get servers of their own: theirs moves days ahead. */
  world: ['shared', { option: true, scope: 'worker' }],
  servers: [
    async ({ world }, use) => {
      const servers = await startServers(world);
      await use(servers);
      await servers.stop();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  baseURL: async ({ servers }, use) => use(servers.url),
  storageState: async ({ servers }, use) => use(servers.session),
  trouble: [
    async ({ context, javaScriptEnabled }, use) => {
      const trouble = watchContext(context, javaScriptEnabled);
      await use(trouble);
      expect(trouble.found(), 'errors in the browser').toEqual([]);
    },
    { auto: true },
  ],
  /** Somebody else's browser, watched as the first one is. Nobody is logged in there unless it is said who. */
  openBrowser: async ({ browser, baseURL }, use) => {
    const opened: OtherBrowser[] = [];
    await use(async (session = nobody, options = {}) => {
      const context = await browser.newContext({ baseURL, ...options, storageState: session });
      const trouble = watchContext(context, options.javaScriptEnabled);
      const other = { page: await context.newPage(), context, trouble };
      opened.push(other);
      return other;
    });
    for (const { context, trouble } of opened) {
      await context.close();
      expect(trouble.found(), 'errors in another browser').toEqual([]);
    }
  },
});

export { expect };
