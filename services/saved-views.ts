/** Views of lists that people keep: each its owner's own, and shown to the others where the owner says so. */
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { normalListQuery, type ViewPage } from '#core/list-pages';
import { auditStatement } from '#db/audit';
import { atomically, isConstraintError, type Statement, UnexpectedChanges } from '#db/client';
import {
  deleteSavedViewStatement,
  findSavedView,
  insertSavedViewStatement,
  type SavedViewRow,
  shareSavedViewStatement,
} from '#db/saved-views';
import type { OfflineDesk } from './desk';

/** What people call a view: 1 to 60 characters on one line. */
const viewName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^\P{Cc}+$/u);
const longestQuery = 2000;

export type NewView = {
  readonly page: ViewPage;
  readonly name: string;
  /** As it stands in the address; kept without what is no part of a view. */
  readonly query: string;
  readonly shared: boolean;
  readonly actor: string;
};

export type SaveViewResult =
  | { readonly kind: 'saved'; readonly view: SavedViewRow }
  | {
      readonly kind: 'refused';
      readonly refusal: 'name-unreadable' | 'name-taken' | 'too-many' | 'too-long';
    };

export async function saveView(
  { db, clock }: OfflineDesk,
  { page, name, query, shared, actor }: NewView,
): Promise<SaveViewResult> {
  const read = viewName.safeParse(name);
  if (!read.success) return { kind: 'refused', refusal: 'name-unreadable' };
  const view: SavedViewRow = {
    id: uuidv7(),
    page,
    name: read.data,
    query: normalListQuery(page, query),
    owner: actor,
    shared: shared ? 'yes' : 'no',
    createdAt: clock.now(),
  };
  if (view.query.length > longestQuery) return { kind: 'refused', refusal: 'too-long' };
  const record = shared ? [recordOf({ db, clock }, view, actor, 'view shared')] : [];
  try {
    await atomically(db, [insertSavedViewStatement(db, view), ...record]);
    return { kind: 'saved', view };
  } catch (error) {
    if (isConstraintError(error)) return { kind: 'refused', refusal: 'name-taken' };
    if (error instanceof UnexpectedChanges) return { kind: 'refused', refusal: 'too-many' };
    throw error;
  }
}

/** False when there is no such view, or it is somebody else's. */
export async function forgetView(
  desk: OfflineDesk,
  { id, actor }: { readonly id: string; readonly actor: string },
): Promise<boolean> {
  const view = await findSavedView(desk.db, id);
  if (view === undefined) return false;
  const record = view.shared === 'yes' ? [recordOf(desk, view, actor, 'shared view forgotten')] : [];
  return changed(desk, [deleteSavedViewStatement(desk.db, { id, owner: actor }), ...record]);
}

/** Shows a view to the others, or no longer. False when there is no such view, or it is somebody else's. */
export async function shareView(
  desk: OfflineDesk,
  { id, actor, shared }: { readonly id: string; readonly actor: string; readonly shared: boolean },
): Promise<boolean> {
  const view = await findSavedView(desk.db, id);
  if (view === undefined) return false;
  const record =
    (view.shared === 'yes') === shared
      ? []
      : [recordOf(desk, view, actor, shared ? 'view shared' : 'view no longer shared')];
  const share = shareSavedViewStatement(desk.db, { id, owner: actor }, shared ? 'yes' : 'no');
  return changed(desk, [share, ...record]);
}

async function changed({ db }: Pick<OfflineDesk, 'db'>, statements: readonly Statement[]): Promise<boolean> {
  try {
    await atomically(db, statements);
    return true;
  } catch (error) {
    if (error instanceof UnexpectedChanges) return false;
    throw error;
  }
}

/** What others see is for the record; a person's own views are not. */
function recordOf(
  { db, clock }: Pick<OfflineDesk, 'db' | 'clock'>,
  { id, page, name, query }: SavedViewRow,
  actor: string,
  action: string,
): Statement {
  return auditStatement(db, {
    at: clock.now(),
    actor,
    action,
    subject: `view ${id}`,
    detail: { page, name, query },
  });
}
