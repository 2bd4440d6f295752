/** What on the other side of order and ledger may be the same money: a person says so, or takes it back. */
import { Button, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PermittedForm } from './permitted-form';
import { Instant, Kroner } from './values';

export type Candidate = {
  readonly entrySequence: number;
  readonly eventSequence: number;
  readonly reference: string | null;
  readonly transactionId: string | null;
  readonly occurredAt: string;
  readonly amountOre: number;
};

type Props = {
  readonly candidates: readonly Candidate[];
  readonly pair: { readonly entrySequence: number } | null;
};

export function OrderMatchCard({ candidates, pair }: Props) {
  const { t } = useTranslation();
  if (candidates.length === 0 && pair === null) return null;
  return (
    <section>
      <h2>{t('exception.pair.title')}</h2>
      {pair === null ? <p className="quiet-text">{t('exception.pair.hint')}</p> : null}
      {candidates.map((candidate) => (
        <div className="card" key={`${candidate.entrySequence} ${candidate.eventSequence}`}>
          <p>
            <strong>{candidate.reference ?? t('exception.pair.noOrder')}</strong>{' '}
            <span className="mono">{candidate.transactionId}</span>, <Instant at={candidate.occurredAt} />,{' '}
            <Kroner ore={candidate.amountOre} strong />
          </p>
          <PermittedForm
            needs="reconcile"
            where="everywhere"
            method="post"
            className="row-form"
            preventScrollReset
          >
            <input type="hidden" name="entry" value={candidate.entrySequence} />
            <input type="hidden" name="event" value={candidate.eventSequence} />
            <TextInput
              name="text"
              label={t('bank.reasonFor.confirm')}
              maxLength={1000}
              required
              autoComplete="off"
              className="grow"
            />
            <Button type="submit" name="do" value="pair">
              {t('exception.pair.button')}
            </Button>
          </PermittedForm>
        </div>
      ))}
      {pair === null ? null : (
        <div className="card">
          <p>{t('exception.pair.made')}</p>
          <PermittedForm
            needs="reconcile"
            where="everywhere"
            method="post"
            className="row-form"
            preventScrollReset
          >
            <input type="hidden" name="entry" value={pair.entrySequence} />
            <TextInput
              name="text"
              label={t('bank.reasonFor.undo')}
              maxLength={1000}
              required
              autoComplete="off"
              className="grow"
            />
            <Button type="submit" name="do" value="unpair" variant="default">
              {t('bank.verbs.undo')}
            </Button>
          </PermittedForm>
        </div>
      )}
    </section>
  );
}
