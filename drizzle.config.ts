import { defineConfig } from 'drizzle-kit';

// `npm run db:generate` writes the next migration from db/schema and makes its tables STRICT.
export default defineConfig({
  dialect: 'sqlite',
  schema: './db/schema/index.ts',
  out: './db/migrations',
});
