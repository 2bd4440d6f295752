/** Works on a file that was put aside: reads it to its end, asks a person where one is needed, takes it into the books. */
import fs from 'node:fs';
import { assertNever } from '#core/assert-never';
import { getImport, type ImportChange, type ImportRow, updateImport } from '#db/imports';
import { makeSpool } from '#db/settlement-spool';
import { detectFileKind, detectHeadBytes } from '#files/detect-file';
import { FileFormatError } from '#files/file-format-error';
import type { OfflineDesk } from './desk';
import { type InspectedFile, inspectSettlementFile, type ProblemList } from './inspect-settlement-file';
import type { Progress } from './progress';
import { findMappingFor, forgetFile, spoolFileOf } from './receive-file';
import { inspectBankFile, takeBankFile } from './take-bank-file';
import { inspectOrdersFile, type OrdersFileSummary, takeOrdersFile } from './take-orders-file';
import { type SpooledFile, summaryOf, takeSettlementFile } from './take-settlement-file';

/** Returns the import as it then stands. A run that was stopped leaves it to be gone on with. */
export async function readImport(desk: OfflineDesk, id: string, progress: Progress): Promise<ImportRow> {
  const row = await getImport(desk.db, id);
  const { storedPath } = row;
  if (storedPath === null || !fs.existsSync(storedPath)) {
    const message = 'The file is not there any more. Give it to the desk again.';
    await updateImport(desk.db, id, refusal(desk, [{ line: 0, kind: 'no-such-file', message }]));
    return getImport(desk.db, id);
  }
  try {
    const work = { ...row, path: storedPath };
    await read(desk, work, progress);
  } catch (error) {
    if (!(error instanceof FileFormatError)) throw error;
    const { line, reason, message, member } = error;
    const words = member === undefined ? message : `${member}: ${message}`;
    await updateImport(desk.db, id, refusal(desk, [{ line, kind: reason, message: words }]));
  }
  const now = await getImport(desk.db, id);
  if (now.status === 'taken' || now.status === 'refused') await forgetFile(row);
  return now;
}

type Work = ImportRow & { readonly path: string };

async function read(desk: OfflineDesk, row: Work, progress: Progress): Promise<void> {
  switch (row.kind) {
    case 'settlement':
      return readSettlement(desk, row, progress);
    case 'bank-statement':
      return readBank(desk, row, progress);
    case 'orders':
      return readOrders(desk, row, progress);
    default:
      return assertNever(row.kind);
  }
}

async function readSettlement(desk: OfflineDesk, row: Work, progress: Progress): Promise<void> {
  const onBytes = bytesTeller(desk, row.id);
  const resumed = row.status === 'taking';
  await updateImport(desk.db, row.id, { status: resumed ? 'taking' : 'reading', bytesDone: 0 });
  const spoolFile = spoolFileOf(row);
  const spool = makeSpool(spoolFile);
  try {
    const inspected = await inspectSettlementFile(desk, row.path, onBytes, spool);
    await takeInspected(desk, row, inspected, { spool, spoolFile }, { ...progress, onBytes });
  } finally {
    spool.discard();
  }
}

async function takeInspected(
  desk: OfflineDesk,
  row: Work,
  inspected: InspectedFile,
  spooled: SpooledFile,
  progress: Progress & { onBytes(bytes: number): void },
): Promise<void> {
  const resumed = row.status === 'taking';
  const { contradictions } = inspected;
  // Of a file that was being taken, part is in the books already; it was compared before.
  if (contradictions.count > 0 && !resumed) {
    await updateImport(desk.db, row.id, {
      ...refusal(desk, contradictions.first),
      problemCount: contradictions.count,
    });
    return;
  }
  const found = {
    format: inspected.format,
    rowsRead: inspected.transactions + inspected.unreadable.count,
    summary: { settlements: inspected.settlements.map(summaryOf), added: nothingAdded },
    ...problemsOf(inspected),
  };
  if (!(await mayTake(desk, row, inspected.unreadable.count, found))) return;
  await takeSettlementFile(desk, row, inspected, spooled, progress);
}

const nothingAdded = { ledgerEntries: 0, payouts: 0, orders: 0 };

