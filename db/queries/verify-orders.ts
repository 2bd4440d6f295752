/** What `npm run verify` reads of orders and commands, one after the other in the order of arrival. */
import type { CommandStatus } from '#core/command-status';
import type { Currency, Ore } from '#core/money';
import type { CommandKind } from '#core/payment-actions';
import type { PaymentEvent, PaymentOperation } from '#core/payment-state';
import type { Db } from '../client';
import type { OrderRow } from '../orders';

export type OrderToVerify = Pick<
  OrderRow,
  | 'msn'
  | 'orderId'
  | 'currency'
  | 'state'
  | 'amountOre'
  | 'reservedOre'
  | 'capturedOre'
  | 'refundedOre'
  | 'cancelledOre'
  | 'remainingOre'
  | 'initiatedAt'
  | 'reservedAt'
  | 'lastCapturedAt'
  | 'eventCount'
> & {
  readonly events: readonly PaymentEvent[];
  /** A cancel was given here, and not refused: see `hasCancelCommand`. */
  readonly cancelledHere: boolean;
};

type StoredOrder = Omit<OrderToVerify, 'events' | 'cancelledHere'> & {
  readonly events: string;
  readonly cancelledHere: number;
};
type StoredEvent = readonly [operation: PaymentOperation, amountOre: Ore, success: 0 | 1, occurredAt: string];

export function* ordersToVerify(db: Db): Generator<OrderToVerify> {
  const rows = db.$client
    .prepare<[], StoredOrder>(
      `SELECT o.msn, o.order_id AS orderId, o.currency, o.state, o.amount_ore AS amountOre, o.reserved_ore AS reservedOre,
         o.captured_ore AS capturedOre, o.refunded_ore AS refundedOre, o.cancelled_ore AS cancelledOre,
         o.remaining_ore AS remainingOre, o.initiated_at AS initiatedAt, o.reserved_at AS reservedAt,
         o.last_captured_at AS lastCapturedAt, o.event_count AS eventCount,
         (SELECT json_group_array(json_array(e.operation, e.amount_ore, e.success, e.occurred_at))
            FROM payment_events e WHERE e.msn = o.msn AND e.order_id = o.order_id) AS events,
         EXISTS (SELECT 1 FROM commands c WHERE c.msn = o.msn AND c.order_id = o.order_id AND c.kind = 'cancel'
           AND c.status <> 'failed') AS cancelledHere
       FROM orders o ORDER BY o.rowid`,
    )
    .iterate();
  for (const row of rows) {
    const events = JSON.parse(row.events) as readonly StoredEvent[]; // made by the query itself
    yield {
      ...row,
      cancelledHere: row.cancelledHere === 1,
      events: events.map(([operation, amountOre, success, occurredAt]) => ({
        operation,
        amountOre,
        success: success === 1,
        occurredAt,
      })),
    };
  }
}

export const orderSums = [
  'orders',
  'amountOre',
  'reservedOre',
  'capturedOre',
  'refundedOre',
  'remainingOre',
  'uncaptured',
] as const;
export type OrderSums = Readonly<Record<(typeof orderSums)[number], number>>;
export type OrderTotal = OrderSums & { readonly msn: string; readonly state: string };

/** One row for each sales unit and state. */
export async function listOrderTotals(db: Db): Promise<OrderTotal[]> {
  return db.$client
    .prepare<[], OrderTotal>(
      `SELECT msn, state, orders, amount_ore AS amountOre, reserved_ore AS reservedOre, captured_ore AS capturedOre,
         refunded_ore AS refundedOre, remaining_ore AS remainingOre, uncaptured FROM order_totals ORDER BY msn, state`,
    )
    .all();
}

export type CommandToVerify = {
  readonly id: string;
  readonly msn: string;
  readonly orderId: string;
  readonly currency: Currency;
  readonly kind: CommandKind;
  readonly amountOre: Ore;
  readonly status: CommandStatus;
  readonly settledAt: string | null;
  /** Of its order. */
  readonly polledAt: string | null;
  readonly pollError: string | null;
  /** The amount of the payment event that carries it out; null when there is none. See `outcomeIn` in services/settle-command. */
  readonly eventOre: Ore | null;
  /** Does the log hold that it was given, and, once it is settled, what came of it? */
  readonly orderedRecorded: 0 | 1;
  readonly outcomeRecorded: 0 | 1;
};

export function* commandsToVerify(db: Db): Generator<CommandToVerify> {
  const recorded = (what: string) =>
    `EXISTS (SELECT 1 FROM audit_log a WHERE a.subject = 'order ' || c.msn || '/' || c.order_id
       AND a.action = c.kind || ' ' || ${what} AND instr(a.detail, '"' || c.id || '"') > 0)`;
  yield* db.$client
    .prepare<[], CommandToVerify>(
      `SELECT c.id, c.msn, c.order_id AS orderId, o.currency, c.kind, c.amount_ore AS amountOre, c.status,
         c.settled_at AS settledAt, o.polled_at AS polledAt, o.poll_error AS pollError,
         (SELECT e.amount_ore FROM payment_events e WHERE e.msn = c.msn AND e.order_id = c.order_id AND e.success = 1
            AND CASE c.kind WHEN 'cancel' THEN e.operation IN ('cancel','void') AND c.status <> 'failed'
              ELSE e.operation = c.kind AND (e.request_id = c.id OR e.transaction_id = c.transaction_id) END LIMIT 1) AS eventOre,
         ${recorded(`'ordered'`)} AS orderedRecorded, ${recorded('c.status')} AS outcomeRecorded
       FROM commands c JOIN orders o ON o.msn = c.msn AND o.order_id = c.order_id ORDER BY c.rowid`,
    )
    .iterate();
}

export type CommandRecord = { readonly sequence: number; readonly action: string; readonly subject: string };

/** Records of the log that a command was given, where there is none. */
export function* recordsWithoutCommand(db: Db): Generator<CommandRecord> {
  yield* db.$client
    .prepare<[], CommandRecord>(
      `SELECT a.sequence, a.action, a.subject FROM audit_log a
       WHERE a.action IN ('capture ordered','refund ordered','cancel ordered') AND NOT EXISTS (SELECT 1 FROM commands c
         WHERE c.id = CASE WHEN json_valid(a.detail) THEN json_extract(a.detail, '$.command') END) ORDER BY a.sequence`,
    )
    .iterate();
}
