/** Captured, charged and paid out over weeks, from the days of the ledgers; and what the forecast of a bank day is made of. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day } from '#core/calendar';
import { payoutsFile, waterfallFile } from '#services/chart-files';
import { explainBankDay } from '#services/explain-bank-day';
import { forecastPayouts } from '#services/forecast-payouts';
import { readTrends } from '#services/trends';
import { openScriptedDesk, plainLedger, type ScriptedDesk } from '../cases/scripted-desk';

let scripted: ScriptedDesk;
const second = { id: '302977', account: '36241582072', units: ['234567'], bankDays: 1 };
const danish = { id: '303100', account: 'DK5000400440116243', units: ['345678'], currency: 'DKK' as const };
beforeEach(async () => {
  scripted = await openScriptedDesk('2026-06-02T18:00:00.000Z', [
    { ...plainLedger, feeBasisPoints: 200, feeFixedOre: 100 },
    second,
    danish,
  ]);
});
afterEach(() => scripted.close());

const at = (date: string, time = '10:00') => `${date}T${time}:00.000Z`;

function businessOf(date: string, ore: number, ledgerId = plainLedger.id) {
  const id = `${ledgerId}-${date}`;
  scripted.book({ ledgerId, at: at(date), type: 'capture', id, reference: id, ore });
  scripted.book({
    ledgerId,
    at: at(date),
    type: 'capture-fee',
    topic: 'fees',
    id,
    reference: id,
    ore: -ore / 50,
  });
}

describe('trends', () => {
  it('of an empty desk are periods without anything', async () => {
    const { periods, leftOut } = await readTrends(scripted.desk, { span: '90' });
    expect(periods.length).toBeGreaterThan(10);
    expect(periods.every((period) => period.capturedOre === 0 && period.paidOutOre === 0)).toBe(true);
    expect(leftOut).toBe(1);
  });

  it('begin with the first ledger day that is known, and add up what was captured, charged and paid out', async () => {
    businessOf('2026-05-26', 50_000);
    scripted.book({ at: at('2026-05-27'), type: 'refund', id: 'r-1', reference: 'r', ore: -5_000 });
    scripted.book({ at: at('2026-05-27', '21:58'), type: 'fees-retained', ore: -1_000 });
    scripted.book({ at: at('2026-05-27', '21:58'), type: 'fees-retained', topic: 'fees', ore: 1_000 });
    scripted.book({
      at: at('2026-05-27', '21:59'),
      type: 'scheduled-for-payout',
      id: '2000801',
      ore: -44_000,
    });
    businessOf('2026-06-01', 30_000);
    businessOf('2026-06-01', 7_000, second.id);
    businessOf('2026-06-01', 1_000, danish.id);
    await scripted.run();
    const trends = await readTrends(scripted.desk, { span: '90' });
    expect(trends.from).toBe('2026-05-26');
    expect(trends.currency).toBe('NOK');
    expect(trends.periods.map(({ from, to }) => [from, to])).toEqual([
      ['2026-05-26', '2026-05-31'],
      ['2026-06-01', '2026-06-02'],
    ]);
    expect(trends.periods[0]).toMatchObject({
      captures: 1,
      capturedOre: 50_000,
      refundedOre: 5_000,
      feesOre: 1_000,
      agreedOre: 1_100,
      paidOutOre: 44_000,
    });
    // The second ledger has no agreed rate: then neither has their sum.
    expect(trends.periods[1]).toMatchObject({
      captures: 2,
      capturedOre: 37_000,
      feesOre: 740,
      agreedOre: null,
    });
    const own = await readTrends(scripted.desk, { span: '90', ledgerId: danish.id });
    expect([own.currency, own.leftOut, own.periods.at(-1)?.capturedOre]).toEqual(['DKK', 0, 1_000]);
  });

  it('say what came to a day that was read before', async () => {
    businessOf('2026-06-01', 30_000);
    await scripted.run();
    const captured = async () =>
      (await readTrends(scripted.desk, { span: '90' })).periods.at(-1)?.capturedOre;
    expect(await captured()).toBe(30_000);
    scripted.book({
      at: at('2026-06-01', '12:00'),
      type: 'capture',
      id: 'late',
      reference: 'late',
      ore: 500,
    });
    await scripted.run();
    expect(await captured()).toBe(30_500);
  });

  it('count a payout that was aborted on neither side', async () => {
    businessOf('2026-06-01', 30_000);
    scripted.book({
      at: at('2026-06-01', '21:59'),
      type: 'scheduled-for-payout',
      id: '2000801',
      ore: -30_000,
    });
    scripted.book({ at: at('2026-06-02'), type: 'payout-aborted', id: '2000801', ore: 30_000 });
    await scripted.run();
    const { periods } = await readTrends(scripted.desk, { span: '90' });
    expect(periods.reduce((sum, period) => sum + period.paidOutOre, 0)).toBe(0);
    expect(await payoutsFile(scripted.desk)).toBe('\ufeffledger_day;arrived;not_arrived\r\n');
  });

  it('keep to the days that were chosen, two years at most', async () => {
    const chosen = await readTrends(scripted.desk, {
      span: 'chosen',
      from: day('2026-01-15'),
      to: day('2026-02-14'),
    });
    expect([chosen.from, chosen.to, chosen.step]).toEqual(['2026-01-15', '2026-02-14', 'week']);
    const long = await readTrends(scripted.desk, {
      span: 'chosen',
      from: day('2000-01-01'),
      to: day('2026-02-14'),
    });
    expect([long.from, long.step]).toEqual(['2024-02-15', 'month']);
    const backwards = await readTrends(scripted.desk, {
      span: 'chosen',
      from: day('2026-02-14'),
      to: day('2026-01-15'),
    });
    expect(backwards.to).toBe('2026-06-02');
  });
});

describe('a bank day', () => {
  it('is made of parts that add up to its forecast, for each of the ten', async () => {
    scripted.book({ at: at('2026-06-01'), type: 'top-up', ore: 10_000 });
    scripted.book({ at: at('2026-06-01', '21:59'), type: 'fees-retained', ore: -200 });
    scripted.book({
      at: at('2026-06-01', '21:59'),
      type: 'scheduled-for-payout',
      id: '2000801',
      ore: -9_800,
    });
    businessOf('2026-06-02', 50_000);
    scripted.book({ ledgerId: second.id, at: at('2026-06-02'), type: 'top-up', ore: 700 });
    await scripted.pay({ msn: '123456', orderId: 'A-2' }, [
      { operation: 'RESERVE', at: at('2026-06-01', '08:00'), ore: 20_000, transactionId: 'A-2-r' },
      { operation: 'CAPTURE', at: at('2026-06-02', '17:30'), ore: 20_000, transactionId: 'A-2-c' },
    ]);
    await scripted.run();
    const { days } = await forecastPayouts(scripted.desk);
    expect(days.reduce((sum, row) => sum + row.unpaidOre + row.notInLedgerOre, 0)).toBeGreaterThan(0);
    for (const forecast of days) {
      const found = await explainBankDay(scripted.desk, forecast.bankDay);
      expect([found.scheduledOre, found.comingOre], forecast.bankDay).toEqual([
        forecast.scheduledOre,
        forecast.unpaidOre + forecast.notInLedgerOre,
      ]);
      expect(found.scheduled.length + found.coming.length).toBe(forecast.payouts);
      for (const { carriedOre, unpaid, notInLedger, amountOre } of found.coming) {
        const sum = [...unpaid, ...notInLedger].reduce((all, row) => all + row.amountOre, 0);
        expect(carriedOre + sum).toBe(amountOre);
      }
    }
  });

  it('carries what a payout leaves below zero into the next', async () => {
    scripted.book({ at: at('2026-06-01'), type: 'top-up', ore: 10_000 });
    scripted.book({
      at: at('2026-06-01', '21:59'),
      type: 'scheduled-for-payout',
      id: '2000801',
      ore: -10_000,
    });
    scripted.book({ at: at('2026-06-02', '08:00'), type: 'correction', id: 'k', ore: -4_000 });
    scripted.book({ at: at('2026-06-03', '09:00'), type: 'top-up', ore: 10_000 });
    scripted.setNow(at('2026-06-03', '18:00'));
    await scripted.run();
    const { coming, comingOre } = await explainBankDay(scripted.desk, day('2026-06-05'));
    expect([comingOre, coming[0]?.carriedOre]).toEqual([6_000, -4_000]);
  });

  it('that is over shows what the bank booked on it, and no forecast', async () => {
    scripted.book({ at: at('2026-05-28'), type: 'top-up', ore: 10_000 });
    scripted.book({
      at: at('2026-05-28', '21:59'),
      type: 'scheduled-for-payout',
      id: '2000801',
      ore: -10_000,
    });
    await scripted.bank(
      [
        {
          account: plainLedger.account,
          day: day('2026-06-01'),
          ore: 10_000,
          text: 'Utb. 2000801 Vippsnr 123456',
        },
      ],
      { from: day('2026-05-28'), through: day('2026-06-01') },
    );
    await scripted.run();
    const found = await explainBankDay(scripted.desk, day('2026-06-01'));
    expect([found.arrivedOre, found.scheduled.length, found.coming.length]).toEqual([10_000, 0, 0]);
    expect((await explainBankDay(scripted.desk, day('2020-01-01'))).arrived).toEqual([]);
  });
});

describe('the figures of a waterfall', () => {
  it('add up from the opening balance to the payout and the closing one', async () => {
    businessOf('2026-06-01', 30_000);
    scripted.book({
      at: at('2026-06-01', '21:59'),
      type: 'scheduled-for-payout',
      id: '2000801',
      ore: -30_000,
    });
    await scripted.run();
    expect(await waterfallFile(scripted.desk, plainLedger.id, '2000801')).toBe(
      '\ufeffstep;entries;amount\r\nopening;;0,00\r\ncaptures;1;300,00\r\npayout;;300,00\r\nclosing;;0,00\r\n',
    );
    expect(await waterfallFile(scripted.desk, plainLedger.id, 'nope')).toBeUndefined();
  });
});
