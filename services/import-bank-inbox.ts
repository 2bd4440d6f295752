/**
 * Reads bank statements (camt.053) from the folder where the bank, or whoever fetches its files, puts them. Files
 * are left where they are; one with the same content is read once.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { uuidv7 } from 'uuidv7';
import {
  type BankFileWrite,
  type BankStatementRow,
  findImport,
  type NewBankLine,
  storeBankFile,
} from '#db/payouts';
import { findSettlementNumber, listSettlementNumbers } from '#files/bank-text';
import { readBankStatements } from '#files/camt053';
import { FileFormatError } from '#files/file-format-error';
import type { OfflineDesk } from './desk';
import { matchBankLines } from './match-bank-lines';
import type { Progress } from './progress';

export type ReadInbox = { readonly files: number; readonly added: number; readonly arrived: number };

/** One file that cannot be read does not keep the others out; the run then fails with all their reasons. */
export async function importBankInbox(
  desk: OfflineDesk,
  folder: string,
  progress: Progress,
): Promise<ReadInbox> {
  const names = listFiles(folder);
  const result = { files: 0, added: 0, arrived: 0 };
  const refusals: string[] = [];
  for (const [index, name] of names.entries()) {
    if (progress.stopping()) break;
    const read = await importBankFile(desk, path.join(folder, name));
    if (read.kind === 'imported') {
      result.files += 1;
      result.added += read.added;
    } else if (read.kind === 'refused') refusals.push(`${name}, line ${read.line}: ${read.message}`);
    await progress.report(index + 1, names.length);
  }
  result.arrived = (await matchBankLines(desk)).arrived;
  if (refusals.length > 0) throw new Error(`not taken: ${refusals.slice(0, 5).join('; ')}`);
  return result;
}

function listFiles(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.xml$/i.test(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

export type BankFileImport =
  | { readonly kind: 'imported'; readonly added: number; readonly known: number }
  | { readonly kind: 'known-file' }
  /** Nothing of the file is stored. */
  | { readonly kind: 'refused'; readonly line: number; readonly message: string };

export async function importBankFile(desk: OfflineDesk, file: string): Promise<BankFileImport> {
  const content = await fs.promises.readFile(file);
  const sha256 = createHash('sha256').update(content).digest('hex');
  if ((await findImport(desk.db, 'bank-statement', sha256)) !== undefined) return { kind: 'known-file' };
  const importId = uuidv7();
  const startedAt = desk.clock.now();
  try {
    const { statements, lines, problems } = await collect(content, importId);
    const stored = await storeBankFile(desk.db, {
      statements,
      lines,
      record: {
        id: importId,
        kind: 'bank-statement',
        fileName: path.basename(file),
        sha256,
        bytes: content.byteLength,
        actor: 'job read-bank-statements',
        startedAt,
        finishedAt: desk.clock.now(),
        rowsAdded: 0,
        rowsKnown: 0,
        problems,
      },
    });
    return { kind: 'imported', ...stored };
  } catch (error) {
    if (!(error instanceof FileFormatError)) throw error;
    return { kind: 'refused', line: error.line, message: error.message };
  }
}

async function collect(
  content: Uint8Array,
  importId: string,
): Promise<{
  statements: BankStatementRow[];
  lines: NewBankLine[];
  problems: BankFileWrite['record']['problems'];
}> {
  const statements: BankStatementRow[] = [];
  const lines: NewBankLine[] = [];
  const problems: { line: number; kind: string; message: string }[] = [];
  const copies = new Map<string, number>();
  let statement: BankStatementRow | undefined;
  for await (const event of readBankStatements([content])) {
    if (event.kind === 'statement') {
      statement = {
        id: uuidv7(),
        importId,
        account: event.account,
        currency: event.currency,
        fromDay: event.from ?? event.openingDay ?? null,
        throughDay: event.to ?? event.closingDay ?? null,
        openingOre: event.opening ?? null,
        closingOre: event.closing ?? null,
        lines: 0,
      };
      statements.push(statement);
    } else if (event.kind === 'line' && statement !== undefined) {
      statement.lines += 1;
      const found = findSettlementNumber(event.text);
      const base = [
        statement.account,
        event.bookedOn,
        event.amountOre,
        event.text,
        event.reference ?? '',
      ].join('|');
      const copy = (copies.get(base) ?? 0) + 1;
      copies.set(base, copy); // two genuinely equal lines of one file both stay
      lines.push({
        id: uuidv7(),
        lineKey: createHash('sha256').update(`${base}|${copy}`).digest('base64url').slice(0, 27),
        importId,
        account: statement.account,
        bookedOn: event.bookedOn,
        amountOre: event.amountOre,
        currency: event.currency,
        description: event.text,
        bankReference: event.reference ?? null,
        // Only what stands there whole is matched without a person.
        settlementNumber: found?.confidence === 'exact' ? found.settlementNumber : null,
        fromVipps: namesVipps(event.text) ? 'yes' : 'no',
      });
    } else if (event.kind === 'problem') {
      problems.push({ line: event.line, kind: event.problem, message: event.message });
    }
  }
  return { statements, lines, problems };
}

/** Does a line speak of Vipps or of one of its payouts? */
export function namesVipps(text: string): boolean {
  return /vipps/i.test(text) || listSettlementNumbers(text).length > 0;
}
