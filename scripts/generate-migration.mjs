// Writes the next migration with drizzle-kit and makes every new table STRICT, which drizzle-kit cannot say:
// without it SQLite would store the text '12,50' in an amount.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const folder = 'db/migrations';
const before = new Set(fs.existsSync(folder) ? fs.readdirSync(folder) : []);
const run = spawnSync('npx', ['drizzle-kit', 'generate', ...process.argv.slice(2)], { stdio: 'inherit' });
if (run.status !== 0) process.exit(run.status ?? 1);
for (const name of fs.readdirSync(folder).filter((file) => file.endsWith('.sql') && !before.has(file))) {
  const file = path.join(folder, name);
  const text = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, text.replace(/(CREATE TABLE [^;]*?\n\));/g, '$1 STRICT;'));
  console.log(`made the tables of ${name} STRICT`);
}
