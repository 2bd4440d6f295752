import { Form } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { ExceptionAge } from '#core/exception-ages';
import { type ExceptionKind, exceptionKinds } from '#core/exception-kinds';

type Chosen = {
  readonly status: 'open' | 'resolved' | 'all';
  readonly kind?: ExceptionKind;
  readonly owner?: string;
  readonly ledger?: string;
  readonly age?: ExceptionAge;
  readonly q?: string;
  readonly sort: 'age' | 'amount';
};

/** What of the queue is shown; everything stands in the address. */
export function ExceptionFilters({
  chosen,
  owners,
  ledgers,
}: {
  chosen: Chosen;
  owners: readonly string[];
  ledgers: readonly { readonly ledgerId: string; readonly units: string | null }[];
}) {
  const { t } = useTranslation();
  return (
    <Form method="get" action="/exceptions" className="filters wrap" key={JSON.stringify(chosen)}>
      {chosen.sort === 'age' ? null : <input type="hidden" name="sort" value={chosen.sort} />}
      <label>
        <span>{t('exceptions.status')}</span>
        <select name="status" defaultValue={chosen.status}>
          {(['open', 'resolved', 'all'] as const).map((status) => (
            <option key={status} value={status}>
              {t(`exceptions.statuses.${status}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('exceptions.kind')}</span>
        <select name="kind" defaultValue={chosen.kind ?? ''}>
          <option value="">{t('exceptions.allKinds')}</option>
          {exceptionKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`exception.kinds.${kind}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('charts.age')}</span>
        <select name="age" defaultValue={chosen.age ?? ''}>
          <option value="">{t('charts.anyAge')}</option>
          {exceptionAgeNames.map((age) => (
            <option key={age} value={age}>
              {t(`charts.ages.${age}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('exceptions.owner')}</span>
        <select name="owner" defaultValue={chosen.owner ?? ''}>
          <option value="">{t('exceptions.anybody')}</option>
          <option value="me">{t('exceptions.me')}</option>
          <option value="nobody">{t('exceptions.nobody')}</option>
          {owners.map((owner) => (
            <option key={owner} value={owner}>
              {owner}
            </option>
          ))}
        </select>
      </label>
      {ledgers.length > 1 ? (
        <label>
          <span>{t('reconciliation.ledger')}</span>
          <select name="ledger" defaultValue={chosen.ledger ?? ''}>
            <option value="">{t('exceptions.allLedgers')}</option>
            {ledgers.map(({ ledgerId, units }) => (
              <option key={ledgerId} value={ledgerId}>
                {units ?? ledgerId}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <label>
        <span>{t('exceptions.text')}</span>
        <input type="search" name="q" defaultValue={chosen.q ?? ''} maxLength={80} />
      </label>
      <button type="submit" className="plain">
        {t('orders.show')}
      </button>
    </Form>
  );
}

/** As core/exception-ages has them, which brings the calendar along. */
const exceptionAgeNames: readonly ExceptionAge[] = ['0-1', '2-7', '8-30', 'over-30'];
