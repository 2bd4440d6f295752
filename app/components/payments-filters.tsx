import { Form } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { PaymentsAddress } from './payments-address';

type Props = {
  readonly filter: PaymentsAddress;
  readonly units: readonly { readonly msn: string; readonly name: string }[];
};

/** What of the captures and refunds is shown; everything stands in the address. */
export function PaymentsFilters({ filter, units }: Props) {
  const { t } = useTranslation();
  return (
    <Form method="get" action="/payments" className="filters wrap">
      <label>
        <span>{t('payments.operation')}</span>
        <select name="operation" defaultValue={filter.operation}>
          {(['all', 'captured', 'refunded'] as const).map((operation) => (
            <option key={operation} value={operation}>
              {t(`payments.operations.${operation}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('payments.from')}</span>
        <input type="date" name="from" defaultValue={filter.from} />
      </label>
      <label>
        <span>{t('payments.to')}</span>
        <input type="date" name="to" defaultValue={filter.to} />
      </label>
      {units.length > 1 ? (
        <label>
          <span>{t('payments.unit')}</span>
          <select name="msn" defaultValue={filter.msn ?? ''}>
            <option value="">{t('payments.allUnits')}</option>
            {units.map(({ msn, name }) => (
              <option key={msn} value={msn}>
                {name}
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
