import { useTranslation } from 'react-i18next';
import { fieldRow, type Refused, refusedHere, SettingsField, SettingsForm } from './settings-form';

type Ledger = {
  readonly ledgerId: string;
  readonly currency: string;
  readonly bankAccount: string | null;
  readonly country: string;
  readonly fields: Readonly<
    Record<'payoutBankDays' | 'cutoffHour' | 'feePercent' | 'feeFixed' | 'feeFrom', string>
  >;
};

/** What is agreed with Vipps for one ledger. */
export function SettingsLedger({ ledger, refused }: { ledger: Ledger; refused: Refused }) {
  const { t } = useTranslation();
  const { ledgerId, fields } = ledger;
  const here = refusedHere(refused, 'ledger', { ledgerId });
  return (
    <SettingsForm form="ledger" of={{ ledgerId }} submit={t('settings.saveLedger', { ledgerId })}>
      <div>
        <strong>{t('settings.ledger', { ledgerId })}</strong>
        <span className="sub">
          {t('settings.ledgerOf', {
            currency: ledger.currency,
            country: ledger.country,
            account: ledger.bankAccount ?? t('settings.accountUnknown'),
          })}
        </span>
      </div>
      <div style={fieldRow}>
        <SettingsField
          name="payoutBankDays"
          label={t('settings.bankDays')}
          hint={t('settings.bankDaysHint')}
          value={fields.payoutBankDays}
          refused={here}
          inputMode="numeric"
        />
        <SettingsField
          name="cutoffHour"
          label={t('settings.cutoffHour')}
          hint={t('settings.cutoffHourHint')}
          value={fields.cutoffHour}
          refused={here}
          inputMode="numeric"
        />
        <SettingsField
          name="feePercent"
          label={t('settings.feePercent')}
          hint={t('settings.feePercentHint')}
          value={fields.feePercent}
          refused={here}
          inputMode="decimal"
        />
        <SettingsField
          name="feeFixed"
          label={t('settings.feeFixed')}
          hint={t('settings.feeFixedHint')}
          value={fields.feeFixed}
          refused={here}
          inputMode="decimal"
        />
        <SettingsField
          name="feeFrom"
          type="date"
          label={t('settings.feeFrom')}
          hint={t('settings.feeFromHint')}
          value={fields.feeFrom}
          refused={here}
        />
      </div>
    </SettingsForm>
  );
}
