/**
 * Shipping costs travel in kroner with decimals, unlike every other amount of eCom. Both directions are exact:
 * digits are moved, nothing is multiplied.
 */
import { formatDecimal, type Ore, ore, parseDecimalOre } from '#core/money';

/**
 * Undefined when it is no whole number of øre. A sum that floating point has blurred on the other side
 * (0.30000000000000004) counts as what it stands for; half an øre does not.
 */
export function oreFromKroner(kroner: number | string): Ore | undefined {
  const exact = parseDecimalOre(String(kroner));
  if (exact !== undefined) return exact;
  const value = Number(kroner);
  if (typeof kroner === 'string' || !Number.isFinite(value)) return undefined;
  const hundredths = Math.round(value * 100);
  const isBlur = Number.isSafeInteger(hundredths) && Math.abs(value * 100 - hundredths) < 1e-6;
  return isBlur ? ore(hundredths) : undefined;
}

/** 4990 → 49.9, which JSON writes with the fewest digits that stand for it. */
export function kronerFromOre(amount: Ore): number {
  return Number(formatDecimal(amount));
}
