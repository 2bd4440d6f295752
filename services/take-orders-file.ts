/**
 * A table of orders is read twice: first to its end, storing nothing, then piece by piece. Each row registers its order, once, and where
 * it was sent records the shipment.
 */
import { uuidv7 } from 'uuidv7';
import { auditStatement } from '#db/audit';
import { finishImport, getImport, type ImportProblem, type ImportRow } from '#db/imports';
import { requestJobRun } from '#db/job-runs';
import { type OrderToTake, takeOrders } from '#db/order-imports';
import { listSalesUnits } from '#db/orders';
import { readFileBytes } from '#files/byte-source';
import { readOrdersCsv } from '#files/orders-csv';
import type { OfflineDesk } from './desk';
import { add, noProblems, type ProblemList } from './inspect-settlement-file';
import {
  contentDigest,
  differingProblem,
  faultOf,
  type OrderOfFile,
  registrationOf,
  shipmentOf,
} from './orders-file-rows';
import type { Progress } from './progress';
import { differencesOf, newOrder } from './register-order';

export type OrdersFileSummary = {
  readonly registered: number;
  readonly known: number;
  /** Registered before with other content; left as they were. */
  readonly differing: number;
  readonly shipments: number;
};

export type InspectedOrdersFile = {
  readonly orders: number;
  /** What was passed over, or did not fit the books; the orders are taken all the same. */
  readonly problems: ProblemList;
  /** Rows that are left out. */
  readonly unreadable: ProblemList;
};

/** Beyond these, a second row of an order is found when it meets the first in the books. */
const rowsCompared = 250_000;

/** Throws FileFormatError when the file cannot be read to its end. */
export async function inspectOrdersFile(
  desk: OfflineDesk,
  path: string,
  onBytes: (bytes: number) => void,
): Promise<InspectedOrdersFile> {
  const units = await unitsRead(desk);
  const now = desk.clock.now();
  const seen = new Map<string, { digest: string; line: number }>();
  const found = { orders: 0, problems: noProblems(), unreadable: noProblems() };
  for await (const event of readOrdersCsv(readFileBytes(path, onBytes))) {
    if (event.kind === 'notice')
      add(found.problems, { line: event.line, kind: event.notice, message: event.message });
    else if (event.kind === 'unreadable-row')
      add(found.unreadable, { line: event.line, kind: event.reason, message: event.message });
    else if (event.kind === 'order') {
      const fault = faultOf(event, units, now) ?? repeatedOtherwise(event, seen);
      if (fault === undefined) found.orders += 1;
      else add(found.unreadable, fault);
    }
  }
  return found;
}

/** The sales units of the settings: of those that only a file named, no payment can be read. */
async function unitsRead(desk: OfflineDesk): Promise<ReadonlySet<string>> {
  const units = await listSalesUnits(desk.db);
  return new Set(units.filter(({ polled }) => polled === 'yes').map(({ msn }) => msn));
}

function repeatedOtherwise(
  row: OrderOfFile,
  seen: Map<string, { digest: string; line: number }>,
): ImportProblem | undefined {
  const name = `${row.msn}/${row.orderId}`;
  const digest = contentDigest(row);
  const first = seen.get(name);
  if (first === undefined) {
    if (seen.size < rowsCompared) seen.set(name, { digest, line: row.line });
    return undefined;
  }
  if (first.digest === digest) return undefined;
  const message = `The order stands on line ${first.line} already, with other content. Keep one of the two rows.`;
  return { line: row.line, kind: 'row-differs', message };
}

/** So few that the database is free again within a moment. */
const rowsAtOnce = 200;

type Taking = {
  readonly row: ImportRow;
  readonly units: ReadonlySet<string>;
  readonly problems: ProblemList;
  readonly now: string;
};

