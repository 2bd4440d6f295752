/** A password that is shown once, to be handed over. */
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Notice } from './notice';

export function OneTimePassword({ username, password }: { username: string; password: string }) {
  const { t } = useTranslation();
  return (
    <Notice tone="good" title={t('people.passwordTitle', { username })}>
      <p>{t('people.passwordText')}</p>
      <TextInput
        label={t('people.oneTimePassword')}
        value={password}
        readOnly
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: 'mono' }}
        onFocus={(event) => event.currentTarget.select()}
      />
    </Notice>
  );
}
