import { Link } from '@remix-run/react';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatKroner, formatShortDay } from '../../format';
import { DataTable } from '../data-table';
import { DayText, Kroner, useLanguage } from '../values';
import { ChartFigure } from './chart-figure';
import type { ChartSeries } from './chart-parts';
import { Swatch } from './chart-pattern';

export type ForecastDay = {
  readonly bankDay: string;
  readonly scheduledOre: number;
  readonly unpaidOre: number;
  readonly notInLedgerOre: number;
  readonly payouts: number;
};

export const forecastParts = ['scheduledOre', 'unpaidOre', 'notInLedgerOre'] as const;
export type ForecastPart = (typeof forecastParts)[number];

const patterns = { scheduledOre: 'solid', unpaidOre: 'hatch', notInLedgerOre: 'dots' } as const;
const height = 190;

const Bars = lazy(() => import('./bars'));

export function forecastDayPath(bankDay: string): string {
  return `/payouts/expected/${bankDay}`;
}

/** What the bank will book on the next bank days, by how sure it is. Each day leads to what it is made of. */
export function ForecastChart({ days }: { days: readonly ForecastDay[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const series = forecastParts.map((key) => ({
    key,
    label: t(`charts.forecast.${key}`),
    thing: 'payouts' as const,
    pattern: patterns[key],
  }));
  const [scheduledOre, allOre] = [sumOf(days, ['scheduledOre']), sumOf(days, forecastParts)];
  return (
    <ChartFigure
      summary={t('charts.forecastSummary', {
        day: formatDay(days.at(-1)?.bankDay ?? '', language),
        amount: formatKroner(allOre),
        scheduled: formatKroner(scheduledOre),
        estimated: formatKroner(allOre - scheduledOre),
      })}
      csv="/charts/forecast.csv"
      series={series}
      height={height}
      tableShown
      table={
        <>
          {allOre === 0 ? <p className="empty">{t('forecast.nothing')}</p> : null}
          <ForecastTable days={days} series={series} allOre={allOre} />
        </>
      }
    >
      {allOre === 0 ? null : (
        <Bars
          height={height}
          stacked
          series={series}
          rows={days.map((day) => ({
            name: formatDay(day.bankDay, language),
            tick: formatShortDay(day.bankDay, language),
            to: forecastDayPath(day.bankDay),
            values: {
              scheduledOre: day.scheduledOre,
              unpaidOre: day.unpaidOre,
              notInLedgerOre: day.notInLedgerOre,
            },
          }))}
        />
      )}
    </ChartFigure>
  );
}

function sumOf(days: readonly ForecastDay[], parts: readonly ForecastPart[]): number {
  return days.reduce((sum, day) => parts.reduce((part, key) => part + day[key], sum), 0);
}

type TableProps = {
  readonly days: readonly ForecastDay[];
  readonly series: readonly ChartSeries<ForecastPart>[];
  readonly allOre: number;
};

function ForecastTable({ days, series, allOre }: TableProps) {
  const { t } = useTranslation();
  return (
    <DataTable
      rows={days}
      keyOf={(day) => day.bankDay}
      columns={[
        {
          header: t('forecast.bankDay'),
          rowHead: true,
          cell: (day) => (
            <>
              <Link to={forecastDayPath(day.bankDay)}>
                <DayText day={day.bankDay} />
              </Link>
              {day.payouts > 0 ? (
                <span className="sub">{t('forecast.payouts', { count: day.payouts })}</span>
              ) : null}
            </>
          ),
          foot: t('charts.sum'),
        },
        ...series.map((one) => ({
          header: t(`forecast.${one.key}`),
          num: true,
          wide: true,
          cell: (day: ForecastDay) => (
            <>
              {day[one.key] === 0 ? null : <Swatch series={one} />}
              <Kroner ore={day[one.key]} />
            </>
          ),
          foot: <Kroner ore={sumOf(days, [one.key])} />,
        })),
        {
          header: t('forecast.sum'),
          num: true,
          cell: (day) => <Kroner ore={sumOf([day], forecastParts)} strong />,
          foot: <Kroner ore={allOre} />,
        },
      ]}
    />
  );
}
