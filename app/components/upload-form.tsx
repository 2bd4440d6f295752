import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A plain form: the server takes the file as it comes, and answers with its page. */
export function UploadForm({ kind }: { kind: 'settlement' | 'bank-statement' }) {
  const { t } = useTranslation();
  const hint = `hint-${kind}`;
  return (
    <form method="post" action="/imports/upload" encType="multipart/form-data" className="stack card">
      <h2>{t(`imports.kinds.${kind}`)}</h2>
      <input type="hidden" name="kind" value={kind} />
      <p className="quiet-text" id={hint}>
        {t(kind === 'settlement' ? 'imports.settlementHint' : 'imports.statementHint')}
      </p>
      <input
        type="file"
        name="file"
        required
        aria-label={`${t(`imports.kinds.${kind}`)}: ${t('imports.choose')}`}
        aria-describedby={hint}
        accept={kind === 'settlement' ? '.xml,.csv,.zip' : '.xml,.csv,.zip,.txt'}
      />
      <Button type="submit">{t('imports.send')}</Button>
    </form>
  );
}
