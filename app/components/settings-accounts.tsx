import { useTranslation } from 'react-i18next';
import type { JournalRole } from '#core/journal-accounts';
import { DataTable } from './data-table';
import { type Refused, refusedHere, SettingsField, SettingsForm } from './settings-form';

type Account = { readonly role: JournalRole; readonly number: string; readonly name: string };

/** The accounts the journal is posted on. */
export function SettingsAccounts({ accounts, refused }: { accounts: readonly Account[]; refused: Refused }) {
  const { t } = useTranslation();
  const here = refusedHere(refused, 'accounts');
  return (
    <section>
      <h2>{t('settings.accounts')}</h2>
      <p className="quiet-text">{t('settings.accountsText')}</p>
      <SettingsForm form="accounts" submit={t('settings.saveAccounts')}>
        <DataTable
          rows={accounts}
          keyOf={({ role }) => role}
          columns={[
            {
              header: t('settings.accountUse'),
              rowHead: true,
              cell: ({ role }) => t(`settings.roles.${role}`),
            },
            {
              header: t('settings.accountNumber'),
              cell: ({ role, number }) => (
                <SettingsField
                  name={`${role}.number`}
                  label={`${t(`settings.roles.${role}`)}: ${t('settings.accountNumber')}`}
                  hideLabel
                  value={number}
                  minWidth={90}
                  refused={here}
                  maxLength={12}
                />
              ),
            },
            {
              header: t('settings.accountName'),
              cell: ({ role, name }) => (
                <SettingsField
                  name={`${role}.name`}
                  label={`${t(`settings.roles.${role}`)}: ${t('settings.accountName')}`}
                  hideLabel
                  value={name}
                  minWidth={200}
                  refused={here}
                  maxLength={60}
                />
              ),
            },
          ]}
        />
      </SettingsForm>
    </section>
  );
}
