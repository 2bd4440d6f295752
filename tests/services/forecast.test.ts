/** What will reach the bank: of a whole desk, from what is scheduled, on the balance, and captured and not in the ledger yet. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day } from '#core/calendar';
import { saveBankDayOverrideStatement } from '#db/settings';
import { forecastPayouts } from '#services/forecast-payouts';
import { noProgress } from '#services/progress';
import { syncLedgers } from '#services/sync-ledgers';
import { openScriptedDesk, plainLedger, type ScriptedDesk } from '../cases/scripted-desk';

let scripted: ScriptedDesk;
const second = { id: '302977', account: '36241582072', units: ['234567'], bankDays: 1 };
beforeEach(async () => {
  scripted = await openScriptedDesk('2026-06-02T18:00:00.000Z', [
    { ...plainLedger, feeBasisPoints: 200 },
    second,
  ]);
});
afterEach(() => scripted.close());

const at = (date: string, time = '10:00') => `${date}T${time}:00.000Z`;
const forecast = async () =>
  (await forecastPayouts(scripted.desk)).days
    .map(({ bankDay, scheduledOre, unpaidOre, notInLedgerOre }) => [
      bankDay,
      scheduledOre,
      unpaidOre,
      notInLedgerOre,
    ])
    .filter(([, ...amounts]) => amounts.some((ore) => ore !== 0));
const stored = () =>
  scripted.all(
    `SELECT made_on AS madeOn, ledger_id AS ledgerId, bank_day AS bankDay, amount_ore AS ore FROM forecasts ORDER BY 1, 2, 3`,
  );

async function payment(orderId: string, ore: number, capturedAt: string) {
  await scripted.pay({ msn: '123456', orderId }, [
    { operation: 'RESERVE', at: at('2026-06-01', '08:00'), ore, transactionId: `${orderId}-r` },
    { operation: 'CAPTURE', at: capturedAt, ore, transactionId: `${orderId}-c` },
  ]);
}

/** A net ledger, as its first payout shows. */
function firstPayout() {
  scripted.book({ at: at('2026-06-01'), type: 'top-up', ore: 10_000 });
  scripted.book({ at: at('2026-06-01', '21:59'), type: 'fees-retained', ore: -200 });
  scripted.book({ at: at('2026-06-01', '21:59'), type: 'scheduled-for-payout', id: '2000801', ore: -9_800 });
}

