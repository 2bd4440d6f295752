import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { writeSettlementXml } from './settlement-file';
import { importOurs, saxPass } from './works/settlement-xml';

it('the import and the bare pass read the same transactions of the same file', {
  timeout: 120_000,
}, async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-bench-test-'));
  try {
    const [file, again] = [path.join(folder, 'a.xml'), path.join(folder, 'b.xml')];
    const written = await writeSettlementXml(file, 1_000_000, 7);
    await writeSettlementXml(again, 1_000_000, 7);
    expect(fs.readFileSync(file).equals(fs.readFileSync(again))).toBe(true);
    expect(written.transactions).toBeGreaterThan(1900);
    expect(await importOurs(file)).toMatchObject({ rows: written.transactions });
    expect(await saxPass(file)).toMatchObject({ rows: written.transactions });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
