/** What `npm run verify` reads of people: what each may, beside what the log says was given. */
import { sql } from 'drizzle-orm';
import type { Db } from '../client';

export type PersonToVerify = {
  readonly username: string;
  readonly disabled: 0 | 1;
  /** As the log writes them, in its order: `manager@123456`. */
  readonly given: readonly string[];
  readonly byProvider: readonly string[];
};

export type PersonRecord = {
  readonly sequence: number;
  readonly actor: string;
  readonly action: 'person added' | 'roles changed' | 'person disabled' | 'person enabled';
  readonly subject: string;
  /** What they may from then on; null of records that change nothing of it. */
  readonly roles: readonly string[] | null;
};

export function peopleToVerify(db: Db): PersonToVerify[] {
  const rolesBy = (source: string) => sql`(SELECT json_group_array(role) FROM
    (SELECT g.role || iif(g.msn = '*', '', '@' || g.msn) AS role FROM grants g WHERE g.person_id = p.id AND g.source = ${source}))`;
  return db
    .all<{ username: string; disabled: 0 | 1; given: string; byProvider: string }>(
      sql`SELECT p.username, p.disabled_at IS NOT NULL AS disabled, ${rolesBy('given')} AS given,
        ${rolesBy('oidc')} AS "byProvider" FROM people p ORDER BY p.username`,
    )
    .map((row) => ({ ...row, given: JSON.parse(row.given), byProvider: JSON.parse(row.byProvider) }));
}

/** Pairs that count as two people without a record of who said so, or because one of the two said so. */
export function toldApartWithoutRecord(db: Db): { username: string; other: string; toldBy: string }[] {
  return db.all(sql`SELECT p.username, o.username AS other, t.told_by AS "toldBy" FROM people_told_apart t
    JOIN people p ON p.id = t.person_id JOIN people o ON o.id = t.other_id
    WHERE t.told_by IN (p.username, o.username) OR NOT EXISTS (SELECT 1 FROM audit_log l WHERE l.action = 'people told apart' AND l.actor = t.told_by
      AND (l.subject, l.detail ->> 'other') IN (VALUES ('person ' || p.username, o.username), ('person ' || o.username, p.username)))
    ORDER BY p.username, o.username`);
}

/** In the order of the log. */
export function personRecords(db: Db): PersonRecord[] {
  return db
    .all<Omit<PersonRecord, 'roles'> & { roles: string | null }>(
      sql`SELECT sequence, actor, action, subject, coalesce(detail -> 'after', detail -> 'roles') AS roles FROM audit_log
        WHERE action IN ('person added', 'roles changed', 'person disabled', 'person enabled') ORDER BY sequence`,
    )
    .map((row) => ({ ...row, roles: row.roles === null ? null : JSON.parse(row.roles) }));
}
