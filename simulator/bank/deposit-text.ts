import { assertNever } from '#simulator/assert-never';

/** What stands on the bank line of a payout: as Vipps sent it, or as the bank made it. Pure. */
export function depositText(number: string, vippsNumber: string, change: TextChange | null): string {
  const sent = `Utb. ${number} Vippsnr ${vippsNumber}`;
  switch (change) {
    case null:
      return sent;
    case 'cut':
      return sent.toUpperCase().slice(0, -`R ${vippsNumber}`.length);
    case 'spaced':
      return `Utb ${number.slice(0, -2)} ${number.slice(-2)} Vippsnr${vippsNumber}`;
    case 'letter-o':
      return sent.replace(number, number.replaceAll('0', 'O'));
    default:
      return assertNever(change);
  }
}

/** `UTB. 2000833 VIPPSN`, `Utb 20008 33 Vippsnr123456`, `Utb. 2OOO833 Vippsnr 123456` */
export const textChanges = ['cut', 'spaced', 'letter-o'] as const;
export type TextChange = (typeof textChanges)[number];
