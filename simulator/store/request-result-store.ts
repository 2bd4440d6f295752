import type { Sqlite } from '#simulator/store/open-database';

/** The first result of each request id: unique per order, sales unit and endpoint. */
export function createRequestResultStore(db: Sqlite): RequestResultStore {
  const select = db.prepare<[RequestKey], RequestResult>(
    `SELECT request_body AS requestBody, status, answer FROM request_results
     WHERE msn = @msn AND order_id = @orderId AND endpoint = @endpoint AND request_id = @requestId`,
  );
  const insert = db.prepare<[RequestKey & RequestResult]>(
    `INSERT INTO request_results (msn, order_id, endpoint, request_id, request_body, status, answer)
     VALUES (@msn, @orderId, @endpoint, @requestId, @requestBody, @status, @answer)`,
  );
  return {
    find: (key) => select.get(key),
    insert: (key, result) => {
      insert.run({ ...key, ...result });
    },
  };
}

export interface RequestResultStore {
  find(key: RequestKey): RequestResult | undefined;
  insert(key: RequestKey, result: RequestResult): void;
}

export interface RequestKey {
  readonly msn: string;
  readonly orderId: string;
  readonly endpoint: 'capture' | 'refund' | 'approve';
  readonly requestId: string;
}

export interface RequestResult {
  /** JSON with sorted keys, so that the order of fields does not make another request of it. */
  readonly requestBody: string;
  readonly status: number;
  /** JSON. */
  readonly answer: string;
}
