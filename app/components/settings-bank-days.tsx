import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatDay } from '../format';
import { DataTable } from './data-table';
import { PermittedForm } from './permitted-form';
import {
  errorStyles,
  fieldRow,
  type Refused,
  refusedHere,
  SettingsField,
  SettingsForm,
  useFieldError,
} from './settings-form';
import { DayText, useLanguage } from './values';

type Override = {
  readonly country: string;
  readonly day: string;
  readonly open: 'yes' | 'no';
  readonly name: string;
};

const choiceStyle = { flex: '0 1 130px' } as const;
const countries = ['NO', 'DK', 'SE', 'FI'] as const;

/** Days on which the calendar is wrong about banks. */
export function SettingsBankDays({
  overrides,
  refused,
}: {
  overrides: readonly Override[];
  refused: Refused;
}) {
  const { t } = useTranslation();
  const here = refusedHere(refused, 'bank-day');
  return (
    <section>
      <h2>{t('settings.bankDaysTitle')}</h2>
      <p className="quiet-text">{t('settings.bankDaysText')}</p>
      {overrides.length === 0 ? (
        <p className="empty">{t('settings.noOverrides')}</p>
      ) : (
        <OverrideTable overrides={overrides} />
      )}
      <div style={{ marginTop: '16px' }}>
        <SettingsForm
          // Empty again when the day stands in the table.
          key={JSON.stringify(overrides)}
          form="bank-day"
          submit={t('settings.addDay')}
        >
          <div style={fieldRow}>
            <NativeSelect
              name="country"
              label={t('settings.country')}
              defaultValue={here?.sent.country ?? 'NO'}
              error={useFieldError('country', here)}
              style={choiceStyle}
              styles={errorStyles}
              data={[...countries]}
            />
            <SettingsField name="day" type="date" label={t('settings.day')} value="" refused={here} />
            <NativeSelect
              name="open"
              label={t('settings.openLabel')}
              defaultValue={here?.sent.open ?? 'no'}
              error={useFieldError('open', here)}
              style={choiceStyle}
              styles={errorStyles}
            >
              <option value="no">{t('settings.open.no')}</option>
              <option value="yes">{t('settings.open.yes')}</option>
            </NativeSelect>
            <SettingsField name="name" label={t('settings.dayName')} value="" refused={here} maxLength={80} />
          </div>
        </SettingsForm>
      </div>
    </section>
  );
}

function OverrideTable({ overrides }: { overrides: readonly Override[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <DataTable
      rows={overrides}
      keyOf={(row) => `${row.country} ${row.day}`}
      columns={[
        { header: t('settings.day'), rowHead: true, cell: (row) => <DayText day={row.day} /> },
        { header: t('settings.country'), cell: (row) => row.country },
        { header: t('settings.openLabel'), cell: (row) => t(`settings.open.${row.open}`) },
        { header: t('settings.dayName'), cell: (row) => row.name },
        {
          header: t('settings.remove'),
          hideHeader: true,
          cell: (row) => (
            <PermittedForm needs="change-settings" where="everywhere" method="post" action="/settings">
              <input type="hidden" name="form" value="bank-day-remove" />
              <input type="hidden" name="country" value={row.country} />
              <input type="hidden" name="day" value={row.day} />
              <button
                type="submit"
                className="plain"
                aria-label={t('settings.removeDay', {
                  day: formatDay(row.day, language),
                  country: row.country,
                })}
              >
                {t('settings.remove')}
              </button>
            </PermittedForm>
          ),
        },
      ]}
    />
  );
}
