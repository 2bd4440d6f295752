/** A bank line (or several) and the payout (or several) that are the same money, or may be: side by side. */
import { Button, TextInput } from '@mantine/core';
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { BankMatchStatus } from '#core/match-rules';
import { formatDayRange, formatKroner } from '../format';
import { bankLinePath } from './exception-words';
import { payoutPath } from './payout-table';
import { PermittedForm } from './permitted-form';
import { DayText, Instant, Kroner, useLanguage } from './values';

export type MatchCardData = {
  readonly id: string;
  readonly status: BankMatchStatus;
  readonly reasons: readonly string[];
  readonly differenceOre: number;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly decisionReason: string | null;
  readonly lines: readonly {
    readonly lineId: string;
    readonly account: string;
    readonly bookedOn: string;
    readonly amountOre: number;
    readonly description: string;
    readonly counterparty: string | null;
  }[];
  readonly payouts: readonly {
    readonly ledgerId: string;
    readonly settlementNumber: string;
    readonly amountOre: number;
    readonly coversFrom: string;
    readonly coversTo: string;
    readonly expectedEarliest: string;
    readonly expectedLatest: string;
  }[];
};

export function MatchCard({ match }: { match: MatchCardData }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <div className={`card match match-${match.status}`}>
      <div className="match-sides">
        <div>
          <h3>{t('bank.line', { count: match.lines.length })}</h3>
          {match.lines.map((line) => (
            <div key={line.lineId} className="match-side">
              <Link to={bankLinePath(line.lineId)} className="match-text">
                {line.description}
              </Link>
              <span className="match-sum">
                <Kroner ore={line.amountOre} strong />
              </span>
              <span className="sub">
                <DayText day={line.bookedOn} /> · <span className="mono">{line.account}</span>
                {line.counterparty ? ` · ${line.counterparty}` : ''}
              </span>
            </div>
          ))}
        </div>
        <div>
          <h3>{t('bank.payout', { count: match.payouts.length })}</h3>
          {match.payouts.map((payout) => (
            <div key={payoutPath(payout)} className="match-side">
              <Link to={payoutPath(payout)} className="match-text">
                {payout.settlementNumber}
              </Link>
              <span className="match-sum">
                <Kroner ore={payout.amountOre} strong />
              </span>
              <span className="sub">
                {t('bank.covers', { days: formatDayRange(payout.coversFrom, payout.coversTo, language) })} ·{' '}
                {t('bank.expected', {
                  days: formatDayRange(payout.expectedEarliest, payout.expectedLatest, language),
                })}
              </span>
            </div>
          ))}
        </div>
      </div>
      <p className="match-why">
        <span className={`mark match-mark-${match.status}`}>{t(`bank.status.${match.status}`)}</span>
        {match.reasons.map((reason) => (
          <span key={reason} className="tag">
            {t(`bank.reasons.${reason}` as 'bank.reasons.by-hand', { defaultValue: reason })}
          </span>
        ))}
        {match.differenceOre === 0 ? null : (
          <span className="bad">{t('bank.difference', { amount: formatKroner(match.differenceOre) })}</span>
        )}
      </p>
      {match.decidedBy ? (
        <p className="quiet-text">
          {match.decidedBy}
          {match.decidedAt ? (
            <>
              , <Instant at={match.decidedAt} />
            </>
          ) : null}
          {match.decisionReason ? `: ${match.decisionReason}` : null}
        </p>
      ) : null}
      <MatchForms match={match} />
    </div>
  );
}

/** Confirm or reject what is suggested, take back what is in force: each with a reason. */
function MatchForms({ match }: { match: MatchCardData }) {
  if (match.status === 'suggested') {
    return (
      <div className="match-forms">
        <DecisionForm match={match} verb="confirm" />
        <DecisionForm match={match} verb="reject" />
      </div>
    );
  }
  if (match.status !== 'automatic' && match.status !== 'confirmed') return null;
  return <UndoForm match={match} />;
}

export function UndoForm({ match }: { match: { readonly id: string } }) {
  const { t } = useTranslation();
  return (
    <details className="undo">
      <summary>{t('bank.undo')}</summary>
      <DecisionForm match={match} verb="undo" />
    </details>
  );
}

function DecisionForm({
  match,
  verb,
}: {
  match: { readonly id: string };
  verb: 'confirm' | 'reject' | 'undo';
}) {
  const { t } = useTranslation();
  return (
    <PermittedForm needs="reconcile" where="everywhere" method="post" className="row-form" preventScrollReset>
      <input type="hidden" name="id" value={match.id} />
      <TextInput
        name="reason"
        label={t(`bank.reasonFor.${verb}`)}
        maxLength={1000}
        required
        autoComplete="off"
        className="grow"
      />
      <Button
        type="submit"
        name="do"
        value={verb}
        variant={verb === 'confirm' ? 'filled' : 'default'}
        color={verb === 'undo' ? 'red.9' : undefined}
      >
        {t(`bank.verbs.${verb}`)}
      </Button>
    </PermittedForm>
  );
}
