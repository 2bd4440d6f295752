import type { Sqlite } from '#simulator/store/open-database';

/** Each time a person took back a consent, and what the merchant's server said to it. */
export function createConsentStore(db: Sqlite): ConsentStore {
  const insert = db.prepare<[ConsentRemoval]>(
    `INSERT INTO consent_removals (user_id, prefix, asked_at, state, http_status, error)
     VALUES (@userId, @prefix, @askedAt, @state, @httpStatus, @error)`,
  );
  const list = db.prepare<[string], ConsentRemoval>(
    `SELECT user_id AS userId, prefix, asked_at AS askedAt, state, http_status AS httpStatus, error
     FROM consent_removals WHERE user_id = ? ORDER BY id DESC`,
  );
  return {
    add: (removal) => {
      insert.run(removal);
    },
    list: (userId) => list.all(userId),
  };
}

export interface ConsentStore {
  add(removal: ConsentRemoval): void;
  /** Newest first. */
  list(userId: string): ConsentRemoval[];
}

export interface ConsentRemoval {
  readonly userId: string;
  readonly prefix: string;
  /** Simulated time. */
  readonly askedAt: string;
  readonly state: 'answered' | 'failed' | 'not-sent';
  readonly httpStatus: number | null;
  readonly error: string | null;
}
