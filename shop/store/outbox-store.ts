/**
 * What the desk must be told. A message stays until the desk took it or said that it never will. Messages of one order go in
 * their order: the desk cannot confirm what it has not registered.
 */
import type { Database } from 'better-sqlite3';
import type { DeskProblem, DeskProblemKind } from '#shop/desk/desk-problem';

export function createOutboxStore(db: Database): OutboxStore {
  const insert = db.prepare<[string, string, string]>(
    'INSERT INTO outbox (order_id, kind, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const due = db.prepare<[number, number], OutboxMessage>(
    `SELECT ${columns} FROM outbox AS message JOIN orders USING (order_id)
     WHERE message.state = 'waiting' AND due_at_ms <= ? AND NOT EXISTS (
       SELECT 1 FROM outbox AS earlier
       WHERE earlier.order_id = message.order_id AND earlier.seq < message.seq AND earlier.state = 'waiting')
     ORDER BY seq LIMIT ?`,
  );
  const ofOrder = db.prepare<[string], OutboxMessage>(
    `SELECT ${columns} FROM outbox AS message JOIN orders USING (order_id) WHERE order_id = ? ORDER BY seq`,
  );
  const deliver = db.prepare<[number]>(
    `UPDATE outbox SET state = 'delivered', problem = NULL, problem_kind = 'other', attempts = attempts + 1 WHERE seq = ?`,
  );
  const refuse = db.prepare<[string, DeskProblemKind, number]>(
    `UPDATE outbox SET state = 'refused', problem = ?, problem_kind = ?, attempts = attempts + 1 WHERE seq = ?`,
  );
  const postpone = db.prepare<[number, string, DeskProblemKind, number]>(
    `UPDATE outbox SET attempts = attempts + 1, due_at_ms = ?, problem = ?, problem_kind = ?
     WHERE seq = ? AND state = 'waiting'`,
  );
  return {
    add: (orderId, kind, body) => {
      insert.run(orderId, kind, body);
    },
    listDue: (nowMs, limit) => due.all(nowMs, limit),
    listOfOrder: (orderId) => ofOrder.all(orderId),
    markDelivered: (seq) => {
      deliver.run(seq);
    },
    markRefused: (seq, { kind, words }) => {
      refuse.run(words, kind, seq);
    },
    postpone: (seq, untilMs, { kind, words }) => {
      postpone.run(untilMs, words, kind, seq);
    },
  };
}

export interface OutboxStore {
  add(orderId: string, kind: MessageKind, body: string): void;
  /** Times of the outbox are real time in milliseconds, whatever the shop's clock says. */
  listDue(nowMs: number, limit: number): OutboxMessage[];
  listOfOrder(orderId: string): OutboxMessage[];
  markDelivered(seq: number): void;
  markRefused(seq: number, problem: DeskProblem): void;
  postpone(seq: number, untilMs: number, problem: DeskProblem): void;
}

export type MessageKind = 'registration' | 'confirmation';

export interface OutboxMessage {
  readonly seq: number;
  readonly orderId: string;
  readonly msn: string;
  readonly kind: MessageKind;
  /** JSON. */
  readonly body: string;
  readonly state: 'waiting' | 'delivered' | 'refused';
  readonly attempts: number;
  /** The words of what went wrong last; null when nothing did. */
  readonly problem: string | null;
  readonly problemKind: DeskProblemKind;
}

const columns = `seq, order_id AS orderId, msn, kind, body, message.state AS state, attempts, message.problem AS problem,
  problem_kind AS problemKind`;
