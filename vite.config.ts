import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig } from 'vite';
import remixConfig from './remix.config.js';

declare module '@remix-run/server-runtime' {
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig({
  plugins: [remix(remixConfig)],
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      // zod explains its pure annotations in comments, which Rollup would report on every build
      onwarn: (warning, report) => {
        if (warning.code === 'INVALID_ANNOTATION' && warning.id?.includes('/node_modules/zod/')) return;
        report(warning);
      },
    },
  },
  ssr: {
    // Native or heavy packages stay outside the bundle, so that server process and bundle share one copy.
    external: ['better-sqlite3', 'drizzle-orm', 'pino', 'date-holidays'],
  },
});
