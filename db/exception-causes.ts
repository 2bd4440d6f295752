/**
 * What does not tie, as the tables have it: one query for each kind of cause. Bounded by what is open, never by history: CROSS JOIN
 * holds SQLite to the order written, which begins with the short list.
 */
import { sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import type { Currency, Ore } from '#core/money';
import type { Db } from './client';
import { isMissingInBank } from './queries/order-detail';

const most = 10_000;

export type UnmatchedEvent = {
  readonly msn: string;
  readonly orderId: string;
  readonly eventKey: string;
  readonly operation: 'capture' | 'sale' | 'refund';
  readonly transactionId: string | null;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly occurredAt: string;
  readonly ledgerId: string;
  /** The newest day the ledger tells of; null when it tells of none. */
  readonly ledgerKnownThrough: Day | null;
  readonly cutoffHour: number;
};

/** Captures and refunds that no ledger entry stands for, which happened before an instant. */
export async function listUnmatchedEvents(db: Db, before: string): Promise<UnmatchedEvent[]> {
  return db.all<UnmatchedEvent>(sql`
    SELECT p.msn, p.order_id AS "orderId", p.event_key AS "eventKey", p.operation, p.transaction_id AS "transactionId",
      p.amount_ore AS "amountOre", o.currency, p.occurred_at AS "occurredAt", g.ledger_id AS "ledgerId",
      g.cutoff_hour AS "cutoffHour",
      (SELECT max(d.ledger_date) FROM ledger_days d WHERE d.ledger_id = g.ledger_id AND d.topic = 'funds' AND (d.entries > 0 OR d.status = 'confirmed'))
        AS "ledgerKnownThrough"
    FROM unmatched_events u CROSS JOIN payment_events p ON p.sequence = u.event_sequence
    JOIN orders o ON o.msn = p.msn AND o.order_id = p.order_id
    JOIN ledger_handles h ON h.msn = p.msn JOIN ledgers g ON g.ledger_id = h.ledger_id AND g.source = 'feed'
    WHERE p.occurred_at < ${before} GROUP BY p.sequence ORDER BY p.occurred_at LIMIT ${most}`);
}

export type UnmatchedEntry = {
  readonly entryKey: string;
  readonly ledgerId: string;
  readonly ledgerDate: Day;
  readonly entryType: string;
  readonly pspReference: string;
  readonly reference: string | null;
  readonly msn: string | null;
  readonly amountOre: Ore;
  readonly currency: Currency;
  /** What the ledger has captured of the same order. */
  readonly capturedOre: Ore;
  /** Is the order known here? */
  readonly known: number;
};

/** Captures and refunds of ledgers that no payment event stands for, which happened before an instant; not while Vipps is still to be asked for the payment, or again, since the ledger told of it. */
export async function listUnmatchedEntries(db: Db, before: string): Promise<UnmatchedEntry[]> {
  return db.all<UnmatchedEntry>(sql`
    SELECT e.entry_key AS "entryKey", e.ledger_id AS "ledgerId", e.ledger_date AS "ledgerDate", e.entry_type AS "entryType",
      e.psp_reference AS "pspReference", e.reference, e.msn, e.amount_ore AS "amountOre", e.currency,
      (SELECT coalesce(sum(c.amount_ore), 0) FROM ledger_entries c WHERE c.reference = e.reference AND c.msn IS e.msn
        AND c.topic = 'funds' AND c.entry_type = 'capture') AS "capturedOre",
      EXISTS (SELECT 1 FROM orders o WHERE o.msn = e.msn AND o.order_id = e.reference) AS known
    FROM unmatched_entries u CROSS JOIN ledger_entries e ON e.sequence = u.entry_sequence
    WHERE e.occurred_at < ${before} AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.msn = e.msn AND o.order_id = e.reference
      AND (o.polled_at IS NULL OR o.polled_at < e.first_seen_at) AND o.poll_failures = 0 AND o.next_poll_at IS NOT NULL) ORDER BY e.occurred_at LIMIT ${most}`);
}

export type DifferingPair = {
  readonly msn: string;
  readonly orderId: string;
  readonly entryKey: string;
  readonly ledgerId: string;
  readonly ledgerDate: Day;
  readonly pspReference: string;
  readonly entryOre: Ore;
  readonly differenceOre: Ore;
  readonly currency: Currency;
};

export async function listDifferingPairs(db: Db): Promise<DifferingPair[]> {
  return db.all<DifferingPair>(sql`
    SELECT p.msn, p.order_id AS "orderId", e.entry_key AS "entryKey", e.ledger_id AS "ledgerId", e.ledger_date AS "ledgerDate",
      e.psp_reference AS "pspReference", e.amount_ore AS "entryOre", m.difference_ore AS "differenceOre", e.currency
    FROM order_matches m JOIN ledger_entries e ON e.sequence = m.entry_sequence
    JOIN payment_events p ON p.sequence = m.event_sequence
    WHERE m.difference_ore <> 0 LIMIT ${most}`);
}

export type OrderCause = {
  readonly msn: string;
  readonly orderId: string;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly at: string;
  readonly other: string;
};

/** Orders with money taken that no shop registered: captured before an instant, at sales units whose payments are read. */
export async function listPaidWithoutOrder(db: Db, before: string): Promise<OrderCause[]> {
  return db.all<OrderCause>(sql`
    SELECT o.msn, o.order_id AS "orderId", o.captured_ore AS "amountOre", o.currency, o.last_captured_at AS at, o.source AS other
    FROM orders o JOIN sales_units u ON u.msn = o.msn AND u.polled = 'yes'
    WHERE o.source <> 'registered' AND o.captured_ore > 0 AND o.last_captured_at < ${before} LIMIT ${most}`);
}

/**
 * Reservations not captured, beside one by the same customer for the same amount within some minutes, which was captured. One that
 * was found stays found when it is captured too: then the customer has paid twice, until one of the two is refunded. Two captured
 * before anybody looked are not found: of captured orders there is no short list.
 */
export async function listDuplicateReservations(db: Db, minutes: number): Promise<OrderCause[]> {
  const keeps = (order: 'a' | 'b') =>
    sql.raw(`${order}.captured_ore > 0 AND ${order}.refunded_ore < ${order}.captured_ore`);
  return db.all<OrderCause>(sql`
    SELECT a.msn, a.order_id AS "orderId", a.captured_ore - a.refunded_ore AS "amountOre", a.currency, a.reserved_at AS at,
      b.order_id AS other
    FROM exceptions x INDEXED BY exceptions_present CROSS JOIN orders a ON a.msn = x.msn AND a.order_id = x.order_id
    JOIN orders b ON b.msn = x.msn AND b.order_id = x.detail ->> 'otherOrderId'
    WHERE x.kind = 'duplicate-reservation' AND x.cause_present = 'yes' AND ${keeps('a')} AND ${keeps('b')}
    UNION ALL SELECT * FROM (SELECT a.msn, a.order_id AS "orderId", a.remaining_ore AS "amountOre", a.currency, a.reserved_at AS at,
      min(b.order_id) AS other
    FROM orders a INDEXED BY orders_uncaptured CROSS JOIN orders b ON b.customer_key = a.customer_key AND b.msn = a.msn AND b.amount_ore = a.amount_ore
      AND b.reserved_at IS NOT NULL AND b.order_id <> a.order_id
    WHERE a.remaining_ore > 0 AND a.captured_ore = 0 AND a.customer_key IS NOT NULL AND b.customer_key IS NOT NULL
      AND b.captured_ore > 0 AND abs(julianday(a.reserved_at) - julianday(b.reserved_at)) * 1440 <= ${minutes}
    GROUP BY a.msn, a.order_id) LIMIT ${most}`);
}

/**
 * Orders of which more was sent before an instant than was captured, whatever became of the rest; and orders whose shop told no more
 * than that they were sent, when nothing was captured. `at` is the last shipment.
 */
export async function listShippedUncaptured(db: Db, before: string): Promise<OrderCause[]> {
  const last = sql`(SELECT max(s.shipped_at) FROM shipments s WHERE s.msn = o.msn AND s.order_id = o.order_id)`;
  return db.all<OrderCause>(sql`
    SELECT msn, "orderId", currency, at, at AS other, "amountOre" FROM (
      SELECT o.msn, o.order_id AS "orderId", o.currency, ${last} AS at, o.sent_ore - o.captured_ore AS "amountOre"
      FROM orders o INDEXED BY orders_sent_unpaid
      WHERE o.sent_ore > o.captured_ore AND o.shipped_at < ${before}
      UNION ALL
      SELECT o.msn, o.order_id, o.currency, o.shipped_at, o.remaining_ore
      FROM orders o INDEXED BY orders_shipped_uncaptured
      WHERE o.shipped_at IS NOT NULL AND o.remaining_ore > 0 AND o.sent_ore IS NULL AND o.captured_ore = 0
        AND o.shipped_at < ${before}
    ) WHERE at < ${before} LIMIT ${most}`);
}

/** Orders for which another amount was reserved than the shop registered, delivery added: `other` is what it registered. */
export async function listAmountsUnlikeRegistered(db: Db): Promise<OrderCause[]> {
  return db.all<OrderCause>(sql`
    SELECT o.msn, o.order_id AS "orderId", o.currency, o.reserved_at AS at,
      o.reserved_ore - o.registered_ore - coalesce(o.shipping_cost_ore, 0) AS "amountOre",
      cast(o.registered_ore + coalesce(o.shipping_cost_ore, 0) AS text) AS other
    FROM orders o INDEXED BY orders_amount_differs
    WHERE registered_ore IS NOT NULL AND reserved_ore > 0
      AND reserved_ore <> registered_ore + coalesce(shipping_cost_ore, 0) LIMIT ${most}`);
}

export type DayCause = {
  readonly ledgerId: string;
  readonly topic: 'funds' | 'fees';
  readonly ledgerDate: Day;
  readonly currency: Currency;
  readonly gapOre: Ore;
  readonly gaps: number;
  readonly missingEntries: number;
  readonly missingOre: Ore;
  readonly extraEntries: number;
  readonly extraOre: Ore;
};

/** Days whose balances do not join, or that differ from Vipps's finished day since before an instant. */
export async function listDifferingDays(db: Db, before: Day): Promise<DayCause[]> {
  return db.all<DayCause>(sql`
    SELECT d.ledger_id AS "ledgerId", d.topic, d.ledger_date AS "ledgerDate", g.currency, d.gap_ore AS "gapOre", d.gaps,
      d.missing_entries AS "missingEntries", d.missing_ore AS "missingOre", d.extra_entries AS "extraEntries",
      d.extra_ore AS "extraOre"
    FROM ledger_days d JOIN ledgers g ON g.ledger_id = d.ledger_id
    WHERE d.gaps > 0 OR (d.status = 'differs' AND d.ledger_date < ${before}) LIMIT ${most}`);
}

export type PayoutCause = {
  readonly ledgerId: string;
  readonly settlementNumber: string;
  readonly ledgerDate: Day;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly differenceOre: Ore;
  readonly expectedLatest: Day;
};

const payoutCause = sql`p.ledger_id AS "ledgerId", p.settlement_number AS "settlementNumber", p.ledger_date AS "ledgerDate",
  p.amount_ore AS "amountOre", p.currency, p.difference_ore AS "differenceOre", p.expected_latest AS "expectedLatest"`;

export async function listDifferingPayouts(db: Db): Promise<PayoutCause[]> {
  return db.all<PayoutCause>(
    sql`SELECT ${payoutCause} FROM payouts p WHERE p.difference_ore <> 0 LIMIT ${most}`,
  );
}

/** Payouts that a bank statement covering their latest day does not have. */
export async function listMissingPayouts(db: Db, today: Day): Promise<PayoutCause[]> {
  return db.all<PayoutCause>(sql`
    SELECT ${payoutCause} FROM payouts p JOIN ledgers g ON g.ledger_id = p.ledger_id
    WHERE ${isMissingInBank(today)} LIMIT ${most}`);
}

export type LineCause = {
  readonly id: string;
  readonly lineKey: string;
  readonly account: string;
  readonly bookedOn: Day;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly description: string;
  readonly ledgerId: string;
};

/**
 * Money that came from Vipps, booked before a day, which no payout explains: on an account of a ledger, and not before that
 * ledger's first payout could have come.
 */
export async function listUnexplainedLines(db: Db, before: Day): Promise<LineCause[]> {
  return db.all<LineCause>(sql`
    WITH begun AS MATERIALIZED (SELECT g.ledger_id, g.bank_account, min(p.expected_earliest) AS first
      FROM ledgers g JOIN payouts p ON p.ledger_id = g.ledger_id GROUP BY g.ledger_id)
    SELECT l.id, l.line_key AS "lineKey", l.account, l.booked_on AS "bookedOn", l.amount_ore AS "amountOre", l.currency,
      l.description, min(g.ledger_id) AS "ledgerId"
    FROM begun g JOIN bank_lines l ON l.account = g.bank_account
    WHERE l.from_vipps = 'yes' AND l.amount_ore > 0 AND l.booked_on < ${before} AND l.booked_on >= g.first
      AND NOT EXISTS (SELECT 1 FROM bank_match_lines m JOIN bank_matches b ON b.id = m.match_id
        WHERE m.line_id = l.id AND (m.in_force = 'yes' OR b.status = 'suggested'))
    GROUP BY l.id ORDER BY l.booked_on LIMIT ${most}`);
}

export type DifferingSuggestion = {
  readonly matchId: string;
  readonly ledgerId: string;
  readonly settlementNumber: string;
  readonly ledgerDate: Day;
  readonly currency: Currency;
  readonly paidOre: Ore;
  readonly differenceOre: Ore;
  readonly arrivedOn: Day;
  readonly lineId: string;
};

/** Bank lines that name a payout with another amount than was paid out, until a person has said what it is. */
export async function listDifferingSuggestions(db: Db): Promise<DifferingSuggestion[]> {
  return db.all<DifferingSuggestion>(sql`
    SELECT b.id AS "matchId", p.ledger_id AS "ledgerId", min(p.settlement_number) AS "settlementNumber",
      p.ledger_date AS "ledgerDate", p.currency, sum(p.amount_ore) AS "paidOre", b.difference_ore AS "differenceOre",
      b.arrived_on AS "arrivedOn", (SELECT min(line_id) FROM bank_match_lines l WHERE l.match_id = b.id) AS "lineId"
    FROM bank_matches b JOIN bank_match_payouts m ON m.match_id = b.id
    JOIN payouts p ON p.ledger_id = m.ledger_id AND p.settlement_number = m.settlement_number
    WHERE b.status = 'suggested' AND b.difference_ore <> 0 GROUP BY b.id LIMIT ${most}`);
}
