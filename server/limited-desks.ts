/** Desks that see some sales units only: a connection for each set of units, kept while it is used. */
import { type Scope, scopeOf } from '#core/permissions';
import { closeDatabase } from '#db/client';
import { openForUnits } from '#db/visible-units';
import type { Desk } from '#services/desk';
import type { OpenDesk } from '#services/open-desk';

export type LimitedDesks = {
  /** The desk as somebody sees it who may see this. */
  seenBy(scope: Scope): Desk;
  close(): void;
};

export const nowhere: Scope = scopeOf([], 'see');

/** What was not used for so long is closed when others are opened; no request takes as long. */
const restMs = 15 * 60_000;

export function createLimitedDesks(desk: OpenDesk, most = 30): LimitedDesks {
  const kept = new Map<string, { readonly desk: Desk; usedAtMs: number }>();
  const closeOldest = () => {
    for (const [key, one] of kept) {
      if (kept.size < most || Date.now() - one.usedAtMs < restMs) return;
      closeDatabase(one.desk.db);
      kept.delete(key);
    }
  };
  return {
    seenBy(scope) {
      if (scope.kind === 'everywhere') return desk;
      const key = scope.units.join(' ');
      const known = kept.get(key);
      kept.delete(key); // the last used stands last
      if (known === undefined) closeOldest();
      const one = known ?? { desk: { ...desk, db: openForUnits(desk.db, scope.units) }, usedAtMs: 0 };
      one.usedAtMs = Date.now();
      kept.set(key, one);
      return one.desk;
    },
    close() {
      for (const { desk } of kept.values()) closeDatabase(desk.db);
      kept.clear();
    },
  };
}
