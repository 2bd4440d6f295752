import { useTranslation } from 'react-i18next';
import type { EntryGroup } from '#core/ledger-entry-types';

/** The type of a ledger entry in words; one that nobody knows as Vipps wrote it. */
export function EntryTypeName({
  entry,
}: {
  entry: { readonly entryType: string; readonly group: EntryGroup };
}) {
  const { t } = useTranslation();
  if (entry.group !== 'unclassified') return <>{t(`entryType.${entry.entryType}` as 'entryType.capture')}</>;
  return (
    <>
      {entry.entryType} <span className="sub">{t('payout.unclassified')}</span>
    </>
  );
}
