import type { LedgerEntry } from '#simulator/store/ledger-store';

/** An entry as the Report API writes it; times have six decimals. */
export function presentEntry(entry: LedgerEntry): Record<string, unknown> {
  return {
    pspReference: entry.pspReference,
    time: entry.time.replace(/(\.\d{3})Z$/, '$1000Z'),
    ledgerDate: entry.ledgerDate,
    entryType: entry.entryType,
    reference: entry.reference,
    currency: 'NOK',
    amount: entry.amountOre,
    recipientHandle: entry.recipientHandle,
    balanceBefore: entry.balanceBeforeOre,
    balanceAfter: entry.balanceAfterOre,
  };
}
