import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';

type Props = {
  readonly span: '90' | '365' | 'chosen';
  readonly trends: {
    readonly from: string;
    readonly to: string;
    readonly step: 'week' | 'month';
    readonly ledgerId: string | null;
  };
  readonly ledgers: readonly { readonly ledgerId: string; readonly units: string | null }[];
};

/** Which period, by week or month, of which ledger; everything stands in the address. */
export function TrendFilters({ span, trends, ledgers }: Props) {
  const { t } = useTranslation();
  return (
    <Form method="get" action="/reports/trends" className="filters wrap" key={JSON.stringify([span, trends])}>
      <input type="hidden" name="span" value="chosen" />
      <nav className="spans" aria-label={t('charts.trends.span')}>
        {(['90', '365'] as const).map((name) => (
          <Link
            key={name}
            to={`/reports/trends?span=${name}${trends.ledgerId ? `&ledger=${encodeURIComponent(trends.ledgerId)}` : ''}`}
            aria-current={span === name ? 'true' : undefined}
          >
            {t(`charts.trends.spans.${name}`)}
          </Link>
        ))}
      </nav>
      <label>
        <span>{t('payments.from')}</span>
        <input type="date" name="from" defaultValue={trends.from} />
      </label>
      <label>
        <span>{t('payments.to')}</span>
        <input type="date" name="to" defaultValue={trends.to} />
      </label>
      <label>
        <span>{t('charts.trends.step')}</span>
        <select name="step" defaultValue={trends.step}>
          {(['week', 'month'] as const).map((name) => (
            <option key={name} value={name}>
              {t(`charts.trends.steps.${name}`)}
            </option>
          ))}
        </select>
      </label>
      {ledgers.length > 1 ? (
        <label>
          <span>{t('reconciliation.ledger')}</span>
          <select name="ledger" defaultValue={trends.ledgerId ?? ''}>
            <option value="">{t('exceptions.allLedgers')}</option>
            {ledgers.map(({ ledgerId, units }) => (
              <option key={ledgerId} value={ledgerId}>
                {units ?? ledgerId}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <button type="submit" className="plain">
        {t('orders.show')}
      </button>
    </Form>
  );
}
