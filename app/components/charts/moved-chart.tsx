import { Link } from '@remix-run/react';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatDay, formatDayRange, formatKroner, formatShortDay } from '../../format';
import { DataTable } from '../data-table';
import { paymentsPath } from '../payments-address';
import { DayText, Kroner, useLanguage } from '../values';
import { ChartFigure } from './chart-figure';
import type { ChartSeries } from './chart-parts';

const Bars = lazy(() => import('./bars'));

export type MovedDayFacts = {
  readonly day: string;
  readonly captures: number;
  readonly capturedOre: number;
  readonly refunds: number;
  readonly refundedOre: number;
};

/** Captured above the axis, refunded below it, a bar for each day; each day leads to its captures and refunds. */
export function MovedChart({ days, msn }: { days: readonly MovedDayFacts[]; msn?: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const sum = sumOf(days);
  const [from, to] = [days[0]?.day ?? '', days.at(-1)?.day ?? ''];
  const series: ChartSeries<'captured' | 'refunded'>[] = [
    { key: 'captured', label: t('charts.captured'), thing: 'captures', pattern: 'solid' },
    { key: 'refunded', label: t('charts.refunded'), thing: 'refunds', pattern: 'hatch' },
  ];
  const dayPath = (day: string) => paymentsPath({ from: day, to: day, msn });
  return (
    <ChartFigure
      summary={t('charts.movedSummary', {
        period: formatDayRange(from, to, language),
        captured: formatKroner(sum.capturedOre),
        refunded: formatKroner(sum.refundedOre),
      })}
      csv={`/charts/moved.csv?${new URLSearchParams({ from, to, ...(msn ? { msn } : {}) })}`}
      series={series}
      height={200}
      table={<MovedTable days={days} sum={sum} dayPath={dayPath} />}
    >
      {sum.captures + sum.refunds === 0 ? null : (
        <Bars
          height={200}
          stacked
          series={series}
          rows={days.map((day) => ({
            name: formatDay(day.day, language),
            tick: formatShortDay(day.day, language),
            to: dayPath(day.day),
            values: { captured: day.capturedOre, refunded: -day.refundedOre },
          }))}
        />
      )}
    </ChartFigure>
  );
}

type Sum = Omit<MovedDayFacts, 'day'>;

function sumOf(days: readonly MovedDayFacts[]): Sum {
  const sum = { captures: 0, capturedOre: 0, refunds: 0, refundedOre: 0 };
  for (const day of days) {
    sum.captures += day.captures;
    sum.capturedOre += day.capturedOre;
    sum.refunds += day.refunds;
    sum.refundedOre += day.refundedOre;
  }
  return sum;
}

type TableProps = {
  readonly days: readonly MovedDayFacts[];
  readonly sum: Sum;
  readonly dayPath: (day: string) => string;
};

function MovedTable({ days, sum, dayPath }: TableProps) {
  const { t } = useTranslation();
  return (
    <DataTable
      rows={days}
      keyOf={(day) => day.day}
      columns={[
        {
          header: t('charts.day'),
          rowHead: true,
          cell: ({ day }) => (
            <Link to={dayPath(day)}>
              <DayText day={day} />
            </Link>
          ),
          foot: t('charts.sum'),
        },
        {
          header: t('charts.captures'),
          num: true,
          wide: true,
          cell: (day) => formatCount(day.captures),
          foot: formatCount(sum.captures),
        },
        {
          header: t('charts.capturedKr'),
          num: true,
          cell: (day) => <Kroner ore={day.capturedOre} />,
          foot: <Kroner ore={sum.capturedOre} />,
        },
        {
          header: t('charts.refunds'),
          num: true,
          wide: true,
          cell: (day) => formatCount(day.refunds),
          foot: formatCount(sum.refunds),
        },
        {
          header: t('charts.refundedKr'),
          num: true,
          cell: (day) => <Kroner ore={day.refundedOre} />,
          foot: <Kroner ore={sum.refundedOre} />,
        },
      ]}
    />
  );
}