async function readBank(desk: OfflineDesk, row: Work, progress: Progress): Promise<void> {
  const onBytes = bytesTeller(desk, row.id);
  const resumed = row.status === 'taking';
  await updateImport(desk.db, row.id, { status: resumed ? 'taking' : 'reading', bytesDone: 0 });
  const isCsv = (await detect(row)) !== 'camt053';
  const mapping = isCsv ? await findMappingFor(desk, row.path) : undefined;
  if (isCsv && mapping === undefined) {
    await updateImport(desk.db, row.id, { status: 'needs-mapping', format: 'bank-csv' });
    return;
  }
  const source = { path: row.path, mapping };
  const inspected = await inspectBankFile(source, onBytes);
  const found = {
    format: inspected.format,
    rowsRead: inspected.lines + inspected.unreadable.count,
    ...problemsOf(inspected),
  };
  if (!(await mayTake(desk, row, inspected.unreadable.count, found))) return;
  await takeBankFile(desk, row, source, inspected, { ...progress, onBytes });
}

async function readOrders(desk: OfflineDesk, row: Work, progress: Progress): Promise<void> {
  const onBytes = bytesTeller(desk, row.id);
  const resumed = row.status === 'taking';
  await updateImport(desk.db, row.id, { status: resumed ? 'taking' : 'reading', bytesDone: 0 });
  const inspected = await inspectOrdersFile(desk, row.path, onBytes);
  const rowsRead = inspected.orders + inspected.unreadable.count;
  const found = {
    format: 'orders-csv',
    rowsRead,
    // What an earlier try counted stays.
    ...(resumed ? {} : { summary: noOrders }),
    ...problemsOf(inspected),
  };
  if (!(await mayTake(desk, row, inspected.unreadable.count, found))) return;
  await takeOrdersFile(desk, { ...row, rowsRead }, inspected, { ...progress, onBytes });
}

const noOrders: OrdersFileSummary = { registered: 0, known: 0, differing: 0, shipments: 0 };

/** What looks like markup is left to the reader of camt.053, which says what is wrong with it. */
async function detect({ path, fileName }: Work) {
  const handle = await fs.promises.open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(detectHeadBytes), 0, detectHeadBytes, 0);
    const head = buffer.subarray(0, bytesRead);
    if (/^[\s\ufeff]*</.test(head.toString('utf8').slice(0, 200))) return 'camt053';
    return detectFileKind(head, fileName);
  } finally {
    await handle.close();
  }
}

/** Not while rows cannot be read and nobody has said that the others are taken; not when the same content is taken already. */
async function mayTake(
  desk: OfflineDesk,
  row: ImportRow,
  unreadable: number,
  found: ImportChange,
): Promise<boolean> {
  if (unreadable > 0 && row.decidedBy === null) {
    await updateImport(desk.db, row.id, { ...found, status: 'needs-decision', bytesDone: row.bytes });
    return false;
  }
  if (await updateImport(desk.db, row.id, { ...found, status: 'taking', bytesDone: 0 })) return true;
  const message = 'The same file was taken meanwhile by another import.';
  await updateImport(desk.db, row.id, refusal(desk, [{ line: 0, kind: 'same-file', message }]));
  return false;
}

function problemsOf({ problems, unreadable }: { problems: ProblemList; unreadable: ProblemList }) {
  return {
    rowsUnreadable: unreadable.count,
    problemCount: problems.count + unreadable.count,
    // The rows that cannot be read come first: they are what a person decides on.
    problems: [...byLine(unreadable.first), ...byLine(problems.first)].slice(0, 1000),
  };
}

function byLine(problems: ImportRow['problems']): ImportRow['problems'] {
  return problems.toSorted((a, b) => a.line - b.line);
}

function refusal(desk: OfflineDesk, problems: ImportRow['problems']): ImportChange {
  const at = desk.clock.now();
  return { status: 'refused', finishedAt: at, storedPath: null, problems, problemCount: problems.length };
}

const tellEveryMs = 500;

/** Tells the page how far the file is read, now and then. */
function bytesTeller(desk: OfflineDesk, id: string): (bytes: number) => void {
  let toldAtMs = 0;
  return (bytes) => {
    if (Date.now() - toldAtMs < tellEveryMs) return;
    toldAtMs = Date.now();
    updateImport(desk.db, id, { bytesDone: bytes }).catch((error) =>
      desk.log.warn({ err: error }, 'progress of an import could not be written'),
    );
  };
}
