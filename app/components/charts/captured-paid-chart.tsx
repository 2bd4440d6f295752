import { Link } from '@remix-run/react';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDayRange, formatKroner } from '../../format';
import { DataTable } from '../data-table';
import { Kroner, useLanguage } from '../values';
import { ChartFigure } from './chart-figure';
import type { ChartSeries } from './chart-parts';
import {
  periodName,
  periodPath,
  periodTick,
  type TrendChoiceFacts,
  type TrendPeriodFacts,
  trendFile,
} from './trend-parts';

const Bars = lazy(() => import('./bars'));
const height = 240;

type Props = { readonly periods: readonly TrendPeriodFacts[]; readonly choice: TrendChoiceFacts };

/** Side by side: what was captured, and what was paid out; what lies between is refunds, fees and time. */
export function CapturedPaidChart({ periods, choice }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const sum = (of: (period: TrendPeriodFacts) => number) =>
    periods.reduce((total, period) => total + of(period), 0);
  const series: ChartSeries<'captured' | 'paid'>[] = [
    { key: 'captured', label: t('charts.captured'), thing: 'captures', pattern: 'solid' },
    { key: 'paid', label: t('charts.paidOut'), thing: 'payouts', pattern: 'hatch' },
  ];
  const [capturedOre, paidOre] = [sum((period) => period.capturedOre), sum((period) => period.paidOutOre)];
  return (
    <ChartFigure
      summary={t('charts.capturedPaidSummary', {
        period: formatDayRange(choice.from, choice.to, language),
        captured: formatKroner(capturedOre),
        paid: formatKroner(paidOre),
      })}
      csv={trendFile('captured-paid', choice)}
      series={series}
      height={height}
      table={
        <DataTable
          rows={periods}
          keyOf={({ from }) => from}
          columns={[
            {
              header: t(`charts.trends.heads.${choice.step}`),
              rowHead: true,
              cell: (period) => (
                <Link to={periodPath('ledger-entries', period, choice)}>{periodName(period, language)}</Link>
              ),
              foot: t('charts.sum'),
            },
            {
              header: t('charts.capturedKr'),
              num: true,
              cell: (period) => <Kroner ore={period.capturedOre} />,
              foot: <Kroner ore={capturedOre} />,
            },
            {
              header: t('charts.refundedKr'),
              num: true,
              wide: true,
              cell: (period) => <Kroner ore={period.refundedOre} />,
              foot: <Kroner ore={sum((period) => period.refundedOre)} />,
            },
            {
              header: t('charts.paidOutKr'),
              num: true,
              cell: (period) => (
                <Link to={periodPath('payouts', period, choice)}>
                  <Kroner ore={period.paidOutOre} />
                </Link>
              ),
              foot: <Kroner ore={paidOre} />,
            },
          ]}
        />
      }
    >
      {capturedOre === 0 && paidOre === 0 ? null : (
        <Bars
          height={height}
          stacked={false}
          series={series}
          rows={periods.map((period) => ({
            name: periodName(period, language),
            tick: periodTick(period, choice.step, language),
            to: periodPath('ledger-entries', period, choice),
            values: { captured: period.capturedOre, paid: period.paidOutOre },
          }))}
        />
      )}
    </ChartFigure>
  );
}
