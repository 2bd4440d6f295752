import { useTranslation } from 'react-i18next';
import { DataTable } from './data-table';
import { PermittedForm } from './permitted-form';
import { Instant } from './values';

type Mapping = {
  readonly fingerprint: string;
  readonly name: string;
  readonly changedAt: string;
  readonly changedBy: string;
};

/** How the columns of a bank's CSV are read, as somebody told the desk. */
export function SettingsMappings({ mappings }: { mappings: readonly Mapping[] }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2>{t('settings.mappings')}</h2>
      <p className="quiet-text">{t('settings.mappingsText')}</p>
      {mappings.length === 0 ? (
        <p className="empty">{t('settings.noMappings')}</p>
      ) : (
        <DataTable
          rows={mappings}
          keyOf={({ fingerprint }) => fingerprint}
          columns={[
            { header: t('settings.mappingName'), rowHead: true, cell: ({ name }) => name },
            { header: t('settings.changedAt'), cell: ({ changedAt }) => <Instant at={changedAt} /> },
            { header: t('settings.changedBy'), cell: ({ changedBy }) => changedBy },
            {
              header: t('settings.forget'),
              hideHeader: true,
              cell: ({ fingerprint, name }) => (
                <PermittedForm needs="change-settings" where="everywhere" method="post" action="/settings">
                  <input type="hidden" name="form" value="mapping-forget" />
                  <input type="hidden" name="fingerprint" value={fingerprint} />
                  <button type="submit" className="plain" aria-label={t('settings.forgetMapping', { name })}>
                    {t('settings.forget')}
                  </button>
                </PermittedForm>
              ),
            },
          ]}
        />
      )}
    </section>
  );
}
