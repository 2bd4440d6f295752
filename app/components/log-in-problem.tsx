/** Why a log-in did not go on. */
import { useTranslation } from 'react-i18next';
import { Notice } from './notice';

export type LogInProblem =
  | { readonly kind: 'wrong' | 'gone' }
  | { readonly kind: 'too-old'; readonly days: number }
  | { readonly kind: 'wait'; readonly seconds: number };

export function LogInProblemNotice({ problem }: { problem: LogInProblem }) {
  const { t } = useTranslation();
  return <Notice tone="bad">{words()}</Notice>;

  function words(): string {
    switch (problem.kind) {
      case 'wait':
        return t('login.wait', { count: problem.seconds });
      case 'too-old':
        return t('login.too-old', { count: problem.days });
      default:
        return t(`login.${problem.kind}`);
    }
  }
}
