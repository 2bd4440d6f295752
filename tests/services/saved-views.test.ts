import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { normalListQuery } from '#core/list-pages';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { listSavedViews, mostViews } from '#db/saved-views';
import { fixedClock } from '#services/clock';
import type { OfflineDesk } from '#services/desk';
import { forgetView, saveView, shareView } from '#services/saved-views';

let db: Db;
let desk: OfflineDesk;
beforeEach(() => {
  db = openDatabase(':memory:');
  migrateOpen(db);
  desk = { db, clock: fixedClock('2026-06-02T06:30:00.000Z'), log: pino({ level: 'silent' }) };
});
afterEach(() => closeDatabase(db));

const wanted = {
  page: 'orders',
  name: 'Mine',
  query: 'view=captured',
  shared: false,
  actor: 'kari',
} as const;
async function saved(more: Partial<Parameters<typeof saveView>[1]> = {}) {
  const result = await saveView(desk, { ...wanted, ...more });
  if (result.kind === 'refused') throw new Error(result.refusal);
  return result.view;
}
const audited = () => db.$client.prepare('SELECT action FROM audit_log ORDER BY sequence').pluck().all();
const seenBy = async (person: string) => (await listSavedViews(db, person, 'orders')).map(({ name }) => name);

describe('a kept view', () => {
  it('is its owner’s own until it is shared, and goes when its owner forgets it', async () => {
    const { id } = await saved();
    expect([await seenBy('kari'), await seenBy('ola')]).toEqual([['Mine'], []]);
    expect(await shareView(desk, { id, actor: 'kari', shared: true })).toBe(true);
    expect(await seenBy('ola')).toEqual(['Mine']);
    expect(await listSavedViews(db, 'ola', 'payouts')).toEqual([]);
    expect(await shareView(desk, { id, actor: 'kari', shared: false })).toBe(true);
    expect(await seenBy('ola')).toEqual([]);
    expect(await forgetView(desk, { id, actor: 'kari' })).toBe(true);
    expect(await seenBy('kari')).toEqual([]);
    expect(await forgetView(desk, { id, actor: 'kari' })).toBe(false);
  });

  it('is changed and forgotten by nobody but its owner, and nothing is recorded of the attempt', async () => {
    const { id } = await saved({ shared: true });
    const before = audited();
    expect(await forgetView(desk, { id, actor: 'ola' })).toBe(false);
    expect(await shareView(desk, { id, actor: 'ola', shared: false })).toBe(false);
    expect(await seenBy('ola')).toEqual(['Mine']);
    expect(audited()).toEqual(before);
  });

  it('stands in the record while others see it, and not otherwise', async () => {
    const own = await saved();
    await forgetView(desk, { id: own.id, actor: 'kari' });
    expect(audited()).toEqual([]);
    const { id } = await saved({ shared: true });
    await shareView(desk, { id, actor: 'kari', shared: true });
    await shareView(desk, { id, actor: 'kari', shared: false });
    await shareView(desk, { id, actor: 'kari', shared: true });
    await forgetView(desk, { id, actor: 'kari' });
    expect(audited()).toEqual([
      'view shared',
      'view no longer shared',
      'view shared',
      'shared view forgotten',
    ]);
  });

  it('has a name of its own among its owner’s views of the list', async () => {
    await saved();
    expect(await saveView(desk, { ...wanted, name: ' Mine ' })).toEqual({
      kind: 'refused',
      refusal: 'name-taken',
    });
    await saved({ page: 'payouts' });
    await saved({ actor: 'ola' });
  });

  it.each(['', '   ', 'x'.repeat(61), 'two\nlines'])('is not kept with the name "%s"', async (name) => {
    expect(await saveView(desk, { ...wanted, name })).toEqual({
      kind: 'refused',
      refusal: 'name-unreadable',
    });
  });

  it(`is refused when its owner keeps ${mostViews} of the list, and of that list only`, async () => {
    for (let n = 0; n < mostViews; n += 1) await saved({ name: `View ${n}` });
    const one = { ...wanted, name: 'One more' };
    expect(await saveView(desk, one)).toEqual({ kind: 'refused', refusal: 'too-many' });
    expect(await saveView(desk, { ...one, shared: true })).toEqual({ kind: 'refused', refusal: 'too-many' });
    expect(audited()).toEqual([]);
    await saved({ ...one, page: 'bank' });
    await saved({ ...one, actor: 'ola' });
  });

  it('keeps what the list understands, in one order, and no place in it', async () => {
    const { query } = await saved({
      query:
        '?q=A-1&view=captured&after=abc&before=x&open=1/2&evil=1&min=&cols=amount&cols=state&sort=amount',
    });
    expect(query).toBe('cols=amount%2Cstate&q=A-1&sort=amount&view=captured');
    expect(normalListQuery('orders', query)).toBe(query);
    expect(await saveView(desk, { ...wanted, name: 'Long', query: `q=${'x'.repeat(3000)}` })).toEqual({
      kind: 'refused',
      refusal: 'too-long',
    });
  });
});
