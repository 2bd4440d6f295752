/** Names every write of a process, and ends it (SIGKILL) at one of them: with the statement not yet run, or run and not yet committed. */
import type { Db } from '#db/client';

export type DeathAtWrite = {
  /** As `nameOfWrite` names it; undefined = none. */
  readonly name: string | undefined;
  /** The first, second, third … of the name. */
  readonly occurrence: number;
  readonly when: 'before' | 'after';
};

export function dieAtWrite(db: Db, death: DeathAtWrite, onNewName: (name: string) => void): void {
  const seen = new Map<string, number>();
  const prepare = db.$client.prepare.bind(db.$client);
  const die = () => process.kill(process.pid, 'SIGKILL');
  const watched = (source: string) => {
    const name = nameOfWrite(source);
    const statement = prepare(source);
    if (name === undefined) return statement;
    const proxy: typeof statement = new Proxy(statement, {
      get(target, member) {
        const value: unknown = Reflect.get(target, member, target);
        if (typeof value !== 'function') return value;
        return (...words: unknown[]) => {
          if (member === 'raw' || member === 'pluck' || member === 'bind') {
            value.apply(target, words);
            return proxy;
          }
          const count = (seen.get(name) ?? 0) + 1;
          seen.set(name, count);
          if (count === 1) onNewName(name);
          const isMoment = name === death.name && count === death.occurrence;
          if (isMoment && death.when === 'before') die();
          const result: unknown = value.apply(target, words);
          if (isMoment) die();
          return result;
        };
      },
    });
    return proxy;
  };
  Object.assign(db.$client, { prepare: watched });
}

/** What is written to which table: `insert commands`, `update commands status attempts`. Undefined for what only reads. */
export function nameOfWrite(source: string): string | undefined {
  const text = source.replace(/["`\s]+/g, ' ').trim();
  const insert = /^(?:insert|replace)\b.*?\binto (\w+)/i.exec(text);
  if (insert?.[1] !== undefined) return `insert ${insert[1]}`;
  const remove = /^delete from (\w+)/i.exec(text);
  if (remove?.[1] !== undefined) return `delete ${remove[1]}`;
  const update = /^update (\w+) set (.*?)(?: where |$)/i.exec(text);
  if (update === null) return undefined;
  const columns = [...(update[2] ?? '').matchAll(/(\w+) =/g)].map(([, column]) => column);
  return `update ${update[1]} ${columns.slice(0, 4).join(' ')}`.trim();
}
