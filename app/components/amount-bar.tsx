import { useTranslation } from 'react-i18next';
import { Kroner } from './values';

type Amounts = {
  readonly reservedOre: number;
  readonly capturedOre: number;
  readonly refundedOre: number;
  readonly cancelledOre: number;
  readonly remainingOre: number;
};

/** What became of the reserved amount, as one bar and the figures below it. */
export function AmountBar({ amounts }: { amounts: Amounts }) {
  const { t } = useTranslation();
  const parts = [
    {
      key: 'kept',
      ore: amounts.capturedOre - amounts.refundedOre,
      label: t('amounts.captured'),
      shown: amounts.capturedOre,
    },
    { key: 'refunded', ore: amounts.refundedOre, label: t('amounts.refunded'), shown: amounts.refundedOre },
    { key: 'left', ore: amounts.remainingOre, label: t('amounts.left'), shown: amounts.remainingOre },
    { key: 'released', ore: amounts.cancelledOre, label: t('amounts.released'), shown: amounts.cancelledOre },
  ];
  return (
    <div className="amount-bar">
      {amounts.reservedOre > 0 ? (
        <div className="bar" aria-hidden="true">
          {parts.map((part) =>
            part.ore > 0 ? (
              <span key={part.key} className={`part ${part.key}`} style={{ flexGrow: part.ore }} />
            ) : null,
          )}
        </div>
      ) : null}
      <dl className="figures">
        <div>
          <dt>{t('amounts.reserved')}</dt>
          <dd>
            <Kroner ore={amounts.reservedOre} strong />
          </dd>
        </div>
        {parts.map((part) => (
          <div key={part.key}>
            <dt>
              <span className={`key ${part.key}`} aria-hidden="true" />
              {part.label}
            </dt>
            <dd>
              <Kroner ore={part.shown} strong />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
