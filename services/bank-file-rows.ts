/** What a line and a statement of a bank file become in the books. */
import { createHash } from 'node:crypto';
import type { FileLine } from '#db/imports';
import type { BankStatementRow } from '#db/payouts';
import { findSettlementNumber, listSettlementNumbers } from '#files/bank-text';
import type { BankStatementLine, BankStatementStart } from '#files/camt053-events';

export function bankLineOf(
  line: BankStatementLine,
  { id, account, importId }: { id: string; account: string; importId: string },
): FileLine {
  const { bookedOn, amountOre, currency, text: description, reference, counterparty } = line;
  const found = findSettlementNumber(description);
  const base = [account, bookedOn, amountOre, description, reference ?? ''].join('|');
  return {
    base,
    keyOf: (copy) => createHash('sha256').update(`${base}|${copy}`).digest('base64url').slice(0, 27),
    id,
    importId,
    account,
    bookedOn,
    amountOre,
    currency,
    description,
    bankReference: reference ?? null,
    // Of others' payments the name is not needed, and not kept.
    counterparty: namesVipps(description) ? (counterparty ?? null) : null,
    // Only what stands there whole is matched without a person.
    settlementNumber: found?.confidence === 'exact' ? found.settlementNumber : null,
    fromVipps: namesVipps(`${description} ${counterparty ?? ''}`) ? 'yes' : 'no',
  };
}

/** Does a line speak of Vipps or of one of its payouts? */
export function namesVipps(text: string): boolean {
  return /vipps/i.test(text) || listSettlementNumbers(text).length > 0;
}

export function statementOf(
  start: BankStatementStart,
  { id, importId, lines }: { id: string; importId: string; lines: number },
): BankStatementRow {
  return {
    id,
    importId,
    account: start.account,
    currency: start.currency,
    fromDay: start.from ?? start.openingDay ?? null,
    throughDay: start.to ?? start.closingDay ?? null,
    openingOre: start.opening ?? null,
    closingOre: start.closing ?? null,
    lines,
  };
}
