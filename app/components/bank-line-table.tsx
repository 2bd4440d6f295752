import { Link } from '@remix-run/react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type BankSort, bankDirections } from '#core/list-words';
import { type Column, DataTable } from './data-table';
import { bankLinePath } from './exception-words';
import { type CurrencyTotal, totalFoot } from './list-pages';
import { payoutPath } from './payout-table';
import { DayText, Kroner } from './values';

export type BankLineTableRow = {
  readonly id: string;
  readonly account: string;
  readonly bookedOn: string;
  readonly amountOre: number;
  readonly currency: string;
  readonly description: string;
  readonly counterparty: string | null;
  /** Where the list tells what its lines are matched with. */
  readonly matchStatus?: 'automatic' | 'suggested' | 'confirmed' | 'rejected' | 'undone' | null;
  readonly payouts?: readonly { readonly ledgerId: string; readonly settlementNumber: string }[];
  readonly suggestions: number;
};

type Props = {
  readonly rows: readonly BankLineTableRow[];
  readonly view?: 'unmatched' | 'matched' | 'other';
  readonly sort?: { readonly by: BankSort; readonly dir: 'asc' | 'desc' };
  readonly totals?: readonly CurrencyTotal[];
};

export function BankLineTable({ rows, view, sort, totals = [] }: Props) {
  const { t } = useTranslation();
  const columns: Column<BankLineTableRow>[] = [
    {
      header: t('bank.text'),
      rowHead: true,
      className: () => 'order-cell',
      cell: (row) => (
        <>
          <Link to={bankLinePath(row.id)} prefetch="intent">
            {row.description}
          </Link>
          {row.counterparty ? <span className="sub">{row.counterparty}</span> : null}
          {row.suggestions > 0 ? (
            <span className="sub warn">{t('bank.suggestionWaits', { count: row.suggestions })}</span>
          ) : null}
        </>
      ),
    },
    { header: t('bank.booked'), sort: 'booked', cell: (row) => <DayText day={row.bookedOn} /> },
    {
      key: 'amount',
      header: t('bank.amount'),
      sort: 'amount',
      num: true,
      cell: (row) => (
        <>
          <Kroner ore={row.amountOre} />
          {row.currency === 'NOK' ? null : <span className="sub">{row.currency}</span>}
        </>
      ),
    },
    { header: t('bank.account'), wide: true, className: () => 'mono', cell: (row) => row.account },
  ];
  if (view === 'matched') columns.push(...matchColumns(t));
  if (view === 'unmatched')
    columns.push({
      header: t('bank.byHand'),
      hideHeader: true,
      cell: (row) => <Link to={`${bankLinePath(row.id)}#by-hand`}>{t('bank.byHand')}</Link>,
    });
  return (
    <DataTable
      steady
      dense={sort !== undefined}
      rows={rows}
      keyOf={(row) => row.id}
      columns={columns}
      sorting={sort && { ...sort, usual: 'booked', directions: bankDirections }}
      foot={totalFoot(t, totals)}
    />
  );
}

/** What it is, and who says so. The page of the line has the reasons, and a way to take the match back. */
function matchColumns(t: TFunction): Column<BankLineTableRow>[] {
  return [
    {
      header: t('order.payout'),
      cell: (row) =>
        row.payouts?.map((payout) => (
          <div key={payoutPath(payout)}>
            <Link to={payoutPath(payout)}>{payout.settlementNumber}</Link>
          </div>
        )),
    },
    {
      header: t('bank.why'),
      wide: true,
      cell: (row) => (row.matchStatus == null ? null : t(`bank.status.${row.matchStatus}`)),
    },
  ];
}
