import { useTranslation } from 'react-i18next';
import { fieldRow, type Refused, refusedHere, SettingsField, SettingsForm } from './settings-form';

type Values = { readonly refundAbove: string; readonly matchAbove: string };

/** Above which amounts a second person is asked. */
export function SettingsFourEyes({ values, refused }: { values: Values; refused: Refused }) {
  const { t } = useTranslation();
  const here = refusedHere(refused, 'four-eyes');
  return (
    <section>
      <h2>{t('approvals.settingTitle')}</h2>
      <p className="quiet-text">{t('approvals.settingText')}</p>
      <SettingsForm form="four-eyes" submit={t('approvals.settingSave')}>
        <div style={fieldRow}>
          {(['refundAbove', 'matchAbove'] as const).map((name) => (
            <SettingsField
              key={name}
              name={name}
              label={t(`approvals.${name}`)}
              hint={t('approvals.settingHint')}
              value={values[name]}
              refused={here}
              inputMode="decimal"
            />
          ))}
        </div>
      </SettingsForm>
    </section>
  );
}
