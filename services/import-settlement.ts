/** Takes a settlement file into the books: whole or not at all, and the same file twice changes nothing. */
import { createHash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { type Day, dayOf } from '#core/calendar';
import { type Currency, negateOre, type Ore, ore } from '#core/money';
import { expectedInBank } from '#core/payout-state';
import { auditStatement } from '#db/audit';
import { findLedgerOfUnit, type LedgerRow, type NewLedgerEntry, saveLedger } from '#db/ledgers';
import { findSalesUnit, insertOrderStatement, saveSalesUnitStatement } from '#db/orders';
import { findImport, type NewPayout } from '#db/payouts';
import { storeSettlementFile } from '#db/settlement-files';
import { FileFormatError } from '#files/file-format-error';
import type {
  SettlementEnd,
  SettlementEvent,
  SettlementStart,
  SettlementTransaction,
} from '#files/settlement-events';
import { readSettlementReport } from '#files/settlement-xml';
import type { OfflineDesk } from './desk';
import { mentionedOrder } from './register-order';
import { comparableAccount } from './sync-ledgers';

export type SettlementSummary = {
  readonly id: string;
  readonly date: string;
  readonly type: 'Gross' | 'Net' | null;
  readonly transactions: number;
  readonly captureOre: number;
  readonly refundOre: number;
  readonly feeOre: number;
  readonly settledOre: number;
};

export type FileProblem = { readonly line: number; readonly kind: string; readonly message: string };
export type AddedRows = { readonly ledgerEntries: number; readonly payouts: number; readonly orders: number };

export type SettlementImport =
  | {
      readonly kind: 'imported';
      readonly settlements: readonly SettlementSummary[];
      readonly added: AddedRows;
      /** What does not add up in the file; it is in the books all the same. */
      readonly problems: readonly FileProblem[];
      readonly repeated: boolean;
    }
  /** Nothing of the file is stored. */
  | { readonly kind: 'refused'; readonly problems: readonly FileProblem[] };

export type SettlementFile = {
  readonly fileName: string;
  readonly content: AsyncIterable<Uint8Array>;
  readonly actor: string;
};

const nothingAdded: AddedRows = { ledgerEntries: 0, payouts: 0, orders: 0 };

/** Refuses what cannot be read to its end with the line and the reason; throws only on I/O errors. */
export async function importSettlement(desk: OfflineDesk, file: SettlementFile): Promise<SettlementImport> {
  const startedAt = desk.clock.now();
  const hash = createHash('sha256');
  let bytes = 0;
  async function* counted() {
    for await (const chunk of file.content) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      yield chunk;
    }
  }
  const report = await collect(counted());
  if (report.kind === 'refused') return report;
  const settlements = report.settlements.map(summaryOf);
  const sha256 = hash.digest('hex');
  if ((await findImport(desk.db, 'settlement', sha256)) !== undefined) {
    return { kind: 'imported', settlements, added: nothingAdded, problems: report.problems, repeated: true };
  }
  const importId = uuidv7();
  const ledgers = await prepareLedgers(desk, report.settlements);
  const now = desk.clock.now();
  const units = unitStatements(desk, report.settlements, now);
  const mentions = mentionStatements(desk, report.settlements, ledgers, now);
  const stored = await storeSettlementFile(desk.db, {
    record: {
      id: importId,
      kind: 'settlement',
      fileName: file.fileName,
      sha256,
      bytes,
      actor: file.actor,
      startedAt,
      finishedAt: now,
      problems: report.problems.slice(0, 1000),
    },
    entries: report.settlements.flatMap((settlement) =>
      entriesOf(settlement, ledgerFor(ledgers, settlement), importId, now),
    ),
    payouts: report.settlements.map((settlement) =>
      payoutOf(settlement, ledgerFor(ledgers, settlement), importId),
    ),
    alongside: [
      ...units,
      ...mentions,
      auditStatement(desk.db, {
        at: now,
        actor: file.actor,
        action: 'settlement file imported',
        subject: `import ${importId}`,
        detail: { fileName: file.fileName, sha256, settlements: settlements.length },
      }),
    ],
  });
  const orders = stored.alongside
    .slice(units.length, units.length + mentions.length)
    .reduce((sum, changes) => sum + changes, 0);
  const added = { ledgerEntries: stored.entries.added, payouts: stored.payouts, orders };
  return { kind: 'imported', settlements, added, problems: report.problems, repeated: false };
}

