/** Stores changes of settings with their record: together or not at all. */
import { auditStatement } from '#db/audit';
import { atomically, type Statement } from '#db/client';
import type { ChangeMark } from '#db/settings';
import type { OfflineDesk } from './desk';

export type RecordedChange = {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly statement: (mark: ChangeMark) => Statement;
};

export type StoredChanges = { readonly kind: 'saved'; readonly changed: boolean };

/** What is so already is neither written nor recorded. */
export async function storeChanges(
  desk: OfflineDesk,
  changes: readonly RecordedChange[],
): Promise<StoredChanges> {
  const real = changes.filter(({ before, after }) => !isSame(before, after));
  const at = desk.clock.now();
  const statements = real.flatMap(({ actor, action, subject, before, after, statement }) => [
    statement({ changedAt: at, changedBy: actor }),
    auditStatement(desk.db, { at, actor, action, subject, detail: { before, after } }),
  ]);
  if (statements.length > 0) await atomically(desk.db, statements);
  return { kind: 'saved', changed: real.length > 0 };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
}

/** The order of an object's fields says nothing. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, inOrder(inner)]);
}
