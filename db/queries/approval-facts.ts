/** What somebody who decides on an approval has to see beside its amount: how things stand now. */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Ore, ore, subtractOre, sumOre } from '#core/money';
import type { ApprovalRow } from '../approvals';
import type { Db } from '../client';
import { findOrder } from '../orders';

export type ApprovalFacts = {
  readonly order: {
    readonly capturedOre: Ore;
    readonly refundedOre: Ore;
    readonly transactionText: string;
  } | null;
  readonly match: {
    readonly payouts: readonly { readonly settlementNumber: string; readonly amountOre: Ore }[];
    readonly lines: readonly { readonly description: string; readonly amountOre: Ore }[];
    readonly differenceOre: Ore;
  } | null;
};

export async function factsOfApproval(
  db: Db,
  { kind, msn, orderId, request }: ApprovalRow,
): Promise<ApprovalFacts> {
  if (kind === 'match') return { order: null, match: matchFacts(db, request) };
  const order = msn !== null && orderId !== null ? await findOrder(db, { msn, orderId }) : undefined;
  if (order === undefined) return { order: null, match: null };
  const text = z.object({ transactionText: z.string() }).safeParse(request);
  const { capturedOre, refundedOre } = order;
  return {
    order: { capturedOre, refundedOre, transactionText: text.success ? text.data.transactionText : '' },
    match: null,
  };
}

const bankRequest = z.union([
  z.object({ do: z.literal('confirm'), id: z.string() }),
  z.object({
    do: z.literal('by-hand'),
    payouts: z.array(z.object({ ledgerId: z.string(), settlementNumber: z.string() })),
    lineIds: z.array(z.string()),
  }),
]);

function matchFacts(db: Db, request: unknown): ApprovalFacts['match'] {
  const wanted = bankRequest.safeParse(request);
  if (!wanted.success) return null;
  const { payouts, lines } =
    wanted.data.do === 'confirm' ? ofMatch(db, wanted.data.id) : ofHand(db, wanted.data);
  const sum = (rows: readonly { amountOre: Ore }[]) => sumOre(rows.map(({ amountOre }) => ore(amountOre)));
  return { payouts, lines, differenceOre: subtractOre(sum(lines), sum(payouts)) };
}

type Payout = { settlementNumber: string; amountOre: Ore };
type Line = { description: string; amountOre: Ore };

function ofMatch(db: Db, id: string) {
  return {
    payouts: db.all<Payout>(sql`SELECT p.settlement_number AS "settlementNumber", p.amount_ore AS "amountOre"
      FROM bank_match_payouts m JOIN payouts p ON p.ledger_id = m.ledger_id AND p.settlement_number = m.settlement_number
      WHERE m.match_id = ${id}`),
    lines: db.all<Line>(sql`SELECT l.description, l.amount_ore AS "amountOre"
      FROM bank_match_lines m JOIN bank_lines l ON l.id = m.line_id WHERE m.match_id = ${id}`),
  };
}

function ofHand(db: Db, { payouts, lineIds }: { payouts: readonly object[]; lineIds: readonly string[] }) {
  return {
    payouts: db.all<Payout>(sql`SELECT p.settlement_number AS "settlementNumber", p.amount_ore AS "amountOre"
      FROM json_each(${JSON.stringify(payouts)}) j JOIN payouts p ON p.ledger_id = j.value ->> 'ledgerId'
        AND p.settlement_number = j.value ->> 'settlementNumber'`),
    lines: db.all<Line>(sql`SELECT l.description, l.amount_ore AS "amountOre"
      FROM json_each(${JSON.stringify(lineIds)}) j JOIN bank_lines l ON l.id = j.value`),
  };
}
