/** Ledger days: finished when Vipps says so and has just what the feed brought; open, differing or reopened until then. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day } from '#core/calendar';
import type { LedgerTopic } from '#core/ledger-entry-types';
import { ore } from '#core/money';
import { confirmLedgerDays } from '#services/confirm-ledger-days';
import { noProgress } from '#services/progress';
import { syncLedgers } from '#services/sync-ledgers';
import { openScriptedDesk, type ScriptedDesk } from '../cases/scripted-desk';
import type { ScriptedItem } from '../cases/scripted-vipps';

let scripted: ScriptedDesk;
beforeEach(async () => {
  scripted = await openScriptedDesk('2026-06-02T06:00:00.000Z');
});
afterEach(() => scripted.close());

const monday = '2026-06-01';
const at = (date: string, time: string) => `${date}T${time}:00.000Z`;
const name = (date: string, topic: LedgerTopic = 'funds') => `302321 ${topic} ${date}`;

type DayView = {
  topic: string;
  status: string;
  entries: number;
  ore: number;
  askedAt: string | null;
  confirmedAt: string | null;
  reopenedAt: string | null;
  late: number;
  lateOre: number;
};
function dayOf(date: string, topic: LedgerTopic = 'funds'): DayView | undefined {
  return scripted.all<DayView>(
    `SELECT topic, status, entries, amount_ore AS ore, asked_at AS askedAt, confirmed_at AS confirmedAt,
       reopened_at AS reopenedAt, late_entries AS late, late_ore AS lateOre FROM ledger_days
     WHERE ledger_date = ? AND topic = ?`,
    date,
    topic,
  )[0];
}
const open = () =>
  scripted.all<{ id: string; ore: number; detail: string }>(
    `SELECT id, amount_ore AS ore, detail FROM exceptions WHERE status = 'open' ORDER BY id`,
  );
const mondaySale = () => scripted.book({ at: at(monday, '10:00'), type: 'top-up', id: '5001', ore: 10_000 });

describe('a ledger day', () => {
  it('stays open while Vipps says that it is not finished, and is asked for again', async () => {
    mondaySale();
    scripted.vipps.unfinished.add(name(monday));
    await scripted.run();
    expect(dayOf(monday)).toMatchObject({
      status: 'open',
      askedAt: at('2026-06-02', '06:00'),
      confirmedAt: null,
    });
    await scripted.run(at('2026-06-20', '06:00'));
    expect(dayOf(monday)).toMatchObject({ status: 'open', askedAt: at('2026-06-20', '06:00') });
    expect(open()).toEqual([]);
    scripted.vipps.unfinished.clear();
    await scripted.run(at('2026-06-20', '07:00'));
    expect(dayOf(monday)).toMatchObject({ status: 'confirmed', confirmedAt: at('2026-06-20', '07:00') });
  });

  it('is never asked for before it is over', async () => {
    scripted.book({ at: at('2026-06-02', '05:00'), type: 'top-up', ore: 500 });
    await scripted.run(at('2026-06-02', '21:30')); // 23:30 in Oslo
    expect(dayOf('2026-06-02')).toMatchObject({ status: 'open', askedAt: null });
    await scripted.run(at('2026-06-02', '23:30'));
    expect(dayOf('2026-06-02')).toMatchObject({ status: 'confirmed' });
  });

  it('on which nothing moved is confirmed with zero, on both topics', async () => {
    mondaySale();
    scripted.book({ at: at('2026-06-04', '10:00'), type: 'top-up', ore: 500 });
    await scripted.run(at('2026-06-05', '06:00'));
    for (const date of ['2026-06-02', '2026-06-03'])
      for (const topic of ['funds', 'fees'] as const)
        expect(dayOf(date, topic)).toMatchObject({ status: 'confirmed', entries: 0, ore: 0 });
  });

  it('keeps funds and fees apart', async () => {
    mondaySale();
    scripted.book({ at: at(monday, '10:00'), type: 'capture-fee', topic: 'fees', id: '5001', ore: -299 });
    scripted.vipps.otherDays.set(name(monday, 'fees'), []);
    await scripted.run();
    expect(dayOf(monday, 'funds')).toMatchObject({ status: 'confirmed', entries: 1, ore: 10_000 });
    expect(dayOf(monday, 'fees')).toMatchObject({ status: 'differs', entries: 1, ore: -299 });
  });
});

describe('a day that differs from Vipps’s finished day', () => {
  const otherDay = (items: readonly ScriptedItem[]) => scripted.vipps.otherDays.set(name(monday), items);
  const lost = (item: ScriptedItem): ScriptedItem => ({
    ...item,
    pspReference: '5002',
    amountOre: ore(2_000),
    balanceBeforeOre: item.balanceAfterOre,
    balanceAfterOre: ore(12_000),
  });

  it('is an exception once the grace period is over, with what is missing', async () => {
    const item = mondaySale();
    otherDay([item, lost(item)]);
    await scripted.run();
    expect(dayOf(monday)).toMatchObject({ status: 'differs', confirmedAt: null });
    await scripted.run(at('2026-06-03', '06:00'));
    expect(open()).toEqual([]); // two days have not passed
    await scripted.run(at('2026-06-04', '06:00'));
    expect(open()).toEqual([
      {
        id: 'day-does-not-tie:302321/funds/2026-06-01',
        ore: 2_000,
        detail: JSON.stringify({
          topic: 'funds',
          gapOre: 0,
          missingEntries: 1,
          missingOre: 2_000,
          extraEntries: 0,
          extraOre: 0,
        }),
      },
    ]);
  });

  it('is an exception with what is too much', async () => {
    mondaySale();
    otherDay([]);
    await scripted.run(at('2026-06-04', '06:00'));
    expect(open()).toMatchObject([{ id: 'day-does-not-tie:302321/funds/2026-06-01', ore: -10_000 }]);
  });

  it('differs too when sums agree and entries do not', async () => {
    const item = mondaySale();
    otherDay([{ ...item, pspReference: '9999' }]);
    await scripted.run(at('2026-06-04', '06:00'));
    expect(dayOf(monday)).toMatchObject({ status: 'differs' });
    expect(open()).toMatchObject([
      {
        ore: 0,
        detail: expect.stringContaining(
          '"missingEntries":1,"missingOre":10000,"extraEntries":1,"extraOre":10000',
        ),
      },
    ]);
  });

  it('ties again, and its exception is resolved, when the entry comes by the feed after all', async () => {
    const item = mondaySale();
    const late = lost(item);
    otherDay([item, late]);
    await scripted.run(at('2026-06-04', '06:00'));
    expect(open()).toHaveLength(1);
    scripted.vipps.feed('302321', 'funds').push({ ...late, visibleAt: at('2026-06-04', '07:00') });
    await scripted.run(at('2026-06-04', '08:00'));
    expect(dayOf(monday)).toMatchObject({ status: 'confirmed', entries: 2, ore: 12_000 });
    expect(open()).toEqual([]);
  });
});

describe('an entry that comes after its day was confirmed', () => {
  it('reopens the day, is counted as late, and the day is confirmed again with it', async () => {
    mondaySale();
    await scripted.run();
    expect(dayOf(monday)).toMatchObject({ status: 'confirmed', late: 0, reopenedAt: null });
    scripted.book({ at: at('2026-06-03', '09:00'), type: 'correction', ore: -4_500, day: day(monday) });
    scripted.vipps.unfinished.add(name(monday));
    await scripted.run(at('2026-06-03', '11:00'));
    const reopened = {
      status: 'reopened',
      entries: 2,
      ore: 5_500,
      late: 1,
      lateOre: -4_500,
      reopenedAt: at('2026-06-03', '11:00'),
    };
    expect(dayOf(monday)).toMatchObject(reopened);
    scripted.vipps.unfinished.clear();
    await scripted.run(at('2026-06-03', '12:00'));
    expect(dayOf(monday)).toMatchObject({
      ...reopened,
      status: 'confirmed',
      confirmedAt: at('2026-06-03', '12:00'),
    });
    expect(open()).toEqual([]);
  });

  it('that comes between the question and the answer does not let the day be confirmed without it', async () => {
    mondaySale();
    await scripted.run(at('2026-06-01', '21:00')); // the feed is read, the day is not over
    const ask = scripted.desk.vipps.getLedgerDay;
    const slow: typeof ask = async (request) => {
      const answer = await ask(request);
      if (request.topic === 'funds') {
        scripted.book({
          at: at(monday, '10:30'),
          type: 'correction',
          ore: -100,
          visibleAt: at(monday, '11:00'),
        });
        await syncLedgers(scripted.desk, noProgress);
      }
      return answer;
    };
    scripted.setNow(at('2026-06-02', '06:00'));
    await confirmLedgerDays(
      { ...scripted.desk, vipps: { ...scripted.desk.vipps, getLedgerDay: slow } },
      noProgress,
    );
    await scripted.run();
    expect(dayOf(monday)).toMatchObject({ status: 'confirmed', entries: 2, ore: 9_900 });
    expect(scripted.all('SELECT 1 FROM touched_days')).toEqual([]);
  });
});

describe('the chain of balances', () => {
  it('shows at once that something between two entries is missing, and how much', async () => {
    mondaySale();
    const gone = scripted.book({ at: at(monday, '11:00'), type: 'top-up', id: '5002', ore: 20_000 });
    scripted.book({ at: at(monday, '12:00'), type: 'top-up', id: '5003', ore: 500 });
    scripted.book({ at: at(monday, '21:59'), type: 'scheduled-for-payout', id: '2000801', ore: -30_500 });
    const feed = scripted.vipps.feed('302321', 'funds');
    const whole = [...feed];
    feed.splice(feed.indexOf(gone), 1);
    scripted.vipps.otherDays.set(name(monday), whole);
    await scripted.run();
    expect(open()).toMatchObject([
      {
        id: 'day-does-not-tie:302321/funds/2026-06-01',
        ore: 20_000,
        detail: JSON.stringify({
          topic: 'funds',
          gapOre: 20_000,
          missingEntries: 1,
          missingOre: 20_000,
          extraEntries: 0,
          extraOre: 0,
        }),
      },
      { id: 'payout-sum-differs:302321/2000801', ore: -20_000 },
    ]);
  });

  it('has no gap where a page of the feed comes again', async () => {
    mondaySale();
    scripted.book({ at: at(monday, '12:00'), type: 'top-up', id: '5003', ore: 500 });
    const { vipps } = scripted.desk;
    const again = {
      ...scripted.desk,
      vipps: {
        ...vipps,
        readFeed: ((request) =>
          vipps.readFeed({ ...request, cursor: undefined })) satisfies typeof vipps.readFeed,
      },
    };
    await syncLedgers(again, noProgress);
    await syncLedgers(again, noProgress);
    await scripted.run();
    expect(scripted.all('SELECT chain_gap_ore AS gap FROM ledger_entries ORDER BY feed_order')).toEqual([
      { gap: null },
      { gap: 0 },
    ]);
    expect(dayOf(monday)).toMatchObject({ status: 'confirmed', entries: 2, ore: 10_500 });
  });
});
