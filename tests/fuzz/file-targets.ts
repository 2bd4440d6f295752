/**
 * Files that a person or a bank gives: read from disk and taken into fresh books, as the job does. Each is refused in words of both
 * languages, waits for a person, or is taken whole; and what was taken can be reconciled and proved.
 */
import { Buffer } from 'node:buffer';
import { findImportRow, type ImportRow } from '#db/imports';
import { bankCsvMappingSchema } from '#files/bank-csv-mapping';
import { noProgress } from '#services/progress';
import { readImport } from '#services/read-import';
import { decideImport, previewOfImport, receiveFile, saveBankCsvMapping } from '#services/receive-file';
import { reconcile } from '#services/reconcile';
import en from '../../app/i18n/en';
import nb from '../../app/i18n/nb';
import { faultsIn } from '../faults-in';
import { bankCsv, bankXml, ordersCsv, settlementCsv, settlementXml, settlementZip } from './corpora';
import { type Books, changedTables, openShelf, tableHashes } from './fresh-books';
import { Flaw, inTime, type Target } from './fuzz-target';
import { mutated } from './mutate-bytes';
import { mutationsOf } from './mutate-formats';
import type { Random } from './random';

type FileInput = { readonly name: string; readonly bytes: Buffer };
type Kind = ImportRow['kind'];

type FileTarget = {
  readonly name: string;
  readonly kind: Kind;
  readonly fileName: string;
  readonly format: keyof typeof mutationsOf;
  readonly corpus: (random: Random) => string | Buffer;
};

export const fileTargets: readonly FileTarget[] = [
  {
    name: 'settlement-xml',
    kind: 'settlement',
    fileName: 'report.xml',
    format: 'xml',
    corpus: settlementXml,
  },
  {
    name: 'settlement-csv',
    kind: 'settlement',
    fileName: 'report.csv',
    format: 'csv',
    corpus: settlementCsv,
  },
  {
    name: 'settlement-zip',
    kind: 'settlement',
    fileName: 'report.zip',
    format: 'zip',
    corpus: settlementZip,
  },
  { name: 'camt053', kind: 'bank-statement', fileName: 'bank.xml', format: 'xml', corpus: bankXml },
  { name: 'bank-csv', kind: 'bank-statement', fileName: 'bank.csv', format: 'csv', corpus: bankCsv },
  { name: 'orders-csv', kind: 'orders', fileName: 'orders.csv', format: 'csv', corpus: ordersCsv },
];

export async function openFileTarget({
  name,
  kind,
  fileName,
  format,
  corpus,
}: FileTarget): Promise<Target<FileInput>> {
  const shelf = await openShelf();
  return {
    name,
    make(random) {
      const right = Buffer.from(corpus(random));
      // Now and then one that is right, so that it is seen to be taken.
      return {
        name: fileName,
        bytes: random.chance(40) ? right : mutated(right, mutationsOf[format], random),
      };
    },
    async run({ bytes }) {
      const books = shelf.open();
      try {
        return await inTime(`a ${name} of ${bytes.length} bytes`, () => give(books, kind, fileName, bytes));
      } finally {
        books.close();
      }
    },
    write: ({ bytes }) => bytes,
    read: (bytes) => ({ name: fileName, bytes: Buffer.from(bytes) }),
    close: async () => shelf.close(),
  };
}

/** Tables that say what was given and done, and not what the books hold. */
const records = ['imports', 'audit_log', 'audit_chain', 'bank_csv_mappings'];

async function* once(bytes: Buffer) {
  yield bytes;
}

