import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { scrollable } from '../scrollable';
import { DayText, Kroner } from '../values';

export type PayoutDay = { readonly day: string; readonly arrivedOre: number; readonly openOre: number };

const Bars = lazy(() => import('./payout-bars'));

/** Payouts per ledger day. Recharts draws nothing on the server: the table behind it is there for everybody. */
export function PayoutChart({ days }: { days: readonly PayoutDay[] }) {
  const { t } = useTranslation();
  const [inBrowser, setInBrowser] = useState(false);
  useEffect(() => setInBrowser(true), []);
  return (
    <div className="chart card">
      <div className="chart-area" aria-hidden="true">
        {inBrowser ? (
          <Suspense fallback={null}>
            <Bars days={days} labels={{ arrived: t('payoutState.arrived'), open: t('today.expected') }} />
          </Suspense>
        ) : null}
      </div>
      <details>
        <summary>{t('payouts.chartTable')}</summary>
        <div {...scrollable}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('payouts.chartDay')}</th>
                <th scope="col" className="num">
                  {t('payouts.arrived')}, kr
                </th>
                <th scope="col" className="num">
                  {t('today.expected')}, kr
                </th>
              </tr>
            </thead>
            <tbody>
              {days.map((day) => (
                <tr key={day.day}>
                  <th scope="row">
                    <DayText day={day.day} />
                  </th>
                  <td className="num">
                    <Kroner ore={day.arrivedOre} />
                  </td>
                  <td className="num">
                    <Kroner ore={day.openOre} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </div>
  );
}
