import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterWrongTry, limits, type Tries, waitMs } from '#core/log-in-throttle';

const start = Date.parse('2026-06-02T06:30:00Z');
const limit = fc.constantFrom(...Object.values(limits));

/** Tries again as soon as it is let, for so long: how many tries that makes. */
function triesWithin(one: (typeof limits)[keyof typeof limits], spanMs: number): number {
  let tries: Tries | undefined;
  let count = 0;
  let now = start;
  while (now - start < spanMs) {
    tries = afterWrongTry(tries, one, now);
    count += 1;
    now += Math.max(waitMs(tries, one, now), 1);
  }
  return count;
}

describe('trying to log in', () => {
  it('costs nothing for some wrong tries, then waits that double and end', () => {
    let tries: Tries | undefined;
    const waits = [];
    for (let index = 0; index < 18; index += 1) {
      tries = afterWrongTry(tries, limits.pair, start);
      waits.push(waitMs(tries, limits.pair, start));
    }
    expect(waits.slice(0, 8)).toEqual([0, 0, 0, 0, 2000, 4000, 8000, 16_000]);
    expect(waits.at(-1)).toBe(limits.pair.longestWaitMs);
    expect(waitMs(tries, limits.pair, start + limits.pair.longestWaitMs)).toBe(0);
  });

  it('is never shut for longer than the longest wait, whatever strangers do', () => {
    fc.assert(
      fc.property(limit, fc.array(fc.nat(10_000_000), { maxLength: 200 }), (one, gaps) => {
        let tries: Tries | undefined;
        let now = start;
        for (const gap of gaps) {
          now += gap;
          tries = afterWrongTry(tries, one, now);
        }
        expect(waitMs(tries, one, now)).toBeLessThanOrEqual(one.longestWaitMs);
        expect(waitMs(tries, one, now + one.longestWaitMs)).toBe(0);
        expect(waitMs(tries, one, now + one.forgetMs)).toBe(0);
      }),
    );
  });

  it('lets nobody guess more than some hundreds of times a day', () => {
    const day = 86_400_000;
    expect(triesWithin(limits.pair, day)).toBeLessThan(150);
    expect(triesWithin(limits.address, day)).toBeLessThan(200);
    expect(triesWithin(limits.account, day)).toBeLessThan(3000);
  });

  it('is not made quicker by a clock that goes back', () => {
    const tries = afterWrongTry({ tries: 9, lastAtMs: start }, limits.pair, start - 3_600_000);
    expect(tries).toEqual({ tries: 10, lastAtMs: start });
  });
});
