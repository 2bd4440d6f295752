import type { Sqlite } from '#simulator/store/open-database';

/**
 * What is to be told to merchants: the outbox. A row is taken before it is sent, and nothing is taken twice; one that
 * was under way when the simulator stopped counts as failed, because the service makes one attempt only.
 */
export function createCallbackStore(db: Sqlite): CallbackStore {
  db.prepare(
    `UPDATE callbacks SET state = 'failed', error = 'interrupted: the simulator stopped' WHERE state = 'sending'`,
  ).run();
  const insert = db.prepare<[NewCallback]>(
    `INSERT INTO callbacks (payment_id, url, auth_token, body, queued_at, due_at, due_real_ms, state)
     VALUES (@paymentId, @url, @authToken, @body, @queuedAt, @dueAt, @dueRealMs, @state)`,
  );
  const take = db.prepare<[string, number], Callback>(
    `UPDATE callbacks SET state = 'sending' WHERE id = (
       SELECT id FROM callbacks WHERE state = 'waiting' AND due_at <= ? AND due_real_ms <= ? ORDER BY id LIMIT 1
     ) RETURNING ${columns}`,
  );
  const finish = db.prepare<[CallbackResult & { id: number }]>(
    `UPDATE callbacks SET state = @state, http_status = @httpStatus, error = @error WHERE id = @id`,
  );
  const waiting = db.prepare<[], { n: number }>(
    `SELECT count(*) AS n FROM callbacks WHERE state IN ('waiting', 'sending')`,
  );
  const latest = db.prepare<[number], Callback>(`SELECT ${columns} FROM callbacks ORDER BY id DESC LIMIT ?`);
  const ofPayment = db.prepare<[number, number], Callback>(
    `SELECT ${columns} FROM callbacks WHERE payment_id = ? ORDER BY id DESC LIMIT ?`,
  );
  return {
    insert: (callback) => {
      insert.run(callback);
    },
    takeDue: (now, realNowMs) => take.get(now, Math.trunc(realNowMs)),
    finish: (id, result) => {
      finish.run({ ...result, id });
    },
    countWaiting: () => waiting.get()?.n ?? 0,
    listLatest: (limit) => latest.all(limit),
    listOfPayment: (paymentId, limit) => ofPayment.all(paymentId, limit),
  };
}

export interface CallbackStore {
  insert(callback: NewCallback): void;
  /** The oldest that is due in simulated and in real time; marked as being sent. */
  takeDue(now: string, realNowMs: number): Callback | undefined;
  finish(id: number, result: CallbackResult): void;
  /** Not sent yet, or under way. */
  countWaiting(): number;
  /** Newest first. */
  listLatest(limit: number): Callback[];
  /** Newest first. */
  listOfPayment(paymentId: number, limit: number): Callback[];
}

export interface NewCallback {
  readonly paymentId: number;
  readonly url: string;
  readonly authToken: string | null;
  /** JSON. */
  readonly body: string;
  /** Simulated time. */
  readonly queuedAt: string;
  /** Simulated time from which it may be sent. */
  readonly dueAt: string;
  /** Real time (Unix milliseconds, whole) from which it may be sent. */
  readonly dueRealMs: number;
  readonly state: 'waiting' | 'lost' | 'not-sent';
}

export interface CallbackResult {
  readonly state: 'answered' | 'failed' | 'not-sent';
  readonly httpStatus: number | null;
  readonly error: string | null;
}

export interface Callback extends Omit<NewCallback, 'state'> {
  readonly id: number;
  readonly state: NewCallback['state'] | 'sending' | CallbackResult['state'];
  readonly httpStatus: number | null;
  readonly error: string | null;
}

const columns = `id, payment_id AS paymentId, url, auth_token AS authToken, body, queued_at AS queuedAt,
  due_at AS dueAt, due_real_ms AS dueRealMs, state, http_status AS httpStatus, error`;
