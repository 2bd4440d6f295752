import { expect, test } from 'vitest';
import { retryAfterMs } from '#vipps/retry-after';

const now = Date.parse('2026-03-01T10:00:00Z');

test.each<[string, number | undefined]>([
  ['0', 0],
  ['7', 7000],
  [' 120 ', 120_000],
  ['1.5', 1500],
  ['Sun, 01 Mar 2026 10:00:30 GMT', 30_000],
  ['Sunday, 01-Mar-26 10:00:30 GMT', 30_000],
  ['Sun, 01 Mar 2026 09:59:00 GMT', 0],
  ['-5', undefined],
  ['soon', undefined],
  ['', undefined],
  ['99999999999', undefined],
])('Retry-After "%s" is %s ms', (value, expected) => {
  expect(retryAfterMs(new Headers({ 'Retry-After': value }), now)).toBe(expected);
});

test('without the header there is no wait to obey', () => {
  expect(retryAfterMs(new Headers(), now)).toBeUndefined();
});

test("a date is measured by the server's clock when it tells the time", () => {
  const headers = new Headers({
    'Retry-After': 'Sun, 01 Mar 2026 12:00:10 GMT',
    Date: 'Sun, 01 Mar 2026 12:00:00 GMT',
  });
  expect(retryAfterMs(headers, now)).toBe(10_000);
});
