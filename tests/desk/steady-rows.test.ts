/** Nothing jumps: rows keep their place while a list changes, and what came or left is told. */
import { describe, expect, it } from 'vitest';
import { type SteadyRows, steadyFrom, steadyNext } from '../../app/live/steady-rows';

type Row = { id: string; state: string };
const list = (text: string): Row[] =>
  text === ''
    ? []
    : text.split(' ').map((word) => {
        const [id = '', state = 'reserved'] = word.split(':');
        return { id, state };
      });
const shown = ({ rows }: SteadyRows<Row>) =>
  rows.map(({ id, state }) => (state === 'reserved' ? id : `${id}:${state}`)).join(' ');
const next = (before: SteadyRows<Row>, fresh: string) => steadyNext(before, list(fresh), ({ id }) => id);

describe('steady rows', () => {
  const start = steadyFrom(list('a b c d'));
  const cases = [
    { what: 'nothing changed', fresh: 'a b c d', rows: 'a b c d', changed: '', gone: '', came: 0 },
    {
      what: 'one changed',
      fresh: 'a b:captured c d',
      rows: 'a b:captured c d',
      changed: 'b',
      gone: '',
      came: 0,
    },
    {
      what: 'one moved to the top',
      fresh: 'c:captured a b d',
      rows: 'a b c:captured d',
      changed: 'c',
      gone: '',
      came: 0,
    },
    { what: 'one left', fresh: 'a c d', rows: 'a b c d', changed: '', gone: 'b', came: 0 },
    { what: 'the last left', fresh: 'a b c', rows: 'a b c d', changed: '', gone: 'd', came: 0 },
    {
      what: 'two came and pushed the last off the page',
      fresh: 'x y a b',
      rows: 'a b c d',
      changed: '',
      gone: '',
      came: 2,
    },
    { what: 'one came, one left', fresh: 'x a c d', rows: 'a b c d', changed: '', gone: 'b', came: 1 },
    { what: 'all left', fresh: '', rows: 'a b c d', changed: '', gone: 'a b c d', came: 0 },
  ];
  it.each(cases)('$what', ({ fresh, rows, changed, gone, came }) => {
    const after = next(start, fresh);
    expect(shown(after)).toBe(rows);
    expect([...after.changed].join(' ')).toBe(changed);
    expect([...after.gone].join(' ')).toBe(gone);
    expect(after.came).toBe(came);
  });

  it('a row that comes back stands where it stood, and is not gone any more', () => {
    const back = next(next(start, 'a c d'), 'b:captured a c d');
    expect(shown(back)).toBe('a b:captured c d');
    expect(back.gone.size).toBe(0);
    expect(back.came).toBe(0);
  });

  it('what came is counted against what is shown, however often it is read', () => {
    expect(next(next(start, 'x a b c'), 'y x a b').came).toBe(2);
  });

  it('from nothing, everything came', () => {
    expect(next(steadyFrom<Row>([]), 'a b')).toMatchObject({ rows: [], came: 2 });
  });
});
