/** How good the predictions were: payouts that came when they were expected, and forecasts of days that are over. */
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatDayRange, formatKroner, formatShare } from '../format';
import { DataTable } from './data-table';
import { daysFrom } from './day-sums';
import { payoutPath } from './payout-table';
import { DayText, Kroner, useLanguage } from './values';

type Score = {
  readonly onTime: number;
  readonly earlier: number;
  readonly later: number;
  readonly misses: readonly {
    readonly ledgerId: string;
    readonly settlementNumber: string;
    readonly amountOre: number;
    readonly predictedEarliest: string;
    readonly predictedLatest: string;
    readonly arrivedOn: string;
  }[];
};

export function PredictionScore({ score }: { score: Score }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const all = score.onTime + score.earlier + score.later;
  if (all === 0) return <p className="empty">{t('forecast.noneArrived')}</p>;
  return (
    <>
      <p>
        {t('forecast.score', {
          onTime: formatCount(score.onTime),
          all: formatCount(all),
          share: formatShare(score.onTime, all),
          earlier: formatCount(score.earlier),
          later: formatCount(score.later),
        })}
      </p>
      {score.misses.length > 0 ? (
        <DataTable
          rows={score.misses}
          keyOf={(miss) => payoutPath(miss)}
          columns={[
            {
              header: t('payouts.number'),
              rowHead: true,
              className: () => 'order-cell',
              cell: (miss) => <Link to={payoutPath(miss)}>{miss.settlementNumber}</Link>,
            },
            {
              header: t('forecast.predicted'),
              cell: (miss) => formatDayRange(miss.predictedEarliest, miss.predictedLatest, language),
            },
            {
              header: t('payouts.arrived'),
              cell: (miss) => (
                <>
                  <DayText day={miss.arrivedOn} />
                  <span className="sub warn">
                    {miss.arrivedOn > miss.predictedLatest
                      ? t('forecast.daysLate', { count: daysFrom(miss.predictedLatest, miss.arrivedOn) })
                      : t('forecast.daysEarly', { count: daysFrom(miss.arrivedOn, miss.predictedEarliest) })}
                  </span>
                </>
              ),
            },
            { header: t('payouts.amount'), num: true, cell: (miss) => <Kroner ore={miss.amountOre} /> },
          ]}
        />
      ) : null}
    </>
  );
}

type ScoredDay = {
  readonly bankDay: string;
  readonly arrivedOre: number;
  readonly forecastOre: readonly (number | null)[];
};

/** What was forecast one, three and five bank days before, beside what came. */
export function ForecastScore({ days, leads }: { days: readonly ScoredDay[]; leads: readonly number[] }) {
  const { t } = useTranslation();
  if (days.length === 0) return <p className="empty">{t('forecast.noneScored')}</p>;
  return (
    <DataTable
      rows={days}
      keyOf={(day) => day.bankDay}
      columns={[
        { header: t('forecast.bankDay'), rowHead: true, cell: (day) => <DayText day={day.bankDay} /> },
        { header: t('forecast.came'), num: true, cell: (day) => <Kroner ore={day.arrivedOre} /> },
        ...leads.map((lead, index) => ({
          header: t('forecast.before', { count: lead }),
          num: true,
          wide: index > 0,
          cell: (day: ScoredDay) => (
            <Forecast ore={day.forecastOre[index] ?? null} arrivedOre={day.arrivedOre} />
          ),
        })),
      ]}
    />
  );
}

function Forecast({ ore, arrivedOre }: { ore: number | null; arrivedOre: number }) {
  const { t } = useTranslation();
  if (ore === null) return <span className="quiet-text">{t('forecast.notMade')}</span>;
  const miss = arrivedOre - ore;
  return (
    <>
      <Kroner ore={ore} />
      <span className={miss === 0 ? 'sub good' : 'sub'}>
        {miss === 0 ? t('forecast.exact') : t('forecast.off', { amount: formatKroner(miss) })}
      </span>
    </>
  );
}
