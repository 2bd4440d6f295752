/** Compiling a statement takes longer than most of ours take to run. Drizzle asks for each one anew. */
import type Database from 'better-sqlite3';
import type { Db } from './client';

/** The filters of a list make many texts: those that were not asked for the longest are forgotten. */
const mostKept = 150;

/** The same connection, whose `prepare` compiles a text once. For Drizzle only, which sets how rows are returned at each use. */
export function rememberStatements(client: Database.Database): Database.Database {
  const kept = new Map<string, Database.Statement>();
  const prepare = (source: string) => {
    const known = kept.get(source);
    kept.delete(source);
    const usable = known !== undefined && !known.busy;
    const statement = usable ? known : client.prepare(source);
    if (usable && statement.reader) statement.raw(false);
    kept.set(source, statement);
    if (kept.size > mostKept) kept.delete(kept.keys().next().value ?? '');
    return statement;
  };
  return Object.create(client, { prepare: { value: prepare } });
}

/** A query of Drizzle's, with placeholders, that is put together once for each connection. */
export function preparedOnce<Query>(prepare: (db: Db) => Query): (db: Db) => Query {
  const queries = new WeakMap<Db, Query>();
  return (db) => {
    const known = queries.get(db) ?? prepare(db);
    queries.set(db, known);
    return known;
  };
}
