import { Button, TextInput } from '@mantine/core';
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { dayOf } from '#core/calendar';
import { findBankLine, unmatchedPayoutsNear } from '#db/queries/bank-lines-list';
import { matchesOfLine } from '#db/queries/bank-match-list';
import { exceptionsOf } from '#db/queries/exceptions-list';
import { requirePermission } from '../auth/require-permission.server';
import { ExceptionTable } from '../components/exception-table';
import { MatchAnswerNotice } from '../components/match-answer';
import { MatchCard } from '../components/match-card';
import { payoutPath } from '../components/payout-table';
import { PermittedForm } from '../components/permitted-form';
import { DayText, Kroner, useLanguage } from '../components/values';
import { decideMatch } from '../decide-match.server';
import { formatDayRange, formatKroner } from '../format';
import type { LiveHandle } from '../live/topics';
import { notFound } from '../not-found.server';
import { nameTitle } from '../page-title';
import { readChoices } from '../read-choices.server';

const offered = 30;

export async function loader({ params, context }: LoaderFunctionArgs) {
  requirePermission(context, 'see', 'everywhere');
  const { db, clock } = context.desk;
  const line = await findBankLine(db, params.lineId ?? '');
  if (line === undefined) throw notFound();
  const [matches, exceptions, payouts] = await Promise.all([
    matchesOfLine(db, line.id),
    exceptionsOf(db, { bankLineId: line.id }),
    line.matchId === null ? unmatchedPayoutsNear(db, line, offered) : [],
  ]);
  return { line, matches, exceptions, payouts, today: dayOf(clock.now()) };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { actor, desk } = requirePermission(context, 'reconcile', 'everywhere');
  return decideMatch(desk, await readChoices(request), actor);
}

export const handle: LiveHandle = { live: ['bank', 'payouts'] };

export const meta: MetaFunction<typeof loader> = ({ data }) => nameTitle(data?.line.description);

export default function BankLine() {
  const { t } = useTranslation();
  const { line, matches, exceptions, today } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const state = line.matchId ? 'matched' : line.fromVipps === 'yes' ? 'unmatched' : 'other';
  return (
    <article>
      <p>
        <Link to={`/bank?view=${state}`}>← {t('bank.title')}</Link>
      </p>
      <h1>{line.description}</h1>
      <p className="lead">{t(`bank.lineLead.${state}`, { amount: formatKroner(line.amountOre) })}</p>
      <MatchAnswerNotice answer={answer} />
      <section className="card">
        <dl className="facts">
          <dt>{t('bank.amount')}</dt>
          <dd>
            <Kroner ore={line.amountOre} strong /> {line.currency === 'NOK' ? null : line.currency}
          </dd>
          <dt>{t('bank.booked')}</dt>
          <dd>
            <DayText day={line.bookedOn} />
          </dd>
          <dt>{t('bank.account')}</dt>
          <dd className="mono">{line.account}</dd>
          {line.counterparty ? (
            <>
              <dt>{t('bank.counterparty')}</dt>
              <dd>{line.counterparty}</dd>
            </>
          ) : null}
          {line.bankReference ? (
            <>
              <dt>{t('bank.reference')}</dt>
              <dd className="mono">{line.bankReference}</dd>
            </>
          ) : null}
          {line.settlementNumber ? (
            <>
              <dt>{t('bank.numberRead')}</dt>
              <dd className="mono">{line.settlementNumber}</dd>
            </>
          ) : null}
          <dt>{t('bank.file')}</dt>
          <dd>
            <Link to={`/imports/${encodeURIComponent(line.importId)}`}>{t('bank.statementFile')}</Link>
          </dd>
        </dl>
      </section>
      {exceptions.length > 0 ? (
        <section>
          <h2>{t('exceptions.title')}</h2>
          <ExceptionTable rows={exceptions} today={today} showStatus />
        </section>
      ) : null}
      {matches.length > 0 ? (
        <section>
          <h2>{t('bank.matches')}</h2>
          {matches.map((match) => (
            <MatchCard key={match.id} match={match} />
          ))}
        </section>
      ) : null}
      {line.matchId === null ? <MatchByHand /> : null}
    </article>
  );
}

function MatchByHand() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { line, payouts } = useLoaderData<typeof loader>();
  return (
    <section id="by-hand">
      <h2>{t('bank.byHand')}</h2>
      {payouts.length === 0 ? (
        <p className="empty">{t('bank.noPayouts')}</p>
      ) : (
        <PermittedForm needs="reconcile" where="everywhere" method="post" className="stack card">
          <input type="hidden" name="lines[]" value={line.id} />
          <fieldset className="choices-list">
            <legend>{t('bank.choosePayouts', { amount: formatKroner(line.amountOre) })}</legend>
            {payouts.map((payout) => (
              <label key={payoutPath(payout)}>
                <input
                  type="checkbox"
                  name="payouts[]"
                  value={`${payout.ledgerId} ${payout.settlementNumber}`}
                />
                <span className="choice-name">
                  {payout.settlementNumber}
                  <span className="sub">{formatDayRange(payout.coversFrom, payout.coversTo, language)}</span>
                </span>
                <span className="choice-sum">
                  <Kroner ore={payout.amountOre} />
                  {payout.amountOre === line.amountOre ? (
                    <span className="sub good">{t('bank.sameAmount')}</span>
                  ) : (
                    <span className="sub">
                      {t('bank.difference', { amount: formatKroner(line.amountOre - payout.amountOre) })}
                    </span>
                  )}
                </span>
              </label>
            ))}
          </fieldset>
          <TextInput
            name="reason"
            label={t('bank.reasonFor.by-hand')}
            description={t('bank.byHandHint')}
            maxLength={1000}
            required
            autoComplete="off"
          />
          <Button type="submit" name="do" value="by-hand">
            {t('bank.verbs.by-hand')}
          </Button>
        </PermittedForm>
      )}
    </section>
  );
}
