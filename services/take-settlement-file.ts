/**
 * Takes a settlement file that was read to its end into the books: piece by piece, so that nobody waits, and in such a way that a run
 * that was cut short goes on where it was. A payout appears with the last piece, when all its entries are there.
 */
import { setImmediate as others } from 'node:timers/promises';
import type { Currency } from '#core/money';
import { auditStatement } from '#db/audit';
import {
  equalEntriesOf,
  type FileEntry,
  finishImport,
  getImport,
  type ImportRow,
  type TakenRows,
  takeEntries,
} from '#db/imports';
import { fileLedgerIdOf, findLedgerOfUnit, type LedgerRow, saveLedger } from '#db/ledgers';
import { findSalesUnit, type NewOrder, saveSalesUnit } from '#db/orders';
import { type SettlementSpool, type SpooledRow, type SpoolTarget, withSpool } from '#db/settlement-spool';
import { readBankDayOverrides } from './bank-day-calendar';
import { addUpPayouts } from './derive-payouts';
import type { OfflineDesk } from './desk';
import { type InspectedFile, settlementKey } from './inspect-settlement-file';
import type { Progress } from './progress';
import { mentionedOrder } from './register-order';
import {
  closingEntriesOf,
  type Destination,
  entryOfRow,
  type FoundSettlement,
  payoutOf,
  settledOre,
} from './settlement-rows';
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
export type SettlementFileSummary = {
  readonly settlements: readonly SettlementSummary[];
  readonly added: AddedRows;
};

/** The sealed rows of the file, and where they lie. */
export type SpooledFile = { readonly spool: SettlementSpool; readonly spoolFile: string };

/** Pieces begin small and grow as long as they are quick: while one is stored nobody else can write. */
const fewestAtOnce = 500;
const mostAtOnce = 8000;
const longestPieceMs = 200;

type Target = {
  readonly settlement: FoundSettlement;
  readonly destination: Destination;
  readonly polled: boolean;
};

/** False when it was stopped before the end: call it again. */
export async function takeSettlementFile(
  desk: OfflineDesk,
  row: ImportRow & { readonly path: string },
  inspected: InspectedFile,
  { spool, spoolFile }: SpooledFile,
  progress: Progress & { onBytes(bytes: number): void },
): Promise<boolean> {
  const targets = await prepareTargets(desk, row.id, inspected.settlements);
  const numbered = inspected.keys.map((key) => getTarget(targets, key));
  spool.seal(numbered.map(spoolTargetOf));
  const equal = equalEntriesOf(desk.db);
  const total = { added: 0, known: 0 };
  const count = (taken: TakenRows) => {
    total.added += taken.added;
    total.known += taken.known;
  };
  const stopped = await withSpool(desk.db, spoolFile, async (rows) => {
    let size = fewestAtOnce;
    for (let from = 0; from < inspected.transactions; ) {
      const startedMs = performance.now();
      let to = Math.min(inspected.transactions, from + size);
      const taken = await rows.takeIfNew(row.id, { from, to }, desk.clock.now());
      if (taken !== undefined) count(taken);
      else {
        to = Math.min(to, from + fewestAtOnce);
        const { entries, mentions } = rowsOf(await rows.rows({ from, to }), numbered, desk.clock.now());
        count(await takeEntries(desk.db, row.id, equal, entries, mentions));
      }
      size = taken === undefined ? fewestAtOnce : sizeAfter(size, performance.now() - startedMs);
      from = to;
      progress.onBytes(Math.floor((row.bytes * from) / inspected.transactions));
      await progress.report(total.added + total.known, null);
      if (from < inspected.transactions && progress.stopping()) return true;
      await others();
    }
    return false;
  });
  if (stopped) return false;
  const closing = inspected.settlements.flatMap((settlement) =>
    closingEntriesOf(settlement, targetOf(targets, settlement.start).destination),
  );
  count(await takeEntries(desk.db, row.id, equal, closing, []));
  await finish(desk, row, inspected, targets, total.added + total.known);
  await addUpPayouts(desk);
  return true;
}

function sizeAfter(size: number, ms: number): number {
  if (ms > longestPieceMs) return Math.max(fewestAtOnce, Math.floor(size / 2));
  return ms < longestPieceMs / 2 ? Math.min(mostAtOnce, size * 2) : size;
}

/** For rows that the books may know: each is looked for, equal ones are numbered. */
function rowsOf(rows: readonly SpooledRow[], targets: readonly Target[], now: string) {
  const entries: FileEntry[] = [];
  const mentions: NewOrder[] = [];
  for (const row of rows) {
    const target = targets[row.settlement];
    if (target === undefined) throw new Error(`settlement ${row.settlement} of the spool has no target`);
    const { settlement, destination, polled } = target;
    entries.push(entryOfRow(row, settlement.start, destination));
    if (row.mention === 'none' || row.reference === null) continue;
    const { serialNumber: msn } = settlement.start;
    const named = { msn, orderId: row.reference, occurredAt: row.occurredAt, source: 'file' as const };
    mentions.push(mentionedOrder(named, polled, now));
  }
  return { entries, mentions };
}

