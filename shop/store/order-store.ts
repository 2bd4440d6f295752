/** The shop's orders. An order and what the desk must be told of it are one database transaction. */
import type { Database } from 'better-sqlite3';
import type { Ore } from '#core/money';
import type { OutboxStore } from '#shop/store/outbox-store';

export function createOrderStore(db: Database, outbox: OutboxStore): OrderStore {
  const insert = db.prepare<[OrderRecord]>(
    `INSERT INTO orders (order_id, msn, form_key, page_key, created_at, state, express, cart, lines, amount_ore, language)
     VALUES (@orderId, @msn, @formKey, @pageKey, @createdAt, 'starting', @express, @cart, @lines, @amountOre, @language)
     ON CONFLICT DO NOTHING`,
  );
  const byId = db.prepare<[string], OrderRow>(`SELECT ${columns} FROM orders WHERE order_id = ?`);
  const byFormKey = db.prepare<[string], OrderRow>(`SELECT ${columns} FROM orders WHERE form_key = ?`);
  const latest = db.prepare<[number], OrderRow>(
    `SELECT ${columns} FROM orders ORDER BY created_at DESC, order_id LIMIT ?`,
  );
  const undecided = db.prepare<[string, string, number], OrderRow>(
    `SELECT ${columns} FROM orders WHERE state IN ('starting', 'unknown', 'waiting')
     AND created_at >= ? AND created_at < ? ORDER BY created_at DESC LIMIT ?`,
  );
  const begin = db.prepare<[string, string]>(
    "UPDATE orders SET state = 'waiting', vipps_url = ? WHERE order_id = ? AND state IN ('starting', 'unknown')",
  );
  const decide = db.prepare<[Decided]>(
    `UPDATE orders SET state = @state, paid_ore = coalesce(@paidOre, paid_ore),
       shipping_method = coalesce(@shippingMethod, shipping_method), shipping_ore = coalesce(@shippingOre, shipping_ore)
     WHERE order_id = @orderId`,
  );
  const confirm = db.prepare<[string, string, string]>(
    'UPDATE orders SET confirmed_at = ?, confirmed_how = ? WHERE order_id = ? AND confirmed_at IS NULL',
  );
  return {
    add: db.transaction((order: NewOrder, registration: string) => {
      const { lines, isExpress, ...rest } = order;
      const record = { ...rest, lines: JSON.stringify(lines), express: isExpress ? 1 : 0 };
      if (insert.run(record).changes === 0) return false;
      outbox.add(order.orderId, 'registration', registration);
      return true;
    }),
    find: (orderId) => toOrder(byId.get(orderId)),
    findByFormKey: (formKey) => toOrder(byFormKey.get(formKey)),
    listLatest: (limit) => latest.all(limit).map(fromRow),
    listUndecided: ({ from, before, limit }) => undecided.all(from, before, limit).map(fromRow),
    markWaiting: (orderId, url) => {
      begin.run(url, orderId);
    },
    decide: (orderId, state, { paidOre, shippingMethod, shippingOre } = {}) => {
      const found = { paidOre: paidOre ?? null, shippingMethod: shippingMethod ?? null };
      decide.run({ orderId, state, ...found, shippingOre: shippingOre ?? null });
    },
    confirm: db.transaction((orderId: string, at: string, how: ConfirmedHow) => {
      if (confirm.run(at, how, orderId).changes === 0) return false;
      outbox.add(orderId, 'confirmation', JSON.stringify({ confirmedAt: at, how }));
      return true;
    }),
  };
}

export interface OrderStore {
  /** false: the order id or the form key is taken, and nothing was stored. */
  add(order: NewOrder, registration: string): boolean;
  find(orderId: string): ShopOrder | undefined;
  findByFormKey(formKey: string): ShopOrder | undefined;
  listLatest(limit: number): ShopOrder[];
  /** Made from `from` and before `before`, the newest first. */
  listUndecided(window: { from: string; before: string; limit: number }): ShopOrder[];
  /** Vipps has it: where the customer is sent. */
  markWaiting(orderId: string, url: string): void;
  decide(orderId: string, state: ShopOrderState, found?: PaymentFound): void;
  /** true for the first time only; then the desk is told. */
  confirm(orderId: string, at: string, how: ConfirmedHow): boolean;
}

/**
 * starting: stored, Vipps not asked yet or not heard. failed: Vipps said no, or was not reached. unknown: no answer, Vipps
 * may have it. waiting: the customer is at Vipps. released: cancelled by the shop after the reservation.
 */
export const shopOrderStates = [
  'starting',
  'failed',
  'unknown',
  'waiting',
  'paid',
  'declined',
  'expired',
  'refused',
  'released',
  'refunded',
] as const;
export type ShopOrderState = (typeof shopOrderStates)[number];

/** return: the customer came back; poll: nobody came, the shop asked by itself. */
export type ConfirmedHow = 'return' | 'poll';

export interface OrderLine {
  readonly slug: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitOre: Ore;
}

export interface NewOrder {
  readonly orderId: string;
  readonly msn: string;
  readonly formKey: string;
  readonly pageKey: string;
  readonly createdAt: string;
  readonly isExpress: boolean;
  /** The cart it came from; empty for a single product. */
  readonly cart: string;
  readonly lines: readonly OrderLine[];
  readonly amountOre: Ore;
  readonly language: 'nb' | 'en';
}

export interface PaymentFound {
  readonly paidOre?: Ore;
  readonly shippingMethod?: string;
  readonly shippingOre?: Ore;
}

export interface ShopOrder extends NewOrder {
  readonly state: ShopOrderState;
  readonly vippsUrl: string | null;
  readonly paidOre: Ore | null;
  readonly shippingMethod: string | null;
  readonly shippingOre: Ore | null;
  readonly confirmedAt: string | null;
  readonly confirmedHow: ConfirmedHow | null;
}

type OrderRecord = Omit<NewOrder, 'lines' | 'isExpress'> & { lines: string; express: number };
type OrderRow = Omit<ShopOrder, 'lines' | 'isExpress'> & { lines: string; express: number };
type Decided = {
  orderId: string;
  state: ShopOrderState;
  paidOre: Ore | null;
  shippingMethod: string | null;
  shippingOre: Ore | null;
};

const columns = `order_id AS orderId, msn, form_key AS formKey, page_key AS pageKey, created_at AS createdAt, state, express,
  cart, lines, amount_ore AS amountOre, language, vipps_url AS vippsUrl, paid_ore AS paidOre,
  shipping_method AS shippingMethod, shipping_ore AS shippingOre, confirmed_at AS confirmedAt, confirmed_how AS confirmedHow`;

function fromRow({ lines, express, ...rest }: OrderRow): ShopOrder {
  return { ...rest, lines: JSON.parse(lines) as OrderLine[], isExpress: express === 1 };
}

function toOrder(row: OrderRow | undefined): ShopOrder | undefined {
  return row && fromRow(row);
}
