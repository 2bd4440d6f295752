/** Every input that once broke a rule, kept as `found/TARGET.WHAT`, breaks none any more. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openers } from './all-targets';

const folder = path.join(import.meta.dirname, 'found');

for (const opener of openers) {
  const files = fs.readdirSync(folder).filter((file) => file.startsWith(`${opener.name}.`));
  if (files.length === 0) continue;
  it(`${opener.name}: ${files.length} found once`, { timeout: 120_000 }, async () => {
    const target = await opener.open();
    try {
      for (const file of files) {
        const bytes = fs.readFileSync(path.join(folder, file));
        const ended = await target.run(target.read(bytes)).catch((error: unknown) => error);
        expect(ended, file).toBeTypeOf('string');
      }
    } finally {
      await target.close();
    }
  });
}
