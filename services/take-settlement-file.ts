/**
 * The second reading of a settlement file, which stores: piece by piece, so that nobody waits, and in such a way that a run that was cut
 * short goes on where it was. A payout appears with the last piece, when all its entries are there.
 */
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
import type { SettlementTransaction } from '#files/settlement-events';
import { readSettlementFile } from '#files/settlement-file';
import { readBankDayOverrides } from './bank-day-calendar';
import { addUpPayouts } from './derive-payouts';
import type { OfflineDesk } from './desk';
import { type InspectedFile, settlementKey } from './inspect-settlement-file';
import type { Progress } from './progress';
import { mentionedOrder } from './register-order';
import {
  closingEntriesOf,
  type Destination,
  entriesOfTransaction,
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

const transactionsAtOnce = 500;

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
  progress: Progress & { onBytes(bytes: number): void },
): Promise<boolean> {
  const targets = await prepareTargets(desk, row.id, inspected.settlements);
  const equal = equalEntriesOf(desk.db);
  const total = { added: 0, known: 0 };
  const count = (taken: TakenRows) => {
    total.added += taken.added;
    total.known += taken.known;
  };
  let [entries, mentions]: [FileEntry[], NewOrder[]] = [[], []];
  let waiting = 0;
  for await (const event of readSettlementFile(row.path, { onBytes: progress.onBytes })) {
    if (event.kind !== 'transaction') continue;
    const { settlement, destination, polled } = targetOf(targets, event);
    entries.push(...entriesOfTransaction(event, settlement.start, destination));
    const order = mention(event, polled, desk.clock.now());
    if (order !== undefined) mentions.push(order);
    waiting += 1;
    if (waiting < transactionsAtOnce) continue;
    count(await takeEntries(desk.db, row.id, equal, entries, mentions));
    [entries, mentions, waiting] = [[], [], 0];
    await progress.report(total.added + total.known, null);
    if (progress.stopping()) return false;
  }
  for (const settlement of inspected.settlements) {
    entries.push(...closingEntriesOf(settlement, targetOf(targets, settlement.start).destination));
  }
  count(await takeEntries(desk.db, row.id, equal, entries, mentions));
  await finish(desk, row, inspected, targets, total.added + total.known);
  await addUpPayouts(desk);
  return true;
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
  event: SettlementTransaction | { readonly id: string; readonly serialNumber: string },
): Target {
  const key = 'settlementId' in event ? `${event.serialNumber}/${event.settlementId}` : settlementKey(event);
  const target = targets.get(key);
  if (target === undefined)
    throw new Error(`settlement ${key} was not there at the first reading: the file has changed`);
  return target;
}

function mention({ serialNumber: msn, orderId, time }: SettlementTransaction, polled: boolean, now: string) {
  if (orderId.length < 1 || orderId.length > 50) return undefined;
  return mentionedOrder({ msn, orderId, occurredAt: time, source: 'file' }, polled, now);
}
