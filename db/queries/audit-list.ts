/** The audit log for people, the newest record first. */
import { type SQL, sql } from 'drizzle-orm';
import { type AuditKind, auditActions } from '#core/audit-actions';
import { addDays, type Day, instantAt } from '#core/calendar';
import type { Db } from '../client';
import { joined } from './keyset';

export type AuditFilter = {
  /** Part of the name of who did it. */
  readonly actor?: string;
  readonly kind?: AuditKind;
  /** Part of what it was done to. */
  readonly subject?: string;
  /** Days in Oslo, both included. */
  readonly from?: Day;
  readonly to?: Day;
};

export type AuditRow = {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: unknown;
};

export type AuditPage = {
  readonly rows: readonly AuditRow[];
  /** Where the next page begins: after this record; null at the beginning of the log. */
  readonly after: number | null;
  /** A filter looks through so many records at a time; the page may then hold few rows, or none, and older ones still follow. */
  readonly cutShort: boolean;
};

/** How far back one page looks: a filter that finds little does not read a log of millions at once. */
export const auditReach = 200_000;

export async function listAudit(
  db: Db,
  filter: AuditFilter,
  page: { readonly limit: number; readonly after?: number },
): Promise<AuditPage> {
  const newest =
    page.after === undefined
      ? (db.get<{ n: number | null }>(sql`SELECT max(sequence) AS n FROM audit_log`)?.n ?? 0)
      : page.after - 1;
  const oldest = newest - auditReach;
  const found = db.all<Omit<AuditRow, 'detail'> & { detail: string }>(sql`
    SELECT sequence, at, actor, action, subject, detail FROM audit_log
    WHERE sequence <= ${newest} AND sequence > ${oldest} AND ${conditionOf(filter)}
    ORDER BY sequence DESC LIMIT ${page.limit + 1}`);
  const rows = found.slice(0, page.limit).map((row) => ({ ...row, detail: readDetail(row.detail) }));
  if (found.length > page.limit) return { rows, after: rows.at(-1)?.sequence ?? null, cutShort: false };
  return oldest < 1 ? { rows, after: null, cutShort: false } : { rows, after: oldest + 1, cutShort: true };
}

/** Somebody may have written anything past the desk: that is what `npm run verify` tells. */
function readDetail(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function conditionOf({ actor, kind, subject, from, to }: AuditFilter): SQL {
  const conditions: SQL[] = [];
  if (actor !== undefined) conditions.push(holds(sql`actor`, actor));
  if (subject !== undefined) conditions.push(holds(sql`subject`, subject));
  if (kind !== undefined) {
    const actions = auditActions[kind].map((action) => sql`${action}`);
    conditions.push(sql`action IN (${sql.join(actions, sql`, `)})`);
  }
  if (from !== undefined) conditions.push(sql`at >= ${instantAt(from)}`);
  if (to !== undefined) conditions.push(sql`at < ${instantAt(addDays(to, 1))}`);
  return joined(conditions);
}

/** As LIKE compares: capital and small letters alike, from A to Z. */
function holds(column: SQL, text: string): SQL {
  return sql`${column} LIKE ${`%${text.replace(/[\\%_]/g, '\\$&')}%`} ESCAPE '\\'`;
}
