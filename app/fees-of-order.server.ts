import { type Ore, sumOre } from '#core/money';
import type { LedgerRow } from '#db/ledgers';
import type { OrderEntry } from '#db/queries/order-detail';

/** What an order's captures cost so far, and the rate that was agreed; null before the ledger tells of a fee. */
export function feesOfOrder(entries: readonly OrderEntry[], ledger: LedgerRow | undefined) {
  const sum = (pick: (entry: OrderEntry) => boolean): Ore =>
    sumOre(entries.filter(pick).map((entry) => entry.amountOre));
  const isCaptureFee = (entry: OrderEntry) => entry.topic === 'fees' && entry.entryType === 'capture-fee';
  // Where the feed tells of a fee, a file's sum of the same is left out: see db/fee-check.
  const told = new Set(
    entries
      .filter((entry) => isCaptureFee(entry) && entry.feedOrder !== null)
      .map((entry) => entry.pspReference),
  );
  const isFee = (entry: OrderEntry) =>
    isCaptureFee(entry) && (entry.feedOrder !== null || !told.has(entry.pspReference));
  if (!entries.some(isFee)) return null;
  return {
    feesOre: sum(isFee),
    capturedOre: sum((entry) => entry.topic === 'funds' && entry.entryType === 'capture'),
    agreed:
      ledger === undefined || ledger.feeBasisPoints === null
        ? null
        : { basisPoints: ledger.feeBasisPoints, fixedOre: ledger.feeFixedOre },
  };
}