type Unit = { readonly msn: string; readonly name: string };
type FoundSettlement = {
  readonly unit: Unit;
  readonly account: string;
  readonly start: SettlementStart;
  readonly end: SettlementEnd;
  readonly transactions: readonly SettlementTransaction[];
};
type Collected =
  | { readonly kind: 'read'; readonly settlements: FoundSettlement[]; readonly problems: FileProblem[] }
  | { readonly kind: 'refused'; readonly problems: FileProblem[] };

async function collect(content: AsyncIterable<Uint8Array>): Promise<Collected> {
  const settlements: FoundSettlement[] = [];
  const problems: FileProblem[] = [];
  let unit: Unit = { msn: '', name: '' };
  let account = '';
  let start: SettlementStart | undefined;
  let transactions: SettlementTransaction[] = [];
  const take = (event: SettlementEvent) => {
    if (event.kind === 'sales-unit') unit = { msn: event.serialNumber, name: event.saleUnitName };
    else if (event.kind === 'payments-info') account = event.account;
    else if (event.kind === 'settlement-start') [start, transactions] = [event, []];
    else if (event.kind === 'transaction') transactions.push(event);
    else if (event.kind === 'settlement-end' && start)
      settlements.push({ unit, account, start, end: event, transactions });
    else if (event.kind === 'problem')
      problems.push({ line: event.line, kind: event.problem, message: event.message });
  };
  try {
    for await (const event of readSettlementReport(content)) {
      take(event);
      if (event.kind === 'sales-unit' && !/^\d{4,7}$/.test(event.serialNumber)) {
        throw new FileFormatError(
          'unreadable-value',
          event,
          'SerialNumber must be the 4 to 7 digits of a sales unit',
        );
      }
    }
    return { kind: 'read', settlements, problems };
  } catch (error) {
    if (!(error instanceof FileFormatError)) throw error;
    return { kind: 'refused', problems: [{ line: error.line, kind: error.reason, message: error.message }] };
  }
}

function summaryOf({ start, end }: FoundSettlement): SettlementSummary {
  const { summed } = end;
  return {
    id: start.id,
    date: start.date,
    type: start.type ?? null,
    transactions: summed.transactions,
    captureOre: summed.captureOre,
    refundOre: summed.refundOre,
    feeOre: summed.feeOre,
    settledOre: settledOre(start, end),
  };
}

/** What the file says was settled; version 2.0 does not say, and settled net. */
function settledOre(start: SettlementStart, end: SettlementEnd): Ore {
  return end.written.settledOre ?? (start.type === 'Gross' ? end.summed.grossOre : end.summed.netOre);
}

type KnownUnit = { readonly ledger: LedgerRow; readonly polled: boolean };

/** The ledger that settles for each sales unit of the file; one is made where none is known yet. */
async function prepareLedgers(
  desk: OfflineDesk,
  settlements: readonly FoundSettlement[],
): Promise<Map<string, KnownUnit>> {
  const known = new Map<string, KnownUnit>();
  const now = desk.clock.now();
  for (const { unit, account, start } of settlements) {
    if (known.has(unit.msn)) continue;
    let ledger = await findLedgerOfUnit(desk.db, unit.msn);
    if (ledger === undefined) {
      await saveLedger(desk.db, newLedger(unit.msn, account, start.currency), now);
      ledger = await findLedgerOfUnit(desk.db, unit.msn);
    }
    if (ledger === undefined)
      throw new Error(`the ledger of sales unit ${unit.msn} was stored and cannot be read`);
    const polled = (await findSalesUnit(desk.db, unit.msn))?.polled === 'yes';
    known.set(unit.msn, { ledger, polled });
  }
  return known;
}

function newLedger(msn: string, account: string, currency: Currency) {
  return {
    ledgerId: `file-${msn}`,
    currency,
    bankScheme: null,
    bankAccount: comparableAccount(account),
    ownerScheme: null,
    ownerId: null,
    country: 'NO' as const,
    source: 'file' as const,
    handles: [{ handle: `api:${msn}`, msn }],
  };
}

function ledgerFor(ledgers: ReadonlyMap<string, KnownUnit>, { unit }: FoundSettlement): KnownUnit['ledger'] {
  const known = ledgers.get(unit.msn);
  if (known === undefined) throw new Error(`no ledger was prepared for sales unit ${unit.msn}`);
  return known.ledger;
}

function unitStatements(desk: OfflineDesk, settlements: readonly FoundSettlement[], now: string) {
  const units = new Map(settlements.map(({ unit }) => [unit.msn, unit]));
  return [...units.values()].map(({ msn, name }) =>
    saveSalesUnitStatement(desk.db, { msn, name: name || msn, polled: false, at: now }),
  );
}

