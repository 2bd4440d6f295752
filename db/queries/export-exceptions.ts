/** Exceptions and bank lines for files. */
import { type SQL, sql } from 'drizzle-orm';
import type { Day } from '#core/calendar';
import { type ExceptionKind, exceptionKinds } from '#core/exception-kinds';
import type { BankSort, ExceptionSort } from '#core/list-words';
import type { Currency, Ore } from '#core/money';
import type { ReportPeriod } from '#core/report-kinds';
import type { Db } from '../client';
import { exceptionStatuses } from '../schema/index';
import { type BankLineListFilter, type BankLineView, pickBankLines } from './bank-lines-list';
import { type ExceptionFilter as ExceptionListFilter, pickExceptions } from './exceptions-list';
import { counted } from './export-orders';
import { type CountLimit, type ExportPage, exportPage, exportPageSize, pageOf } from './export-page';
import type { ListKey, ListSort } from './keyset';

export type ExceptionExportRow = {
  readonly id: string;
  readonly kind: ExceptionKind;
  readonly status: string;
  readonly causePresent: string;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly aroseOn: Day;
  readonly msn: string | null;
  readonly orderId: string | null;
  readonly ledgerId: string | null;
  readonly ledgerDate: Day | null;
  readonly settlementNumber: string | null;
  readonly bankLineId: string | null;
  /** JSON as stored. */
  readonly detail: string;
  readonly owner: string | null;
  readonly openedAt: string;
  readonly resolvedAt: string | null;
  readonly resolvedBy: string | null;
  readonly resolution: string | null;
  readonly resolutionReason: string | null;
  readonly reopened: number;
  readonly notes: number;
};

export type ExceptionFilter = {
  readonly period: ReportPeriod;
  readonly ledgerId?: string;
  readonly msn?: string;
};

/** One kind and status after another, as the index has them; in each by the day they arose. */
export type ExceptionKey = readonly [part: number, aroseOn: string, id: string];

const parts = exceptionKinds.flatMap((kind) => exceptionStatuses.map((status) => ({ kind, status })));

const exceptionColumns =
  sql.raw(`x.id, x.kind, x.status, x.cause_present AS "causePresent", x.amount_ore AS "amountOre", x.currency,
      x.arose_on AS "aroseOn", x.msn, x.order_id AS "orderId", x.ledger_id AS "ledgerId", x.ledger_date AS "ledgerDate",
      x.settlement_number AS "settlementNumber", x.bank_line_id AS "bankLineId", x.detail, x.owner,
      x.opened_at AS "openedAt", x.resolved_at AS "resolvedAt", x.resolved_by AS "resolvedBy", x.resolution,
      x.resolution_reason AS "resolutionReason", x.reopened,
      (SELECT count(*) FROM exception_notes n WHERE n.exception_id = x.id) AS notes`);

export async function pageOfExceptions(
  db: Db,
  filter: ExceptionFilter,
  after: ExceptionKey = [0, filter.period.from, ''],
): Promise<ExportPage<ExceptionExportRow, ExceptionKey>> {
  const [part, aroseOn, id] = after;
  const here = parts[part];
  if (here === undefined) return { rows: [], after: undefined };
  const rows = db.all<ExceptionExportRow>(sql`
    SELECT ${exceptionColumns}
    FROM exceptions x
    WHERE x.kind = ${here.kind} AND x.status = ${here.status} AND (x.arose_on, x.id) > (${aroseOn}, ${id})
      AND x.arose_on <= ${filter.period.to} AND ${placeOf(filter)}
    ORDER BY x.arose_on, x.id LIMIT ${exportPageSize}`);
  const page = pageOf<ExceptionExportRow, ExceptionKey>(rows, (row) => [part, row.aroseOn, row.id]);
  const next: ExceptionKey | undefined =
    part + 1 < parts.length ? [part + 1, filter.period.from, ''] : undefined;
  return { rows, after: page.after ?? next };
}

/** What the list of exceptions lets through, in its order. */
export async function pageOfListedExceptions(
  db: Db,
  filter: ExceptionListFilter,
  { by, dir }: ListSort<ExceptionSort>,
  after?: ListKey,
): Promise<ExportPage<ExceptionExportRow, ListKey>> {
  return exportPage(
    pickExceptions(db, exceptionColumns, filter, { limit: exportPageSize, sort: by, dir, after }),
  );
}