/** False when it was stopped before the end: call it again. */
export async function takeOrdersFile(
  desk: OfflineDesk,
  row: ImportRow & { readonly path: string },
  inspected: InspectedOrdersFile,
  progress: Progress & { onBytes(bytes: number): void },
): Promise<boolean> {
  const units = await unitsRead(desk);
  const taking: Taking = {
    row,
    units,
    problems: noProblems(),
    now: desk.clock.now(),
  };
  const seen = new Map<string, { digest: string; line: number }>();
  const total = { rows: 0, differing: 0 };
  let waiting: OrderToTake[] = [];
  const flush = async () => {
    const { differing } = await takeOrders(desk.db, row.id, waiting);
    total.rows += waiting.length;
    total.differing += differing;
    waiting = [];
  };
  for await (const event of readOrdersCsv(readFileBytes(row.path, progress.onBytes))) {
    if (event.kind === 'notice')
      add(taking.problems, { line: event.line, kind: event.notice, message: event.message });
    if (event.kind !== 'order') continue;
    if (faultOf(event, units, taking.now) ?? repeatedOtherwise(event, seen)) continue;
    waiting.push(orderToTake(event, taking));
    if (waiting.length < rowsAtOnce) continue;
    await flush();
    await progress.report(total.rows, row.rowsRead);
    if (progress.stopping()) return false;
  }
  await flush();
  await finish(desk, taking, inspected, total);
  return true;
}

function orderToTake(event: OrderOfFile, { row, problems, now }: Taking): OrderToTake {
  const registration = registrationOf(event);
  const { shipment } = event;
  return {
    order: newOrder(registration, now),
    isSame(known) {
      const fields = differencesOf(known, registration);
      if (fields.length > 0) add(problems, differingProblem(event, fields));
      return fields.length === 0;
    },
    shipment:
      shipment === undefined
        ? null
        : (order, earlier) => {
            const context = { actor: row.actor, now };
            const result = shipmentOf({ ...event, shipment }, order, earlier, context);
            if (result.kind === 'refused') add(problems, result.problem);
            return result.kind === 'new' ? result.shipment : undefined;
          },
  };
}

async function finish(
  desk: OfflineDesk,
  { row, problems }: Taking,
  { unreadable }: InspectedOrdersFile,
  total: { readonly rows: number; readonly differing: number },
): Promise<void> {
  const at = desk.clock.now();
  const { id, actor, fileName, sha256 } = row;
  const stored = await getImport(desk.db, id);
  const summary: OrdersFileSummary = {
    registered: stored.ordersAdded,
    // Rows that an earlier try registered are met again as known ones.
    known: Math.max(0, total.rows - total.differing - stored.ordersAdded),
    differing: total.differing,
    shipments: shipmentsIn(stored),
  };
  const detail = { fileName, sha256, ...summary, left: unreadable.count };
  const audit = { at, actor, action: 'orders file imported', subject: `import ${id}`, detail };
  await finishImport(desk.db, id, {
    payouts: [],
    statements: [],
    alongside: [auditStatement(desk.db, audit)],
    change: () => ({
      status: 'taken',
      finishedAt: at,
      storedPath: null,
      rowsKnown: summary.known,
      summary,
      problemCount: unreadable.count + problems.count,
      problems: [...unreadable.first, ...problems.first].slice(0, 1000),
    }),
  });
  await requestJobRun(desk.db, {
    id: uuidv7(),
    job: 'poll-payments',
    requestedBy: actor,
    realNow: new Date().toISOString(),
  });
}

/** Counted piece by piece, with the shipments themselves. */
function shipmentsIn({ summary }: ImportRow): number {
  return typeof summary === 'object' &&
    summary !== null &&
    'shipments' in summary &&
    typeof summary.shipments === 'number'
    ? summary.shipments
    : 0;
}

/** What came of a file of orders; undefined of another kind, or while it is not taken. */
export function ordersSummaryOf(row: ImportRow): OrdersFileSummary | undefined {
  return row.kind === 'orders' && row.status === 'taken' ? (row.summary as OrdersFileSummary) : undefined;
}
