import type { Db, Statement } from './client';
import { auditLog } from './schema/index';

export type AuditRecord = {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  /** What it was done to: `order 123456/A-1`, `import …`. */
  readonly subject: string;
  readonly detail?: unknown;
};

/** The statement that records who did what; put beside the writes it speaks of. */
export function auditStatement(db: Db, record: AuditRecord): Statement {
  return db.insert(auditLog).values({ ...record, detail: record.detail ?? {} });
}

export function orderSubject(msn: string, orderId: string): string {
  return `order ${msn}/${orderId}`;
}
