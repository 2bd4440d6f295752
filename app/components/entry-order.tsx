import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { orderPath } from './order-table';

type NamedEntry = { readonly reference: string | null; readonly msn: string | null; readonly known: number };

/** The order an entry names: a link where the desk knows it. */
export function EntryOrder({ entry: { reference, msn, known } }: { entry: NamedEntry }) {
  const { t } = useTranslation();
  if (!reference || !msn) return null;
  if (known) return <Link to={orderPath({ msn, orderId: reference })}>{reference}</Link>;
  return (
    <>
      {reference} <span className="sub">{t('payout.notKnown')}</span>
    </>
  );
}
