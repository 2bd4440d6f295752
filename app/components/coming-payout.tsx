import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay } from '../format';
import { DataTable } from './data-table';
import { ledgerDayPath } from './exception-words';
import { orderPath } from './order-table';
import { DayText, Kroner, useLanguage } from './values';

type Props = {
  readonly part: {
    readonly ledgerId: string;
    readonly name: string;
    readonly day: string;
    readonly carriedOre: number;
    readonly unpaid: readonly { readonly day: string; readonly amountOre: number }[];
    readonly notInLedger: readonly {
      readonly day: string;
      readonly msn: string;
      readonly orderId: string;
      readonly amountOre: number;
    }[];
    readonly amountOre: number;
  };
};

type Line = {
  readonly key: string;
  readonly what: ReactNode;
  readonly day: string;
  readonly amountOre: number;
};

/** A payout that is still to be made: what it will be made of, as far as it is known. */
export function ComingPayout({ part }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { ledgerId } = part;
  const carried: Line = {
    key: 'carried',
    what: t('charts.bankDay.carried'),
    day: part.day,
    amountOre: part.carriedOre,
  };
  const lines: Line[] = [
    ...(part.carriedOre === 0 ? [] : [carried]),
    ...part.unpaid.map(({ day, amountOre }) => ({
      key: `day ${day}`,
      what: <Link to={ledgerDayPath({ ledgerId, ledgerDate: day })}>{t('charts.bankDay.unpaid')}</Link>,
      day,
      amountOre,
    })),
    ...part.notInLedger.map((row, index) => ({
      key: `${index} ${row.msn} ${row.orderId}`,
      what: (
        <>
          <Link to={orderPath(row)}>{row.orderId}</Link>
          <span className="sub">{t('charts.bankDay.notInLedger')}</span>
        </>
      ),
      day: row.day,
      amountOre: row.amountOre,
    })),
  ];
  return (
    <section>
      <h2>{t('charts.bankDay.coming', { name: part.name, day: formatDay(part.day, language) })}</h2>
      <DataTable
        rows={lines}
        keyOf={({ key }) => key}
        columns={[
          {
            header: t('charts.bankDay.what'),
            rowHead: true,
            cell: ({ what }) => what,
            foot: t('charts.bankDay.estimate'),
          },
          { header: t('payouts.chartDay'), cell: ({ day }) => <DayText day={day} /> },
          {
            header: t('payouts.amount'),
            num: true,
            cell: ({ amountOre }) => <Kroner ore={amountOre} />,
            foot: <Kroner ore={part.amountOre} />,
          },
        ]}
      />
    </section>
  );
}
