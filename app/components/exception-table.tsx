import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { ExceptionKind } from '#core/exception-kinds';
import { type Column, DataTable, type Sorting } from './data-table';
import {
  Age,
  ExceptionAbout,
  type ExceptionAboutFacts,
  ExceptionStatusMark,
  exceptionPath,
} from './exception-words';
import { type CurrencyTotal, totalFoot } from './list-pages';
import { Kroner } from './values';

export type ExceptionTableRow = ExceptionAboutFacts & {
  readonly id: string;
  readonly kind: ExceptionKind;
  readonly status: 'open' | 'resolved';
  readonly resolution: 'cause-gone' | 'accepted' | null;
  readonly amountOre: number;
  readonly currency: string;
  readonly aroseOn: string;
  readonly owner: string | null;
  readonly reopened: number;
  readonly lastNote: string | null;
  readonly lastNoteBy: string | null;
};

/** Exceptions, one row each. With `choose` each has a box named `ids[]` for the form around the table. */
export function ExceptionTable({
  rows,
  today,
  choose,
  showStatus,
  sorting,
  totals = [],
}: {
  rows: readonly ExceptionTableRow[];
  today: string;
  choose?: boolean;
  showStatus?: boolean;
  /** Of a list that is a day's work: sorted, added up, and with a head that stays in sight. */
  sorting?: Sorting;
  totals?: readonly CurrencyTotal[];
}) {
  const { t } = useTranslation();
  const columns: (Column<ExceptionTableRow> | false)[] = [
    choose === true && {
      header: t('exceptions.choose'),
      hideHeader: true,
      columnClass: 'choose',
      cell: (row) => (
        <input
          type="checkbox"
          name="ids[]"
          value={row.id}
          aria-label={t('exceptions.chooseOne', { kind: t(`exception.kinds.${row.kind}`) })}
        />
      ),
    },
    {
      header: t('exceptions.kind'),
      rowHead: true,
      className: () => 'order-cell',
      cell: (row) => (
        <>
          <Link to={exceptionPath(row.id)} prefetch="intent">
            {t(`exception.kinds.${row.kind}`)}
          </Link>
          {row.reopened > 0 && row.status === 'open' ? (
            <span className="sub warn">{t('exception.cameBack', { count: row.reopened })}</span>
          ) : null}
          {row.lastNote ? (
            <span className="sub note-line">
              {row.lastNoteBy}: {row.lastNote}
            </span>
          ) : null}
          <div className="narrow-only">
            <ExceptionAbout about={row} />
            <span className="sub">{row.owner ?? t('exceptions.nobody')}</span>
          </div>
        </>
      ),
    },
    { header: t('exceptions.about'), wide: true, cell: (row) => <ExceptionAbout about={row} /> },
    {
      key: 'amount',
      header: t('exceptions.amount'),
      sort: 'amount',
      num: true,
      cell: (row) => (
        <>
          <Kroner ore={row.amountOre} />
          {row.currency === 'NOK' ? null : <span className="sub">{row.currency}</span>}
        </>
      ),
    },
    {
      header: t('exceptions.age'),
      sort: 'age',
      num: true,
      cell: (row) => <Age aroseOn={row.aroseOn} today={today} />,
    },
    {
      header: t('exceptions.owner'),
      wide: true,
      cell: (row) => row.owner ?? <span className="quiet-text">{t('exceptions.nobody')}</span>,
    },
    showStatus === true && {
      header: t('exceptions.status'),
      wide: true,
      cell: (row) => <ExceptionStatusMark status={row.status} resolution={row.resolution} />,
    },
  ];
  return (
    <DataTable
      steady
      dense={sorting !== undefined}
      sorting={sorting}
      foot={totalFoot(t, totals)}
      rows={rows}
      keyOf={(row) => row.id}
      columns={columns.filter((column): column is Column<ExceptionTableRow> => column !== false)}
    />
  );
}
