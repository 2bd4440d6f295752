/** One form for each bank account, so that a file with an IBAN and one with an account number meet. */

/**
 * Norwegian accounts become their 11 digits (BBAN), from `NO93 8601 1117 947`, `8601.11.17947` or `86011117947`; IBANs
 * of other countries become upper-case without spaces. Undefined when it is neither, or when the check digits of an
 * IBAN are wrong (ISO 13616). The check digit of a bare account number is not tested: test accounts break it.
 */
export function normaliseAccount(text: string): string | undefined {
  if (text.length > 60) return undefined;
  const compact = text.replace(/[\s.\-\u00a0]/g, '').toUpperCase();
  if (/^\d{11}$/.test(compact)) return compact;
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(compact)) return undefined;
  if (ibanRemainder(compact) !== 1) return undefined;
  if (!compact.startsWith('NO')) return compact;
  return /^NO\d{13}$/.test(compact) ? compact.slice(4) : undefined;
}

/** The IBAN of a Norwegian account number of 11 digits. Throws RangeError when it is not one. */
export function norwegianIban(bban: string): string {
  if (!/^\d{11}$/.test(bban)) throw new RangeError('not a Norwegian account number of 11 digits');
  const check = 98 - ibanRemainder(`NO00${bban}`);
  return `NO${String(check).padStart(2, '0')}${bban}`;
}

/** ISO 13616: the first four characters go last, letters become 10 to 35, the whole modulo 97 is 1. */
function ibanRemainder(iban: string): number {
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}
