import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { count, instant, json, words } from '../columns';

export const importKinds = ['settlement', 'bank-statement'] as const;
export type ImportProblem = { readonly line: number; readonly kind: string; readonly message: string };

/** A file that was read, whole. The same content is imported once. */
export const imports = sqliteTable(
  'imports',
  {
    id: text('id').primaryKey(),
    kind: words('kind', importKinds).notNull(),
    fileName: text('file_name').notNull(),
    sha256: text('sha256').notNull(),
    bytes: count('bytes').notNull(),
    actor: text('actor').notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at').notNull(),
    rowsAdded: count('rows_added').notNull(),
    rowsKnown: count('rows_known').notNull(),
    problems: json<readonly ImportProblem[]>('problems').notNull(),
  },
  (table) => [uniqueIndex('imports_content').on(table.kind, table.sha256)],
);

export const jobRunStatuses = ['requested', 'running', 'succeeded', 'failed', 'interrupted'] as const;
export type JobRunStatus = (typeof jobRunStatuses)[number];

/** Every run of a job. A job runs once at a time: one row of it may be running. Times are real time. */
export const jobRuns = sqliteTable(
  'job_runs',
  {
    id: text('id').primaryKey(),
    job: text('job').notNull(),
    status: words('status', jobRunStatuses).notNull(),
    requestedBy: text('requested_by').notNull(),
    requestedAt: instant('requested_at').notNull(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    heartbeatAt: instant('heartbeat_at'),
    done: count('done').notNull().default(0),
    total: count('total'),
    result: json<Readonly<Record<string, number>>>('result'),
    error: text('error'),
  },
  (table) => [
    uniqueIndex('job_runs_one_running').on(table.job).where(sql`status = 'running'`),
    uniqueIndex('job_runs_one_requested').on(table.job).where(sql`status = 'requested'`),
    index('job_runs_by_job').on(table.job, table.requestedAt),
    check(
      'job_runs_status',
      sql`${table.status} in ('requested','running','succeeded','failed','interrupted')`,
    ),
  ],
);

/** Who did what, when; append-only by trigger. */
export const auditLog = sqliteTable(
  'audit_log',
  {
    sequence: integer('sequence').primaryKey(),
    at: instant('at').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    detail: json<unknown>('detail').notNull(),
  },
  (table) => [index('audit_by_subject').on(table.subject, table.sequence)],
);
