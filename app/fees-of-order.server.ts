import { type Ore, sumOre } from '#core/money';
import type { LedgerRow } from '#db/ledgers';
import type { OrderEntry } from '#db/queries/order-detail';

/** What an order's captures cost so far, and the rate that was agreed; null before the ledger tells of a fee. */
export function feesOfOrder(entries: readonly OrderEntry[], ledger: LedgerRow | undefined) {
  const sum = (pick: (entry: OrderEntry) => boolean): Ore =>
    sumOre(entries.filter(pick).map((entry) => entry.amountOre));
  const isFee = (entry: OrderEntry) => entry.topic === 'fees' && entry.entryType === 'capture-fee';
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
