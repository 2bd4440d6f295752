import { type Location, useLocation } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { isSame, type SteadyRows, steadyFrom, steadyNext } from './steady-rows';

export type SteadyList<Row> = SteadyRows<Row> & {
  readonly isOld: boolean;
  /** Brings the list in the order and to the rows of the last reading. */
  show(): void;
  classOf(row: Row): string;
};

type Held<Row> = { place: Place; fresh: readonly Row[]; steady: SteadyRows<Row> };
type Place = Pick<Location, 'pathname' | 'search' | 'key'>;

/** A change is marked for so long. */
const markedMs = 2500;

/**
 * While a person stays at an address, rows keep their places: they change where they stand, and what came or left is told in
 * `came` and `gone` until `show()` or a navigation. Opening or closing the side panel (`open=`) is none.
 */
export function useSteadyRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | number,
  isOn = true,
): SteadyList<Row> {
  const place = useLocation();
  const keyText = (row: Row) => String(keyOf(row));
  const [held, setHeld] = useState<Held<Row>>(() => ({ place, fresh: rows, steady: steadyFrom(rows) }));
  const current = isOn ? nextHeld(held, rows, place, keyText) : held;
  if (current !== held) setHeld(current);
  useForget(held, setHeld);
  const steady = isOn ? current.steady : steadyFrom(rows);
  const { changed, gone, came } = steady;
  return {
    ...steady,
    isOld: came > 0 || gone.size > 0,
    show: () => setHeld({ place, fresh: rows, steady: steadyFrom(rows) }),
    classOf: (row) => (gone.has(keyText(row)) ? 'gone' : changed.has(keyText(row)) ? 'changed' : ''),
  };
}

function nextHeld<Row>(
  held: Held<Row>,
  rows: readonly Row[],
  place: Place,
  keyOf: (row: Row) => string,
): Held<Row> {
  if (isNavigation(held.place, place)) return { place, fresh: rows, steady: steadyFrom(rows) };
  if (held.fresh === rows || isSame(held.fresh, rows))
    return held.place.key === place.key ? held : { ...held, place };
  return { place, fresh: rows, steady: steadyNext(held.steady, rows, keyOf) };
}

function useForget<Row>(held: Held<Row>, setHeld: (change: (held: Held<Row>) => Held<Row>) => void): void {
  const { changed } = held.steady;
  useEffect(() => {
    if (changed.size === 0) return;
    const forget = setTimeout(
      () => setHeld((now) => (now.steady.changed === changed ? withoutMarks(now) : now)),
      markedMs,
    );
    return () => clearTimeout(forget);
  }, [changed, setHeld]);
}

function withoutMarks<Row>(held: Held<Row>): Held<Row> {
  return { ...held, steady: { ...held.steady, changed: new Set() } };
}

function isNavigation(from: Place, to: Place): boolean {
  if (from.key === to.key) return false;
  return addressOf(from) !== addressOf(to) || openIn(from) === openIn(to);
}

function addressOf({ pathname, search }: Place): string {
  const query = new URLSearchParams(search);
  query.delete('open');
  return `${pathname}?${query}`;
}

function openIn({ search }: Place): string | null {
  return new URLSearchParams(search).get('open');
}
