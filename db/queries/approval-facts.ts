/** What somebody who decides on an approval has to see beside its amount: how things stand now. */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Ore, ore, subtractOre, sumOre } from '#core/money';
import type { PaymentOperation } from '#core/payment-state';
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
    readonly payouts: readonly Payout[];
    readonly lines: readonly { readonly description: string; readonly amountOre: Ore }[];
    readonly differenceOre: Ore;
  } | null;
  readonly pair: {
    readonly entry: Side & { readonly ledgerId: string; readonly entryType: string };
    readonly event: Side & { readonly operation: PaymentOperation };
    readonly differenceOre: Ore;
  } | null;
};

/** What a ledger entry or a payment event says of itself. */
type Side = {
  readonly amountOre: Ore;
  readonly occurredAt: string;
  /** The order it names; entries need not name one. */
  readonly msn: string | null;
  readonly orderId: string | null;
  readonly unitName: string | null;
};

export async function factsOfApproval(
  db: Db,
  { kind, msn, orderId, request }: ApprovalRow,
): Promise<ApprovalFacts> {
  const none = { order: null, match: null, pair: null };
  if (kind === 'match') return { ...none, match: matchFacts(db, request), pair: pairFacts(db, request) };
  const order = msn !== null && orderId !== null ? await findOrder(db, { msn, orderId }) : undefined;
  if (order === undefined) return none;
  const text = z.object({ transactionText: z.string() }).safeParse(request);
  const { capturedOre, refundedOre } = order;
  return {
    ...none,
    order: { capturedOre, refundedOre, transactionText: text.success ? text.data.transactionText : '' },
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

const pairRequest = z.object({ do: z.literal('pair'), entrySequence: z.number(), eventSequence: z.number() });

function pairFacts(db: Db, request: unknown): ApprovalFacts['pair'] {
  const wanted = pairRequest.safeParse(request);
  if (!wanted.success) return null;
  const { entrySequence, eventSequence } = wanted.data;
  const entry = db.get<NonNullable<ApprovalFacts['pair']>['entry']>(sql`
    SELECT e.ledger_id AS "ledgerId", e.entry_type AS "entryType", e.amount_ore AS "amountOre",
      e.occurred_at AS "occurredAt", e.msn, e.reference AS "orderId", u.name AS "unitName"
    FROM ledger_entries e LEFT JOIN sales_units u ON u.msn = e.msn WHERE e.sequence = ${entrySequence}`);
  const event = db.get<NonNullable<ApprovalFacts['pair']>['event']>(sql`
    SELECT p.operation, CASE WHEN p.operation = 'refund' THEN -p.amount_ore ELSE p.amount_ore END AS "amountOre",
      p.occurred_at AS "occurredAt", p.msn, p.order_id AS "orderId", u.name AS "unitName"
    FROM payment_events p LEFT JOIN sales_units u ON u.msn = p.msn WHERE p.sequence = ${eventSequence}`);
  if (entry === undefined || event === undefined) return null;
  return { entry, event, differenceOre: subtractOre(ore(entry.amountOre), ore(event.amountOre)) };
}

type Payout = { readonly ledgerId: string; readonly settlementNumber: string; readonly amountOre: Ore };
type Line = { description: string; amountOre: Ore };

function ofMatch(db: Db, id: string) {
  return {
    payouts:
      db.all<Payout>(sql`SELECT p.ledger_id AS "ledgerId", p.settlement_number AS "settlementNumber", p.amount_ore AS "amountOre"
      FROM bank_match_payouts m JOIN payouts p ON p.ledger_id = m.ledger_id AND p.settlement_number = m.settlement_number
      WHERE m.match_id = ${id}`),
    lines: db.all<Line>(sql`SELECT l.description, l.amount_ore AS "amountOre"
      FROM bank_match_lines m JOIN bank_lines l ON l.id = m.line_id WHERE m.match_id = ${id}`),
  };
}

function ofHand(db: Db, { payouts, lineIds }: { payouts: readonly object[]; lineIds: readonly string[] }) {
  return {
    payouts:
      db.all<Payout>(sql`SELECT p.ledger_id AS "ledgerId", p.settlement_number AS "settlementNumber", p.amount_ore AS "amountOre"
      FROM json_each(${JSON.stringify(payouts)}) j JOIN payouts p ON p.ledger_id = j.value ->> 'ledgerId'
        AND p.settlement_number = j.value ->> 'settlementNumber'`),
    lines: db.all<Line>(sql`SELECT l.description, l.amount_ore AS "amountOre"
      FROM json_each(${JSON.stringify(lineIds)}) j JOIN bank_lines l ON l.id = j.value`),
  };
}
