/** Why a command on a payment is refused: the service's own codes. The words for them stand in ecom/errors.ts. */
export type RefusalCode =
  | '34'
  | '35'
  | '37'
  | '45'
  | '51'
  | '52'
  | '61'
  | '62'
  | '71'
  | '72'
  | '73'
  | '81'
  | '91'
  | '92'
  | '93'
  | '94'
  | '95'
  | '99';

export type Outcome<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly code: RefusalCode };

export function refused(code: RefusalCode): { ok: false; code: RefusalCode } {
  return { ok: false, code };
}
