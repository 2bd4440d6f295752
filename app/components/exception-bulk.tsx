/** Deciding on several exceptions at once, and what became of it. */
import { Button, TextInput } from '@mantine/core';
import { useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { ChooseAll } from './choose-all';
import { Notice } from './notice';

export type BulkResult =
  | { readonly kind: 'resolved'; readonly resolved: number; readonly already: number }
  | {
      readonly kind: 'assigned';
      readonly assigned: number;
      readonly already: number;
      readonly owner: string | null;
    }
  | { readonly kind: 'nothing-chosen' }
  | { readonly kind: 'no-reason' };

/** Stands inside the form around the table, below it. */
export function BulkForm({
  owners,
  rows,
  canResolve,
}: {
  owners: readonly string[];
  /** The ids of the rows above. */
  rows: string;
  canResolve: boolean;
}) {
  const { t } = useTranslation();
  const sending = useNavigation().state === 'submitting';
  return (
    <fieldset className="bulk card">
      <legend>{t('exceptions.bulk')}</legend>
      <ChooseAll key={rows} name="ids[]" label={t('exceptions.chooseAll')} />
      <TextInput
        name="reason"
        label={t('exceptions.reason')}
        description={t('exceptions.reasonHint')}
        maxLength={1000}
        autoComplete="off"
      />
      <div className="bulk-actions">
        {canResolve ? (
          <Button type="submit" name="do" value="resolve" disabled={sending}>
            {t('exceptions.resolveChosen')}
          </Button>
        ) : null}
        <label>
          <span>{t('exceptions.giveTo')}</span>
          <select name="owner" defaultValue="me">
            <option value="me">{t('exceptions.me')}</option>
            <option value="nobody">{t('exceptions.nobody')}</option>
            {owners.map((owner) => (
              <option key={owner} value={owner}>
                {owner}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" name="do" value="assign" variant="default" disabled={sending}>
          {t('exceptions.assignChosen')}
        </Button>
      </div>
    </fieldset>
  );
}

export function BulkResultNotice({ result }: { result: BulkResult }) {
  const { t } = useTranslation();
  switch (result.kind) {
    case 'resolved':
      return (
        <Notice tone={result.already > 0 ? 'unsure' : 'good'}>
          {t('exceptions.resolved', { count: result.resolved })}
          {result.already > 0 ? ` ${t('exceptions.resolvedAlready', { count: result.already })}` : null}
        </Notice>
      );
    case 'assigned':
      return (
        <Notice tone={result.already > 0 ? 'unsure' : 'good'}>
          {result.owner === null
            ? t('exceptions.released', { count: result.assigned })
            : t('exceptions.assigned', { count: result.assigned, owner: result.owner })}
          {result.already > 0 ? ` ${t('exceptions.assignedAlready', { count: result.already })}` : null}
        </Notice>
      );
    case 'nothing-chosen':
      return <Notice tone="bad">{t('exceptions.nothingChosen')}</Notice>;
    case 'no-reason':
      return <Notice tone="bad">{t('exceptions.noReason')}</Notice>;
  }
}
