/** The processes of works/settlement-xml: `import FILE FOLDER` and `sax FILE`. Writes what was measured to standard output, as JSON. */
import fs from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import { SaxesParser } from 'saxes';
import { closeDatabase, openDatabase } from '#db/client';
import { migrateFile } from '#db/migrate';
import { fileChunkBytes } from '#files/byte-source';
import { systemClock } from '#services/clock';
import { importFile } from '#services/import-file';
import { importFolderOf } from '#services/settings';

const [word, file = '', folder = ''] = process.argv.slice(2);
console.log(JSON.stringify(word === 'sax' ? await passOver(file) : await importInto(folder, file)));

/** As scripts/import-command does it. */
async function importInto(folder: string, file: string): Promise<object> {
  const databasePath = path.join(folder, 'desk.db');
  await migrateFile(databasePath);
  const db = openDatabase(databasePath);
  const startedAt = performance.now();
  const result = await importFile(
    { db, clock: systemClock, log: pino({ level: 'silent' }) },
    {
      kind: 'settlement',
      fileName: path.basename(file),
      content: fs.createReadStream(file),
      actor: 'measurement',
      folder: importFolderOf({ DATABASE_PATH: databasePath }),
    },
  );
  const ms = performance.now() - startedAt;
  closeDatabase(db);
  if (result.kind !== 'imported' || result.problems.length > 0)
    throw new Error(`the file was not taken without a problem: ${JSON.stringify(result.problems[0])}`);
  const rows = result.settlements.reduce((sum, { transactions }) => sum + transactions, 0);
  return { rows, peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024), ms: Math.round(ms) };
}

/** As the standard reader of XML in this stack is used: chunks decoded, elements counted, nothing kept. */
async function passOver(file: string): Promise<object> {
  const startedAt = performance.now();
  let [elements, rows] = [0, 0];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    elements += 1;
    if (name === 'TransactionInfo') rows += 1;
  });
  parser.on('text', () => {});
  parser.on('closetag', () => {});
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of fs.createReadStream(file, { highWaterMark: fileChunkBytes }))
    parser.write(decoder.decode(chunk, { stream: true }));
  parser.write(decoder.decode()).close();
  return { elements, rows, ms: Math.round(performance.now() - startedAt) };
}
