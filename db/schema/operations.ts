import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { count, instant, json, words } from '../columns';

export const importKinds = ['settlement', 'bank-statement', 'orders'] as const;

/** needs-decision: some rows cannot be read, and a person says whether the rest is taken. */
export const importStatuses = [
  'queued',
  'reading',
  'needs-mapping',
  'needs-decision',
  'taking',
  'taken',
  'refused',
  'discarded',
] as const;
export type ImportStatus = (typeof importStatuses)[number];
export type ImportProblem = { readonly line: number; readonly kind: string; readonly message: string };

/** A file that was given to the desk, how far it is, and what came of it. The same content is taken once. */
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
    finishedAt: instant('finished_at'),
    status: words('status', importStatuses).notNull().default('taken'),
    /** Where the uploaded file waits; null once it is not needed any more. */
    storedPath: text('stored_path'),
    format: text('format'),
    bytesDone: count('bytes_done').notNull().default(0),
    rowsRead: count('rows_read').notNull().default(0),
    rowsAdded: count('rows_added').notNull(),
    ordersAdded: count('orders_added').notNull().default(0),
    rowsKnown: count('rows_known').notNull(),
    rowsUnreadable: count('rows_unreadable').notNull().default(0),
    problemCount: count('problem_count').notNull().default(0),
    problems: json<readonly ImportProblem[]>('problems').notNull(),
    /** What the file holds, and what of it was new; see services/import-file. */
    summary: json<unknown>('summary'),
    /** Who said that the rows that can be read are taken without the others. */
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
  },
  (table) => [
    uniqueIndex('imports_content').on(table.kind, table.sha256).where(sql`status in ('taking','taken')`),
    index('imports_by_time').on(table.startedAt, table.id),
    index('imports_open').on(table.startedAt).where(sql`status in ('queued','reading','taking')`),
    check(
      'imports_status',
      sql.raw(`status in (${importStatuses.map((status) => `'${status}'`).join(',')})`),
    ),
  ],
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

/** What the runs of each job have added up to since the first: it outlives the runs, which are forgotten. */
export const jobTotals = sqliteTable(
  'job_totals',
  {
    job: text('job').notNull(),
    /** `runs STATUS`, or `result NAME` for a number that runs tell of themselves. */
    name: text('name').notNull(),
    value: count('value').notNull(),
  },
  (table) => [primaryKey({ columns: [table.job, table.name] })],
);

/** The last of each job, so that nobody looks through its runs. */
export const jobStates = sqliteTable('job_states', {
  job: text('job').primaryKey(),
  /** How often it runs by the schedule of the jobs process that was started last; null for what is not on it. */
  everyMs: count('every_ms'),
  lastFinishedAt: instant('last_finished_at'),
  lastSuccessAt: instant('last_success_at'),
  /** Of the last success. */
  lastDurationMs: count('last_duration_ms'),
  /** Failures since the last success. A run that was interrupted is none. */
  failuresInARow: count('failures_in_a_row').notNull().default(0),
});

/** Signs of life of processes. Real time. */
export const processSigns = sqliteTable('process_signs', {
  process: text('process').primaryKey(),
  startedAt: instant('started_at').notNull(),
  seenAt: instant('seen_at').notNull(),
});

/** Commands by kind and status, kept by triggers on `commands`. */
export const commandTotals = sqliteTable(
  'command_totals',
  {
    kind: text('kind').notNull(),
    status: text('status').notNull(),
    commands: count('commands').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.status] })],
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

/** A hash of each record of the log with the hash before it: what is changed, left out or moved breaks the chain there. */
export const auditChain = sqliteTable('audit_chain', {
  sequence: integer('sequence')
    .primaryKey()
    .references(() => auditLog.sequence),
  hash: text('hash').notNull(),
});
