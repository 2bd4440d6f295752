import { Form } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { auditKinds } from '#core/audit-actions';
import type { AuditAddress } from './audit-address';

/** What of the log is shown; everything stands in the address. */
export function AuditFilters({ filter }: { filter: AuditAddress }) {
  const { t } = useTranslation();
  return (
    <Form method="get" action="/audit" className="filters wrap">
      <label>
        <span>{t('audit.kind')}</span>
        <select name="kind" defaultValue={filter.kind ?? ''}>
          <option value="">{t('audit.allKinds')}</option>
          {auditKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`audit.kinds.${kind}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('audit.actor')}</span>
        <input name="actor" defaultValue={filter.actor} maxLength={100} autoComplete="off" />
      </label>
      <label>
        <span>{t('audit.subject')}</span>
        <input name="q" defaultValue={filter.subject} maxLength={100} autoComplete="off" />
      </label>
      <label>
        <span>{t('payments.from')}</span>
        <input type="date" name="from" defaultValue={filter.from} />
      </label>
      <label>
        <span>{t('payments.to')}</span>
        <input type="date" name="to" defaultValue={filter.to} />
      </label>
      <button type="submit" className="plain">
        {t('orders.show')}
      </button>
    </Form>
  );
}
