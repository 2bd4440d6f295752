/** What people do about exceptions: take them, write beside them, resolve them with a reason, reopen them. All of it is recorded. */
import {
  assignExceptionRows,
  insertExceptionNote,
  reopenExceptionRow,
  resolveExceptionRows,
} from '#db/exceptions';
import type { OfflineDesk } from './desk';

/** Returns how many changed hands. */
export async function assignExceptions(
  desk: OfflineDesk,
  { ids, owner, actor }: { ids: readonly string[]; owner: string | null; actor: string },
): Promise<number> {
  return assignExceptionRows(desk.db, ids, owner, { actor, at: desk.clock.now() });
}

/** Returns false when there is no such exception. */
export async function noteException(
  desk: OfflineDesk,
  { id, text, actor }: { id: string; text: string; actor: string },
): Promise<boolean> {
  return insertExceptionNote(desk.db, id, text, { actor, at: desk.clock.now() });
}

/** An exception stays resolved while its cause stays as it is; it reopens when the cause comes back or its amount changes. */
export async function resolveExceptions(
  desk: OfflineDesk,
  { ids, reason, actor }: { ids: readonly string[]; reason: string; actor: string },
): Promise<{ resolved: number; already: number }> {
  return resolveExceptionRows(desk.db, ids, reason, { actor, at: desk.clock.now() });
}

/** Returns false when it is not resolved. */
export async function reopenException(
  desk: OfflineDesk,
  { id, reason, actor }: { id: string; reason: string; actor: string },
): Promise<boolean> {
  return reopenExceptionRow(desk.db, id, reason, { actor, at: desk.clock.now() });
}
