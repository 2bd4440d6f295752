/**
 * `npm run import -- settlement|bank|orders FILE [--json] [--take-readable]`: reads a settlement file of Vipps or a bank statement into
 * the books, or registers the orders of a table. Exits with 0 when it was taken, 1 when it was refused (nothing of it is stored), 2 when the command was not understood.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { formatDecimal, ore } from '#core/money';
import { closeDatabase, openDatabase } from '#db/client';
import { systemClock } from '#services/clock';
import { type FileImport, importFile } from '#services/import-file';
import { migratedOrExit } from '#services/migrated-or-exit';
import { databasePathOf, importFolderOf } from '#services/settings';

const { kind, file, json, takeReadable } = readWords();
if (fs.existsSync('.env')) process.loadEnvFile('.env');
if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) {
  end({
    kind: 'refused',
    problems: [{ line: 0, kind: 'no-such-file', message: `${file} is not a file that is there` }],
  });
}
const databasePath = databasePathOf(process.env);
await migratedOrExit(databasePath);
const db = openDatabase(databasePath);
const result = await importFile(
  { db, clock: systemClock, log: pino({ level: 'silent' }) },
  {
    kind,
    fileName: path.basename(file),
    content: fs.createReadStream(file),
    actor: `command line (${os.userInfo().username})`,
    folder: importFolderOf({ DATABASE_PATH: databasePath }),
    takeReadable,
  },
);
closeDatabase(db);
end(result);

function readWords() {
  const use = 'Use: npm run import -- settlement|bank|orders FILE [--json] [--take-readable]';
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        'take-readable': { type: 'boolean', default: false },
      },
    });
    const [word, file, ...rest] = positionals;
    const kinds = { settlement: 'settlement', bank: 'bank-statement', orders: 'orders' } as const;
    if (
      (word === 'settlement' || word === 'bank' || word === 'orders') &&
      file !== undefined &&
      rest.length === 0
    )
      return { kind: kinds[word], file, json: values.json, takeReadable: values['take-readable'] };
    console.error(use);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}. ${use}`);
  }
  return process.exit(2);
}

function end(outcome: FileImport): never {
  if (json) console.log(JSON.stringify(asJson(outcome)));
  else for (const line of asText(outcome)) console.log(line);
  process.exit(outcome.kind === 'imported' ? 0 : 1);
}

function asJson(outcome: FileImport): object {
  const none = { ledgerEntries: 0, payouts: 0, orders: 0 };
  if (outcome.kind === 'refused' && kind === 'orders')
    return { orders: null, repeated: false, problems: outcome.problems };
  if (outcome.kind === 'refused') return { settlements: [], added: none, problems: outcome.problems };
  const { settlements, added, problems, rows, orders } = outcome;
  if (kind === 'orders') return { orders, repeated: outcome.repeated, problems };
  return kind === 'settlement' ? { settlements, added, problems } : { rows, problems };
}

function asText(outcome: FileImport): string[] {
  const problems = outcome.problems.map(({ line, kind, message }) => `line ${line}: ${message} (${kind})`);
  if (outcome.kind === 'refused') {
    const choice = outcome.readable === undefined ? [] : [choiceText(outcome.readable)];
    const waits = outcome.problems.some((problem) => problem.kind === 'needs-mapping');
    const head = waits
      ? 'The file waits on the page Files; nothing of it is in the books yet.'
      : 'The file was not taken; nothing of it is stored.';
    return [head, ...problems, ...choice];
  }
  const rows = outcome.settlements.map(
    (row) =>
      `${row.id}  ${row.date}  ${row.type ?? '–'}  ${row.transactions} transactions  captures ${decimal(row.captureOre)}  ` +
      `refunds ${decimal(row.refundOre)}  fees ${decimal(row.feeOre)}  settled ${decimal(row.settledOre)}`,
  );
  const told = outcome.repeated ? 'The same file was read before; nothing was added.' : addedText(outcome);
  return [
    ...rows,
    told,
    ...(problems.length > 0 ? ['What does not add up, or was left out:', ...problems] : []),
  ];
}

function addedText({ added, rows, orders }: Extract<FileImport, { kind: 'imported' }>): string {
  if (orders !== null)
    return (
      `Registered: ${orders.registered} orders; ${orders.known} were known, ${orders.differing} are known with other content. ` +
      `Shipments recorded: ${orders.shipments}.`
    );
  return kind === 'settlement'
    ? `Added: ${added.ledgerEntries} ledger entries, ${added.payouts} payouts, ${added.orders} orders.`
    : `Added: ${rows.added} bank lines; ${rows.known} were known.`;
}

function choiceText({ readable, unreadable }: { readable: number; unreadable: number }): string {
  return `${unreadable} rows cannot be read, ${readable} can. With --take-readable these are taken without the others.`;
}

function decimal(amountOre: number): string {
  return formatDecimal(ore(amountOre));
}
