import { addOre, negateOre, type Ore, shareOre } from '#core/money';
import type { LedgerTerms } from '#simulator/config';

/** What a capture costs the merchant: a share and a fixed part, as a negative amount. Pure. */
export function captureFee(terms: LedgerTerms, capturedOre: Ore): Ore {
  return negateOre(addOre(shareOre(capturedOre, terms.feeBasisPoints), terms.feeFixedOre));
}
