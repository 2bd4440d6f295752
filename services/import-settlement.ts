/** Takes a settlement file into the books: whole or not at all, and the same file twice changes nothing. */
import { createHash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { type Currency, formatDecimal } from '#core/money';
import { auditStatement } from '#db/audit';
import {
  fileLedgerIdOf,
  findLedgerOfUnit,
  type LedgerRow,
  type NewLedgerEntry,
  saveLedger,
} from '#db/ledgers';
import { findSalesUnit, insertOrderStatement, saveSalesUnitStatement } from '#db/orders';
import { findImport } from '#db/payouts';
import { findOtherAmount, storeSettlementFile } from '#db/settlement-files';
import { collectSettlementFile, type FileProblem, type FoundSettlement } from './collect-settlement-file';
import type { OfflineDesk } from './desk';
import { mentionedOrder } from './register-order';
import { entriesOf, payoutOf, settledOre } from './settlement-rows';
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
  const report = await collectSettlementFile(counted());
  if (report.kind === 'refused') return report;
  const settlements = report.settlements.map(summaryOf);
  const sha256 = hash.digest('hex');
  if ((await findImport(desk.db, 'settlement', sha256)) !== undefined) {
    return { kind: 'imported', settlements, added: nothingAdded, problems: report.problems, repeated: true };
  }
  const importId = uuidv7();
  const ledgers = await prepareLedgers(desk, report.settlements);
  const now = desk.clock.now();
  const entries = report.settlements.map((settlement) => ({
    settlement,
    rows: entriesOf(settlement, ledgerFor(ledgers, settlement), importId, now),
  }));
  const contradictions = await findContradictions(desk, entries);
  if (contradictions.length > 0) return { kind: 'refused', problems: contradictions };
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
    entries: entries.flatMap(({ rows }) => rows),
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

/** The books and a file may overlap and must agree: a payout or transaction with two amounts is for a person to look at. */
async function findContradictions(
  desk: OfflineDesk,
  entries: readonly { readonly settlement: FoundSettlement; readonly rows: readonly NewLedgerEntry[] }[],
): Promise<FileProblem[]> {
  const problems: FileProblem[] = [];
  for (const { settlement, rows } of entries) {
    for (const row of rows) {
      if (row.topic !== 'funds' || row.entryType === 'fees-retained') continue;
      const { ledgerId, pspReference: psp, entryType, amountOre } = row;
      const stored = await findOtherAmount(desk.db, { ledgerId, psp, entryType, amountOre });
      if (stored === undefined || problems.length >= 100) continue;
      const [inBooks, inFile] = [formatDecimal(stored), formatDecimal(amountOre)];
      problems.push({
        line: settlement.start.line,
        kind: 'contradicts-the-books',
        message: `Settlement ${settlement.start.id}: ${entryType} ${psp} is ${inFile} here and ${inBooks} in the books. Ask Vipps which is right; nothing of the file was taken.`,
      });
    }
  }
  return problems;
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
    ledgerId: fileLedgerIdOf(msn),
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
        const polled = ledgers.get(unit.msn)?.polled === true;
        return mentionedOrder({ msn: unit.msn, orderId, occurredAt: time, source: 'file' }, polled, now);
      }),
  );
  return orders.map((order) => insertOrderStatement(desk.db, order));
}

/** A capture or refund on the funds ledger and its fee on the fees ledger, for each transaction; then the payout. */
