import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatDayRange, formatKroner, formatShortDay } from '../../format';
import { DataTable } from '../data-table';
import { DayText, Kroner, useLanguage } from '../values';
import { ChartFigure } from './chart-figure';
import type { ChartSeries } from './chart-parts';

export type PayoutDay = { readonly day: string; readonly arrivedOre: number; readonly openOre: number };

const Bars = lazy(() => import('./bars'));
const height = 200;

/** Payouts per ledger day: what the bank has, and what it has not yet. */
export function PayoutChart({ days }: { days: readonly PayoutDay[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const arrivedOre = days.reduce((sum, day) => sum + day.arrivedOre, 0);
  const openOre = days.reduce((sum, day) => sum + day.openOre, 0);
  const [from, to] = [days[0]?.day ?? '', days.at(-1)?.day ?? ''];
  const series: ChartSeries<'arrivedOre' | 'openOre'>[] = [
    { key: 'arrivedOre', label: t('payoutState.arrived'), thing: 'payouts', pattern: 'solid' },
    { key: 'openOre', label: t('charts.notArrived'), thing: 'payouts', pattern: 'hatch' },
  ];
  return (
    <ChartFigure
      summary={t('charts.payoutsSummary', {
        period: formatDayRange(from, to, language),
        arrived: formatKroner(arrivedOre),
        open: formatKroner(openOre),
      })}
      csv="/charts/payouts.csv"
      series={series}
      height={height}
      table={
        <DataTable
          rows={days}
          keyOf={({ day }) => day}
          columns={[
            {
              header: t('payouts.chartDay'),
              rowHead: true,
              cell: ({ day }) => <DayText day={day} />,
              foot: t('charts.sum'),
            },
            {
              header: t('charts.arrivedKr'),
              num: true,
              cell: (day) => <Kroner ore={day.arrivedOre} />,
              foot: <Kroner ore={arrivedOre} />,
            },
            {
              header: t('charts.notArrivedKr'),
              num: true,
              cell: (day) => <Kroner ore={day.openOre} />,
              foot: <Kroner ore={openOre} />,
            },
          ]}
        />
      }
    >
      <Bars
        height={height}
        stacked
        series={series}
        rows={days.map((day) => ({
          name: formatDay(day.day, language),
          tick: formatShortDay(day.day, language),
          values: { arrivedOre: day.arrivedOre, openOre: day.openOre },
        }))}
      />
    </ChartFigure>
  );
}
