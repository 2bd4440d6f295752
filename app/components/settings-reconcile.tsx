import { useTranslation } from 'react-i18next';
import { fieldRow, type Refused, refusedHere, SettingsField, SettingsForm } from './settings-form';

type Values = { readonly graceHours: string; readonly duplicateMinutes: string };

/** The two windows of reconciliation. */
export function SettingsReconcile({ values, refused }: { values: Values; refused: Refused }) {
  const { t } = useTranslation();
  const here = refusedHere(refused, 'reconcile');
  return (
    <section>
      <h2>{t('settings.reconcile')}</h2>
      <SettingsForm form="reconcile" submit={t('settings.saveReconcile')}>
        <div style={fieldRow}>
          <SettingsField
            name="graceHours"
            label={t('settings.graceHours')}
            hint={t('settings.graceHoursHint')}
            value={values.graceHours}
            refused={here}
            inputMode="numeric"
          />
          <SettingsField
            name="duplicateMinutes"
            label={t('settings.duplicateMinutes')}
            hint={t('settings.duplicateMinutesHint')}
            value={values.duplicateMinutes}
            refused={here}
            inputMode="numeric"
          />
        </div>
      </SettingsForm>
    </section>
  );
}
