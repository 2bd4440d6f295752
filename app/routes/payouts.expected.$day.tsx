import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { dayOf, findDay } from '#core/calendar';
import { listLedgerNames } from '#db/queries/ledger-days';
import { explainBankDay } from '#services/explain-bank-day';
import { requirePermission } from '../auth/require-permission.server';
import { ComingPayout } from '../components/coming-payout';
import { PayoutTable } from '../components/payout-table';
import { useLanguage } from '../components/values';
import { formatDay, formatKroner } from '../format';
import { notFound } from '../not-found.server';
import { pageTitle } from '../page-title';
import { withState } from '../payout-row.server';

/** What the bank books on a day: what came, what is scheduled, and what the estimate is made of. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  requirePermission(context, 'see');
  const { desk } = context;
  const bankDay = findDay(params.day ?? '');
  if (bankDay === undefined) throw notFound();
  const today = dayOf(desk.clock.now());
  const [found, names] = await Promise.all([explainBankDay(desk, bankDay), listLedgerNames(desk.db)]);
  return {
    ...found,
    isPast: bankDay < today,
    scheduled: found.scheduled.map((row) => withState(row, today)),
    arrived: found.arrived.map((row) => withState(row, today)),
    coming: found.coming.map((part) => ({
      ...part,
      name: names.find(({ ledgerId }) => ledgerId === part.ledgerId)?.units ?? part.ledgerId,
    })),
  };
}

/** What changes this page while it is open. */
export const handle = { live: ['payouts', 'ledger'] };

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'charts.bankDay.title');

export default function BankDay() {
  const { t } = useTranslation();
  const language = useLanguage();
  const page = useLoaderData<typeof loader>();
  const { day, isPast, scheduled, coming, arrived } = page;
  const words = {
    day: formatDay(day, language),
    arrived: formatKroner(page.arrivedOre),
    scheduled: formatKroner(page.scheduledOre),
    estimated: formatKroner(page.comingOre),
    all: formatKroner(page.scheduledOre + page.comingOre),
  };
  return (
    <>
      <h1>{t('charts.bankDay.heading', words)}</h1>
      <p className="lead">
        {isPast ? t('charts.bankDay.past', words) : t('charts.bankDay.lead', words)}{' '}
        {!isPast && arrived.length > 0 ? t('charts.bankDay.arrivedToo', words) : null}
      </p>
      {arrived.length > 0 ? (
        <section>
          <h2>{t('charts.bankDay.arrived')}</h2>
          <PayoutTable rows={arrived} />
        </section>
      ) : null}
      {scheduled.length > 0 ? (
        <section>
          <h2>{t('charts.bankDay.scheduled')}</h2>
          <PayoutTable rows={scheduled} />
        </section>
      ) : null}
      {coming.map((part) => (
        <ComingPayout key={part.ledgerId + part.day} part={part} />
      ))}
      {arrived.length + scheduled.length + coming.length === 0 ? (
        <p className="empty">{t(isPast ? 'charts.bankDay.nonePast' : 'charts.bankDay.none')}</p>
      ) : null}
      <p className="pages">
        <Link to="/payouts">{t('payouts.title')}</Link>
      </p>
    </>
  );
}
