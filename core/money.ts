/**
 * Money is a whole number of minor units (øre). The currency stands beside it in every row that holds an
 * amount; amounts of different currencies are never added. No floating point anywhere: text is read digit by
 * digit, and all arithmetic on amounts stands in this file.
 */

declare const oreBrand: unique symbol;

/** A whole number of minor units: 1 kr = 100 øre. Negative = money out, seen from the merchant. */
export type Ore = number & { readonly [oreBrand]: 'ore' };

export type Currency = 'NOK' | 'DKK' | 'SEK' | 'EUR';
export const currencies: readonly Currency[] = ['NOK', 'DKK', 'SEK', 'EUR'];

/** Brands a number as øre. Throws RangeError when it is not a safe whole number. */
export function ore(value: number): Ore {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number of øre: ${value}`);
  return (value === 0 ? 0 : value) as Ore;
}

export const zeroOre = ore(0);

export function addOre(...amounts: readonly Ore[]): Ore {
  return sumOre(amounts);
}

export function subtractOre(a: Ore, b: Ore): Ore {
  return ore(a - b);
}

export function negateOre(amount: Ore): Ore {
  return ore(-amount);
}

export function sumOre(amounts: Iterable<Ore>): Ore {
  let total = 0;
  for (const amount of amounts) total += amount;
  return ore(total);
}

export function minOre(a: Ore, b: Ore): Ore {
  return a < b ? a : b;
}

export function maxOre(a: Ore, b: Ore): Ore {
  return a > b ? a : b;
}

/** A share of an amount in hundredths of a per cent (275 = 2.75 %), rounded half away from zero to whole øre. */
export function shareOre(amount: Ore, basisPoints: number): Ore {
  if (!Number.isSafeInteger(basisPoints)) throw new RangeError(`not whole basis points: ${basisPoints}`);
  const product = BigInt(amount) * BigInt(basisPoints);
  const magnitude = product < 0n ? -product : product;
  const rounded = Number((magnitude + 5000n) / 10000n);
  return ore(product < 0n ? -rounded : rounded);
}

/**
 * Reads a decimal number as machines write it ("73.21", "-15.30", "8") into øre.
 * Returns undefined for anything else, including more than two decimals that are not zeros.
 */
export function parseDecimalOre(text: string): Ore | undefined {
  const match = /^([+-]?)(\d{1,13})(?:\.(\d{1,2})0*)?$/.exec(text.trim());
  if (!match) return undefined;
  const [, sign, whole = '0', fraction = ''] = match;
  const magnitude = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  return ore(sign === '-' ? -magnitude : magnitude);
}

/**
 * Reads an amount in kroner as people write it: "499", "1 234,50", "1.234,50", "1,234.50", "−15,3", "kr 20,-".
 * Returns undefined when it is not an amount or could be read in two ways ("1.234" may be either).
 */
export function parseKroner(text: string): Ore | undefined {
  const compact = text
    .replace(/[\s\u00a0\u202f]/g, '')
    .replace(/^kr\.?|kr\.?$/gi, '')
    .replace(/,-$/, '')
    .replace(/\u2212/g, '-');
  const plain = /^([+-]?)(\d{1,13})(?:[.,](\d{1,2}))?$/.exec(compact);
  if (plain) return signed(plain[1], plain[2], plain[3]);
  const grouped = /^([+-]?)(\d{1,3}(?:([.,])\d{3})(?:\3\d{3})*)(?:([.,])(\d{1,2}))?$/.exec(compact);
  if (!grouped) return undefined;
  const [, sign, whole = '', group, decimal, fraction] = grouped;
  if (decimal === undefined || decimal === group) return undefined;
  // As many digits as above: more could not be held exactly.
  if (whole.replaceAll(group ?? '', '').length > 13) return undefined;
  return signed(sign, whole.replaceAll(group ?? '', ''), fraction);
}

function signed(sign: string | undefined, whole = '0', fraction = ''): Ore {
  const magnitude = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  return ore(sign === '-' ? -magnitude : magnitude);
}

/** "-7321" øre as the decimal "-73.21": for files and machines. */
export function formatDecimal(amount: Ore): string {
  const magnitude = Math.abs(amount);
  const text = `${Math.trunc(magnitude / 100)}.${String(magnitude % 100).padStart(2, '0')}`;
  return amount < 0 ? `-${text}` : text;
}
