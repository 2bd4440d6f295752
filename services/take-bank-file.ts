/**
 * A bank file is read twice: first to its end, storing nothing, then piece by piece into the books. Its statements, which say how far the
 * account is known, come with the last piece.
 */
import { uuidv7 } from 'uuidv7';
import { auditStatement } from '#db/audit';
import {
  equalBankLinesOf,
  type FileLine,
  finishImport,
  getImport,
  type ImportRow,
  type TakenRows,
  takeBankLines,
} from '#db/imports';
import { readBankCsv } from '#files/bank-csv';
import type { BankCsvMapping } from '#files/bank-csv-mapping';
import { readFileBytes } from '#files/byte-source';
import { readBankStatements } from '#files/camt053';
import type { BankStatementEvent, BankStatementStart } from '#files/camt053-events';
import { bankLineOf, statementOf } from './bank-file-rows';
import type { OfflineDesk } from './desk';
import { add, noProblems, type ProblemList } from './inspect-settlement-file';
import type { Progress } from './progress';

export type BankSource = {
  readonly path: string;
  /** Undefined for camt.053, which needs none. */
  readonly mapping: BankCsvMapping | undefined;
};

export type InspectedBankFile = {
  readonly format: string;
  readonly statements: readonly (BankStatementStart & { readonly lines: number })[];
  readonly lines: number;
  readonly problems: ProblemList;
  readonly unreadable: ProblemList;
};

function readEvents(
  { path, mapping }: BankSource,
  onBytes: (bytes: number) => void,
): AsyncIterable<BankStatementEvent> {
  return mapping === undefined
    ? readBankStatements(readFileBytes(path, onBytes))
    : readBankCsv(path, mapping, { onBytes });
}

/** Throws FileFormatError when the file cannot be read to its end. */
export async function inspectBankFile(
  source: BankSource,
  onBytes: (bytes: number) => void,
): Promise<InspectedBankFile> {
  const statements: (BankStatementStart & { lines: number })[] = [];
  const problems = noProblems();
  const unreadable = noProblems();
  let lines = 0;
  for await (const event of readEvents(source, onBytes)) {
    if (event.kind === 'statement') statements.push({ ...event, lines: 0 });
    else if (event.kind === 'line') {
      lines += 1;
      const statement = statements.findLast(({ id }) => id === event.statementId);
      if (statement !== undefined) statement.lines += 1;
    } else if (event.kind === 'problem')
      add(problems, { line: event.line, kind: event.problem, message: event.message });
    else if (event.kind === 'unreadable-row')
      add(unreadable, { line: event.line, kind: event.reason, message: event.message });
  }
  const format =
    source.mapping === undefined ? `camt.053 ${statements[0]?.version ?? ''}`.trim() : 'bank-csv';
  return { format, statements, lines, problems, unreadable };
}

const linesAtOnce = 1000;

/** False when it was stopped before the end: call it again. */
export async function takeBankFile(
  desk: OfflineDesk,
  row: ImportRow,
  source: BankSource,
  inspected: InspectedBankFile,
  progress: Progress & { onBytes(bytes: number): void },
): Promise<boolean> {
  const equal = equalBankLinesOf(desk.db);
  const accounts = new Map<string, string>();
  const total = { added: 0, known: 0 };
  let lines: FileLine[] = [];
  const flush = async () => {
    const taken: TakenRows = await takeBankLines(desk.db, row.id, equal, lines);
    total.added += taken.added;
    total.known += taken.known;
    lines = [];
  };
  for await (const event of readEvents(source, progress.onBytes)) {
    if (event.kind === 'statement') accounts.set(event.id, event.account);
    if (event.kind !== 'line') continue;
    const account = accounts.get(event.statementId);
    if (account === undefined) throw new Error('a line of a statement that never began');
    lines.push(bankLineOf(event, { id: uuidv7(), account, importId: row.id }));
    if (lines.length < linesAtOnce) continue;
    await flush();
    await progress.report(total.added + total.known, inspected.lines);
    if (progress.stopping()) return false;
  }
  await flush();
  await finish(desk, row, inspected, total.added + total.known);
  return true;
}

async function finish(
  desk: OfflineDesk,
  { id, actor, fileName, sha256 }: ImportRow,
  inspected: InspectedBankFile,
  rows: number,
): Promise<void> {
  const at = desk.clock.now();
  const { rowsAdded: added } = await getImport(desk.db, id);
  const detail = { fileName, sha256, lines: inspected.lines, added, left: inspected.unreadable.count };
  await finishImport(desk.db, id, {
    payouts: [],
    statements: inspected.statements.map((start) =>
      statementOf(start, { id: uuidv7(), importId: id, lines: start.lines }),
    ),
    alongside: [
      auditStatement(desk.db, { at, actor, action: 'bank file imported', subject: `import ${id}`, detail }),
    ],
    change: () => ({ status: 'taken', finishedAt: at, storedPath: null, rowsKnown: rows - added }),
  });
}
