import { describe, expect, test } from 'vitest';
import { failureOf, fakeVipps, json, text } from './fake-vipps';

const item = {
  pspReference: '5550001112',
  time: '2026-03-01T10:00:00.123456Z',
  ledgerDate: '2026-03-01',
  entryType: 'capture',
  reference: 'order-1',
  currency: 'NOK',
  amount: 10_000,
  balanceBefore: -500,
  balanceAfter: 9_500,
  recipientHandle: 'api:123456',
};
const ledgerId = '700123';
const day = { ledgerId, topic: 'funds', date: '2026-03-01' } as const;
const feed = { ledgerId, topic: 'fees' } as const;

function answering(...bodies: unknown[]): ReturnType<typeof fakeVipps> {
  const vipps = fakeVipps({ retry: { maxAttempts: 1 } });
  vipps.answer(...bodies.map((body) => () => json(200, body)));
  return vipps;
}

describe('an entry of a ledger', () => {
  test('becomes øre, a day and an instant', async () => {
    const page = await answering({ items: [item], cursor: 'c1' }).client.readFeed(feed);
    expect(page.items).toEqual([
      {
        pspReference: '5550001112',
        time: '2026-03-01T10:00:00.123Z',
        ledgerDate: '2026-03-01',
        entryType: 'capture',
        reference: 'order-1',
        currency: 'NOK',
        amountOre: 10_000,
        recipientHandle: 'api:123456',
        balanceBeforeOre: -500,
        balanceAfterOre: 9_500,
        raw: item,
      },
    ]);
  });

  test('of a new type, with new fields and without the optional ones, is kept', async () => {
    const { reference, balanceBefore, balanceAfter, recipientHandle, ...least } = item;
    const strange = {
      ...least,
      entryType: 'loyalty-bonus',
      amount: -1,
      reference: null,
      campaign: { id: 7 },
    };
    const page = await answering({ items: [strange], cursor: 'c1' }).client.readFeed(feed);
    expect(page.items[0]).toMatchObject({
      entryType: 'loyalty-bonus',
      amountOre: -1,
      raw: { campaign: { id: 7 } },
    });
    expect(page.items[0]?.reference).toBeUndefined();
    expect(page.items[0]?.balanceAfterOre).toBeUndefined();
  });

  test.each([
    ['an amount with decimals', { amount: 100.5 }],
    ['an amount beyond the safe range', { amount: 2 ** 53 }],
    ['an amount as text', { amount: '100' }],
    ['a balance with decimals', { balanceAfter: 0.5 }],
    ['a day that does not exist', { ledgerDate: '2026-02-30' }],
    ['no currency', { currency: undefined }],
    ['no pspReference', { pspReference: '' }],
    ['a time that is none', { time: 'noon' }],
  ])('with %s fails the whole page: nothing is dropped in silence', async (_name, change) => {
    const vipps = answering({ items: [item, { ...item, ...change }], cursor: 'c1' });
    expect(await failureOf(vipps.client.readFeed(feed))).toMatchObject({ kind: 'malformed', effect: 'none' });
  });
});

describe('the feed', () => {
  test('goes on from the cursor it is given, and from the beginning without one', async () => {
    const vipps = answering({ items: [item], cursor: 'c2', tryLater: false });
    await vipps.client.readFeed(feed);
    await vipps.client.readFeed({ ...feed, cursor: 'c1 +/=' });
    await vipps.client.readFeed({ ...feed, cursor: '' });
    expect(vipps.calls.map((call) => call.path)).toEqual(
      Array(3).fill('/report/v2/ledgers/700123/fees/feed'),
    );
    expect(vipps.calls.map((call) => call.query)).toEqual([{}, { cursor: 'c1 +/=' }, {}]);
  });

  test.each<[string, object, string | undefined, string, boolean]>([
    ['a page in the middle', { items: [item], cursor: 'c2', tryLater: false }, 'c1', 'c2', false],
    ['a page in the middle, without tryLater', { items: [item], cursor: 'c2' }, 'c1', 'c2', false],
    [
      'a gap: no items, a new cursor, not the end',
      { items: [], cursor: 'c2', tryLater: false },
      'c1',
      'c2',
      false,
    ],
    ['the end without items', { items: [], cursor: 'c1', tryLater: true }, 'c1', 'c1', true],
    ['the end with items', { items: [item], cursor: 'c1', tryLater: true }, 'c1', 'c1', true],
    [
      'the end with items and a new cursor',
      { items: [item], cursor: 'c2', tryLater: true },
      'c1',
      'c2',
      true,
    ],
    ['the end without a list', { cursor: 'c1', tryLater: true }, 'c1', 'c1', true],
    ['the older end: no items', { items: [], cursor: 'c2' }, 'c1', 'c2', true],
    ['the same cursor once more', { items: [item], cursor: 'c1', tryLater: false }, 'c1', 'c1', true],
    ['nothing at all yet', { items: [], cursor: '' }, undefined, '', true],
    ['a cursor that is left out at the end', { items: [] }, 'c1', 'c1', true],
  ])('%s', async (_name, body, cursor, expectedCursor, atEnd) => {
    const page = await answering(body).client.readFeed({ ...feed, cursor });
    expect(page).toMatchObject({ cursor: expectedCursor, atEnd });
  });

  test('with items but no cursor cannot be gone on from', async () => {
    const vipps = answering({ items: [item] });
    expect((await failureOf(vipps.client.readFeed({ ...feed, cursor: 'c1' }))).kind).toBe('malformed');
  });
});

