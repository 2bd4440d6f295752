/** For work that stores many things one by one: what comes within a moment goes to the disk in one transaction. */
import { type Db, inTransaction, type Statement } from './client';

/** As `atomically`: resolves when the statements are on disk, and rejects when none of them is. */
export type Write = (statements: readonly Statement[]) => Promise<void>;

type Waiting = {
  readonly statements: readonly Statement[];
  readonly done: () => void;
  readonly failed: (reason: unknown) => void;
};

/**
 * Each call's statements are stored whole or not at all, whatever becomes of those that share their transaction. Waiting for the disk is
 * most of a small write: together they wait once. `gatherMs`: the first of them waits so long for others.
 */
export function writeTogether(db: Db, gatherMs: number): Write {
  let waiting: Waiting[] = [];
  const writeAll = () => {
    const group = waiting;
    waiting = [];
    try {
      const outcomes = storeEach(db, group);
      for (const [index, one] of group.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined) one.done();
        else one.failed(outcome.reason);
      }
    } catch (error) {
      for (const one of group) one.failed(error);
    }
  };
  return (statements) =>
    new Promise((done, failed) => {
      if (waiting.length === 0) setTimeout(writeAll, gatherMs);
      waiting.push({ statements, done, failed });
    });
}

/** The reasons of those that were not stored. */
function storeEach(db: Db, group: readonly Waiting[]): ({ readonly reason: unknown } | undefined)[] {
  return inTransaction(db, () =>
    group.map(({ statements }) => {
      try {
        inTransaction(db, () => {
          for (const statement of statements) statement.run();
        });
        return undefined;
      } catch (reason) {
        if (!db.$client.inTransaction) throw reason; // SQLite has undone everything, as when the disk is full
        return { reason };
      }
    }),
  );
}
