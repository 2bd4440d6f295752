import { Link } from '@remix-run/react';
import { IconCopy, IconTruckDelivery } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export type OrderFlagFacts = {
  /** Of the exception that tells more. */
  readonly id: string;
  readonly kind: 'shipped-not-captured' | 'duplicate-reservation';
};

const icons = { 'shipped-not-captured': IconTruckDelivery, 'duplicate-reservation': IconCopy } as const;

/** What of an order should be looked at, each a door to its exception. */
export function OrderFlags({ flags }: { flags: readonly OrderFlagFacts[] }) {
  const { t } = useTranslation();
  return flags.map(({ id, kind }) => {
    const Icon = icons[kind];
    return (
      <Link
        key={id}
        to={`/exceptions/${encodeURIComponent(id)}`}
        className="mark order-flag"
        title={t(`exception.kinds.${kind}`)}
      >
        <Icon size={14} stroke={2} aria-hidden="true" />
        <span className="flag-text">{t(`exception.kinds.${kind}`)}</span>
      </Link>
    );
  });
}
