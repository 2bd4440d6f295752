/**
 * `npm run import -- settlement FILE [--json]`: reads an official settlement file into the books.
 * Exits with 0 when it was read, 1 when it was refused (nothing of it is stored), 2 when the command was not understood.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { formatDecimal, ore } from '#core/money';
import { closeDatabase, openDatabase } from '#db/client';
import { migrateFile } from '#db/migrate';
import { systemClock } from '#services/clock';
import { importSettlement, type SettlementImport } from '#services/import-settlement';
import { databasePathOf } from '#services/settings';

const words = process.argv.slice(2);
const json = words.includes('--json');
const [kind, file, ...rest] = words.filter((word) => word !== '--json');
if (kind !== 'settlement' || file === undefined || rest.length > 0) {
  console.error('Use: npm run import -- settlement FILE [--json]');
  process.exit(2);
}
if (fs.existsSync('.env')) process.loadEnvFile('.env');
if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) {
  end({
    kind: 'refused',
    problems: [{ line: 0, kind: 'no-such-file', message: `${file} is not a file that is there` }],
  });
}
const databasePath = databasePathOf(process.env);
await migrateFile(databasePath);
const db = openDatabase(databasePath);
const result = await importSettlement(
  { db, clock: systemClock, log: pino({ level: 'silent' }) },
  {
    fileName: path.basename(file),
    content: fs.createReadStream(file),
    actor: `command line (${os.userInfo().username})`,
  },
);
closeDatabase(db);
end(result);

function end(outcome: SettlementImport): never {
  if (json) console.log(JSON.stringify(asJson(outcome)));
  else for (const line of asText(outcome)) console.log(line);
  process.exit(outcome.kind === 'imported' ? 0 : 1);
}

function asJson(outcome: SettlementImport): object {
  const none = { ledgerEntries: 0, payouts: 0, orders: 0 };
  return outcome.kind === 'imported'
    ? { settlements: outcome.settlements, added: outcome.added, problems: outcome.problems }
    : { settlements: [], added: none, problems: outcome.problems };
}

function asText(outcome: SettlementImport): string[] {
  const problems = outcome.problems.map(({ line, kind, message }) => `line ${line}: ${message} (${kind})`);
  if (outcome.kind === 'refused') return ['The file was not taken; nothing of it is stored.', ...problems];
  const rows = outcome.settlements.map(
    (row) =>
      `${row.id}  ${row.date}  ${row.type ?? '–'}  ${row.transactions} transactions  captures ${decimal(row.captureOre)}  ` +
      `refunds ${decimal(row.refundOre)}  fees ${decimal(row.feeOre)}  settled ${decimal(row.settledOre)}`,
  );
  const { ledgerEntries, payouts, orders } = outcome.added;
  const added = outcome.repeated
    ? 'The same file was read before; nothing was added.'
    : `Added: ${ledgerEntries} ledger entries, ${payouts} payouts, ${orders} orders.`;
  return [...rows, added, ...(problems.length > 0 ? ['What does not add up:', ...problems] : [])];
}

function decimal(amountOre: number): string {
  return formatDecimal(ore(amountOre));
}
