/** Fields for a new password, typed twice, with what is asked of it. */
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function PasswordField({ name, label, hint }: { name: string; label: string; hint?: string }) {
  return (
    <TextInput
      type="password"
      name={name}
      label={label}
      description={hint}
      autoComplete="new-password"
      required
      withAsterisk={false}
    />
  );
}

export function NewPasswordFields() {
  const { t } = useTranslation();
  return (
    <>
      <PasswordField name="password" label={t('account.newPassword')} hint={t('account.passwordRule')} />
      <PasswordField name="again" label={t('account.newPasswordAgain')} />
    </>
  );
}