function mentionStatements(
  desk: OfflineDesk,
  settlements: readonly FoundSettlement[],
  ledgers: ReadonlyMap<string, KnownUnit>,
  now: string,
) {
  const orders = settlements.flatMap(({ unit, transactions }) =>
    transactions
      .filter(({ orderId }) => orderId.length >= 1 && orderId.length <= 50)
      .map(({ orderId, time }) => {
        const polled = ledgers.get(unit.msn)?.polled === true && /^[a-zA-Z0-9-]+$/.test(orderId);
        return mentionedOrder({ msn: unit.msn, orderId, occurredAt: time, source: 'file' }, polled, now);
      }),
  );
  return orders.map((order) => insertOrderStatement(desk.db, order));
}

/** A capture or refund on the funds ledger and its fee on the fees ledger, for each transaction; then the payout. */
function entriesOf(
  settlement: FoundSettlement,
  ledger: KnownUnit['ledger'],
  importId: string,
  seenAt: string,
): NewLedgerEntry[] {
  const { unit, start, end, transactions } = settlement;
  const counter = new Map<string, number>();
  const entry = (
    topic: 'funds' | 'fees',
    entryType: string,
    amountOre: Ore,
    of: { psp: string; reference: string | null; at: string; ledgerDate: Day },
  ): NewLedgerEntry => {
    const base = ['file', unit.msn, start.id, topic, entryType, of.psp, of.reference, of.at, amountOre].join(
      '|',
    );
    const copy = (counter.get(base) ?? 0) + 1;
    counter.set(base, copy); // two genuinely equal lines of one file both stay
    return {
      entryKey: createHash('sha256').update(`${base}|${copy}`).digest('base64url').slice(0, 27),
      ledgerId: ledger.ledgerId,
      topic,
      ledgerDate: of.ledgerDate,
      occurredAt: of.at,
      entryType,
      pspReference: of.psp,
      reference: of.reference,
      currency: start.currency,
      amountOre,
      recipientHandle: `api:${unit.msn}`,
      msn: unit.msn,
      settlementNumber: start.id,
      source: 'file',
      importId,
      firstSeenAt: seenAt,
    };
  };
  const rows: NewLedgerEntry[] = [];
  for (const transaction of transactions) {
    const of = {
      psp: transaction.transactionId,
      reference: transaction.orderId || null,
      at: transaction.time,
      ledgerDate: dayOf(transaction.time),
    };
    if (transaction.refundOre !== 0) rows.push(entry('funds', 'refund', transaction.refundOre, of));
    if (transaction.captureOre !== 0 || transaction.refundOre === 0) {
      rows.push(entry('funds', 'capture', transaction.captureOre, of));
    }
    if (transaction.feeOre !== 0) rows.push(entry('fees', 'capture-fee', negateOre(transaction.feeOre), of));
  }
  const closing = {
    psp: start.id,
    reference: null,
    at: closingTime(settlement),
    ledgerDate: lastDay(settlement),
  };
  if (start.type !== 'Gross' && end.summed.feeOre !== 0) {
    rows.push(entry('funds', 'fees-retained', negateOre(end.summed.feeOre), closing));
    rows.push(entry('fees', 'fees-retained', end.summed.feeOre, closing));
  }
  rows.push(entry('funds', 'scheduled-for-payout', negateOre(settledOre(start, end)), closing));
  return rows;
}

function payoutOf(settlement: FoundSettlement, ledger: KnownUnit['ledger'], importId: string): NewPayout {
  const { start, end } = settlement;
  const expected = expectedInBank(start.date, ledger.payoutBankDays, ledger.country);
  const days = settlement.transactions.map((transaction) => dayOf(transaction.time)).sort();
  const coversTo = lastDay(settlement);
  return {
    ledgerId: ledger.ledgerId,
    settlementNumber: start.id,
    currency: start.currency,
    amountOre: ore(settledOre(start, end)),
    ledgerDate: start.date,
    coversFrom: days[0] ?? coversTo,
    coversTo,
    scheduledAt: closingTime(settlement),
    expectedEarliest: expected.earliest,
    expectedLatest: expected.latest,
    source: 'file',
    settlementType: start.type === undefined ? null : start.type === 'Gross' ? 'gross' : 'net',
    importId,
  };
}

function closingTime({ start, transactions }: FoundSettlement): string {
  return (
    transactions
      .map((transaction) => transaction.time)
      .sort()
      .at(-1) ?? `${start.date}T00:00:00.000Z`
  );
}

function lastDay(settlement: FoundSettlement): Day {
  return dayOf(closingTime(settlement));
}
