import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AlertCondition,
  type AlertKind,
  calmPauseMs,
  clearAfterMs,
  compareAlerts,
  jobTrouble,
  nextDeliveryAt,
  planMessage,
  reminderMs,
  silentAfterMs,
  urgentPauseMs,
} from '#core/alerts';
import { addMs, dayMs, hourMs } from '#core/calendar';

const now = '2026-06-05T10:00:00.000Z';
const ago = (ms: number) => addMs(now, -ms);
const condition = (key: string, kind: AlertKind = 'guarantee-lost'): AlertCondition => ({
  ...{ key, kind, subject: key, path: '/', amountOre: null, currency: null, since: null },
});
const open = (conditionKey: string, change: object = {}) => ({
  ...{
    id: `id ${conditionKey}`,
    conditionKey,
    kind: 'guarantee-lost' as const,
    lastToldAt: now,
    missingSince: null,
  },
  ...change,
});

describe('a condition', () => {
  it('is opened once, and stays itself while it is found', () => {
    expect(compareAlerts([], [condition('a')], now).opened).toHaveLength(1);
    const none = { opened: [], missing: [], returned: [], cleared: [] };
    expect(compareAlerts([open('a')], [condition('a')], now)).toEqual(none);
  });

  it('that is not found is over after some minutes, and never was away when it comes back before', () => {
    expect(compareAlerts([open('a')], [], now)).toMatchObject({ missing: ['id a'], cleared: [] });
    const short = open('a', { missingSince: ago(clearAfterMs - 1) });
    expect(compareAlerts([short], [], now)).toMatchObject({ missing: [], cleared: [] });
    expect(compareAlerts([short], [condition('a')], now)).toMatchObject({ returned: ['id a'], opened: [] });
    const long = open('a', { missingSince: ago(clearAfterMs) });
    expect(compareAlerts([long], [], now).cleared).toEqual([{ id: 'id a', tell: true }]);
  });

  it('that nobody was told of is over without a word', () => {
    const untold = open('a', { missingSince: ago(clearAfterMs), lastToldAt: null });
    expect(compareAlerts([untold], [], now).cleared).toEqual([{ id: 'id a', tell: false }]);
  });

  it('that becomes another is told as that other, and not as over', () => {
    const { opened, cleared } = compareAlerts(
      [open('a', { kind: 'guarantee-ending' })],
      [condition('a')],
      now,
    );
    expect(opened).toEqual([condition('a')]);
    expect(cleared).toEqual([{ id: 'id a', tell: false }]);
  });

  it('is one of: opened, kept, missing or cleared, whatever comes', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    const kind = fc.constantFrom<AlertKind>('guarantee-lost', 'guarantee-ending');
    const opens = fc.uniqueArray(fc.record({ key, kind, ms: fc.option(fc.nat(2 * clearAfterMs)) }), {
      selector: (one) => one.key,
    });
    const finds = fc.uniqueArray(fc.record({ key, kind }), { selector: (one) => one.key });
    fc.assert(
      fc.property(opens, finds, (before, found) => {
        const rows = before.map(({ key, kind, ms }) =>
          open(key, { kind, missingSince: ms === null ? null : ago(ms) }),
        );
        const conditions = found.map(({ key, kind }) => condition(key, kind));
        const { opened, cleared } = compareAlerts(rows, conditions, now);
        const gone = new Set(cleared.map(({ id }) => id));
        const left = [
          ...rows.filter(({ id }) => !gone.has(id)).map((row) => row.conditionKey),
          ...opened.map((one) => one.key),
        ];
        expect(new Set(left).size).toBe(left.length); // one open row for each key, as the index has it
        for (const { key } of found) expect(left).toContain(key);
      }),
    );
  });
});

