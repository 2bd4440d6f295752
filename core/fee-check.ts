/** What a capture should cost by the agreed rate, and how far rounding may lead from it. */
import { addOre, negateOre, type Ore, ore, shareOre, subtractOre } from './money';

export type AgreedRate = { readonly basisPoints: number; readonly fixedOre: Ore };

/** Negative, as it stands on the fees ledger. */
export function agreedFee(capturedOre: Ore, rate: AgreedRate): Ore {
  return negateOre(addOre(shareOre(capturedOre, rate.basisPoints), rate.fixedOre));
}

/**
 * Fees charged less fees agreed: negative = charged too much. 0 within one øre for each fee entry, because each may have been
 * rounded by itself.
 */
export function feeDifference(
  capture: { readonly capturedOre: Ore; readonly feesOre: Ore; readonly fees: number },
  rate: AgreedRate,
): Ore {
  const difference = subtractOre(capture.feesOre, agreedFee(capture.capturedOre, rate));
  return Math.abs(difference) <= capture.fees ? ore(0) : difference;
}
