import type { Ore } from '#core/money';
import type { Sqlite } from '#simulator/store/open-database';

/** Payments and the history of each. Amounts are øre; nothing here decides whether a change is allowed. */
export function createPaymentStore(db: Sqlite): PaymentStore {
  const insert = db.prepare<[NewPaymentRow]>(
    `INSERT INTO payments (msn, order_id, amount_ore, text, initiated_at, timeout_at, transaction_id, token,
       express, merchant_info, mobile_number, state, unknown_to_shop)
     VALUES (@msn, @orderId, @amountOre, @text, @initiatedAt, @timeoutAt, @transactionId, @token,
       @express, @merchantInfo, @mobileNumber, 'initiated', @unknownToShop)`,
  );
  const byId = db.prepare<[number], Payment>(`SELECT ${columns} FROM payments WHERE id = ?`);
  const byOrder = db.prepare<[string, string], Payment>(
    `SELECT ${columns} FROM payments WHERE msn = ? AND order_id = ?`,
  );
  const byOrderIdAlone = db.prepare<[string], Payment>(
    `SELECT ${columns} FROM payments WHERE order_id = ? LIMIT 2`,
  );
  const byToken = db.prepare<[string], Payment>(`SELECT ${columns} FROM payments WHERE token = ?`);
  const listAfter = db.prepare<[number, number], Payment>(
    `SELECT ${columns} FROM payments WHERE id > ? ORDER BY id LIMIT ?`,
  );
  const update = db.prepare<[Payment]>(
    `UPDATE payments SET timeout_at = @timeoutAt, state = @state, opened_at = @openedAt, reacted_at = @reactedAt,
       reserved_at = @reservedAt, last_capture_at = @lastCaptureAt, direct = @direct, reserved_ore = @reservedOre,
       captured_ore = @capturedOre, refunded_ore = @refundedOre, released_ore = @releasedOre,
       instrument = @instrument, person = @person, shipping = @shipping, shipped_at = @shippedAt,
       mobile_number = @mobileNumber, pushed_at = @pushedAt, app_switch = @appSwitch
     WHERE id = @id`,
  );
  const insertEvent = db.prepare<[NewPaymentEvent]>(
    `INSERT INTO payment_events (payment_id, operation, amount_ore, success, transaction_id, request_id, text, time)
     VALUES (@paymentId, @operation, @amountOre, @success, @transactionId, @requestId, @text, @time)`,
  );
  const events = db.prepare<[number], PaymentEvent>(
    `SELECT ${eventColumns} FROM payment_events WHERE payment_id = ? ORDER BY seq DESC`,
  );
  const nextTimeout = db.prepare<[], Payment>(
    `SELECT ${columns} FROM payments WHERE state = 'initiated' ORDER BY timeout_at, id LIMIT 1`,
  );
  const capturedSince = db.prepare<[string], Payment>(
    `SELECT ${columns} FROM payments WHERE last_capture_at >= ? ORDER BY id`,
  );
  const latest = db.prepare<[number], Payment>(`SELECT ${columns} FROM payments ORDER BY id DESC LIMIT ?`);
  const firstCapture = db.prepare<[number], { time: string }>(
    `SELECT time FROM payment_events WHERE payment_id = ? AND operation = 'CAPTURE' AND success = 1
     ORDER BY seq LIMIT 1`,
  );
  const byMobileNumber = db.prepare<[string, number], Payment>(
    `SELECT ${columns} FROM payments WHERE mobile_number = ? ORDER BY id DESC LIMIT ?`,
  );
  const byUser = db.prepare<[string], Payment>(
    `SELECT ${columns} FROM payments WHERE person IS NOT NULL AND person ->> '$.userId' = ? ORDER BY id DESC`,
  );
  const countAll = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM payments');
  return {
    insert(row) {
      const { lastInsertRowid } = insert.run(row);
      const payment = byId.get(Number(lastInsertRowid));
      if (!payment) throw new Error(`payment ${row.orderId} was not stored`);
      return payment;
    },
    find: (msn, orderId) => byOrder.get(msn, orderId),
    findByOrderId: (orderId) => byOrderIdAlone.all(orderId),
    findByToken: (token) => byToken.get(token),
    listAfter: (id, limit) => listAfter.all(id, limit),
    listLatest: (limit) => latest.all(limit),
    listByMobileNumber: (mobileNumber, limit) => byMobileNumber.all(mobileNumber, limit),
    listSharedBy: (userId) => byUser.all(userId),
    update: (payment) => {
      update.run(payment);
    },
    addEvent: (event) => {
      insertEvent.run(event);
    },
    listEvents: (paymentId) => events.all(paymentId),
    findNextTimeout: () => nextTimeout.get(),
    findFirstCaptureTime: (paymentId) => firstCapture.get(paymentId)?.time,
    listCapturedSince: (time) => capturedSince.all(time),
    count: () => countAll.get()?.n ?? 0,
  };
}

