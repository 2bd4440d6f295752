/**
 * The first reading of a settlement file, which stores nothing: what it holds, what in it does not add up, what cannot be read, and
 * where it contradicts the books. Only its sums are kept, so that its size does not matter.
 */
import { formatDecimal, negateOre, type Ore } from '#core/money';
import type { ImportProblem } from '#db/imports';
import { findLedgerOfUnit } from '#db/ledgers';
import { findOtherAmount } from '#db/settlement-files';
import { excerpt, FileFormatError } from '#files/file-format-error';
import type { SettlementStart, SettlementTransaction } from '#files/settlement-events';
import { readSettlementFile, type SettlementFileEvent } from '#files/settlement-file';
import type { OfflineDesk } from './desk';
import { type FoundSettlement, settledOre } from './settlement-rows';

export type InspectedFile = {
  readonly format: string;
  readonly settlements: readonly FoundSettlement[];
  readonly transactions: number;
  /** What does not add up; the file may be taken all the same. */
  readonly problems: ProblemList;
  readonly unreadable: ProblemList;
  /** Nothing of the file may be taken. */
  readonly contradictions: ProblemList;
};

/** All are counted, the first are kept. */
export type ProblemList = { count: number; readonly first: ImportProblem[] };
const keptProblems = 1000;

export const settlementKey = (start: { readonly id: string; readonly serialNumber: string }) =>
  `${start.serialNumber}/${start.id}`;

/** Throws FileFormatError when the file cannot be read to its end. */
export async function inspectSettlementFile(
  desk: OfflineDesk,
  path: string,
  onBytes: (bytes: number) => void,
): Promise<InspectedFile> {
  const inspection = new Inspection();
  const ledgers = new Map<string, string | undefined>();
  const ledgerIdOf = async (msn: string) => {
    if (!ledgers.has(msn)) ledgers.set(msn, (await findLedgerOfUnit(desk.db, msn))?.ledgerId);
    return ledgers.get(msn);
  };
  for await (const event of readSettlementFile(path, { onBytes })) {
    inspection.take(event);
    if (event.kind === 'transaction') {
      const ledgerId = await ledgerIdOf(event.serialNumber);
      if (ledgerId !== undefined) await compareTransaction(desk, inspection, ledgerId, event);
    }
  }
  for (const settlement of inspection.settlements) {
    const ledgerId = await ledgerIdOf(settlement.unit.msn);
    if (ledgerId !== undefined) await comparePayout(desk, inspection, ledgerId, settlement);
  }
  return inspection;
}

class Inspection implements InspectedFile {
  format = '';
  transactions = 0;
  readonly settlements: FoundSettlement[] = [];
  readonly problems = noProblems();
  readonly unreadable = noProblems();
  readonly contradictions = noProblems();
  #unit = { msn: '', name: '' };
  #account = '';
  readonly #open = new Map<
    string,
    { start: SettlementStart; unit: { msn: string; name: string }; account: string }
  >();
  readonly #times = new Map<string, { first: string; last: string }>();

  take(event: SettlementFileEvent): void {
    const line = inMember(event.member);
    if (event.kind === 'report') this.format = event.version;
    else if (event.kind === 'sales-unit') this.#beginUnit(event.serialNumber, event.saleUnitName, event);
    else if (event.kind === 'payments-info') this.#account = event.account;
    else if (event.kind === 'settlement-start') this.#beginSettlement(event, line);
    else if (event.kind === 'transaction') this.#note(event);
    else if (event.kind === 'settlement-end') {
      const key = settlementKey(event);
      const opened = this.#open.get(key);
      if (opened === undefined) throw new Error(`settlement ${key} ends and never began`);
      this.settlements.push({ ...opened, end: event, times: this.#times.get(key) ?? null });
    } else if (event.kind === 'problem')
      add(this.problems, { line: event.line, kind: event.problem, message: line(event.message) });
    else if (event.kind === 'unreadable-row')
      add(this.unreadable, { line: event.line, kind: event.reason, message: line(event.message) });
  }

  #beginUnit(msn: string, name: string, place: { line: number }): void {
    if (!/^\d{4,7}$/.test(msn)) {
      const message = 'SerialNumber must be the 4 to 7 digits of a sales unit';
      throw new FileFormatError('unreadable-value', place, message);
    }
    this.#unit = { msn, name };
  }

  /** A payout has one amount: a settlement that stands twice, maybe in two files of a zip file, would be in the books with two. */
  #beginSettlement(start: SettlementStart, inMember: (message: string) => string): void {
    const key = settlementKey(start);
    if (this.#open.has(key)) {
      const message = `Settlement ${excerpt(start.id)} stands more than once in the file. Leave one of them out; nothing was taken.`;
      add(this.contradictions, { line: start.line, kind: 'settlement-repeated', message: inMember(message) });
    }
    this.#open.set(key, { start, unit: this.#unit, account: this.#account });
  }

  #note(transaction: SettlementTransaction): void {
    this.transactions += 1;
    const key = `${transaction.serialNumber}/${transaction.settlementId}`;
    const { time } = transaction;
    const times = this.#times.get(key);
    if (times === undefined) this.#times.set(key, { first: time, last: time });
    else {
      if (time < times.first) times.first = time;
      if (time > times.last) times.last = time;
    }
  }
}

const inMember = (member: string | undefined) => (message: string) =>
  member === undefined ? message : `${member}: ${message}`;

export function noProblems(): ProblemList {
  return { count: 0, first: [] };
}

export function add(list: ProblemList, problem: ImportProblem): void {
  list.count += 1;
  if (list.first.length < keptProblems) list.first.push(problem);
}

/** The books and a file may overlap and must agree: a transaction with two amounts is for a person to look at. */
async function compareTransaction(
  desk: OfflineDesk,
  { contradictions }: InspectedFile,
  ledgerId: string,
  { settlementId, transactionId, captureOre, refundOre, line }: SettlementTransaction,
): Promise<void> {
  for (const [entryType, amountOre] of [
    ['capture', captureOre],
    ['refund', refundOre],
  ] as const) {
    if (amountOre === 0) continue;
    const stored = await findOtherAmount(desk.db, { ledgerId, psp: transactionId, entryType, amountOre });
    if (stored === undefined) continue;
    add(
      contradictions,
      contradiction(settlementId, `${entryType} ${transactionId}`, amountOre, stored, line),
    );
  }
}

async function comparePayout(
  desk: OfflineDesk,
  { contradictions }: InspectedFile,
  ledgerId: string,
  settlement: FoundSettlement,
): Promise<void> {
  const { start } = settlement;
  const amountOre = negateOre(settledOre(settlement));
  const told = { ledgerId, psp: start.id, entryType: 'scheduled-for-payout', amountOre };
  const stored = await findOtherAmount(desk.db, told);
  if (stored !== undefined)
    add(
      contradictions,
      contradiction(start.id, 'the payout', negateOre(amountOre), negateOre(stored), start.line),
    );
}

function contradiction(
  settlementId: string,
  what: string,
  inFile: Ore,
  inBooks: Ore,
  line: number,
): ImportProblem {
  return {
    line,
    kind: 'contradicts-the-books',
    message: `Settlement ${settlementId}: ${what} is ${formatDecimal(inFile)} here and ${formatDecimal(inBooks)} in the books. Ask Vipps which is right; nothing of the file was taken.`,
  };
}
