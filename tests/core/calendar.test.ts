import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addBankDays,
  addDays,
  bankDaysBetween,
  type Day,
  day,
  dayOf,
  daysBetween,
  findDay,
  instantAt,
  isBankDay,
  ledgerDayOf,
  offsetStretches,
} from '#core/calendar';
import { expectedInBank, payoutStateOf } from '#core/payout-state';

const anyDay = fc.integer({ min: 0, max: 4000 }).map((days) => addDays(day('2020-01-01'), days));

describe('days', () => {
  it('are those of Oslo, whatever the zone of the machine', () => {
    expect(dayOf('2026-06-01T22:30:00Z')).toBe('2026-06-02');
    expect(dayOf('2026-01-01T22:30:00Z')).toBe('2026-01-01');
    expect(dayOf('2026-03-29T00:30:00Z')).toBe('2026-03-29');
  });

  it('last 23 and 25 hours when the clocks change', () => {
    const hours = (from: string, to: string) =>
      (Date.parse(instantAt(day(to))) - Date.parse(instantAt(day(from)))) / 3_600_000;
    expect(hours('2026-03-29', '2026-03-30')).toBe(23);
    expect(hours('2026-10-25', '2026-10-26')).toBe(25);
    expect(hours('2026-06-01', '2026-06-02')).toBe(24);
  });

  it('begin at 04:00 for a ledger that is cut off then', () => {
    expect(ledgerDayOf('2026-06-02T01:59:00Z', 4)).toBe('2026-06-01');
    expect(ledgerDayOf('2026-06-02T02:00:00Z', 4)).toBe('2026-06-02');
  });

  it.each(['2026-02-30', '2026-13-01', '26-01-01', '2026-1-1', '', '2026-01-01T00:00'])(
    'do not include "%s"',
    (text) => {
      expect(findDay(text)).toBeUndefined();
    },
  );

  it('count back and forth', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -500, max: 500 }), (from, days) => {
        expect(daysBetween(from, addDays(from, days))).toBe(days);
      }),
    );
  });
});

describe('bank days', () => {
  it.each([
    ['a Saturday', '2026-05-30'],
    ['a Sunday', '2026-05-31'],
    ['Maundy Thursday', '2026-04-02'],
    ['Good Friday', '2026-04-03'],
    ['Easter Monday', '2026-04-06'],
    ['1 May', '2026-05-01'],
    ['Ascension Day', '2026-05-14'],
    ['Whit Monday', '2026-05-25'],
    ['17 May on a weekday', '2027-05-17'],
    ['Christmas Day', '2026-12-25'],
    ['New Year’s Day', '2026-01-01'],
  ])('do not include %s', (_name, date) => {
    expect(isBankDay(day(date))).toBe(false);
  });

  it('are ordinary weekdays', () => {
    expect(isBankDay(day('2026-06-02'))).toBe(true);
  });

  it('count only themselves, and never end on another day', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 12 }), (from, count) => {
        const end = addBankDays(from, count);
        expect(isBankDay(end)).toBe(true);
        let between = 0;
        for (let d: Day = addDays(from, 1); d <= end; d = addDays(d, 1)) if (isBankDay(d)) between += 1;
        if (count > 0) expect(between).toBe(count);
      }),
    );
  });
});