function spoolTargetOf({ settlement: { start }, destination, polled }: Target): SpoolTarget {
  const { ledger, seenAt } = destination;
  const { id, serialNumber: msn, currency } = start;
  return {
    ...{ ledgerId: ledger.ledgerId, msn, settlementNumber: id, currency, recipientHandle: `api:${msn}` },
    seenAt,
    polled,
  };
}

async function finish(
  desk: OfflineDesk,
  { id, actor, fileName, sha256 }: ImportRow,
  inspected: InspectedFile,
  targets: ReadonlyMap<string, Target>,
  rows: number,
): Promise<void> {
  const at = desk.clock.now();
  const { rowsAdded, ordersAdded } = await getImport(desk.db, id);
  const settlements = inspected.settlements.map(summaryOf);
  const detail = {
    fileName,
    sha256,
    settlements: settlements.length,
    added: rowsAdded,
    left: inspected.unreadable.count,
  };
  await finishImport(desk.db, id, {
    payouts: inspected.settlements.map((settlement) =>
      payoutOf(settlement, targetOf(targets, settlement.start).destination),
    ),
    statements: [],
    alongside: [
      auditStatement(desk.db, {
        at,
        actor,
        action: 'settlement file imported',
        subject: `import ${id}`,
        detail,
      }),
    ],
    change: (payouts) => ({
      status: 'taken',
      finishedAt: at,
      storedPath: null,
      rowsKnown: rows - rowsAdded,
      summary: {
        settlements,
        added: { ledgerEntries: rowsAdded, payouts, orders: ordersAdded },
      } satisfies SettlementFileSummary,
    }),
  });
}

export function summaryOf(settlement: FoundSettlement): SettlementSummary {
  const { start, end } = settlement;
  const { transactions, captureOre, refundOre, feeOre } = end.summed;
  return {
    id: start.id,
    date: start.date,
    type: end.type ?? null,
    transactions,
    captureOre,
    refundOre,
    feeOre,
    settledOre: settledOre(settlement),
  };
}

/** The ledger that settles for each sales unit of the file; one is made where none is known yet. */
async function prepareTargets(
  desk: OfflineDesk,
  importId: string,
  settlements: readonly FoundSettlement[],
): Promise<Map<string, Target>> {
  const overridesOf = await readBankDayOverrides(desk);
  const ledgers = new Map<string, LedgerRow>();
  const targets = new Map<string, Target>();
  for (const settlement of settlements) {
    const { unit, account, start } = settlement;
    const ledger = ledgers.get(unit.msn) ?? (await ledgerOf(desk, unit.msn, account, start.currency));
    ledgers.set(unit.msn, ledger);
    const seenAt = desk.clock.now();
    await saveSalesUnit(desk.db, { msn: unit.msn, name: unit.name || unit.msn, polled: false, at: seenAt });
    const destination = { ledger, importId, seenAt, overrides: overridesOf(ledger.country) };
    const polled = (await findSalesUnit(desk.db, unit.msn))?.polled === 'yes';
    targets.set(settlementKey(start), { settlement, destination, polled });
  }
  return targets;
}

async function ledgerOf(
  desk: OfflineDesk,
  msn: string,
  account: string,
  currency: Currency,
): Promise<LedgerRow> {
  const known = await findLedgerOfUnit(desk.db, msn);
  if (known !== undefined) return known;
  const facts = {
    ledgerId: fileLedgerIdOf(msn),
    currency,
    bankScheme: null,
    bankAccount: account === '' ? null : comparableAccount(account),
    ownerScheme: null,
    ownerId: null,
    country: 'NO' as const,
    source: 'file' as const,
    handles: [{ handle: `api:${msn}`, msn }],
  };
  await saveLedger(desk.db, facts, desk.clock.now());
  const made = await findLedgerOfUnit(desk.db, msn);
  if (made === undefined) throw new Error(`the ledger of sales unit ${msn} was stored and cannot be read`);
  return made;
}

function targetOf(
  targets: ReadonlyMap<string, Target>,
  start: { readonly id: string; readonly serialNumber: string },
): Target {
  return getTarget(targets, settlementKey(start));
}

function getTarget(targets: ReadonlyMap<string, Target>, key: string): Target {
  const target = targets.get(key);
  if (target === undefined) throw new Error(`settlement ${key} has rows and did not end`);
  return target;
}
