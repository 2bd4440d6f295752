import { Button, TextInput } from '@mantine/core';
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { dayOf } from '#core/calendar';
import { listKnownExceptionIds } from '#db/exceptions';
import { findExceptionPage, listExceptionOwners } from '#db/queries/exceptions-list';
import { findPairOfException, listOrderMatchCandidates } from '#db/queries/order-match-candidates';
import { matchOrderByHand, undoOrderMatch } from '#services/decide-order-match';
import {
  assignExceptions,
  noteException,
  reopenException,
  resolveExceptions,
} from '#services/handle-exceptions';
import { requirePermission } from '../auth/require-permission.server';
import { ExceptionAdvice, ExceptionFigures } from '../components/exception-facts';
import { ExceptionHistory, ExceptionNotes } from '../components/exception-history';
import { Age, ExceptionAbout, ExceptionStatusMark, exceptionPath } from '../components/exception-words';
import { Notice } from '../components/notice';
import { OrderMatchCard } from '../components/order-match-card';
import { orderPath } from '../components/order-table';
import { payoutPath } from '../components/payout-table';
import { PermittedForm } from '../components/permitted-form';
import { Instant, Kroner } from '../components/values';
import { formatKroner } from '../format';
import type { LiveHandle } from '../live/topics';
import { notFound } from '../not-found.server';
import { textTitle } from '../page-title';
import { readForm } from '../read-form.server';

export async function loader({ params, context }: LoaderFunctionArgs) {
  const { actor: person } = requirePermission(context, 'see');
  const { db, clock } = context.desk;
  const page = await findExceptionPage(db, params.id ?? '');
  if (page === undefined) throw notFound();
  const owners = await listExceptionOwners(db);
  return {
    ...page,
    person,
    today: dayOf(clock.now()),
    candidates: await listOrderMatchCandidates(db, page.exception.id),
    pair: await findPairOfException(db, page.exception.id),
    owners: owners.filter((owner) => owner !== person && owner !== page.exception.owner),
  };
}

const text = z.string().trim().min(1).max(2000);
const sequence = z.coerce.number().int().positive();
const exceptionForm = z.discriminatedUnion('do', [
  z.object({ do: z.literal('note'), text }),
  z.object({ do: z.literal('take') }),
  z.object({ do: z.literal('leave') }),
  z.object({ do: z.literal('assign'), owner: z.string().trim().min(1).max(80) }),
  z.object({ do: z.literal('resolve'), text }),
  z.object({ do: z.literal('reopen'), text }),
  z.object({ do: z.literal('pair'), text, entry: sequence, event: sequence }),
  z.object({ do: z.literal('unpair'), text, entry: sequence }),
]);

export async function action({ params, request, context }: ActionFunctionArgs) {
  const { actor, desk, seen } = requirePermission(context, 'reconcile');
  const [id] = await listKnownExceptionIds(seen.db, [params.id ?? '']);
  if (id === undefined) throw notFound();
  const parsed = exceptionForm.safeParse(await readForm(request));
  if (!parsed.success) return data({ done: 'text-missing' as const }, { status: 400 });
  const form = parsed.data;
  switch (form.do) {
    case 'note':
      if (!(await noteException(desk, { id, text: form.text, actor }))) throw notFound();
      return redirect(`${exceptionPath(id)}#notes`); // sent again by a reload, it would stand there twice
    case 'resolve': {
      const { resolved } = await resolveExceptions(desk, { ids: [id], reason: form.text, actor });
      return data({ done: resolved === 1 ? ('resolved' as const) : ('resolved-already' as const) });
    }
    case 'reopen': {
      const reopened = await reopenException(desk, { id, reason: form.text, actor });
      return data({ done: reopened ? ('reopened' as const) : ('open-already' as const) });
    }
    case 'pair': {
      requirePermission(context, 'reconcile', 'everywhere');
      const ids = { entrySequence: form.entry, eventSequence: form.event };
      const done = await matchOrderByHand(desk, { ...ids, reason: form.text, actor });
      return data({ done: pairWords[done] });
    }
    case 'unpair': {
      requirePermission(context, 'reconcile', 'everywhere');
      const done = await undoOrderMatch(desk, { entrySequence: form.entry, reason: form.text, actor });
      return data({ done: done ? ('unpaired' as const) : ('paired-already' as const) });
    }
    default: {
      const owner = form.do === 'leave' ? null : form.do === 'take' ? actor : form.owner;
      const changed = await assignExceptions(desk, { ids: [id], owner, actor });
      return data({ done: changed === 1 ? ('assigned' as const) : ('assigned-already' as const) });
    }
  }
}

const pairWords = {
  done: 'paired',
  'not-possible': 'paired-already',
  waiting: 'pair-waiting',
  'another-waits': 'pair-another-waits',
} as const;

const tones = {
  resolved: 'good',
  'resolved-already': 'unsure',
  reopened: 'good',
  'open-already': 'unsure',
  assigned: 'good',
  'assigned-already': 'unsure',
  paired: 'good',
  'pair-waiting': 'unsure',
  'pair-another-waits': 'bad',
  unpaired: 'good',
  'paired-already': 'unsure',
  'text-missing': 'bad',
} as const;

export const handle: LiveHandle = { live: ['exceptions', 'bank', 'orders'] };

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  textTitle(matches, (t) => {
    if (data === undefined) return t('exceptions.title');
    const { kind, orderId, settlementNumber } = data.exception;
    const about = orderId ?? settlementNumber;
    return `${t(`exception.kinds.${kind}`)}${about === null ? '' : ` ${about}`}`;
  });

