/** The files that were given to the desk, and what came of them. */
import { type SQL, sql } from 'drizzle-orm';
import type { Db } from '../client';
import type { ImportProblem, ImportStatus, importKinds } from '../schema/index';

export type ImportListRow = {
  readonly id: string;
  readonly kind: (typeof importKinds)[number];
  readonly fileName: string;
  readonly bytes: number;
  readonly actor: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly status: ImportStatus;
  readonly format: string | null;
  readonly bytesDone: number;
  readonly rowsRead: number;
  readonly rowsAdded: number;
  readonly rowsKnown: number;
  readonly rowsUnreadable: number;
  readonly problemCount: number;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
};

export type ImportKey = readonly [startedAt: string, id: string];

/** A page of imports, the newest first. */
export async function listImports(
  db: Db,
  page: { limit: number; after?: ImportKey },
): Promise<{ rows: ImportListRow[]; after: ImportKey | null }> {
  const from =
    page.after === undefined ? sql`1` : sql`(i.started_at, i.id) < (${page.after[0]}, ${page.after[1]})`;
  const found = selectImports(db, sql`${from} ORDER BY i.started_at DESC, i.id DESC LIMIT ${page.limit + 1}`);
  const rows = found.slice(0, page.limit);
  const last = rows.at(-1);
  return { rows, after: found.length > page.limit && last ? [last.startedAt, last.id] : null };
}

export type ImportSummary = { readonly taken: number; readonly working: number; readonly waiting: number };

/** Files taken, being worked on, and waiting for a person. */
export async function summariseImports(db: Db): Promise<ImportSummary> {
  return (
    db.get<ImportSummary>(sql`
      SELECT count(*) FILTER (WHERE status = 'taken') AS taken,
        count(*) FILTER (WHERE status IN ('queued','reading','taking')) AS working,
        count(*) FILTER (WHERE status IN ('needs-mapping','needs-decision')) AS waiting
      FROM imports`) ?? { taken: 0, working: 0, waiting: 0 }
  );
}

export type ImportDetail = ImportListRow & {
  readonly problems: readonly ImportProblem[];
  /** Of a file of orders: shipments recorded, and orders that were known with other content. */
  readonly shipments: number | null;
  readonly differing: number | null;
};

export async function findImportDetail(db: Db, id: string): Promise<ImportDetail | undefined> {
  const [row] = selectImports(db, sql`i.id = ${id}`);
  if (row === undefined) return undefined;
  const { problems, ...counts } = db.get<{
    problems: string;
    shipments: number | null;
    differing: number | null;
  }>(sql`
    SELECT problems, json_extract(summary, '$.shipments') AS shipments, json_extract(summary, '$.differing') AS differing
    FROM imports WHERE id = ${id}`) ?? { problems: '[]', shipments: null, differing: null };
  return { ...row, ...counts, problems: readProblems(problems) };
}

function selectImports(db: Db, condition: SQL): ImportListRow[] {
  return db.all<ImportListRow>(sql`
    SELECT i.id, i.kind, i.file_name AS "fileName", i.bytes, i.actor, i.started_at AS "startedAt",
      i.finished_at AS "finishedAt", i.status, i.format, i.bytes_done AS "bytesDone", i.rows_read AS "rowsRead",
      i.rows_added AS "rowsAdded", i.rows_known AS "rowsKnown", i.rows_unreadable AS "rowsUnreadable",
      i.problem_count AS "problemCount", i.decided_by AS "decidedBy", i.decided_at AS "decidedAt"
    FROM imports i WHERE ${condition}`);
}

function readProblems(json: string): ImportProblem[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.filter(isProblem) : [];
}

function isProblem(value: unknown): value is ImportProblem {
  return (
    typeof value === 'object' && value !== null && 'line' in value && 'kind' in value && 'message' in value
  );
}
