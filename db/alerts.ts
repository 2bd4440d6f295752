/** Writes and reads of alerts, of the messages about them, and of their deliveries. Times are real time unless told. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { AlertChanges, AlertChannel, AlertCondition, OpenAlert, PlannedMessage } from '#core/alerts';
import { type Db, inTransaction } from './client';
import { alertDeliveries, alertMessages, alerts } from './schema/index';

export type AlertRow = typeof alerts.$inferSelect;
export type AlertMessageRow = typeof alertMessages.$inferSelect;

export async function listOpenAlerts(db: Db): Promise<OpenAlert[]> {
  const { id, conditionKey, kind, lastToldAt, missingSince } = alerts;
  return db
    .select({ id, conditionKey, kind, lastToldAt, missingSince })
    .from(alerts)
    .where(isOpen)
    .orderBy(alerts.openedAt, alerts.id)
    .all();
}

/** Literally the condition of the partial indexes, so that SQLite uses them. */
const isOpen = sql`cleared_at is null`;
const isClearUntold = sql`cleared_at is not null and clear_told_at is null`;

/** `idOf`: ids of our own for what is new. */
export async function storeAlertChanges(
  db: Db,
  { opened, missing, returned, cleared }: AlertChanges,
  idOf: (condition: AlertCondition) => string,
  realNow: string,
): Promise<void> {
  inTransaction(db, () => {
    const change = (id: string, set: Partial<AlertRow>) =>
      db.update(alerts).set(set).where(eq(alerts.id, id)).run();
    for (const id of missing) change(id, { missingSince: realNow });
    for (const id of returned) change(id, { missingSince: null });
    for (const { id, tell } of cleared)
      change(id, { clearedAt: realNow, clearToldAt: tell ? null : realNow });
    for (const condition of opened) {
      const { key, ...facts } = condition;
      db.insert(alerts)
        .values({ ...facts, id: idOf(condition), conditionKey: key, openedAt: realNow })
        .run();
    }
  });
}

export type UntoldRows = {
  readonly opened: readonly AlertRow[];
  readonly cleared: readonly AlertRow[];
  readonly told: readonly (AlertRow & { readonly lastToldAt: string })[];
  readonly lastMessageAt: string | null;
};

/** All that a message could say now. */
/** `realNow`: a message that bears a later time was written while the machine's clock was ahead. */
export async function listUntold(db: Db, realNow: string): Promise<UntoldRows> {
  const open = db.select().from(alerts).where(isOpen).orderBy(alerts.openedAt, alerts.id).all();
  return {
    opened: open.filter((row) => row.lastToldAt === null && row.missingSince === null),
    cleared: db.select().from(alerts).where(isClearUntold).orderBy(alerts.clearedAt, alerts.id).all(),
    told: open.flatMap((row) => (row.lastToldAt === null ? [] : [{ ...row, lastToldAt: row.lastToldAt }])),
    lastMessageAt:
      db.get<{ at: string | null }>(
        sql`SELECT max(made_at) AS at FROM alert_messages WHERE made_at <= ${realNow}`,
      )?.at ?? null,
  };
}

/** The message, its deliveries, and that all of it was told: together, so that nothing is told twice or not at all. */
export async function storeAlertMessage(
  db: Db,
  message: { readonly id: string; readonly madeAt: string; readonly content: unknown },
  channels: readonly AlertChannel[],
  told: PlannedMessage,
): Promise<void> {
  inTransaction(db, () => {
    db.insert(alertMessages).values(message).run();
    for (const channel of channels)
      db.insert(alertDeliveries)
        .values({ messageId: message.id, channel, state: 'waiting', nextAttemptAt: message.madeAt })
        .run();
    const tell = db.$client.prepare('UPDATE alerts SET last_told_at = ? WHERE id = ?');
    for (const id of [...told.opened, ...told.reminded]) tell.run(message.madeAt, id);
    const tellClear = db.$client.prepare('UPDATE alerts SET clear_told_at = ? WHERE id = ?');
    for (const id of told.cleared) tellClear.run(message.madeAt, id);
  });
}

