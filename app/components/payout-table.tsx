import { Link } from '@remix-run/react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type PayoutColumn, usualPayoutColumns } from '#core/list-words';
import type { PayoutState } from '#core/payout-state';
import { formatShortDayRange } from '../format';
import { type Column, DataTable, type Sorting } from './data-table';
import { type CurrencyTotal, totalFoot } from './list-pages';
import { Kroner, PayoutStateMark, useLanguage, useNow } from './values';

export type PayoutTableRow = {
  readonly ledgerId: string;
  readonly settlementNumber: string;
  readonly amountOre: number;
  readonly coversFrom: string;
  readonly coversTo: string;
  readonly expectedEarliest: string;
  readonly expectedLatest: string;
  readonly arrivedOn: string | null;
  readonly arrivedOre: number | null;
  readonly bankAccount: string | null;
  readonly units: string | null;
  readonly state: PayoutState;
  readonly unseen: boolean;
  /** A bank line may be its money: a person is asked on the page Bank. */
  readonly suggested: boolean;
};

export function payoutPath(payout: { ledgerId: string; settlementNumber: string }): string {
  return `/payouts/${encodeURIComponent(payout.ledgerId)}/${encodeURIComponent(payout.settlementNumber)}`;
}

type Props = {
  readonly rows: readonly PayoutTableRow[];
  readonly columns?: readonly PayoutColumn[];
  readonly sorting?: Sorting;
  readonly totals?: readonly CurrencyTotal[];
};

export function PayoutTable({ rows, columns = usualPayoutColumns, sorting, totals = [] }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const rangeOf = (from: string, to: string) => formatShortDayRange(from, to, now, language);
  const shown = payoutColumnsOf(t, rangeOf).filter(
    ({ key }) => columns.includes(key) && (key !== 'units' || sorting !== undefined),
  );
  return (
    <DataTable
      steady
      dense={sorting !== undefined}
      rows={rows}
      keyOf={(row) => `${row.ledgerId}/${row.settlementNumber}`}
      columns={[numberColumn(t, sorting !== undefined), ...shown]}
      sorting={sorting}
      foot={totalFoot(t, totals)}
    />
  );
}

/** The sales units stand below the number where they have no column of their own. */
function numberColumn(t: TFunction, dense: boolean): Column<PayoutTableRow> {
  return {
    key: 'number',
    header: t('payouts.number'),
    rowHead: true,
    className: () => 'order-cell',
    cell: (row) => (
      <>
        <Link to={payoutPath(row)} prefetch="intent">
          {row.settlementNumber}
        </Link>
        <span className={dense ? 'sub below-desk' : 'sub'}>{row.units}</span>
      </>
    ),
  };
}

/** `units` is left out where a table is not dense: there they stand below the number. */
export function payoutColumnsOf(
  t: TFunction,
  rangeOf: (from: string, to: string) => string,
): (Column<PayoutTableRow> & { key: PayoutColumn })[] {
  return [
    {
      key: 'covers',
      header: t('payouts.covers'),
      sort: 'day',
      cell: (row) => rangeOf(row.coversFrom, row.coversTo),
    },
    {
      key: 'amount',
      header: t('payouts.amount'),
      sort: 'amount',
      num: true,
      cell: (row) => <Kroner ore={row.amountOre} />,
    },
    {
      key: 'state',
      header: t('payouts.state'),
      columnClass: 'wraps',
      cell: (row) => (
        <>
          <PayoutStateMark state={row.state} />
          {row.unseen ? <span className="sub">{t('payouts.noStatement')}</span> : null}
          {row.suggested ? (
            <span className="sub">
              <Link to="/bank">{t('payouts.suggested')}</Link>
            </span>
          ) : null}
        </>
      ),
    },
    {
      key: 'expected',
      header: t('payouts.expected'),
      sort: 'expected',
      wide: true,
      cell: (row) => rangeOf(row.expectedEarliest, row.expectedLatest),
    },
    {
      key: 'arrived',
      header: t('payouts.arrived'),
      sort: 'arrived',
      wide: true,
      cell: (row) =>
        row.arrivedOn ? <time dateTime={row.arrivedOn}>{rangeOf(row.arrivedOn, row.arrivedOn)}</time> : '–',
    },
    {
      key: 'arrivedAmount',
      header: t('lists.arrivedAmount'),
      wide: true,
      num: true,
      cell: (row) => (row.arrivedOre === null ? '–' : <Kroner ore={row.arrivedOre} />),
    },
    {
      key: 'units',
      header: t('payouts.units'),
      columnClass: 'desk-only cut',
      cell: (row) => row.units,
    },
    {
      key: 'account',
      header: t('payouts.account'),
      wide: true,
      className: () => 'mono',
      cell: (row) => row.bankAccount,
    },
  ];
}