describe('a ledger day', () => {
  test('has its own address', async () => {
    const vipps = answering({ items: [] });
    await vipps.client.getLedgerDay({ ...day, cursor: 'c1' });
    expect(vipps.calls[0]).toMatchObject({
      method: 'GET',
      path: '/report/v2/ledgers/700123/funds/dates/2026-03-01',
      query: { cursor: 'c1' },
    });
  });

  test.each<[string, object, string | undefined]>([
    ['newer, last page', { items: [item], hasMore: false }, undefined],
    [
      'newer, last page with a cursor all the same',
      { items: [item], hasMore: false, cursor: 'c2' },
      undefined,
    ],
    ['newer, more', { items: [item], hasMore: true, cursor: 'c2', tryLater: false }, 'c2'],
    ['older, last page', { items: [item], cursor: '' }, undefined],
    ['older, last page without a cursor', { items: [item] }, undefined],
    ['older, more', { items: [item], cursor: 'c2' }, 'c2'],
  ])('%s', async (_name, body, nextCursor) => {
    const page = await answering(body).client.getLedgerDay({ ...day, cursor: 'c1' });
    expect(page).toMatchObject({ ready: true, items: [{ amountOre: 10_000 }] });
    expect(page.ready && page.nextCursor).toBe(nextCursor);
  });

  test('without entries is ready and empty', async () => {
    expect(await answering({ items: [], hasMore: false }).client.getLedgerDay(day)).toEqual({
      ready: true,
      items: [],
      nextCursor: undefined,
    });
  });

  test('that is not closed says so: tryLater, also with some items', async () => {
    expect(await answering({ tryLater: true }).client.getLedgerDay(day)).toEqual({ ready: false });
    expect(await answering({ tryLater: true, items: [item] }).client.getLedgerDay(day)).toEqual({
      ready: false,
    });
  });

  test.each(['', '<html>Not Found</html>', '{"title":"Not Found","status":404}'])(
    'that is not closed says so in the older way: 404 with "%s", asked once',
    async (body) => {
      const vipps = fakeVipps();
      vipps.answer(() => text(404, body));
      expect(await vipps.client.getLedgerDay(day)).toEqual({ ready: false });
      expect(vipps.calls).toHaveLength(1);
    },
  );

  test.each([401, 403, 500])('does not take a %i for "not yet"', async (status) => {
    const vipps = fakeVipps({ retry: { maxAttempts: 1 } });
    vipps.answer(() => json(status, {}));
    expect((await failureOf(vipps.client.getLedgerDay(day))).status).toBe(status);
  });

  test.each([
    ['more, but no cursor', { items: [], hasMore: true }],
    ['a cursor that does not move', { items: [item], hasMore: true, cursor: 'c1' }],
  ])('with %s is malformed rather than endless', async (_name, body) => {
    const error = await failureOf(answering(body).client.getLedgerDay({ ...day, cursor: 'c1' }));
    expect(error.kind).toBe('malformed');
  });
});

describe('the list of ledgers', () => {
  const ledger = {
    ledgerId,
    currency: 'NOK',
    payoutBankAccount: { scheme: 'BBAN:NO', id: '12345678903' },
    owner: { scheme: 'business:NO:ORG', id: '912345678' },
    settlesForRecipientHandles: ['api:234567', 'NO:98765'],
    payoutSchedule: 'daily',
  };

  test('follows the cursor to its end', async () => {
    const vipps = answering(
      { items: [ledger], cursor: 'c1' },
      { items: [{ ...ledger, ledgerId: '2' }], cursor: '' },
    );
    const ledgers = await vipps.client.listLedgers();
    expect(vipps.calls.map((call) => [call.path, call.query])).toEqual([
      ['/settlement/v1/ledgers', {}],
      ['/settlement/v1/ledgers', { cursor: 'c1' }],
    ]);
    expect(ledgers.map((each) => each.ledgerId)).toEqual([ledgerId, '2']);
    expect(ledgers[0]).toEqual({
      ledgerId,
      currency: 'NOK',
      payoutBankAccount: { scheme: 'BBAN:NO', id: '12345678903' },
      owner: { scheme: 'business:NO:ORG', id: '912345678' },
      settlesForRecipientHandles: ['api:234567', 'NO:98765'],
      raw: ledger,
    });
  });

  test('may know no bank account and no sales unit', async () => {
    const [bare] = await answering({ items: [{ ledgerId, currency: 'NOK' }] }).client.listLedgers();
    expect(bare).toMatchObject({ settlesForRecipientHandles: [] });
    expect(bare?.payoutBankAccount).toBeUndefined();
  });

  test('ends when the cursor stands still, and when there is no end', async () => {
    const still = answering({ items: [ledger], cursor: 'c1' });
    expect((await failureOf(still.client.listLedgers())).kind).toBe('malformed');
    expect(still.calls).toHaveLength(2);
    const endless = fakeVipps();
    endless.answer(() => json(200, { items: [], cursor: `c${endless.calls.length}` }));
    expect((await failureOf(endless.client.listLedgers())).kind).toBe('malformed');
    expect(endless.calls).toHaveLength(100);
  });
});