describe('the forecast', () => {
  it('has ten bank days of Norway, also those on which nothing comes', async () => {
    await scripted.run();
    const { days } = await forecastPayouts(scripted.desk);
    expect(days.map(({ bankDay }) => bankDay)).toEqual([
      '2026-06-02',
      '2026-06-03',
      '2026-06-04',
      '2026-06-05',
      '2026-06-08',
      '2026-06-09',
      '2026-06-10',
      '2026-06-11',
      '2026-06-12',
      '2026-06-15',
    ]);
    expect(days.every((row) => row.payouts === 0)).toBe(true);
  });

  it('leaves out a day on which the merchant says that banks are closed', async () => {
    saveBankDayOverrideStatement(
      scripted.db,
      { country: 'NO', day: day('2026-06-05'), open: 'no', name: 'Bank closed' },
      { changedAt: at('2026-06-02'), changedBy: 'kari' },
    ).run();
    await scripted.run();
    const { days } = await forecastPayouts(scripted.desk);
    expect(days.map(({ bankDay }) => bankDay)).not.toContain('2026-06-05');
    expect(days).toHaveLength(10);
  });

  it('adds up ledgers, each by its own terms', async () => {
    firstPayout();
    scripted.book({ ledgerId: second.id, at: at('2026-06-02'), type: 'top-up', ore: 700 });
    await scripted.run();
    expect(await forecast()).toEqual([['2026-06-03', 9_800, 700, 0]]);
  });

  it('of a net ledger is less the fees that will be kept back, those that are booked and those that will be', async () => {
    firstPayout();
    scripted.book({ at: at('2026-06-02'), type: 'capture', id: 'A-1-c', reference: 'A-1', ore: 50_000 });
    scripted.book({
      at: at('2026-06-02'),
      type: 'capture-fee',
      topic: 'fees',
      id: 'A-1-c',
      reference: 'A-1',
      ore: -1_000,
    });
    await payment('A-1', 50_000, at('2026-06-02'));
    await payment('A-2', 20_000, at('2026-06-02', '17:30')); // the ledger does not show it yet
    await scripted.run();
    expect(await forecast()).toEqual([
      ['2026-06-03', 9_800, 0, 0],
      ['2026-06-04', 0, 49_000, 19_600],
    ]);
  });

  it('of a ledger that was just read begins after its last payout, before anybody derives the payouts', async () => {
    firstPayout();
    scripted.book({ at: at('2026-06-02', '08:00'), type: 'top-up', ore: 700 });
    await syncLedgers(scripted.desk, noProgress);
    expect(scripted.all('SELECT * FROM payouts')).toEqual([]);
    expect(await forecast()).toEqual([['2026-06-04', 0, 700, 0]]);
    await scripted.run();
    expect(await forecast()).toEqual([
      ['2026-06-03', 9_800, 0, 0],
      ['2026-06-04', 0, 700, 0],
    ]);
  });

  it('of a gross ledger is not less the fees', async () => {
    scripted.book({ at: at('2026-06-01'), type: 'top-up', ore: 10_000 });
    scripted.book({
      at: at('2026-06-01', '21:59'),
      type: 'scheduled-for-payout',
      id: '2000801',
      ore: -10_000,
    });
    scripted.book({ at: at('2026-06-02'), type: 'capture', id: 'A-1-c', reference: 'A-1', ore: 50_000 });
    scripted.book({
      at: at('2026-06-02'),
      type: 'capture-fee',
      topic: 'fees',
      id: 'A-1-c',
      reference: 'A-1',
      ore: -1_000,
    });
    await payment('A-1', 50_000, at('2026-06-02'));
    await scripted.run();
    expect(await forecast()).toEqual([
      ['2026-06-03', 10_000, 0, 0],
      ['2026-06-04', 0, 50_000, 0],
    ]);
  });

  it('has what has not come on its day on today’s, until its latest day is over', async () => {
    firstPayout();
    await scripted.run(at('2026-06-04', '08:00'));
    expect(await forecast()).toEqual([['2026-06-04', 9_800, 0, 0]]);
    await scripted.run(at('2026-06-05', '08:00'));
    expect(await forecast()).toEqual([]);
  });

  it('has nothing of a payout that was aborted, and what came back with the next', async () => {
    firstPayout();
    scripted.book({ at: at('2026-06-02', '12:00'), type: 'payout-aborted', id: '2000801', ore: 9_800 });
    await scripted.run();
    expect(await forecast()).toEqual([['2026-06-04', 0, 9_800, 0]]);
  });

  it('does not forecast for ever what the ledger lacks: after a week it is an exception', async () => {
    firstPayout();
    await payment('A-2', 20_000, at('2026-06-02', '17:30'));
    await scripted.run(at('2026-06-10', '08:00'));
    expect(await forecast()).toEqual([]);
  });
});

describe('the forecast that is kept', () => {
  it('is of the days to come, one for each day on which it was made', async () => {
    firstPayout();
    await scripted.run(at('2026-06-01', '23:30'));
    await scripted.run(at('2026-06-02', '08:00'));
    await scripted.run(at('2026-06-03', '08:00')); // what comes today is no forecast any more
    expect(stored()).toEqual([
      { madeOn: '2026-06-02', ledgerId: '302321', bankDay: '2026-06-03', ore: 9_800 },
    ]);
  });

  it('is the last of its day: a day on which no money is expected any more is not kept', async () => {
    scripted.book({ at: at('2026-06-02', '08:00'), type: 'top-up', ore: 5_000 });
    await scripted.run(at('2026-06-02', '10:00'));
    expect(stored()).toEqual([
      { madeOn: '2026-06-02', ledgerId: '302321', bankDay: '2026-06-04', ore: 5_000 },
    ]);
    scripted.book({ at: at('2026-06-02', '11:00'), type: 'correction', ore: -5_000 });
    await scripted.run(at('2026-06-02', '13:00'));
    expect(stored()).toEqual([]);
  });
});