async function give(
  { desk, db, folder }: Books,
  kind: Kind,
  fileName: string,
  bytes: Buffer,
): Promise<string> {
  const before = tableHashes(db.$client, records);
  const unchanged = (when: string) => {
    const changed = changedTables(before, tableHashes(db.$client, records));
    if (changed.length > 0) throw new Flaw(`${when}, and yet it changed ${changed.join(', ')}`);
  };
  const file = { folder, fileName, kind, actor: 'kari' } as const;
  const received = await receiveFile(desk, { ...file, content: once(bytes) });
  if (received.kind !== 'received') {
    unchanged(`the file was refused at once (${received.kind})`);
    return received.kind === 'refused' ? `refused: ${received.reason}` : received.kind;
  }
  const id = received.importId;
  let row = await readImport(desk, id, noProgress);
  let asked = '';
  for (let turns = 0; row.status === 'needs-mapping' || row.status === 'needs-decision'; turns += 1) {
    if (turns > 3) throw new Flaw(`it still waits for a person: ${row.status}`);
    unchanged(`it waits for a person (${row.status})`);
    expectWords(row);
    asked = `${row.status}, `;
    if (row.status === 'needs-mapping' && !(await mapColumns(desk, id))) return 'needs-mapping';
    if (row.status === 'needs-decision') await decideImport(desk, { id, take: true, actor: 'kari' });
    row = await readImport(desk, id, noProgress);
  }
  expectWords(row);
  if (row.status === 'refused') {
    unchanged(`it was refused (${row.problems[0]?.kind})`);
    if (row.rowsAdded !== 0) throw new Flaw(`it was refused and says that ${row.rowsAdded} rows were added`);
    return `${asked}refused: ${row.problems[0]?.kind}`;
  }
  if (row.status !== 'taken') throw new Flaw(`it ended as ${row.status}`);
  expectCounts({ desk, db, folder, close() {} }, row);
  const taken = tableHashes(db.$client, records);
  const again = await receiveFile(desk, { ...file, content: once(bytes) });
  if (again.kind !== 'known') throw new Flaw(`given again, the file was ${again.kind}`);
  if (changedTables(taken, tableHashes(db.$client, records)).length > 0)
    throw new Flaw('given again, it changed the books');
  await reconcile(desk, noProgress);
  const faults = await faultsIn(db);
  if (faults.length > 0) throw new Flaw(`the books do not hold: ${faults.join('; ')}`);
  const now = await findImportRow(db, id);
  if (now?.storedPath !== null) throw new Flaw('the file was taken and is still put aside');
  return `${asked}taken${row.rowsUnreadable > 0 ? ' in part' : ''}`;
}

/** What the desk suggests, with an account where the file has none; false where that is no mapping. */
async function mapColumns(desk: Books['desk'], importId: string): Promise<boolean> {
  const found = await previewOfImport(desk, importId);
  if (found.kind !== 'preview') return false;
  const { suggestion, headers } = found.preview;
  const [first = 'x'] = headers;
  const mapping = {
    account: { fixed: '86011117947' },
    bookedOn: first,
    amount: headers[1] ?? first,
    text: [headers.at(-1) ?? first],
    ...suggestion,
  };
  if (!bankCsvMappingSchema.safeParse(mapping).success) return false;
  const saved = await saveBankCsvMapping(desk, { importId, name: 'Bank', mapping, actor: 'kari' });
  return saved.kind === 'saved';
}

/** Every problem is one that the page has words for, on a line that may exist, in a message that fits on one. */
function expectWords({ problems, problemCount, status }: ImportRow): void {
  if (status === 'refused' && problems.length === 0) throw new Flaw('it was refused and nobody says why');
  if (problemCount < problems.length)
    throw new Flaw(`${problemCount} problems are counted, ${problems.length} are kept`);
  for (const { kind, line, message } of problems) {
    for (const texts of [nb, en]) {
      if (!(kind in texts.importProblem)) throw new Flaw(`no words for ${kind}`);
    }
    if (!Number.isInteger(line) || line < 0) throw new Flaw(`${kind} stands on line ${line}`);
    if (message === '' || message.length > 3000 || /\p{Cc}/u.test(message))
      throw new Flaw(`the message of ${kind} is not one line: ${JSON.stringify(message.slice(0, 200))}`);
  }
}

function expectCounts({ db }: Books, row: ImportRow): void {
  const count = (sql: string) => Number(db.$client.prepare(sql).pluck().get(row.id));
  const { kind, rowsAdded, rowsKnown, rowsRead, rowsUnreadable, ordersAdded } = row;
  const equal = (what: string, is: number, expected: number) => {
    if (is !== expected) throw new Flaw(`${what}: ${is}, expected ${expected}`);
  };
  if (kind === 'bank-statement') {
    equal('lines taken', rowsAdded + rowsKnown, rowsRead - rowsUnreadable);
    equal('lines stored', count('SELECT count(*) FROM bank_lines WHERE import_id = ?'), rowsAdded);
  } else if (kind === 'settlement') {
    equal('entries stored', count('SELECT count(*) FROM ledger_entries WHERE import_id = ?'), rowsAdded);
    equal('entries known in empty books', rowsKnown, 0);
  } else {
    const { registered, known, differing } = row.summary as {
      registered: number;
      known: number;
      differing: number;
    };
    equal('orders taken', registered + known + differing, rowsRead - rowsUnreadable);
    equal(
      'orders stored',
      Number(db.$client.prepare('SELECT count(*) FROM orders').pluck().get()),
      ordersAdded,
    );
  }
}
