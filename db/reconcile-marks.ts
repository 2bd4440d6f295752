/** How far each part of reconciliation has come. readMark and writeMark are for transactions inside db/. */
import { eq } from 'drizzle-orm';
import type { Db } from './client';
import { reconcileMarks } from './schema/index';

export function readMark(db: Db, name: string): string | undefined {
  return db.select().from(reconcileMarks).where(eq(reconcileMarks.name, name)).get()?.value;
}

export function writeMark(db: Db, name: string, value: string): void {
  db.insert(reconcileMarks)
    .values({ name, value })
    .onConflictDoUpdate({ target: reconcileMarks.name, set: { value } })
    .run();
}

export async function findMark(db: Db, name: string): Promise<string | undefined> {
  return readMark(db, name);
}

export async function saveMark(db: Db, name: string, value: string): Promise<void> {
  writeMark(db, name, value);
}
