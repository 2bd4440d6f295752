/** Why a log-in did not go on. */
import { useTranslation } from 'react-i18next';
import { Notice } from './notice';

export type LogInProblem =
  | { readonly kind: 'wrong' | 'gone' }
  | { readonly kind: 'too-old'; readonly days: number }
  | { readonly kind: 'wait'; readonly seconds: number };

/** `at`: what was given that may be wrong. */
export function LogInProblemNotice({ problem, at }: { problem: LogInProblem; at: 'password' | 'code' }) {
  const { t } = useTranslation();
  return <Notice tone="bad">{words()}</Notice>;

  function words(): string {
    switch (problem.kind) {
      case 'wait':
        return t('login.wait', { count: problem.seconds });
      case 'too-old':
        return t('login.too-old', { count: problem.days });
      case 'wrong':
        return t(at === 'code' ? 'login.wrongCode' : 'login.wrong');
      case 'gone':
        return t('login.gone');
    }
  }
}
