import { Button } from '@mantine/core';
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { dayOf } from '#core/calendar';
import { entryGroupOf } from '#core/ledger-entry-types';
import { allowedActions } from '#core/payment-actions';
import { remainingToRefund } from '#core/payment-state';
import { payoutStateOf } from '#core/payout-state';
import { findLedgerOfUnit } from '#db/ledgers';
import { exceptionsOf } from '#db/queries/exceptions-list';
import { findOrderDetail, type OrderPayout } from '#db/queries/order-detail';
import { requirePerson } from '../auth/require-person.server';
import { AmountBar } from '../components/amount-bar';
import { CommandResultNotice } from '../components/command-result';
import { ExceptionTable } from '../components/exception-table';
import { Notice } from '../components/notice';
import { CommandTable, OrderEntries, PaymentHistory } from '../components/order-history';
import { orderPath } from '../components/order-table';
import { Countdown, Instant, OrderStateMark } from '../components/values';
import { feesOfOrder } from '../fees-of-order.server';
import { formatKroner, formatShare } from '../format';
import { notFound } from '../not-found.server';
import { nameTitle } from '../page-title';

export async function loader({ params, request, context }: LoaderFunctionArgs) {
  requirePerson(context);
  const { db, clock } = context.desk;
  const detail = await findOrderDetail(db, { msn: params.msn ?? '', orderId: params.orderId ?? '' });
  if (detail === undefined) throw notFound();
  const now = clock.now();
  const { order, unit, events, commands, entries } = detail;
  const [ledger, exceptions] = await Promise.all([
    findLedgerOfUnit(db, order.msn),
    exceptionsOf(db, { msn: order.msn, orderId: order.orderId }),
  ]);
  const hasKeys = unit?.polled === 'yes';
  const open = commands.find((command) => command.status === 'pending' || command.status === 'unknown');
  return {
    order,
    unitName: unit?.name ?? order.msn,
    hasKeys,
    actions: hasKeys && open === undefined ? allowedActions(order, now) : [],
    refundableOre: remainingToRefund(order),
    events: [...events].reverse(),
    commands,
    openCommand: open ?? null,
    shownCommand:
      commands.find((command) => command.id === new URL(request.url).searchParams.get('command')) ?? null,
    repeated: new URL(request.url).searchParams.has('repeated'),
    today: dayOf(now),
    fees: feesOfOrder(entries, ledger),
    exceptions,
    entries: entries.map(({ payout, ...entry }) => ({
      ...entry,
      group: entryGroupOf(entry.entryType),
      payout: payout && { ...payout, state: stateOf(payout, now) },
    })),
    canConfirmAsCustomer:
      context.settings.SIMULATOR_URL !== undefined && order.state === 'initiated' && hasKeys,
  };
}

function stateOf(payout: OrderPayout, now: string) {
  const expected = { earliest: payout.expectedEarliest, latest: payout.expectedLatest };
  return payoutStateOf({ ...payout, expected }, dayOf(now));
}

export const meta: MetaFunction<typeof loader> = ({ data }) => nameTitle(data?.order.orderId);

