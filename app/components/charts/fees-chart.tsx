import { Link } from '@remix-run/react';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDayRange, formatKroner, formatShare } from '../../format';
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
const RateLines = lazy(() => import('./rate-lines'));
const [barsHeight, linesHeight] = [180, 180];

type Props = { readonly periods: readonly TrendPeriodFacts[]; readonly choice: TrendChoiceFacts };

/** Above what captures cost in kroner, below their share of what was captured, against the agreed rate. */
export function FeesChart({ periods, choice }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const sum = (of: (period: TrendPeriodFacts) => number) =>
    periods.reduce((total, period) => total + of(period), 0);
  const series: ChartSeries<'fees'>[] = [
    { key: 'fees', label: t('charts.fees'), thing: 'fees', pattern: 'solid' },
  ];
  const [capturedOre, feesOre] = [sum((period) => period.capturedOre), sum((period) => period.feesOre)];
  const agreedOre = periods.every((period) => period.agreedOre !== null)
    ? sum((period) => period.agreedOre ?? 0)
    : null;
  const tick = (period: TrendPeriodFacts) => periodTick(period, choice.step, language);
  return (
    <ChartFigure
      summary={t('charts.feesSummary', {
        period: formatDayRange(choice.from, choice.to, language),
        fees: formatKroner(feesOre),
        rate: formatShare(feesOre, capturedOre),
        agreed: agreedOre === null ? '–' : formatShare(agreedOre, capturedOre),
      })}
      csv={trendFile('fees', choice)}
      series={series}
      height={barsHeight + linesHeight}
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
              wide: true,
              cell: (period) => <Kroner ore={period.capturedOre} />,
              foot: <Kroner ore={capturedOre} />,
            },
            {
              header: t('charts.feesKr'),
              num: true,
              cell: (period) => <Kroner ore={period.feesOre} />,
              foot: <Kroner ore={feesOre} />,
            },
            {
              header: t('charts.rate'),
              num: true,
              cell: (period) => formatShare(period.feesOre, period.capturedOre),
              foot: formatShare(feesOre, capturedOre),
            },
            {
              header: t('charts.agreedRate'),
              num: true,
              cell: (period) => shareOrDash(period.agreedOre, period.capturedOre),
              foot: shareOrDash(agreedOre, capturedOre),
            },
          ]}
        />
      }
    >
      {feesOre === 0 ? null : (
        <>
          <Bars
            height={barsHeight}
            stacked={false}
            series={series}
            rows={periods.map((period) => ({
              name: periodName(period, language),
              tick: tick(period),
              to: periodPath('ledger-entries', period, choice),
              values: { fees: period.feesOre },
            }))}
          />
          <RateLines
            height={linesHeight}
            labels={{ rate: t('charts.rate'), agreed: t('charts.agreedRate') }}
            rows={periods.map((period) => ({
              name: periodName(period, language),
              tick: tick(period),
              rate: share(period.feesOre, period.capturedOre),
              agreed: share(period.agreedOre, period.capturedOre),
            }))}
          />
        </>
      )}
    </ChartFigure>
  );
}

/** In per cent, for drawing only; null where nothing was captured. */
function share(partOre: number | null, wholeOre: number): number | null {
  return partOre === null || wholeOre === 0 ? null : (100 * partOre) / wholeOre;
}

function shareOrDash(partOre: number | null, wholeOre: number): string {
  return partOre === null ? '–' : formatShare(partOre, wholeOre);
}