describe('a message', () => {
  const calm = { id: 'calm', kind: 'guarantee-lost' as const };
  const urgent = { id: 'urgent', kind: 'command-unknown' as const };
  const plan = (change: object) =>
    planMessage({ opened: [], cleared: [], told: [], lastMessageAt: null, ...change }, now);

  it('is written when there is something to say, and gathers what comes soon after', () => {
    expect(plan({})).toBeUndefined();
    expect(plan({ opened: [calm, urgent] })).toEqual({
      opened: ['calm', 'urgent'],
      cleared: [],
      reminded: [],
    });
    expect(plan({ opened: [calm], lastMessageAt: ago(calmPauseMs - 1) })).toBeUndefined();
    expect(plan({ cleared: [urgent], lastMessageAt: ago(calmPauseMs - 1) })).toBeUndefined();
    expect(plan({ opened: [calm], lastMessageAt: ago(calmPauseMs) })).toBeDefined();
    expect(plan({ opened: [urgent], lastMessageAt: ago(urgentPauseMs - 1) })).toBeUndefined();
    // Told while the machine's clock was ahead: nobody waits until it is that late.
    const ahead = ago(-400 * 24 * 60 * 60_000);
    expect(plan({ opened: [calm], lastMessageAt: ahead })).toBeDefined();
    expect(plan({ told: [{ id: 'calm', lastToldAt: ahead }] })).toMatchObject({ reminded: ['calm'] });
    const taken = plan({ opened: [urgent, calm], cleared: [calm], lastMessageAt: ago(urgentPauseMs) });
    expect(taken).toEqual({ opened: ['urgent', 'calm'], cleared: ['calm'], reminded: [] });
  });

  it('reminds once a day, of all that is open at once', () => {
    const told = [
      { id: 'old', lastToldAt: ago(reminderMs) },
      { id: 'new', lastToldAt: ago(hourMs) },
    ];
    expect(plan({ told, lastMessageAt: ago(hourMs) })?.reminded).toEqual(['old', 'new']);
    expect(plan({ told: told.slice(1), lastMessageAt: ago(hourMs) })).toBeUndefined();
    expect(plan({ told: [{ id: 'old', lastToldAt: ago(reminderMs - 1) }] })).toBeUndefined();
  });
});

describe('a job', () => {
  const started = ago(10 * dayMs);
  const state = (change: object) => ({ everyMs: hourMs, lastSuccessAt: now, failuresInARow: 0, ...change });

  it('is told of after three failures in a row', () => {
    expect(jobTrouble(state({ failuresInARow: 2 }), started, now)).toBeUndefined();
    expect(jobTrouble(state({ failuresInARow: 3 }), started, now)?.kind).toBe('job-failing');
  });

  it('is told of when it has not succeeded for far longer than its schedule, counted from the start of the desk', () => {
    const late = state({ lastSuccessAt: ago(3 * hourMs) });
    expect(jobTrouble(late, started, now)).toEqual({ kind: 'job-silent', since: ago(3 * hourMs) });
    expect(jobTrouble(state({ lastSuccessAt: ago(3 * hourMs - 1) }), started, now)).toBeUndefined();
    expect(jobTrouble(late, ago(hourMs), now)).toBeUndefined();
    expect(jobTrouble(state({ lastSuccessAt: null }), started, now)?.kind).toBe('job-silent');
  });

  it.each([
    [10_000, hourMs / 2],
    [hourMs, 3 * hourMs],
    [dayMs, 36 * hourMs],
    [7 * dayMs, 7 * dayMs + 12 * hourMs],
  ])('that runs every %d ms is late after %d', (everyMs, lateMs) =>
    expect(silentAfterMs(everyMs)).toBe(lateMs),
  );
});

it('a delivery is tried again after growing pauses, for three days', () => {
  const pauses = [1, 2, 3, 6, 7, 8, 20].map((attempts) => {
    const at = nextDeliveryAt(attempts, now, now);
    return at === undefined ? undefined : (Date.parse(at) - Date.parse(now)) / 60_000;
  });
  expect(pauses).toEqual([1, 2, 4, 32, 60, 60, 60]);
  expect(nextDeliveryAt(70, ago(71 * hourMs - 1), now)).toBeDefined();
  expect(nextDeliveryAt(70, ago(71 * hourMs), now)).toBeUndefined();
});
