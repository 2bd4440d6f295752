/** The figures behind an exception in words, and what to do about its kind. */
import { useTranslation } from 'react-i18next';
import type { ExceptionKind } from '#core/exception-kinds';
import { formatDay, formatKroner, formatShare } from '../format';
import { Instant, Kroner, useLanguage } from './values';

const figureNames = [
  'expectedOre',
  'actualOre',
  'between',
  'pspReference',
  'rate',
  'explainedOre',
  'paidOre',
  'expectedLatest',
  'text',
  'topic',
  'gapOre',
  'missingEntries',
  'missingOre',
  'extraEntries',
  'extraOre',
  'otherOrderId',
  'shippedAt',
  'entryType',
  'operation',
  'transactionId',
  'refundedOre',
  'capturedOre',
  'source',
  'reference',
] as const;
type FigureName = (typeof figureNames)[number];

export function ExceptionFigures({ detail }: { detail: Readonly<Record<string, string | number>> }) {
  const { t } = useTranslation();
  const { expectedOre, actualOre } = detail;
  return (
    <>
      {Object.entries(detail).map(([name, value]) => (
        <div key={name} className="fact-row">
          <dt>{isFigure(name) ? t(`exception.detail.${name}`) : name}</dt>
          <dd>
            <Figure name={name} value={value} />
          </dd>
        </div>
      ))}
      {typeof expectedOre === 'number' && typeof actualOre === 'number' ? (
        <div className="fact-row">
          <dt>{t('exception.difference')}</dt>
          <dd>
            <Kroner ore={actualOre - expectedOre} strong />
          </dd>
        </div>
      ) : null}
    </>
  );
}

function isFigure(name: string): name is FigureName {
  return figureNames.some((known) => known === name);
}

function Figure({ name, value }: { name: string; value: string | number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (typeof value === 'number') {
    if (name === 'rate') return formatShare(value, 10_000);
    return name.endsWith('Ore') ? `${formatKroner(value)} kr` : value;
  }
  switch (name) {
    case 'between':
      return (
        <>{t(`exception.between.${value}` as 'exception.between.order-ledger', { defaultValue: value })}</>
      );
    case 'topic':
      return <>{t(`ledgerDay.topic.${value}` as 'ledgerDay.topic.funds', { defaultValue: value })}</>;
    case 'entryType':
      return <>{t(`entryType.${value}` as 'entryType.capture', { defaultValue: value })}</>;
    case 'operation':
      return <>{t(`operation.${value}` as 'operation.capture', { defaultValue: value })}</>;
    case 'source':
      return <>{t(`order.sources.${value}` as 'order.sources.ledger', { defaultValue: value })}</>;
    case 'expectedLatest':
      return <>{formatDay(value, language)}</>;
    case 'shippedAt':
      return <Instant at={value} />;
    default:
      return <span className="mono">{value}</span>;
  }
}

/** What this kind means, where it usually comes from, and what to do. */
export function ExceptionAdvice({ kind }: { kind: ExceptionKind }) {
  const { t } = useTranslation();
  return (
    <section className="card advice">
      <h2>{t('exception.advice')}</h2>
      <dl>
        <dt>{t('exception.adviceMeans')}</dt>
        <dd>{t(`exception.means.${kind}`)}</dd>
        <dt>{t('exception.adviceCauses')}</dt>
        <dd>{t(`exception.causes.${kind}`)}</dd>
        <dt>{t('exception.adviceDo')}</dt>
        <dd>{t(`exception.todo.${kind}`)}</dd>
      </dl>
    </section>
  );
}
