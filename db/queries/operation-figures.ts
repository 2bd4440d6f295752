/** How the desk fares, in figures: for metrics. Each read begins with a short index or a row kept for it, never with history. */
import fs from 'node:fs';
import { type SQL, sql } from 'drizzle-orm';
import type { AlertChannel, AlertKind } from '#core/alerts';
import { type ExceptionKind, exceptionKinds } from '#core/exception-kinds';
import type { Db } from '../client';
import { alerts, commandTotals, jobStates, jobTotals, processSigns } from '../schema/index';

export const queues = ['callbacks', 'files', 'bulk-orders', 'shipments', 'orders-to-poll'] as const;
export type Queue = (typeof queues)[number];

/** No queue is counted further than this. */
export const countedAtMost = 10_000;

export type OperationFigures = {
  readonly jobTotals: readonly (typeof jobTotals.$inferSelect)[];
  /** Real time. */
  readonly jobStates: readonly (typeof jobStates.$inferSelect)[];
  readonly processes: readonly (typeof processSigns.$inferSelect)[];
  readonly commandTotals: readonly (typeof commandTotals.$inferSelect)[];
  /** Stored before the instant that was asked for, and not settled. By the clock of the books, as all that follows. */
  readonly unsettled: readonly {
    readonly status: 'pending' | 'unknown';
    readonly commands: number;
    readonly oldestAt: string;
  }[];
  readonly feeds: readonly FeedFigures[];
  /** `oldestAt`: since when the first of those counted waits. */
  readonly queues: readonly {
    readonly queue: Queue;
    readonly waiting: number;
    readonly oldestAt: string | null;
  }[];
  readonly exceptions: readonly { readonly kind: ExceptionKind; readonly open: number }[];
  readonly alerts: readonly { readonly kind: AlertKind; readonly open: number }[];
  /** Real time. */
  readonly deliveries: readonly {
    readonly channel: AlertChannel;
    readonly waiting: number;
    readonly oldestAt: string;
  }[];
  readonly databaseBytes: number;
  readonly walBytes: number;
};

export type FeedFigures = {
  readonly ledgerId: string;
  readonly topic: string;
  readonly endReachedAt: string | null;
  /** When the newest entry that came by the feed was booked. */
  readonly newestAt: string | null;
};

/** `now` and `unsettledBefore` by the clock of the books. */
export async function operationFigures(
  db: Db,
  { now, unsettledBefore }: { readonly now: string; readonly unsettledBefore: string },
): Promise<OperationFigures> {
  return {
    jobTotals: db.select().from(jobTotals).all(),
    jobStates: db.select().from(jobStates).all(),
    processes: db.select().from(processSigns).all(),
    commandTotals: db.select().from(commandTotals).all(),
    unsettled: db.all(sql`
      SELECT status, count(*) AS commands, min(created_at) AS "oldestAt" FROM commands
      WHERE status IN ('pending','unknown') AND created_at <= ${unsettledBefore} GROUP BY status`),
    feeds: await feedFigures(db),
    queues: queues.map((queue) => queueFigures(db, queue, now)),
    exceptions: exceptionKinds.map((kind) => ({
      kind,
      open:
        db.get<{ n: number }>(
          sql`SELECT count(*) AS n FROM exceptions WHERE kind = ${kind} AND status = 'open'`,
        )?.n ?? 0,
    })),
    alerts: db
      .select({ kind: alerts.kind, open: sql<number>`count(*)` })
      .from(alerts)
      .where(sql`cleared_at is null`)
      .groupBy(alerts.kind)
      .all(),
    deliveries: db.all(sql`
      SELECT d.channel, count(*) AS waiting, min(m.made_at) AS "oldestAt" FROM alert_deliveries d
      JOIN alert_messages m ON m.id = d.message_id WHERE d.state = 'waiting' GROUP BY d.channel`),
    databaseBytes: bytesOf(db.$client.name),
    walBytes: bytesOf(`${db.$client.name}-wal`),
  };
}

/** Every feed that was ever read; bounded by the ledgers there are. */
export async function feedFigures(db: Db): Promise<FeedFigures[]> {
  return db.all<FeedFigures>(sql`
    SELECT c.ledger_id AS "ledgerId", c.topic, c.end_reached_at AS "endReachedAt",
      (SELECT e.occurred_at FROM ledger_entries e WHERE e.ledger_id = c.ledger_id AND e.topic = c.topic
        AND e.feed_order IS NOT NULL ORDER BY e.feed_order DESC LIMIT 1) AS "newestAt"
    FROM feed_cursors c ORDER BY c.ledger_id, c.topic`);
}

/** What waits in each queue, the first in line first. */
const waitingIn = (queue: Queue, now: string): SQL => {
  switch (queue) {
    case 'callbacks':
      return sql`SELECT received_at AS at FROM callbacks WHERE handled_at IS NULL ORDER BY next_attempt_at`;
    case 'files':
      return sql`SELECT started_at AS at FROM imports WHERE status IN ('queued','reading','taking') ORDER BY started_at`;
    case 'bulk-orders':
      return sql`SELECT r.requested_at AS at FROM bulk_runs r CROSS JOIN bulk_items i ON i.bulk_id = r.id AND i.state = 'waiting'
        WHERE r.finished_at IS NULL ORDER BY r.requested_at`;
    case 'shipments':
      return sql`SELECT registered_at AS at FROM shipments WHERE capture = 'waiting' ORDER BY next_attempt_at`;
    case 'orders-to-poll':
      return sql`SELECT next_poll_at AS at FROM orders WHERE next_poll_at IS NOT NULL AND next_poll_at <= ${now} ORDER BY next_poll_at`;
  }
};

function queueFigures(db: Db, queue: Queue, now: string) {
  const found = db.get<{ waiting: number; oldestAt: string | null }>(
    sql`SELECT count(*) AS waiting, min(at) AS "oldestAt" FROM (${waitingIn(queue, now)} LIMIT ${countedAtMost})`,
  );
  return { queue, waiting: found?.waiting ?? 0, oldestAt: found?.oldestAt ?? null };
}

/** 0 for a file that is not there: the write-ahead log goes with its last reader, a database in memory has none. */
function bytesOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
