import { Link } from '@remix-run/react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatKroner } from '../format';
import { type GridState, gridIcons, gridStates } from './day-states';
import { weekdayNumber } from './day-sums';
import { ledgerDayPath } from './exception-words';
import { useLanguage } from './values';

export type GridDay = {
  readonly day: string;
  readonly state: GridState;
  readonly fundsOre: number | null;
  readonly feesOre: number | null;
  readonly exceptions: number;
};
export type GridLedger = {
  readonly ledgerId: string;
  readonly name: string;
  readonly days: readonly GridDay[];
};

/**
 * A month of ledger days, a row for each ledger. Every day is a link; with scripts the arrow keys walk the grid and Tab
 * leaves it. On a phone each ledger is a calendar of weeks.
 */
export function DayGrid({ ledgers, label }: { ledgers: readonly GridLedger[]; label: string }) {
  const { t } = useTranslation();
  const table = useRef<HTMLTableElement>(null);
  const [roving, setRoving] = useState<{ row: number; column: number } | null>(null);
  useEffect(() => setRoving({ row: 0, column: 0 }), []);
  const days = ledgers[0]?.days ?? [];
  const go = (event: KeyboardEvent, row: number, column: number) => {
    const next = step(event.key, row, column, ledgers.length, days.length);
    if (next === undefined) return;
    event.preventDefault();
    setRoving(next);
    table.current?.querySelector<HTMLElement>(`[data-place="${next.row}.${next.column}"]`)?.focus();
  };
  return (
    <div className="table-wrap day-grid-wrap">
      <table ref={table} className="day-grid" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('reconciliation.ledger')}</th>
            {days.map(({ day }) => (
              <th key={day} scope="col" className={isWeekend(day) ? 'weekend' : undefined}>
                {Number(day.slice(8))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ledgers.map((ledger, row) => (
            <tr key={ledger.ledgerId}>
              <th scope="row">
                {ledger.name}
                <span className="sub mono">{ledger.ledgerId}</span>
              </th>
              {ledger.days.map((cell, column) => (
                <td
                  key={cell.day}
                  className={isWeekend(cell.day) ? 'weekend' : undefined}
                  style={column === 0 ? { gridColumnStart: weekdayNumber(cell.day) } : undefined}
                >
                  <DayLink
                    ledger={ledger}
                    cell={cell}
                    place={`${row}.${column}`}
                    tabIndex={roving === null || (roving.row === row && roving.column === column) ? 0 : -1}
                    onKeyDown={(event) => go(event, row, column)}
                    onFocus={() => setRoving((known) => known && { row, column })}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DayLink(props: {
  ledger: GridLedger;
  cell: GridDay;
  place: string;
  tabIndex: number;
  onKeyDown: (event: KeyboardEvent) => void;
  onFocus: () => void;
}) {
  const { ledger, cell, place, ...handlers } = props;
  const words = useDayWords();
  const Icon = gridIcons[cell.state];
  const text = `${ledger.name}, ${words(cell)}`;
  return (
    <Link
      to={ledgerDayPath({ ledgerId: ledger.ledgerId, ledgerDate: cell.day })}
      className={`day-cell day-${cell.state}`}
      title={text}
      aria-label={text}
      data-place={place}
      {...handlers}
    >
      <span className="day-number" aria-hidden="true">
        {Number(cell.day.slice(8))}
      </span>
      <Icon size={cell.state === 'none' ? 8 : 15} stroke={2.2} aria-hidden="true" />
    </Link>
  );
}

function useDayWords(): (cell: GridDay) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  return (cell) =>
    [
      `${formatDay(cell.day, language)}: ${t(`ledgerDay.states.${cell.state}`)}`,
      cell.exceptions > 0 ? t('reconciliation.exceptionsOfDay', { count: cell.exceptions }) : '',
      cell.fundsOre === null ? '' : t('reconciliation.fundsOfDay', { amount: formatKroner(cell.fundsOre) }),
      cell.feesOre === null ? '' : t('reconciliation.feesOfDay', { amount: formatKroner(cell.feesOre) }),
    ]
      .filter((part) => part !== '')
      .join(', ');
}

/** What the colours and signs of the grid mean, in words. */
export function DayGridKey() {
  const { t } = useTranslation();
  return (
    <ul className="grid-key">
      {gridStates.map((state) => {
        const Icon = gridIcons[state];
        return (
          <li key={state}>
            <span className={`day-cell day-${state}`} aria-hidden="true">
              <Icon size={state === 'none' ? 8 : 15} stroke={2.2} />
            </span>
            {t(`ledgerDay.states.${state}`)}
          </li>
        );
      })}
    </ul>
  );
}

function step(key: string, row: number, column: number, rows: number, columns: number) {
  switch (key) {
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) };
    case 'ArrowRight':
      return { row, column: Math.min(columns - 1, column + 1) };
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column };
    case 'ArrowDown':
      return { row: Math.min(rows - 1, row + 1), column };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: columns - 1 };
    default:
      return undefined;
  }
}

function isWeekend(day: string): boolean {
  return weekdayNumber(day) > 5;
}
