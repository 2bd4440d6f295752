import { describe, expect, it } from 'vitest';
import { findReportDay, reportTimeReader } from '#files/report-time';

describe('times of settlement files', () => {
  it.each([
    ['an offset is obeyed', '3.0', '2018-01-22T12:52:54.097+01:00', '2018-01-22T11:52:54.097Z'],
    ['in summer too', '3.0', '2018-07-22T12:52:54.1+02:00', '2018-07-22T10:52:54.100Z'],
    ['UTC is UTC in 3.0', '3.0', '2018-01-22T12:52:54Z', '2018-01-22T12:52:54.000Z'],
    ['no offset is Oslo, winter', '3.0', '2018-01-22T12:52:54', '2018-01-22T11:52:54.000Z'],
    ['no offset is Oslo, summer', '3.0', '2018-07-22T00:30:00', '2018-07-21T22:30:00.000Z'],
    [
      'digits beyond milliseconds are cut',
      '3.0',
      '2018-01-22T12:52:54.0979999+01:00',
      '2018-01-22T11:52:54.097Z',
    ],
    ['an hour that occurs twice is the first', '3.0', '2018-10-28T02:30:00', '2018-10-28T00:30:00.000Z'],
    ['an hour that is left out is the next', '3.0', '2018-03-25T02:30:00', '2018-03-25T01:30:00.000Z'],
    ['across midnight', '3.0', '2018-01-01T00:10:00+01:00', '2017-12-31T23:10:00.000Z'],
    ['a negative offset', '3.0', '2018-01-01T23:10:00-03:30', '2018-01-02T02:40:00.000Z'],
    ['the fault of 2.0: Z on Oslo time', '2.0', '2017-01-14T14:30:00.000Z', '2017-01-14T13:30:00.000Z'],
    ['the fault of 2.0 in summer', '2.0', '2017-06-14T14:30:00Z', '2017-06-14T12:30:00.000Z'],
    ['the fault of 2.0 as +00:00', '2.0', '2017-06-14T14:30:00+00:00', '2017-06-14T12:30:00.000Z'],
    ['2.0 with a true offset', '2.0', '2017-06-14T14:30:00+02:00', '2017-06-14T12:30:00.000Z'],
    ['2.0 with a blank', '2.0', '2017-06-14 14:30', '2017-06-14T12:30:00.000Z'],
    ['2.0 in Norwegian order', '2.0', '14.06.2017 14:30:00', '2017-06-14T12:30:00.000Z'],
    ['2.0 with the day only', '2.0', '2017-06-14', '2017-06-13T22:00:00.000Z'],
  ] as const)('%s: %s %s', (_rule, version, text, utc) => {
    expect(reportTimeReader(version)(text)).toBe(utc);
  });

  it.each([
    '',
    'now',
    '2018-02-30T10:00:00',
    '2018-01-22T24:00:00',
    '2018-01-22T10:60:00',
    '2018-01-22',
    '22.01.2018 10:00',
  ])('in 3.0 %j is no time', (text) => {
    expect(reportTimeReader('3.0')(text)).toBeUndefined();
  });

  it('a reader keeps nothing from one time to the next', () => {
    const read = reportTimeReader('3.0');
    const texts = [
      '2018-01-22T12:00:00',
      '2018-07-22T12:00:00',
      '2018-01-22T12:59:00',
      '2018-07-22T12:00:01',
    ];
    expect(texts.map(read)).toEqual(texts.map((text) => reportTimeReader('3.0')(text)));
  });

  it('days are taken as they are written', () => {
    expect(findReportDay('2018-02-20', '3.0')).toBe('2018-02-20');
    expect(findReportDay('2018-02-20+01:00', '3.0')).toBe('2018-02-20');
    expect(findReportDay('2018-02-20T00:00:00Z', '2.0')).toBe('2018-02-20');
    expect(findReportDay('20.02.2018', '2.0')).toBe('2018-02-20');
    expect(findReportDay('2018-02-20T00:00:00Z', '3.0')).toBeUndefined();
    expect(findReportDay('2018-02-31', '2.0')).toBeUndefined();
  });
});
