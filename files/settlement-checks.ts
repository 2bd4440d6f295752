/**
 * What must add up in a settlement file. Source: the comments of Vipps's schema 3.0 (Gross = Capture + Refund,
 * Net = Gross − Fee, capture and fee ≥ 0, refund ≤ 0, totals are sums, SettledAmount is net or gross by type).
 */
import { formatDecimal, negateOre, type Ore, subtractOre, zeroOre } from '#core/money';
import { addTo } from './field-values';
import type {
  SettlementEnd,
  SettlementProblem,
  SettlementProblemKind,
  SettlementTotals,
  SettlementTransaction,
} from './settlement-events';

/** The problems of one transaction, in a fixed order. */
export function checkTransaction(transaction: SettlementTransaction): readonly SettlementProblem[] {
  const { settlementId, captureOre, refundOre, grossOre, netOre, feeOre, transactionId, line } = transaction;
  // Nearly all are right; what follows is only to say what is wrong.
  const isRight = captureOre >= 0 && refundOre <= 0 && feeOre >= 0;
  if (isRight && grossOre === captureOre + refundOre && netOre === grossOre - feeOre) return noProblems;
  const where = `Transaction ${transactionId}`;
  const problems: SettlementProblem[] = [];
  function expectSign(what: string, amount: Ore, right: boolean, rule: string): void {
    if (right) return;
    const message = `${where}: ${what} is ${formatDecimal(amount)}, but is always ${rule}.`;
    problems.push({
      kind: 'problem',
      problem: 'wrong-sign',
      line,
      message,
      settlementId,
      transactionId,
      actualOre: amount,
    });
  }
  function expect(problem: SettlementProblemKind, what: string, expectedOre: Ore, actualOre: Ore): void {
    const found = difference(problem, `${where}: ${what}`, expectedOre, actualOre, { line, settlementId });
    if (found) problems.push({ ...found, transactionId });
  }
  expectSign('capture', captureOre, captureOre >= 0, 'zero or more');
  expectSign('refund', refundOre, refundOre <= 0, 'zero or less');
  expectSign('fee', feeOre, feeOre >= 0, 'zero or more');
  expect('gross-differs', 'gross should be capture + refund', plus(captureOre, refundOre, line), grossOre);
  expect('net-differs', 'net should be gross − fee', minus(grossOre, feeOre, line), netOre);
  return problems;
}

/**
 * The problems of the totals of one settlement, for those the file states. `lineOf` gives the line of an element of
 * the settlement.
 */
export function checkTotals(
  { id, type, written, summed }: Omit<SettlementEnd, 'kind' | 'line'>,
  unreadableRows: number,
  lineOf: (element: string) => number,
): SettlementProblem[] {
  const place = (element: string) => ({ line: lineOf(element), settlementId: id });
  const where = `Settlement ${id}`;
  const problems: (SettlementProblem | undefined)[] = [];
  if (written.transactions !== undefined && written.transactions !== summed.transactions) {
    const besides = unreadableRows > 0 ? `, besides ${unreadableRows} that cannot be read` : '';
    const message = `${where} says ${written.transactions} transactions, but ${summed.transactions} stand in the file${besides}.`;
    problems.push({ kind: 'problem', problem: 'count-differs', message, ...place('NumOfTransactions') });
  }
  for (const [what, key, element] of totalNames) {
    const actual = written[key];
    if (actual === undefined) continue;
    if (key === 'netOre' && netIgnoresRefunds(summed, actual)) {
      const rule = `${where}: total net is written without the refunds; with them it is`;
      problems.push(difference('net-ignores-refunds', rule, summed.netOre, actual, place(element)));
      continue;
    }
    problems.push(
      difference('sum-differs', `${where}: total ${what} should be`, summed[key], actual, place(element)),
    );
  }
  const expected = type === 'Net' ? written.netOre : written.grossOre;
  if (written.settledOre !== undefined && type !== undefined && expected !== undefined) {
    const rule = `${where}: settled should be the ${type.toLowerCase()} total`;
    problems.push(difference('settled-differs', rule, expected, written.settledOre, place('SettledAmount')));
  }
  return problems.filter((problem) => problem !== undefined);
}

/** Vipps's own CSV writes a net that is capture − fee, as if nothing had been refunded. */
export function netIgnoresRefunds(
  { captureOre, refundOre, feeOre }: Pick<SettlementTotals, 'captureOre' | 'refundOre' | 'feeOre'>,
  writtenNetOre: Ore,
): boolean {
  return refundOre !== 0 && writtenNetOre === subtractOre(captureOre, feeOre);
}

/** A problem when the two amounts differ. */
export function difference(
  problem: SettlementProblemKind,
  rule: string,
  expectedOre: Ore,
  actualOre: Ore,
  place: { line: number; settlementId: string | undefined },
): SettlementProblem | undefined {
  if (expectedOre === actualOre) return undefined;
  const message = `${rule} ${formatDecimal(expectedOre)}, but the file says ${formatDecimal(actualOre)}.`;
  return { kind: 'problem', problem, message, expectedOre, actualOre, ...place };
}

export const emptyTotals: SettlementTotals = {
  transactions: 0,
  captureOre: zeroOre,
  refundOre: zeroOre,
  grossOre: zeroOre,
  netOre: zeroOre,
  feeOre: zeroOre,
};

/** The totals with those of one settlement added. */
export function addTotals(totals: SettlementTotals, more: SettlementTotals, line: number): SettlementTotals {
  return addAmounts(totals, more, more.transactions, line);
}

/** The totals with the amounts of so many transactions added. */
export function addAmounts(
  totals: SettlementTotals,
  more: Omit<SettlementTotals, 'transactions'>,
  transactions: number,
  line: number,
): SettlementTotals {
  return {
    transactions: totals.transactions + transactions,
    captureOre: plus(totals.captureOre, more.captureOre, line),
    refundOre: plus(totals.refundOre, more.refundOre, line),
    grossOre: plus(totals.grossOre, more.grossOre, line),
    netOre: plus(totals.netOre, more.netOre, line),
    feeOre: plus(totals.feeOre, more.feeOre, line),
  };
}

const noProblems: readonly SettlementProblem[] = [];

const totalNames = [
  ['capture', 'captureOre', 'CaptureSettlementAmount'],
  ['refund', 'refundOre', 'RefundSettlementAmount'],
  ['gross', 'grossOre', 'GrossSettlementAmount'],
  ['net', 'netOre', 'NetSettlementAmount'],
  ['fee', 'feeOre', 'FeeSettlementAmount'],
] as const;

function plus(a: Ore, b: Ore, line: number): Ore {
  return addTo(a, b, { line });
}

function minus(a: Ore, b: Ore, line: number): Ore {
  return addTo(a, negateOre(b), { line });
}
