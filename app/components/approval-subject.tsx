/** What an approval is about: an order is a link to it. */
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { orderPath } from './order-table';

type Approval = { readonly msn: string | null; readonly orderId: string | null; readonly subject: string };

export function ApprovalSubject({ approval: { msn, orderId, subject } }: { approval: Approval }) {
  const { t } = useTranslation();
  if (msn !== null && orderId !== null)
    return (
      <Link to={orderPath({ msn, orderId })} translate="no">
        {orderId}
      </Link>
    );
  const entry = /^ledger entry (\d+)$/.exec(subject)?.[1];
  return <>{entry === undefined ? t('approvals.ofMatch') : t('approvals.ofEntry', { entry })}</>;
}
