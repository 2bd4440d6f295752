/** Why a log-in did not go on. */
import { useTranslation } from 'react-i18next';
import { Notice } from './notice';

export type LogInProblem =
  | { readonly kind: 'wrong' | 'gone' | 'too-old' }
  | { readonly kind: 'wait'; readonly seconds: number };

export function LogInProblemNotice({ problem }: { problem: LogInProblem }) {
  const { t } = useTranslation();
  if (problem.kind !== 'wait') return <Notice tone="bad">{t(`login.${problem.kind}`)}</Notice>;
  return <Notice tone="bad">{t('login.wait', { count: problem.seconds })}</Notice>;
}