export default function Exception() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const { exception, detail, notes, history, today, orderKnown, payouts } = page;
  return (
    <article>
      <p>
        <Link to="/exceptions">← {t('exceptions.title')}</Link>
      </p>
      <header className="title-row">
        <h1>{t(`exception.kinds.${exception.kind}`)}</h1>
        <ExceptionStatusMark status={exception.status} resolution={exception.resolution} />
      </header>
      <p className="lead">
        {t(`exception.sentence.${exception.kind}`, { amount: formatKroner(Math.abs(exception.amountOre)) })}
      </p>
      {result ? <Notice tone={tones[result.done]}>{t(`exception.done.${result.done}`)}</Notice> : null}
      {exception.status === 'resolved' ? (
        <Notice tone={exception.causePresent === 'yes' ? 'unsure' : 'good'}>
          {exception.resolution === 'accepted'
            ? t('exception.acceptedBy', {
                by: exception.resolvedBy ?? '',
                reason: exception.resolutionReason ?? '',
              })
            : t('exception.causeGone')}{' '}
          {exception.resolvedAt ? <Instant at={exception.resolvedAt} /> : null}
          {exception.causePresent === 'yes' ? <p>{t('exception.causeStill')}</p> : null}
        </Notice>
      ) : null}
      <div className="two">
        <div>
          <section className="card">
            <h2>{t('exception.figures')}</h2>
            <dl className="facts">
              <dt>{t('exceptions.amount')}</dt>
              <dd>
                <Kroner ore={exception.amountOre} strong />
                {exception.currency === 'NOK' ? null : ` ${exception.currency}`}
              </dd>
              <ExceptionFigures detail={detail} />
            </dl>
          </section>
          <ExceptionAdvice kind={exception.kind} />
        </div>
        <div>
          <section className="card">
            <h2>{t('exception.behind')}</h2>
            <ExceptionAbout about={exception} />
            {!exception.ledgerId
              ? payouts.map((payout) => (
                  <p key={payoutPath(payout)}>
                    <Link to={payoutPath(payout)}>
                      {t('exception.payout', { number: payout.settlementNumber })}
                    </Link>
                  </p>
                ))
              : null}
            {typeof detail.otherOrderId === 'string' && exception.msn ? (
              <p>
                <Link className="target" to={orderPath({ msn: exception.msn, orderId: detail.otherOrderId })}>
                  {t('exception.order', { order: detail.otherOrderId })}
                </Link>
              </p>
            ) : null}
            {exception.orderId && !orderKnown ? (
              <p className="quiet-text">{t('exception.orderUnknown')}</p>
            ) : null}
            <dl className="facts">
              <dt>{t('exceptions.age')}</dt>
              <dd>
                <Age aroseOn={exception.aroseOn} today={today} />
              </dd>
              <dt>{t('exception.opened')}</dt>
              <dd>
                <Instant at={exception.openedAt} />
                {exception.reopened > 0 ? (
                  <span className="sub">{t('exception.cameBack', { count: exception.reopened })}</span>
                ) : null}
              </dd>
            </dl>
          </section>
          <OwnerCard />
          <DecideCard />
        </div>
      </div>
      <OrderMatchCard candidates={page.candidates} pair={page.pair} />
      <section id="notes">
        <h2>{t('exception.notes')}</h2>
        <ExceptionNotes notes={notes} />
        <PermittedForm
          needs="reconcile"
          method="post"
          className="stack card"
          key={notes.length}
          preventScrollReset
        >
          <TextInput name="text" label={t('exception.note')} maxLength={2000} required autoComplete="off" />
          <Button type="submit" name="do" value="note" variant="default">
            {t('exception.addNote')}
          </Button>
        </PermittedForm>
      </section>
      <section>
        <h2>{t('exception.history')}</h2>
        <ExceptionHistory history={history} openedAt={exception.openedAt} />
      </section>
    </article>
  );
}

function OwnerCard() {
  const { t } = useTranslation();
  const { exception, person, owners } = useLoaderData<typeof loader>();
  return (
    <section className="card">
      <h2>{t('exceptions.owner')}</h2>
      <p className="fact">{exception.owner ?? t('exceptions.nobody')}</p>
      <PermittedForm needs="reconcile" method="post" className="row-form" preventScrollReset>
        {exception.owner === person ? null : (
          <Button type="submit" name="do" value="take">
            {t('exception.take')}
          </Button>
        )}
        {exception.owner === null ? null : (
          <Button type="submit" name="do" value="leave" variant="default">
            {t('exception.leave')}
          </Button>
        )}
      </PermittedForm>
      {owners.length > 0 ? (
        <PermittedForm needs="reconcile" method="post" className="row-form" preventScrollReset>
          <label>
            <span>{t('exceptions.giveTo')}</span>
            <select name="owner">
              {owners.map((owner) => (
                <option key={owner} value={owner}>
                  {owner}
                </option>
              ))}
            </select>
          </label>
          <Button type="submit" name="do" value="assign" variant="default">
            {t('exceptions.assign')}
          </Button>
        </PermittedForm>
      ) : null}
    </section>
  );
}

function DecideCard() {
  const { t } = useTranslation();
  const { exception } = useLoaderData<typeof loader>();
  const verb = exception.status === 'open' ? 'resolve' : 'reopen';
  return (
    <section className="card">
      <h2>{t(`exception.${verb}.title`)}</h2>
      <p className="quiet-text">{t(`exception.${verb}.hint`)}</p>
      <PermittedForm needs="reconcile" method="post" className="stack" key={verb} preventScrollReset>
        <TextInput name="text" label={t('exceptions.reason')} maxLength={1000} required autoComplete="off" />
        <Button type="submit" name="do" value={verb} variant={verb === 'resolve' ? 'filled' : 'default'}>
          {t(`exception.${verb}.button`)}
        </Button>
      </PermittedForm>
    </section>
  );
}
