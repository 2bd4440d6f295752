import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { Notice } from './notice';

export type MatchAnswer =
  | { readonly kind: 'done'; readonly done: 'confirmed' | 'rejected' | 'undone' | 'matched' }
  /** A second person decides. */
  | { readonly kind: 'waiting'; readonly approval: string }
  | {
      readonly kind: 'refused';
      readonly reason:
        | 'not-found'
        | 'already-matched'
        | 'not-open'
        | 'does-not-fit'
        | 'another-waits'
        | 'reason-missing'
        | 'nothing-chosen';
    };

/** What became of a decision about a bank match. */
export function MatchAnswerNotice({ answer }: { answer: MatchAnswer | undefined }) {
  const { t } = useTranslation();
  if (answer === undefined) return null;
  if (answer.kind === 'waiting')
    return (
      <Notice tone="unsure">
        {t('approvals.asked')} <Link to={`/approvals/${answer.approval}`}>{t('approvals.see')}</Link>
      </Notice>
    );
  return answer.kind === 'done' ? (
    <Notice tone="good">{t(`bank.done.${answer.done}`)}</Notice>
  ) : (
    <Notice tone="bad" title={t('bank.refusedTitle')}>
      {t(`bank.refused.${answer.reason}`)}
    </Notice>
  );
}
