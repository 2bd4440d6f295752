import { useTranslation } from 'react-i18next';
import { formatKroner } from '../format';
import { Instant } from './values';

export type CustomerFacts = {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly mobileNumber: string | null;
  readonly addressLine1: string | null;
  readonly addressLine2: string | null;
  readonly postCode: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly expiresAt: string;
  readonly erasedAt: string | null;
  readonly erasedBecause: 'expired' | 'consent-removed' | null;
  /** The reader is not to know or reach the customer. */
  readonly isMasked?: boolean;
};

type Delivery = { readonly shippingMethod: string | null; readonly shippingCostOre: number | null };

/** Who bought and where to send it, of an express order: kept for some days and then erased. */
export function CustomerCard({ customer, delivery }: { customer: CustomerFacts | null; delivery: Delivery }) {
  const { t } = useTranslation();
  return (
    <section className="card" aria-label={t('customer.title')}>
      <h2>{t('customer.title')}</h2>
      {customer === null ? (
        <p className="quiet-text">{t('customer.none')}</p>
      ) : customer.erasedAt !== null ? (
        <Erased at={customer.erasedAt} because={customer.erasedBecause ?? 'expired'} />
      ) : (
        <Details customer={customer} />
      )}
      {delivery.shippingMethod === null ? null : (
        <dl className="facts">
          <dt>{t('customer.delivery')}</dt>
          <dd>
            {delivery.shippingMethod}
            <span className="sub">
              {t('customer.cost', { amount: formatKroner(delivery.shippingCostOre ?? 0) })}
            </span>
          </dd>
        </dl>
      )}
    </section>
  );
}

function Erased({ at, because }: { at: string; because: 'expired' | 'consent-removed' }) {
  const { t } = useTranslation();
  return (
    <p>
      {t('customer.erased')} <Instant at={at} />: {t(`customer.because.${because}`)}
    </p>
  );
}

function Details({ customer }: { customer: CustomerFacts }) {
  const { t } = useTranslation();
  const joined = (...parts: (string | null)[]) => parts.filter(Boolean).join(' ');
  const lines = [
    customer.addressLine1,
    customer.addressLine2,
    joined(customer.postCode, customer.city),
    customer.country,
  ].filter(Boolean);
  const rows = [
    { term: t('customer.name'), text: joined(customer.firstName, customer.lastName) },
    { term: t('customer.address'), text: lines.join('\n') },
    { term: t('customer.email'), text: customer.email },
    { term: t('customer.phone'), text: customer.mobileNumber },
  ];
  return (
    <dl className="facts">
      {rows.map(({ term, text }) =>
        text ? (
          <div key={term} className="fact-row">
            <dt>{term}</dt>
            <dd className="lines">{text}</dd>
          </div>
        ) : null,
      )}
      {customer.isMasked ? <dd className="sub">{t('customer.masked')}</dd> : null}
      <dt>{t('customer.kept')}</dt>
      <dd>
        <Instant at={customer.expiresAt} />
      </dd>
    </dl>
  );
}
