/** Wrong codes that were given after a right password, by the log. */
import { sql } from 'drizzle-orm';
import type { Db } from '../client';

export type WrongCodes = { readonly count: number; readonly lastAt: string | null };

/**
 * Of an account, since the last record of an action about it, or since an instant, whichever is later. What came before the password was
 * changed says nothing of the one of now.
 */
export async function wrongCodesSince(
  db: Db,
  username: string,
  action: 'logged in' | 'nothing',
  at = '',
): Promise<WrongCodes> {
  const subject = `person ${username}`;
  return (
    db.get<WrongCodes>(sql`SELECT count(*) AS count, max(at) AS "lastAt" FROM audit_log
      WHERE subject = ${subject} AND action = 'log-in refused' AND detail ->> 'at' = 'code' AND at >= ${at}
        AND sequence > coalesce((SELECT max(sequence) FROM audit_log WHERE subject = ${subject}
          AND action IN ('password changed', 'password reset', ${action})), 0)`) ?? { count: 0, lastAt: null }
  );
}
