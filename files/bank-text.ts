/**
 * The settlement number in the text of a bank line. Vipps writes `Utb. 2000810 Vippsnr 117703` or
 * `Vipps utbet. 2000023 Vippsnr 57860`, 35 characters at most; banks put words around it, shout it, drop its points and
 * spaces, and cut it.
 */

/**
 * 'exact': both words and both numbers are whole; case, points, spaces and words around them do not matter.
 * 'likely': something was cut, mangled, split or repaired (`2O00810`); a person confirms it.
 * Undefined when no settlement number is there, and when there are several different ones (see listSettlementNumbers).
 */
export function findSettlementNumber(text: string): SettlementNumberFound | undefined {
  const [first, ...others] = listSettlementNumbers(text);
  return others.length === 0 ? first : undefined;
}

/** Each settlement number of the text once, in order: a bank line can be the sum of several payouts. */
export function listSettlementNumbers(text: string): SettlementNumberFound[] {
  const readable = text.slice(0, textLimit).replace(/\s+/g, ' ').trim();
  const exact = distinct(
    [...readable.matchAll(whole)].map(([, payout = '', unit]) => found(payout, unit, 'exact')),
  );
  if (exact.length > 0) return exact;
  return distinct([...findSwapped(readable), ...findMangled(readable), ...findCut(readable)]).slice(0, 1);
}

export interface SettlementNumberFound {
  readonly settlementNumber: string;
  /** The merchant serial number (MSN) of the sales unit. */
  readonly vippsNumber?: string;
  readonly confidence: 'exact' | 'likely';
}

/** A bank line is short; a long text is somebody else's. */
const textLimit = 2000;

// Settlement numbers have 7 digits so far, sales units 5 or 6; one more is allowed for. Accounts have 11.
const whole =
  /(?<![\p{L}\d])utb(?:et(?:aling)?)?[\s.:,]*(\d{7,8})[\s.:,]*vipps\s?-?n(?:umme)?r[\s.:,]*(\d{5,7})(?!\d)/giu;

/** Between the two words stand digits only, perhaps torn apart or with a letter that looks like a digit. */
function findMangled(text: string): SettlementNumberFound[] {
  // A point between digits stays: it is a date.
  const compact = text.replace(/(?!(?<=\d)\.\d)[^\p{L}\d]/gu, '').toUpperCase();
  const match = /UTB(?:ET|ETALING)?([\dOIL]{7,8})(?:V[I1L]P{1,2}S?N(?:UMME)?R?|V[I1L]PPSN?R?)/.exec(compact);
  if (!match) return [];
  const number = repaired(match[1] ?? '');
  if (number === undefined) return [];
  // From the text as it is: other numbers may follow.
  const unit = /n(?:umme)?r[\s.:,]*(\d{5,7})(?!\d)/i.exec(text)?.[1];
  return [found(number, unit, 'likely')];
}

function findSwapped(text: string): SettlementNumberFound[] {
  const match = /vipps\s?-?nr[\s.:,]*(\d{5,7})[\s.:,]+(?:utb|utbet)[\s.:,]*(\d{7,8})(?!\d)/i.exec(text);
  return match ? [found(match[2] ?? '', match[1], 'likely')] : [];
}

/**
 * The end is missing. "Utb." alone also begins dividends, so what follows the number must be nothing or the beginning of
 * "Vippsnr", unless Vipps is named before.
 */
function findCut(text: string): SettlementNumberFound[] {
  const cut =
    /(?<![\p{L}\d])utb(?:et)?[\s.:,]*([\doil]{7,8})[\s.:,]*(?:v|vi|vip|vipp|vipps|vippsn|vippsnr)?[\s.:,]*$/iu;
  const named =
    /(?<!\p{L})vipps(?!\p{L})(?:\s(?:as|mobilepay))*[\s.:,-]*utb(?:et(?:aling)?)?[\s.:,]*(\d{7,8})(?!\d)/iu;
  const number = repaired((cut.exec(text) ?? named.exec(text))?.[1] ?? '');
  return number === undefined ? [] : [found(number, undefined, 'likely')];
}

function repaired(digits: string): string | undefined {
  const number = digits.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  return /^[1-9]\d{6,7}$/.test(number) ? number : undefined;
}

function found(
  settlementNumber: string,
  unit: string | undefined,
  confidence: SettlementNumberFound['confidence'],
): SettlementNumberFound {
  // A shorter number was cut: half a number is worse than none.
  const vippsNumber = unit !== undefined && /^\d{5,7}$/.test(unit) ? unit : undefined;
  return vippsNumber === undefined
    ? { settlementNumber, confidence }
    : { settlementNumber, vippsNumber, confidence };
}

function distinct(all: readonly SettlementNumberFound[]): SettlementNumberFound[] {
  const seen = new Set<string>();
  return all.filter((one) => !seen.has(one.settlementNumber) && seen.add(one.settlementNumber));
}
