import { useTranslation } from 'react-i18next';

const kinds = [
  'not-found',
  'history',
  'summary',
  'rate-limited',
  'server',
  'timeout',
  'network',
  'unauthorized',
  'forbidden',
] as const;

/** Why a payment could not be read, in the reader's language. What is stored begins with its kind. */
export function usePollTrouble(): (pollError: string) => string {
  const { t } = useTranslation();
  return (pollError) => {
    const first = /^[a-z-]+/.exec(pollError)?.[0];
    const kind = kinds.find((one) => one === first);
    return t(`pollTrouble.${kind ?? 'other'}`);
  };
}

/** With what Vipps or the desk said of it beneath, for whoever asks Vipps's support. */
export function PollTrouble({ pollError }: { pollError: string }) {
  const { t } = useTranslation();
  return (
    <>
      <p>
        {usePollTrouble()(pollError)} {t('order.trouble')}
      </p>
      <p className="sub" lang="en" translate="no">
        {pollError}
      </p>
    </>
  );
}
