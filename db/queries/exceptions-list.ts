/** What does not tie: the queue, its totals, and one exception with its notes and history. */
import { type SQL, sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import type { ExceptionKind } from '#core/exception-kinds';
import { type ExceptionSort, exceptionDirections } from '#core/list-words';
import type { Currency, Ore } from '#core/money';
import type { Db } from '../client';
import {
  inRange,
  joined,
  type ListPage,
  type ListPageRequest,
  type ListTotal,
  pickPage,
  type RangeFilter,
} from './keyset';

export type ExceptionListRow = {
  readonly id: string;
  readonly kind: ExceptionKind;
  readonly status: 'open' | 'resolved';
  readonly causePresent: 'yes' | 'no';
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly aroseOn: Day;
  readonly msn: string | null;
  readonly orderId: string | null;
  readonly ledgerId: string | null;
  readonly ledgerDate: Day | null;
  readonly settlementNumber: string | null;
  readonly bankLineId: string | null;
  readonly bankText: string | null;
  readonly owner: string | null;
  readonly openedAt: string;
  readonly resolvedAt: string | null;
  readonly resolvedBy: string | null;
  readonly resolution: 'cause-gone' | 'accepted' | null;
  readonly resolutionReason: string | null;
  readonly reopened: number;
  readonly lastNote: string | null;
  readonly lastNoteBy: string | null;
  readonly lastNoteAt: string | null;
};

/** Amounts are compared without their sign. */
export type ExceptionFilter = RangeFilter & {
  readonly status: 'open' | 'resolved' | 'all';
  readonly kind?: ExceptionKind;
  /** A name, or null for those nobody has. */
  readonly owner?: string | null;
  readonly ledgerId?: string;
  /** The first and the last day its cause may have arisen; null = no such limit. */
  readonly arose?: { readonly from: Day | null; readonly to: Day | null };
  /** Found in the order id, the settlement number, the bank's text or the figures. */
  readonly text?: string;
};

/** A page of exceptions: the oldest first, unless told otherwise. */
export async function listExceptions(
  db: Db,
  filter: ExceptionFilter,
  page: ListPageRequest<ExceptionSort>,
): Promise<ListPage<ExceptionListRow>> {
  return pickExceptions<ExceptionListRow>(db, columns, filter, page);
}

/** The same with columns of exceptions x, their bank lines l and last notes n. */
export function pickExceptions<Row extends object>(
  db: Db,
  wanted: SQL,
  filter: ExceptionFilter,
  page: ListPageRequest<ExceptionSort>,
): ListPage<Row> {
  const sort = page.sort ?? 'age';
  const dir = page.dir ?? exceptionDirections[sort];
  return pickPage<Row>(
    db,
    {
      columns: wanted,
      from: sources,
      conditions: conditionsOf(filter),
      value: sort === 'age' ? sql`x.arose_on` : sql`abs(x.amount_ore)`,
      numeric: sort === 'amount',
      name: sql`x.id`,
      ascending: (dir === 'asc') !== (sort === 'age'), // the oldest arose first
    },
    page,
  );
}

/** Count and sum of what a filter lets through; currencies are never added. */
export async function exceptionTotals(db: Db, filter: ExceptionFilter): Promise<ListTotal[]> {
  return db.all<ListTotal>(sql`
    SELECT x.currency, count(*) AS count, sum(x.amount_ore) AS "amountOre" FROM exceptions x
    LEFT JOIN bank_lines l ON l.id = x.bank_line_id
    WHERE ${joined(conditionsOf(filter))} GROUP BY x.currency ORDER BY 2 DESC`);
}

export type ExceptionSummary = {
  readonly open: number;
  readonly withoutOwner: number;
  readonly mine: number;
  readonly oldest: Day | null;
};

/** What stands open, and who has it. */
export async function summariseExceptions(db: Db, person: string): Promise<ExceptionSummary> {
  return (
    db.get<ExceptionSummary>(sql`
      SELECT count(*) AS open, count(*) FILTER (WHERE owner IS NULL) AS "withoutOwner",
        count(*) FILTER (WHERE owner = ${person}) AS mine, min(arose_on) AS oldest
      FROM exceptions WHERE status = 'open'`) ?? { open: 0, withoutOwner: 0, mine: 0, oldest: null }
  );
}

/** Everybody who has or had an exception. */
export async function listExceptionOwners(db: Db): Promise<string[]> {
  return db
    .all<{ owner: string }>(
      sql`SELECT DISTINCT owner FROM exceptions WHERE owner IS NOT NULL ORDER BY owner LIMIT 100`,
    )
    .map((row) => row.owner);
}

export type ExceptionNote = {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly text: string;
};
export type ExceptionEvent = {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

export type ExceptionPageData = {
  readonly exception: ExceptionListRow;
  /** Figures and names, by the kind: see the schema. */
  readonly detail: Readonly<Record<string, string | number>>;
  readonly notes: readonly ExceptionNote[];
  readonly history: readonly ExceptionEvent[];
  readonly orderKnown: boolean;
  /** The payouts of its settlement number, most often one. */
  readonly payouts: readonly { readonly ledgerId: string; readonly settlementNumber: string }[];
};

export async function findExceptionPage(db: Db, id: string): Promise<ExceptionPageData | undefined> {
  const [exception] = selectExceptions(db, sql`x.id = ${id}`);
  if (exception === undefined) return undefined;
  const { detail } = db.get<{ detail: string }>(sql`SELECT detail FROM exceptions WHERE id = ${id}`) ?? {
    detail: '{}',
  };
  const history = db.all<Omit<ExceptionEvent, 'detail'> & { detail: string }>(sql`
    SELECT sequence, at, actor, action, detail FROM audit_log WHERE subject = ${exceptionSubject(id)}
    ORDER BY sequence DESC LIMIT 200`);
  return {
    exception,
    detail: readFigures(detail),
    notes: db.all<ExceptionNote>(sql`
      SELECT id, at, actor, text FROM exception_notes WHERE exception_id = ${id} ORDER BY at DESC, id DESC LIMIT 500`),
    history: history.map((row) => ({ ...row, detail: readRecord(row.detail) })),
    orderKnown:
      db.get(sql`SELECT 1 FROM orders WHERE msn = ${exception.msn} AND order_id = ${exception.orderId}`) !==
      undefined,
    payouts: db.all<{ ledgerId: string; settlementNumber: string }>(sql`
      SELECT ledger_id AS "ledgerId", settlement_number AS "settlementNumber" FROM payouts
      WHERE settlement_number = ${exception.settlementNumber} AND ledger_id = coalesce(${exception.ledgerId}, ledger_id) LIMIT 5`),
  };
}

/** What an exception is called in the audit log. */
export function exceptionSubject(id: string): string {
  return `exception ${id}`;
}

export type ExceptionPlace =
  | { readonly msn: string; readonly orderId: string }
  | { readonly ledgerId: string; readonly settlementNumber: string }
  | { readonly ledgerId: string; readonly ledgerDate: Day }
  | { readonly bankLineId: string };

/** The exceptions of one order, payout, ledger day or bank line: the open ones first, 50 at most. */
export async function exceptionsOf(db: Db, place: ExceptionPlace): Promise<ExceptionListRow[]> {
  const where =
    'orderId' in place
      ? sql`x.msn = ${place.msn} AND x.order_id = ${place.orderId}`
      : 'settlementNumber' in place
        ? sql`x.settlement_number = ${place.settlementNumber} AND coalesce(x.ledger_id, ${place.ledgerId}) = ${place.ledgerId}`
        : 'ledgerDate' in place
          ? sql`x.ledger_id = ${place.ledgerId} AND x.ledger_date = ${place.ledgerDate}`
          : sql`x.bank_line_id = ${place.bankLineId}`;
  return selectExceptions(db, sql`${where} ORDER BY x.status, x.arose_on, x.id LIMIT 50`);
}

function conditionsOf(filter: ExceptionFilter): SQL[] {
  const conditions = inRange(filter, sql`x.arose_on`, sql`abs(x.amount_ore)`);
  if (filter.status !== 'all') conditions.push(sql`x.status = ${filter.status}`);
  if (filter.kind !== undefined) conditions.push(sql`x.kind = ${filter.kind}`);
  if (filter.owner === null) conditions.push(sql`x.owner IS NULL`);
  else if (filter.owner !== undefined) conditions.push(sql`x.owner = ${filter.owner}`);
  if (filter.ledgerId !== undefined) conditions.push(sql`x.ledger_id = ${filter.ledgerId}`);
  if (filter.arose?.from) conditions.push(sql`x.arose_on >= ${filter.arose.from}`);
  if (filter.arose?.to) conditions.push(sql`x.arose_on <= ${filter.arose.to}`);
  if (filter.text !== undefined) {
    const text = filter.text.toLowerCase();
    conditions.push(
      sql`instr(lower(concat_ws(char(10), x.order_id, x.settlement_number, l.description, x.detail)), ${text}) > 0`,
    );
  }
  return conditions;
}

const columns =
  sql.raw(`x.id, x.kind, x.status, x.cause_present AS "causePresent", x.amount_ore AS "amountOre", x.currency,
  x.arose_on AS "aroseOn", x.msn, x.order_id AS "orderId", x.ledger_id AS "ledgerId", x.ledger_date AS "ledgerDate",
  x.settlement_number AS "settlementNumber", x.bank_line_id AS "bankLineId", l.description AS "bankText", x.owner,
  x.opened_at AS "openedAt", x.resolved_at AS "resolvedAt", x.resolved_by AS "resolvedBy", x.resolution,
  x.resolution_reason AS "resolutionReason", x.reopened, n.text AS "lastNote", n.actor AS "lastNoteBy", n.at AS "lastNoteAt"`);

const sources = sql.raw(`exceptions x
  LEFT JOIN bank_lines l ON l.id = x.bank_line_id
  LEFT JOIN exception_notes n ON n.id = (SELECT m.id FROM exception_notes m WHERE m.exception_id = x.id
    ORDER BY m.at DESC, m.id DESC LIMIT 1)`);

function selectExceptions(db: Db, condition: SQL): ExceptionListRow[] {
  return db.all<ExceptionListRow>(sql`SELECT ${columns} FROM ${sources} WHERE ${condition}`);
}

function readRecord(json: string): Record<string, unknown> {
  const value: unknown = JSON.parse(json);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function readFigures(json: string): Record<string, string | number> {
  const figures: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(readRecord(json))) {
    if (typeof value === 'string' || typeof value === 'number') figures[name] = value;
  }
  return figures;
}