export async function countExceptions(db: Db, filter: ExceptionFilter, limit?: CountLimit): Promise<number> {
  return counted(
    db,
    sql`SELECT 1 FROM exceptions x
      WHERE x.arose_on BETWEEN ${filter.period.from} AND ${filter.period.to} AND ${placeOf(filter)}`,
    limit,
  );
}

function placeOf({ ledgerId, msn }: ExceptionFilter): SQL {
  const ofLedger = ledgerId === undefined ? sql`true` : sql`x.ledger_id = ${ledgerId}`;
  return msn === undefined ? ofLedger : sql`${ofLedger} AND x.msn = ${msn}`;
}

export type BankLineExportRow = {
  readonly id: string;
  readonly account: string;
  readonly bookedOn: Day;
  readonly amountOre: Ore;
  readonly currency: Currency;
  readonly description: string;
  readonly bankReference: string | null;
  readonly counterparty: string | null;
  readonly settlementNumber: string | null;
  readonly fromVipps: string;
  readonly matchStatus: string | null;
  readonly matchedPayouts: string | null;
};

export type BankLineFilter = { readonly period: ReportPeriod; readonly account?: string | null };
export type BankLineKey = readonly [bookedOn: string, id: string];

const lineColumns =
  sql.raw(`l.id, l.account, l.booked_on AS "bookedOn", l.amount_ore AS "amountOre", l.currency, l.description,
      l.bank_reference AS "bankReference", l.counterparty, l.settlement_number AS "settlementNumber",
      l.from_vipps AS "fromVipps", m.status AS "matchStatus",
      (SELECT group_concat(p.settlement_number, ' ') FROM bank_match_payouts p WHERE p.match_id = m.id) AS "matchedPayouts"`);

/** `account` null: a ledger whose bank account is not known has no lines. */
export async function pageOfBankLines(
  db: Db,
  filter: BankLineFilter,
  after: BankLineKey = [filter.period.from, ''],
): Promise<ExportPage<BankLineExportRow, BankLineKey>> {
  const rows = db.all<BankLineExportRow>(sql`
    SELECT ${lineColumns}
    FROM bank_lines l
    LEFT JOIN bank_match_lines ml ON ml.line_id = l.id AND ml.in_force = 'yes'
    LEFT JOIN bank_matches m ON m.id = ml.match_id
    WHERE (l.booked_on, l.id) > (${after[0]}, ${after[1]}) AND ${linesOf(filter)}
    ORDER BY l.booked_on, l.id LIMIT ${exportPageSize}`);
  return pageOf(rows, (row) => [row.bookedOn, row.id]);
}

const listedLineColumns =
  sql.raw(`l.id, l.account, l.booked_on AS "bookedOn", l.amount_ore AS "amountOre", l.currency, l.description,
  l.bank_reference AS "bankReference", l.counterparty, l.settlement_number AS "settlementNumber", l.from_vipps AS "fromVipps",
  (SELECT m.status FROM bank_match_lines k JOIN bank_matches m ON m.id = k.match_id
    WHERE k.line_id = l.id AND k.in_force = 'yes') AS "matchStatus",
  (SELECT group_concat(p.settlement_number, ' ') FROM bank_match_lines k JOIN bank_match_payouts p ON p.match_id = k.match_id
    WHERE k.line_id = l.id AND k.in_force = 'yes') AS "matchedPayouts"`);

/** What the list of bank lines lets through, in its order. */
export async function pageOfListedBankLines(
  db: Db,
  view: BankLineView,
  filter: BankLineListFilter,
  { by, dir }: ListSort<BankSort>,
  after?: ListKey,
): Promise<ExportPage<BankLineExportRow, ListKey>> {
  return exportPage(
    pickBankLines(db, listedLineColumns, view, { limit: exportPageSize, sort: by, dir, after }, filter),
  );
}

export async function countBankLines(db: Db, filter: BankLineFilter, limit?: CountLimit): Promise<number> {
  return counted(db, sql`SELECT 1 FROM bank_lines l WHERE ${linesOf(filter)}`, limit);
}

function linesOf({ period, account }: BankLineFilter): SQL {
  const inPeriod = sql`l.booked_on BETWEEN ${period.from} AND ${period.to}`;
  return account === undefined ? inPeriod : sql`${inPeriod} AND l.account = ${account}`;
}
