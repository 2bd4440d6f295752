import { test as base, expect } from 'playwright/test';
import { type Servers, startServers } from './servers';
import { type Trouble, watchContext } from './watch-context';

/** Tests begin logged in, in English, and fail when the browser's console shows an error. */
export const test = base.extend<{ trouble: Trouble }, { servers: Servers; world: string }>({
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
});

export { expect };
