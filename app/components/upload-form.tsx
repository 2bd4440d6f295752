import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay } from '../auth/use-may';
import type { ImportKind } from './import-words';

const forms = {
  settlement: { hint: 'imports.settlementHint', accept: '.xml,.csv,.zip' },
  'bank-statement': { hint: 'imports.statementHint', accept: '.xml,.csv,.txt' },
  orders: { hint: 'imports.ordersHint', accept: '.csv,.txt' },
} as const satisfies Record<ImportKind, object>;

/** A plain form: the server takes the file as it comes, and answers with its page. */
export function UploadForm({ kind }: { kind: ImportKind }) {
  const { t } = useTranslation();
  const { hint, accept } = forms[kind];
  const hintId = `hint-${kind}`;
  if (!useMay()('import', 'everywhere')) return null;
  return (
    <form method="post" action="/imports/upload" encType="multipart/form-data" className="stack card">
      <h2>{t(`imports.kinds.${kind}`)}</h2>
      <input type="hidden" name="kind" value={kind} />
      <p className="quiet-text" id={hintId}>
        {t(hint)}
      </p>
      {kind === 'orders' ? (
        <p>
          <a href="/imports/orders-template.csv" download>
            {t('imports.template')}
          </a>
        </p>
      ) : null}
      <input
        type="file"
        name="file"
        required
        aria-label={`${t(`imports.kinds.${kind}`)}: ${t('imports.choose')}`}
        aria-describedby={hintId}
        accept={accept}
      />
      <Button type="submit">{t('imports.send')}</Button>
    </form>
  );
}
