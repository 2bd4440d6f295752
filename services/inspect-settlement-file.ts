/**
 * The reading of a settlement file, which stores nothing in the books: what it holds, what in it does not add up, what cannot be read, and
 * where it contradicts the books. Only its sums are kept, so that its size does not matter.
 */
import { formatDecimal, negateOre, type Ore } from '#core/money';
import type { ImportProblem } from '#db/imports';
import { findLedgerOfUnit } from '#db/ledgers';
import { findOtherAmount } from '#db/settlement-files';
import type { SettlementSpool } from '#db/settlement-spool';
import { excerpt, FileFormatError } from '#files/file-format-error';
import type { SettlementStart, SettlementTransaction } from '#files/settlement-events';
import { readSettlementFileInBatches, type SettlementFileEvent } from '#files/settlement-file';
import type { OfflineDesk } from './desk';
import { type FoundSettlement, settledOre, spooledTransactionOf } from './settlement-rows';

export type InspectedFile = {
  readonly format: string;
  readonly settlements: readonly FoundSettlement[];
  /** The keys of its settlements, by the number that the spool knows them by. */
  readonly keys: readonly string[];
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
  spool: Pick<SettlementSpool, 'add'>,
): Promise<InspectedFile> {
  const inspection = new Inspection();
  const ledgers = new Map<string, string | undefined>();
  const ledgerIdOf = async (msn: string) => {
    if (!ledgers.has(msn)) ledgers.set(msn, (await findLedgerOfUnit(desk.db, msn))?.ledgerId);
    return ledgers.get(msn);
  };
  let unit: { readonly msn: string; readonly ledgerId: string | undefined } | undefined;
  for await (const batch of readSettlementFileInBatches(path, { onBytes })) {
    for (const event of batch) {
      inspection.take(event);
      if (event.kind !== 'transaction') continue;
      spool.add(spooledTransactionOf(event, inspection.numberOf(event)));
      const msn = event.serialNumber;
      if (unit?.msn !== msn) unit = { msn, ledgerId: await ledgerIdOf(msn) };
      if (unit.ledgerId !== undefined) await compareTransaction(desk, inspection, unit.ledgerId, event);
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
  readonly keys: string[] = [];
  readonly #seen = new Map<string, SeenSettlement>();
  #current: (SeenSettlement & { readonly settlementId: string; readonly serialNumber: string }) | undefined;
  #unit = { msn: '', name: '' };
  #account = '';
  readonly #open = new Map<
    string,
    { start: SettlementStart; unit: { msn: string; name: string }; account: string }
  >();

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
      this.settlements.push({ ...opened, end: event, times: this.#seen.get(key)?.times ?? null });
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

  /** The number of the settlement that a transaction stands in. */
  numberOf({ settlementId, serialNumber }: SettlementTransaction): number {
    return this.#settlementOf(settlementId, serialNumber).number;
  }

  #note({ settlementId, serialNumber, time }: SettlementTransaction): void {
    this.transactions += 1;
    const { times } = this.#settlementOf(settlementId, serialNumber);
    if (times.first === '' || time < times.first) times.first = time;
    if (time > times.last) times.last = time;
  }

  #settlementOf(settlementId: string, serialNumber: string): SeenSettlement {
    const current = this.#current;
    if (current?.settlementId === settlementId && current.serialNumber === serialNumber) return current;
    const key = `${serialNumber}/${settlementId}`;
    const seen = this.#seen.get(key) ?? { number: this.keys.push(key) - 1, times: { first: '', last: '' } };
    this.#seen.set(key, seen);
    this.#current = { settlementId, serialNumber, ...seen };
    return this.#current;
  }
}

type SeenSettlement = { readonly number: number; readonly times: { first: string; last: string } };

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