export type DueDelivery = AlertMessageRow & { readonly channel: AlertChannel; readonly attempts: number };

/** What is to be sent by a channel now, the oldest message first. */
export async function listDueDeliveries(
  db: Db,
  channel: AlertChannel,
  realNow: string,
  limit: number,
): Promise<DueDelivery[]> {
  // No pause is as long as a day: then the machine's clock was ahead when it was written.
  const longestWait = new Date(Date.parse(realNow) + 86_400_000).toISOString();
  return db
    .select({
      id: alertMessages.id,
      madeAt: alertMessages.madeAt,
      content: alertMessages.content,
      channel: alertDeliveries.channel,
      attempts: alertDeliveries.attempts,
    })
    .from(alertDeliveries)
    .innerJoin(alertMessages, eq(alertMessages.id, alertDeliveries.messageId))
    .where(
      and(
        sql`state = 'waiting'`,
        eq(alertDeliveries.channel, channel),
        sql`(next_attempt_at <= ${realNow} OR next_attempt_at > ${longestWait})`,
      ),
    )
    .orderBy(alertDeliveries.messageId)
    .limit(limit)
    .all();
}

/** Before it is tried: whoever dies on the way tries again later, and not at once for ever. */
export async function saveDeliveryTry(
  db: Db,
  { id, channel, attempts }: Pick<DueDelivery, 'id' | 'channel' | 'attempts'>,
  nextAttemptAt: string,
): Promise<void> {
  db.update(alertDeliveries)
    .set({ attempts: attempts + 1, nextAttemptAt })
    .where(ofDelivery(id, channel))
    .run();
}

export async function saveDeliveryEnd(
  db: Db,
  { id, channel }: Pick<DueDelivery, 'id' | 'channel'>,
  end:
    | { readonly state: 'delivered'; readonly deliveredAt: string; readonly trouble: string | null }
    | { readonly state: 'waiting' | 'given-up'; readonly trouble: string },
): Promise<void> {
  db.update(alertDeliveries).set(end).where(ofDelivery(id, channel)).run();
}

function ofDelivery(id: string, channel: AlertChannel) {
  return and(
    eq(alertDeliveries.messageId, id),
    eq(alertDeliveries.channel, channel),
    sql`${alertDeliveries.state} = 'waiting'`,
  );
}

/** When the oldest message was made that waits for each channel. */
export async function oldestWaiting(db: Db): Promise<{ channel: AlertChannel; madeAt: string }[]> {
  return db.all(sql`
    SELECT d.channel, min(m.made_at) AS "madeAt" FROM alert_deliveries d JOIN alert_messages m ON m.id = d.message_id
    WHERE d.state = 'waiting' GROUP BY d.channel`);
}

/** A channel that is not set any more delivers nothing. */
export async function giveUpChannels(db: Db, kept: readonly AlertChannel[]): Promise<void> {
  const others = (['email', 'webhook'] as const).filter((channel) => !kept.includes(channel));
  if (others.length === 0) return;
  db.update(alertDeliveries)
    .set({ state: 'given-up', trouble: 'the channel is not set any more' })
    .where(and(sql`state = 'waiting'`, inArray(alertDeliveries.channel, others)))
    .run();
}

/** Of what is over and was told; what waits to be told or delivered stays. */
export async function forgetAlertsBefore(db: Db, before: string): Promise<void> {
  inTransaction(db, () => {
    db.run(
      sql`DELETE FROM alerts WHERE cleared_at IS NOT NULL AND cleared_at < ${before} AND clear_told_at IS NOT NULL`,
    );
    const old = sql`SELECT m.id FROM alert_messages m WHERE m.made_at < ${before} AND NOT EXISTS (
      SELECT 1 FROM alert_deliveries d WHERE d.message_id = m.id AND d.state = 'waiting')`;
    db.run(sql`DELETE FROM alert_deliveries WHERE message_id IN (${old})`);
    db.run(sql`DELETE FROM alert_messages WHERE made_at < ${before} AND NOT EXISTS (
      SELECT 1 FROM alert_deliveries d WHERE d.message_id = alert_messages.id)`);
  });
}
