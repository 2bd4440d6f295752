/** Writes and reads of commands. */
import { and, desc, eq, isNull, lte, ne, or, sql } from 'drizzle-orm';
import type { CommandStatus } from '#core/command-status';
import type { Db, Statement } from './client';
import type { OrderName } from './orders';
import { preparedOnce } from './remembered-statements';
import { commands } from './schema/index';

export type CommandRow = typeof commands.$inferSelect;
export type NewCommand = typeof commands.$inferInsert;

export function insertCommandStatement(db: Db, row: NewCommand): Statement {
  return db.insert(commands).values(row);
}

export async function findCommand(db: Db, id: string): Promise<CommandRow | undefined> {
  return db.select().from(commands).where(eq(commands.id, id)).get();
}

export async function findOpenCommand(db: Db, { msn, orderId }: OrderName): Promise<CommandRow | undefined> {
  return db
    .select()
    .from(commands)
    .where(and(eq(commands.msn, msn), eq(commands.orderId, orderId), openCommand()))
    .get();
}

/** The commands of an order, newest first. */
export async function listCommands(db: Db, { msn, orderId }: OrderName): Promise<CommandRow[]> {
  return db
    .select()
    .from(commands)
    .where(and(eq(commands.msn, msn), eq(commands.orderId, orderId)))
    .orderBy(desc(commands.createdAt))
    .limit(200)
    .all();
}

/** Was a cancel of this order given here, and not refused? */
export async function hasCancelCommand(db: Db, { msn, orderId }: OrderName): Promise<boolean> {
  return cancelCommandOf(db).get({ msn, orderId }) !== undefined;
}

const cancelCommandOf = preparedOnce((db) =>
  db
    .select({ id: commands.id })
    .from(commands)
    .where(
      and(
        eq(commands.msn, sql.placeholder('msn')),
        eq(commands.orderId, sql.placeholder('orderId')),
        eq(commands.kind, 'cancel'),
        ne(commands.status, 'failed'),
      ),
    )
    .prepare(),
);

/** All commands whose outcome is open, oldest first. */
export async function listOpenCommands(db: Db, limit: number): Promise<CommandRow[]> {
  return db.select().from(commands).where(openCommand()).orderBy(commands.createdAt).limit(limit).all();
}

/**
 * Takes the work on an open command for one process until `leaseUntil`; false when another has it or it is
 * settled. Leases are real time: the clock of the books may stand still or jump in the demo.
 */
export async function leaseCommand(
  db: Db,
  id: string,
  realNow: string,
  leaseUntil: string,
): Promise<boolean> {
  const result = db
    .update(commands)
    .set({ leaseUntil })
    .where(
      and(
        eq(commands.id, id),
        openCommand(),
        or(isNull(commands.leaseUntil), lte(commands.leaseUntil, realNow)),
      ),
    )
    .run();
  return result.changes === 1;
}

export type CommandChange = Partial<
  Pick<
    CommandRow,
    | 'attempts'
    | 'errorCode'
    | 'errorGroup'
    | 'errorKind'
    | 'errorMessage'
    | 'leaseUntil'
    | 'nextAttemptAt'
    | 'sentAt'
    | 'settledAt'
    | 'transactionId'
    | 'vippsRequestId'
  >
> & { readonly status: CommandStatus };

/** Changes a command that is still open; changes nothing when it has been settled meanwhile. */
export function updateOpenCommandStatement(db: Db, id: string, change: CommandChange): Statement {
  return db
    .update(commands)
    .set(change)
    .where(and(eq(commands.id, id), openCommand()));
}

/** Literally the condition of the partial indexes, so that SQLite uses them. */
function openCommand() {
  return sql`${commands.status} in ('pending','unknown')`;
}