export interface PaymentStore {
  insert(row: NewPaymentRow): Payment;
  find(msn: string, orderId: string): Payment | undefined;
  /** For a call that names no sales unit: two rows mean that the order id is not enough. */
  findByOrderId(orderId: string): Payment[];
  findByToken(token: string): Payment | undefined;
  listAfter(id: number, limit: number): Payment[];
  /** Newest first. */
  listLatest(limit: number): Payment[];
  /** Newest first. */
  listByMobileNumber(mobileNumber: string, limit: number): Payment[];
  /** Express payments with which this person shared details, newest first. */
  listSharedBy(userId: string): Payment[];
  update(payment: Payment): void;
  addEvent(event: NewPaymentEvent): void;
  /** Newest first. */
  listEvents(paymentId: number): PaymentEvent[];
  findNextTimeout(): Payment | undefined;
  /** Of a capture after a reservation; a sale is none. */
  findFirstCaptureTime(paymentId: number): string | undefined;
  listCapturedSince(time: string): Payment[];
  count(): number;
}

export type PaymentState = 'initiated' | 'reserved' | 'cancelled' | 'declined' | 'expired';
export type PaymentOperation = 'INITIATE' | 'RESERVE' | 'SALE' | 'CAPTURE' | 'REFUND' | 'CANCEL' | 'VOID';

export interface NewPaymentRow {
  readonly msn: string;
  readonly orderId: string;
  readonly amountOre: Ore;
  readonly text: string;
  readonly initiatedAt: string;
  readonly timeoutAt: string;
  readonly transactionId: string;
  readonly token: string;
  readonly express: 0 | 1;
  /** What the shop sent, as JSON: merchantInfo. */
  readonly merchantInfo: string;
  readonly mobileNumber: string | null;
  readonly unknownToShop: 0 | 1;
}

export interface Payment extends NewPaymentRow {
  readonly id: number;
  readonly state: PaymentState;
  readonly openedAt: string | null;
  readonly reactedAt: string | null;
  readonly reservedAt: string | null;
  readonly lastCaptureAt: string | null;
  readonly direct: 0 | 1;
  readonly reservedOre: Ore;
  readonly capturedOre: Ore;
  readonly refundedOre: Ore;
  readonly releasedOre: Ore;
  readonly instrument: string | null;
  /** JSON of a Person (express only). */
  readonly person: string | null;
  /** JSON of a ChosenShipping (express only). */
  readonly shipping: string | null;
  /** When the shop sent the goods, where that was said; otherwise the first capture tells. */
  readonly shippedAt: string | null;
  /** When the customer's phone was told, after the number was given on the landing page. */
  readonly pushedAt: string | null;
  /** The browser of a phone went over to the app, and wants to go back. */
  readonly appSwitch: 0 | 1;
}

export interface NewPaymentEvent {
  readonly paymentId: number;
  readonly operation: PaymentOperation;
  readonly amountOre: Ore;
  readonly success: 0 | 1;
  readonly transactionId: string;
  readonly requestId: string | null;
  readonly text: string;
  readonly time: string;
}

export interface PaymentEvent extends NewPaymentEvent {
  readonly seq: number;
}

const columns = `id, msn, order_id AS orderId, amount_ore AS amountOre, text, initiated_at AS initiatedAt,
  timeout_at AS timeoutAt, transaction_id AS transactionId, token, express, merchant_info AS merchantInfo,
  mobile_number AS mobileNumber, state, opened_at AS openedAt, reacted_at AS reactedAt, reserved_at AS reservedAt,
  last_capture_at AS lastCaptureAt, direct, reserved_ore AS reservedOre, captured_ore AS capturedOre,
  refunded_ore AS refundedOre, released_ore AS releasedOre, instrument, person, shipping,
  unknown_to_shop AS unknownToShop, shipped_at AS shippedAt, pushed_at AS pushedAt, app_switch AS appSwitch`;

const eventColumns = `seq, payment_id AS paymentId, operation, amount_ore AS amountOre, success,
  transaction_id AS transactionId, request_id AS requestId, text, time`;