describe('the bank days of a country', () => {
  it.each([
    ['NO', 'Christmas Eve', '2026-12-24', false],
    ['NO', 'New Year’s Eve', '2026-12-31', true],
    ['NO', 'the Friday after Ascension Day', '2026-05-15', true],
    ['NO', 'Midsummer Eve', '2026-06-19', true],
    ['DK', 'Ascension Day', '2026-05-14', false],
    ['DK', 'the Friday after Ascension Day', '2026-05-15', false],
    ['DK', 'Constitution Day', '2026-06-05', false],
    ['DK', '1 May', '2026-05-01', true],
    ['DK', 'Whit Monday', '2026-05-25', false],
    ['DK', 'Christmas Eve', '2026-12-24', false],
    ['DK', 'New Year’s Eve', '2026-12-31', false],
    ['DK', 'Great Prayer Day, which was abolished in 2024', '2025-05-16', true],
    ['SE', '1 May', '2026-05-01', false],
    ['SE', 'the National Day on a weekday', '2025-06-06', false],
    ['SE', 'Midsummer Eve', '2026-06-19', false],
    ['SE', 'Epiphany', '2026-01-06', false],
    ['SE', 'Whit Monday', '2026-05-25', true],
    ['SE', 'Maundy Thursday', '2026-04-02', true],
    ['SE', 'New Year’s Eve', '2026-12-31', false],
    ['FI', 'Midsummer Eve', '2026-06-19', false],
    ['FI', 'Independence Day on a weekday', '2027-12-06', false],
    ['FI', 'Epiphany', '2026-01-06', false],
    ['FI', '1 May', '2026-05-01', false],
    ['FI', 'Christmas Eve', '2026-12-24', false],
    ['FI', 'New Year’s Eve', '2026-12-31', true],
  ] as const)('%s: %s (%s): %s', (country, _name, date, open) => {
    expect(isBankDay(day(date), country)).toBe(open);
  });

  it('are as the merchant says, where that is told', () => {
    const overrides = new Map([
      [day('2026-06-03'), false],
      [day('2026-05-14'), true],
      [day('2026-06-06'), true],
    ]);
    expect(isBankDay(day('2026-06-03'), 'NO', overrides)).toBe(false);
    expect(isBankDay(day('2026-05-14'), 'NO', overrides)).toBe(true);
    expect(isBankDay(day('2026-06-06'), 'NO', overrides)).toBe(true); // a Saturday
    expect(addBankDays(day('2026-06-02'), 1, 'NO', overrides)).toBe('2026-06-04');
    expect(addBankDays(day('2026-06-03'), 0, 'NO', overrides)).toBe('2026-06-04');
    expect(expectedInBank(day('2026-06-01'), 2, 'NO', overrides)).toEqual({
      earliest: '2026-06-04',
      latest: '2026-06-05',
    });
  });

  it('are counted between days as they are added', () => {
    const country = fc.constantFrom('NO' as const, 'DK' as const, 'SE' as const, 'FI' as const);
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 15 }), country, (from, count, of) => {
        const end = addBankDays(from, count, of);
        expect(bankDaysBetween(from, end, of)).toBe(count);
        expect(bankDaysBetween(end, from, of)).toBe(-count);
        expect(bankDaysBetween(from, from, of)).toBe(0);
      }),
    );
  });

  it.each([-1, 1.5, Number.NaN])('are not counted by %s', (count) => {
    expect(() => addBankDays(day('2026-06-01'), count)).toThrow(RangeError);
  });
});

describe('the expected bank date', () => {
  it.each([
    ['Friday', '2026-05-29', '2026-06-02'],
    ['Saturday', '2026-05-30', '2026-06-02'],
    ['Sunday', '2026-05-31', '2026-06-02'],
    ['Monday', '2026-06-01', '2026-06-03'],
    ['the Wednesday before Easter', '2026-04-01', '2026-04-08'],
  ])('of the payout for %s %s is %s', (_name, ledgerDay, expected) => {
    expect(expectedInBank(day(ledgerDay)).earliest).toBe(expected);
  });

  const facts = {
    expected: expectedInBank(day('2026-06-01')),
    abortedAt: null,
    arrivedOn: null,
    bankKnownThrough: null,
  };

  it('makes a payout scheduled, then due, and overdue only when a statement shows that it did not come', () => {
    expect(payoutStateOf(facts, day('2026-06-02'))).toBe('scheduled');
    expect(payoutStateOf(facts, day('2026-06-03'))).toBe('due');
    expect(payoutStateOf(facts, day('2026-06-20'))).toBe('due');
    expect(payoutStateOf({ ...facts, bankKnownThrough: day('2026-06-03') }, day('2026-06-05'))).toBe('due');
    expect(payoutStateOf({ ...facts, bankKnownThrough: day('2026-06-04') }, day('2026-06-05'))).toBe(
      'overdue',
    );
    expect(payoutStateOf({ ...facts, arrivedOn: day('2026-06-03') }, day('2026-06-05'))).toBe('arrived');
    expect(payoutStateOf({ ...facts, abortedAt: '2026-06-02T10:00:00.000Z' }, day('2026-06-05'))).toBe(
      'aborted',
    );
  });
});

describe('stretches of one offset', () => {
  it('change where summer time begins and ends, at 01:00 UTC', () => {
    expect(offsetStretches(2025, 2026)).toEqual([
      { from: '2025-01-01T00:00:00.000Z', minutes: 60 },
      { from: '2025-03-30T01:00:00.000Z', minutes: 120 },
      { from: '2025-10-26T01:00:00.000Z', minutes: 60 },
      { from: '2026-03-29T01:00:00.000Z', minutes: 120 },
      { from: '2026-10-25T01:00:00.000Z', minutes: 60 },
    ]);
  });

  it('is one where nothing changes', () => {
    expect(offsetStretches(2026, 2026, 'UTC')).toEqual([{ from: '2026-01-01T00:00:00.000Z', minutes: 0 }]);
  });
});
