import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../data-table';
import { DayText, Kroner } from '../values';

export type ForecastDay = {
  readonly bankDay: string;
  readonly scheduledOre: number;
  readonly unpaidOre: number;
  readonly notInLedgerOre: number;
  readonly payouts: number;
};

export const forecastParts = ['scheduledOre', 'unpaidOre', 'notInLedgerOre'] as const;
export type ForecastPart = (typeof forecastParts)[number];

const Bars = lazy(() => import('./forecast-bars'));

/** What the bank will book on the next bank days, by how sure it is. The table says the same to everybody. */
export function ForecastChart({ days }: { days: readonly ForecastDay[] }) {
  const { t } = useTranslation();
  const [inBrowser, setInBrowser] = useState(false);
  useEffect(() => setInBrowser(true), []);
  const labels = {
    scheduledOre: t('forecast.scheduledOre'),
    unpaidOre: t('forecast.unpaidOre'),
    notInLedgerOre: t('forecast.notInLedgerOre'),
  };
  const expected = days.some((day) => forecastParts.some((part) => day[part] !== 0));
  return (
    <div className="chart card">
      {expected ? null : <p className="empty">{t('forecast.nothing')}</p>}
      <div className="chart-area" aria-hidden="true" hidden={!expected}>
        {inBrowser && expected ? (
          <Suspense fallback={null}>
            <Bars days={days} labels={labels} />
          </Suspense>
        ) : null}
      </div>
      <DataTable
        rows={days}
        keyOf={(day) => day.bankDay}
        columns={[
          { header: t('forecast.bankDay'), rowHead: true, cell: (day) => <DayText day={day.bankDay} /> },
          ...forecastParts.map((part) => ({
            header: labels[part],
            num: true,
            wide: true,
            className: () => `part-${part}`,
            cell: (day: ForecastDay) => (
              <>
                {day[part] === 0 ? null : <span className={`key ${part}`} aria-hidden="true" />}
                <Kroner ore={day[part]} />
              </>
            ),
          })),
          {
            header: t('forecast.sum'),
            num: true,
            cell: (day) => (
              <>
                <Kroner ore={day.scheduledOre + day.unpaidOre + day.notInLedgerOre} strong />
                {day.payouts > 0 ? (
                  <span className="sub">{t('forecast.payouts', { count: day.payouts })}</span>
                ) : null}
              </>
            ),
          },
        ]}
      />
    </div>
  );
}