export default function Order() {
  const { t } = useTranslation();
  const { order, unitName, openCommand, shownCommand, repeated, hasKeys, ...detail } =
    useLoaderData<typeof loader>();
  const amounts = {
    amount: formatKroner(order.amountOre),
    reserved: formatKroner(order.reservedOre),
    captured: formatKroner(order.capturedOre),
    refunded: formatKroner(order.refundedOre),
    left: formatKroner(order.remainingOre),
  };
  return (
    <article className="order">
      <header className="title-row">
        <h1>{t('order.title', { orderId: order.orderId })}</h1>
        <OrderStateMark state={order.state} />
      </header>
      <p className="lead">{t(`order.sentence.${order.state}`, amounts)}</p>
      {shownCommand ? <CommandResultNotice command={shownCommand} repeated={repeated} /> : null}
      {openCommand && openCommand.id !== shownCommand?.id ? (
        <Notice tone="unsure">
          {t('order.openCommand', {
            kind: t(`order.kinds.${openCommand.kind}`),
            amount: formatKroner(openCommand.amountOre),
            status: t(`commandStatus.${openCommand.status}`),
          })}
        </Notice>
      ) : null}
      {order.pollError ? (
        <Notice tone="unsure">{t('order.trouble', { reason: order.pollError })}</Notice>
      ) : null}
      <div className="two">
        <section className="card" aria-label={t('amounts.amount')}>
          <AmountBar amounts={order} />
          {order.remainingOre > 0 && order.guaranteeUntil && order.deadlineAt ? (
            <dl className="facts">
              <dt>{t('order.guaranteeUntil')}</dt>
              <dd>
                <Instant at={order.guaranteeUntil} />{' '}
                <Countdown until={order.guaranteeUntil} over="clock.over" />
              </dd>
              <dt>{t('order.deadlineAt')}</dt>
              <dd>
                <Instant at={order.deadlineAt} />{' '}
                <Countdown until={order.deadlineAt} over="clock.deadlineOver" />
              </dd>
            </dl>
          ) : null}
          <section className="actions" aria-label={t('order.actions')}>
            {detail.actions.map((kind) => (
              <Button
                key={kind}
                component={Link}
                to={`${orderPath(order)}/${kind}`}
                variant={kind === 'capture' ? 'filled' : 'default'}
              >
                {kind === 'cancel' && order.capturedOre > 0
                  ? t('action.cancel.releaseButton')
                  : t(`action.${kind}.button`)}
              </Button>
            ))}
            {detail.actions.length === 0 && !openCommand ? (
              <p className="quiet-text">{hasKeys ? t('order.noActions') : t('order.noKeys')}</p>
            ) : null}
            {detail.canConfirmAsCustomer ? (
              <Form method="post" action="/demo" className="demo-confirm">
                <input type="hidden" name="to" value={orderPath(order)} />
                <input type="hidden" name="msn" value={order.msn} />
                <input type="hidden" name="orderId" value={order.orderId} />
                <p className="quiet-text">{t('order.demoHint')}</p>
                <Button type="submit" name="do" value="confirm" variant="light">
                  {t('order.demoConfirm')}
                </Button>
              </Form>
            ) : null}
          </section>
        </section>
        <section className="card">
          <dl className="facts">
            <dt>{t('order.unit')}</dt>
            <dd>
              {unitName} ({order.msn})
            </dd>
            {order.description ? (
              <>
                <dt>{t('order.description')}</dt>
                <dd>{order.description}</dd>
              </>
            ) : null}
            <dt>{t('order.express')}</dt>
            <dd>{order.express === 'yes' ? t('yes') : t('no')}</dd>
            {detail.fees ? (
              <>
                <dt>{t('order.fees')}</dt>
                <dd>
                  {t('order.feesOf', {
                    amount: formatKroner(detail.fees.feesOre),
                    rate: formatShare(-detail.fees.feesOre, detail.fees.capturedOre),
                  })}
                  <span className="sub">
                    {detail.fees.agreed
                      ? t('payout.agreedRate', {
                          rate: formatShare(detail.fees.agreed.basisPoints, 10_000),
                          fixed: formatKroner(detail.fees.agreed.fixedOre),
                        })
                      : t('payout.noAgreedRate')}
                  </span>
                </dd>
              </>
            ) : null}
            <dt>{t('order.source')}</dt>
            <dd>{t(`order.sources.${order.source}`)}</dd>
            <dt>{t('order.registered')}</dt>
            <dd>
              <Instant at={order.registeredAt} />
            </dd>
            <dt>{t('order.read')}</dt>
            <dd>
              {order.polledAt ? <Instant at={order.polledAt} /> : t('order.notRead')}
              <span className="sub">
                {order.nextPollAt ? <NextRead at={order.nextPollAt} /> : t('order.noNextRead')}
              </span>
            </dd>
          </dl>
        </section>
      </div>

      {detail.exceptions.length > 0 ? (
        <section>
          <h2>{t('order.exceptions')}</h2>
          <ExceptionTable rows={detail.exceptions} today={detail.today} showStatus />
        </section>
      ) : null}
      <section>
        <h2>{t('order.history')}</h2>
        <PaymentHistory events={detail.events} />
      </section>
      <section>
        <h2>{t('order.commands')}</h2>
        <CommandTable commands={detail.commands} />
      </section>
      <section>
        <h2>{t('order.ledger')}</h2>
        <OrderEntries entries={detail.entries} />
      </section>
    </article>
  );
}

function NextRead({ at }: { at: string }) {
  const { t } = useTranslation();
  const [before, after] = t('order.nextRead', { at: '|' }).split('|');
  return (
    <>
      {before}
      <Instant at={at} />
      {after}
    </>
  );
}
