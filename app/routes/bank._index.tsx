import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { bankLineViews, listBankAccounts, listBankLines, summariseBank } from '#db/queries/bank-lines-list';
import { listBankMatches } from '#db/queries/bank-match-list';
import { requirePerson } from '../auth/require-person.server';
import { BankAccounts } from '../components/bank-accounts';
import { BankLineTable } from '../components/bank-line-table';
import { MatchAnswerNotice } from '../components/match-answer';
import { MatchCard } from '../components/match-card';
import { MatchTable } from '../components/match-table';
import { Notice } from '../components/notice';
import { decideMatch } from '../decide-match.server';
import { formatCount, formatKroner } from '../format';
import type { LiveHandle } from '../live/topics';
import { readPageKey, writePageKey } from '../page-key.server';
import { pageTitle } from '../page-title';
import { readChoices } from '../read-choices.server';

const pageSize = 50;
const suggestionsShown = 20;
const viewSchema = z.enum(bankLineViews).catch('unmatched');

export async function loader({ request, context }: LoaderFunctionArgs) {
  requirePerson(context);
  const { db } = context.desk;
  const query = new URL(request.url).searchParams;
  const view = viewSchema.parse(query.get('view') ?? 'unmatched');
  const key = readPageKey(query.get('after'));
  const page = { limit: pageSize, after: key && ([key[0], key[1]] as const) };
  const [summary, suggestions, matches, lines, accounts] = await Promise.all([
    summariseBank(db),
    listBankMatches(db, ['suggested'], { limit: suggestionsShown }),
    view === 'matched' ? listBankMatches(db, ['automatic', 'confirmed'], page) : null,
    view === 'matched' ? null : listBankLines(db, view, page),
    listBankAccounts(db),
  ]);
  const after = matches?.after ?? lines?.after ?? null;
  return {
    view,
    summary,
    suggestions: suggestions.rows,
    matches: matches?.rows ?? [],
    lines: lines?.rows ?? [],
    after: after && writePageKey([after[0], after[1], '']),
    isFirst: key === undefined,
    accounts,
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = requirePerson(context);
  return decideMatch(context.desk, await readChoices(request), actor);
}

export const handle: LiveHandle = { live: ['bank', 'payouts', 'imports'] };

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'bank.title');

export default function Bank() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { view, summary, suggestions, accounts } = page;
  const ours = summary.matched.lines + summary.unmatched.lines;
  return (
    <>
      <h1>{t('bank.title')}</h1>
      <p className="lead">
        {ours === 0
          ? t('bank.leadNone')
          : t('bank.lead', {
              count: ours,
              ours: formatCount(ours),
              matched: formatCount(summary.matched.lines),
              amount: formatKroner(summary.matched.amountOre),
              unmatched: formatCount(summary.unmatched.lines),
              open: formatKroner(summary.unmatched.amountOre),
            })}{' '}
        {summary.suggestions > 0 ? t('bank.suggestionsLead', { count: summary.suggestions }) : null}
      </p>
      <MatchAnswerNotice answer={answer} />
      {suggestions.length > 0 ? (
        <section>
          <h2>{t('bank.suggestions')}</h2>
          <p className="quiet-text">{t('bank.suggestionsHint')}</p>
          {suggestions.map((match) => (
            <MatchCard key={match.id} match={match} />
          ))}
          {summary.suggestions > suggestions.length ? (
            <p className="quiet-text">
              {t('bank.moreSuggestions', { count: summary.suggestions - suggestions.length })}
            </p>
          ) : null}
        </section>
      ) : null}
      <section>
        <h2>{t('bank.lines')}</h2>
        <nav className="tabs" aria-label={t('bank.lines')}>
          {bankViews.map((name) => (
            <Link
              key={name}
              to={`/bank?view=${name}`}
              className={`tab ${name === 'unmatched' ? 'urgent' : ''}`}
              aria-current={name === view ? 'page' : undefined}
              preventScrollReset
            >
              <span className="tab-label">{t(`bank.views.${name}`)}</span>
              <span className="tab-count">{formatCount(summary[name].lines)}</span>
              <span className="tab-sum">{formatKroner(summary[name].amountOre)} kr</span>
            </Link>
          ))}
        </nav>
        <p className="quiet-text">{t(`bank.viewHint.${view}`)}</p>
        <Lines />
        <nav className="pages" aria-label={t('orders.nextPage')}>
          {page.isFirst ? null : <Link to={`/bank?view=${view}`}>{t('orders.first')}</Link>}
          {page.after ? (
            <Link to={`/bank?view=${view}&after=${page.after}`} rel="next">
              {t('orders.nextPage')} →
            </Link>
          ) : null}
        </nav>
      </section>
      <section>
        <h2>{t('bank.statements')}</h2>
        {accounts.length === 0 ? (
          <p className="empty">{t('bank.noStatements')}</p>
        ) : (
          <BankAccounts accounts={accounts} />
        )}
        <p className="pages">
          <Link to="/imports">{t('bank.upload')}</Link>
        </p>
      </section>
    </>
  );
}

const bankViews = ['unmatched', 'matched', 'other'] as const;

function Lines() {
  const { t } = useTranslation();
  const { view, summary, matches, lines } = useLoaderData<typeof loader>();
  if (view === 'unmatched' && summary.unmatched.lines === 0 && summary.matched.lines > 0)
    return <Notice tone="good">{t('bank.allExplained')}</Notice>;
  if (summary[view].lines === 0) return <p className="empty">{t('bank.noLines')}</p>;
  if (view === 'matched') return <MatchTable matches={matches} />;
  return <BankLineTable rows={lines} byHand={view === 'unmatched'} />;
}
