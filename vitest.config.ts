import { defineConfig } from 'vitest/config';

// Its own file, so that Vitest does not load Remix's Vite plugin.
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/browser/**', 'tests/conformance/**', 'node_modules/**'],
    pool: 'forks',
    testTimeout: 30_000,
    env: { TZ: 'Pacific/Auckland' }, // the zone of the machine must not matter
  },
});
