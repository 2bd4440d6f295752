/** A process that dies at a chosen write: from then on nothing it does reaches the database any more. */
import { type Db, type OpenDatabaseOptions, openDatabase } from '#db/client';

export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

/** A connection of its own to the file, which dies before write number `dieAt` (0 = the first); `Infinity` = never. */
export function openDying(file: string, firstDieAt: number, options: OpenDatabaseOptions = {}): DyingProcess {
  const db = openDatabase(file, options);
  let dieAt = firstDieAt;
  let writes = 0;
  const live = (isWrite: boolean) => {
    if (writes >= dieAt && (isWrite || dead)) dead = true;
    if (dead) throw new ProcessDied('the process died');
    if (isWrite) writes += 1;
  };
  let dead = false;
  const prepare = db.$client.prepare.bind(db.$client);
  const watched = (source: string) => {
    const isWrite = /^\s*(insert|update|delete)/i.test(source);
    const statement = prepare(source);
    const proxy: typeof statement = new Proxy(statement, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return (...words: unknown[]) => {
          if (name === 'raw' || name === 'pluck') {
            member.apply(target, words);
            return proxy;
          }
          live(isWrite);
          return member.apply(target, words);
        };
      },
    });
    return proxy;
  };
  Object.assign(db.$client, { prepare: watched });
  return {
    db,
    writes: () => writes,
    isDead: () => dead,
    dieAfter(more) {
      dieAt = writes + more;
    },
  };
}

export type DyingProcess = {
  readonly db: Db;
  /** How many writes it made. */
  writes(): number;
  isDead(): boolean;
  /** It will make so many writes more. */
  dieAfter(more: number): void;
};
