import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { bankLineTotals, listBankAccounts, listBankLines, summariseBank } from '#db/queries/bank-lines-list';
import { listBankMatches } from '#db/queries/bank-match-list';
import { requirePermission } from '../auth/require-permission.server';
import { BankAccounts } from '../components/bank-accounts';
import { BankLineList } from '../components/bank-line-list';
import { MatchAnswerNotice } from '../components/match-answer';
import { MatchCard } from '../components/match-card';
import { decideMatch } from '../decide-match.server';
import { formatCount, formatKroner } from '../format';
import { readBankList } from '../list-requests.server';
import type { LiveHandle } from '../live/topics';
import { readPageKey, writePageKey } from '../page-key.server';
import { pageTitle } from '../page-title';
import { readChoices } from '../read-choices.server';
import { requireCleanAddress } from '../read-list.server';
import { viewsFor } from '../saved-views.server';

const pageSize = 50;
const suggestionsShown = 20;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { actor: person } = requirePermission(context, 'see', 'everywhere');
  const { db } = context.desk;
  const url = new URL(request.url);
  requireCleanAddress(url);
  const { view, filter, sort, given, problems } = readBankList(url.searchParams);
  const after = readPageKey(url.searchParams.get('after'));
  const before = after === undefined ? readPageKey(url.searchParams.get('before')) : undefined;
  const place = { limit: pageSize, sort: sort.by, dir: sort.dir, after, before };
  const [summary, suggestions, page, totals, accounts, views] = await Promise.all([
    summariseBank(db),
    listBankMatches(db, ['suggested'], { limit: suggestionsShown }),
    listBankLines(db, view, place, filter),
    bankLineTotals(db, view, filter),
    listBankAccounts(db),
    viewsFor(db, person, 'bank'),
  ]);
  return {
    summary,
    suggestions: suggestions.rows,
    list: {
      ...{ view, given, problems, sort, totals, views, summary },
      rows: page.rows,
      before: page.before && writePageKey(page.before),
      after: page.after && writePageKey(page.after),
      isFirst: after === undefined && before === undefined,
      accounts: accounts.map(({ account }) => account),
    },
    accounts,
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { actor, desk } = requirePermission(context, 'reconcile', 'everywhere');
  return decideMatch(desk, await readChoices(request), actor);
}

export const handle: LiveHandle = { live: ['bank', 'payouts', 'imports'] };

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'bank.title');

export default function Bank() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { summary, suggestions, accounts } = page;
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
        <BankLineList list={page.list} />
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
