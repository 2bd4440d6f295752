import { Button } from '@mantine/core';
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, Link, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { dayOf } from '#core/calendar';
import { isNotAtVipps } from '#core/journey';
import { entryGroupOf } from '#core/ledger-entry-types';
import { maskCustomer } from '#core/mask-personal';
import { allowedActions } from '#core/payment-actions';
import { mayAt, type Permission } from '#core/permissions';
import { isAllSent, isShippable } from '#core/shipping';
import { listWaitingApprovalsOfOrder } from '#db/approvals';
import { findLedgerOfUnit } from '#db/ledgers';
import { exceptionsOf } from '#db/queries/exceptions-list';
import { findOrderDetail } from '#db/queries/order-detail';
import { listOrderFlags } from '#db/queries/order-flags';
import { requirePermission } from '../auth/require-permission.server';
import { AmountBar } from '../components/amount-bar';
import { CommandResultNotice } from '../components/command-result';
import { CustomerCard } from '../components/customer-card';
import { ExceptionTable } from '../components/exception-table';
import { Journey } from '../components/journey';
import { Notice } from '../components/notice';
import { OrderFacts } from '../components/order-facts';
import { OrderFlags } from '../components/order-flags';
import { CallbackTable, CommandTable, OrderEntries, PaymentHistory } from '../components/order-history';
import { ShipmentTable, ShippedNotice } from '../components/order-shipments';
import { orderPath } from '../components/order-table';
import { PollTrouble } from '../components/poll-trouble';
import { Countdown, Instant, OrderStateMark } from '../components/values';
import { feesOfOrder } from '../fees-of-order.server';
import { formatKroner } from '../format';
import { journeyOfOrder } from '../journey-of-order.server';
import type { LiveHandle } from '../live/topics';
import { notFound } from '../not-found.server';
import { nameTitle } from '../page-title';
import { withPayoutState } from '../payout-of-entry.server';

export async function loader({ params, request, context }: LoaderFunctionArgs) {
  const { person } = requirePermission(context, 'see');
  const { db, clock } = context.desk;
  const may = (permission: Permission) => mayAt(person.grants, permission, params.msn ?? '');
  const detail = await findOrderDetail(db, { msn: params.msn ?? '', orderId: params.orderId ?? '' });
  if (detail === undefined) throw notFound();
  const now = clock.now();
  const query = new URL(request.url).searchParams;
  const { order, unit, events, commands, entries, shipments } = detail;
  const [ledger, exceptions, flags] = await Promise.all([
    findLedgerOfUnit(db, order.msn),
    exceptionsOf(db, order),
    listOrderFlags(db, [order]),
  ]);
  const hasKeys = unit?.polled === 'yes';
  const open = commands.find((command) => command.status === 'pending' || command.status === 'unknown');
  return {
    order,
    unitName: unit?.name ?? order.msn,
    hasKeys,
    journey: await journeyOfOrder(db, detail, ledger, now),
    actions: hasKeys && open === undefined ? allowedActions(order, now).filter(may) : [],
    notYours: hasKeys && open === undefined && allowedActions(order, now).some((kind) => !may(kind)),
    shippable: isShippable(order) && !isAllSent(order, detail.shipments) && may('ship'),
    approvals: (await listWaitingApprovalsOfOrder(db, order)).map(({ id, amountOre, requestedBy }) => ({
      ...{ id, amountOre, requestedBy },
    })),
    events: [...events].reverse(),
    commands,
    openCommand: open ?? null,
    shownCommand: commands.find((command) => command.id === query.get('command')) ?? null,
    shownShipment: shipments.find((shipment) => shipment.shipmentKey === query.get('shipped')) ?? null,
    repeated: query.has('repeated'),
    today: dayOf(now),
    fees: feesOfOrder(entries, ledger),
    flags,
    exceptions,
    shipments,
    customer: shownCustomer(detail.customer, may('see-personal')),
    callbacks: detail.callbacks,
    entries: entries.map(({ payout, ...entry }) => ({
      ...entry,
      group: entryGroupOf(entry.entryType),
      payout: payout && withPayoutState(payout, now),
    })),
    canConfirmAsCustomer:
      context.settings.SIMULATOR_URL !== undefined && order.state === 'initiated' && hasKeys,
  };
}

/** Who is not to reach the customer gets the details shortened: the whole of them does not leave the desk. */
function shownCustomer<Customer extends Parameters<typeof maskCustomer>[0]>(
  customer: Customer | undefined,
  whole: boolean,
): Customer | null {
  if (customer === undefined) return null;
  return whole ? customer : maskCustomer(customer);
}

export const handle: LiveHandle = {
  live: ['orders', 'commands', 'ledger', 'payouts', 'exceptions', 'approvals'],
};

export const meta: MetaFunction<typeof loader> = ({ data }) => nameTitle(data?.order.orderId);

export default function Order() {
  const { t } = useTranslation();
  const { order, unitName, fees, commands, exceptions, ...detail } = useLoaderData<typeof loader>();
  return (
    <article className="order">
      <header className="title-row">
        <h1>{t('order.title', { orderId: order.orderId })}</h1>
        <OrderStateMark state={order.state} />
        <OrderFlags flags={detail.flags} />
      </header>
      <p className="lead">
        {t(`order.sentence.${isNotAtVipps(detail.journey) ? 'not-at-vipps' : order.state}`, amountsOf(order))}
      </p>
      <Notices />
      <Journey steps={detail.journey} />
      <div className="two">
        <div>
          <AmountsAndActions />
          {order.express === 'yes' || detail.customer ? (
            <CustomerCard customer={detail.customer} delivery={order} />
          ) : null}
        </div>
        <OrderFacts order={order} unitName={unitName} fees={fees} />
      </div>

      {exceptions.length > 0 ? (
        <section>
          <h2>{t('order.exceptions')}</h2>
          <ExceptionTable rows={exceptions} today={detail.today} showStatus />
        </section>
      ) : null}
      {detail.shipments.length > 0 ? (
        <section>
          <h2>{t('ship.shipments')}</h2>
          <ShipmentTable shipments={detail.shipments} commands={commands} remainingOre={order.remainingOre} />
        </section>
      ) : null}
      <section>
        <h2>{t('order.history')}</h2>
        <PaymentHistory events={detail.events} />
      </section>
      <section>
        <h2>{t('callback.title')}</h2>
        <CallbackTable callbacks={detail.callbacks} />
      </section>
      <section>
        <h2>{t('order.commands')}</h2>
        <CommandTable commands={commands} />
      </section>
      <section>
        <h2>{t('order.ledger')}</h2>
        <OrderEntries entries={detail.entries} />
      </section>
    </article>
  );
}

type Order = Awaited<ReturnType<typeof loader>>['order'];

function amountsOf(
  order: Pick<Order, 'amountOre' | 'reservedOre' | 'capturedOre' | 'refundedOre' | 'remainingOre'>,
) {
  return {
    amount: formatKroner(order.amountOre),
    reserved: formatKroner(order.reservedOre),
    captured: formatKroner(order.capturedOre),
    refunded: formatKroner(order.refundedOre),
    left: formatKroner(order.remainingOre),
  };
}

/** What was just done, what is open, and what went wrong. */
function Notices() {
  const { t } = useTranslation();
  const { order, journey, commands, openCommand, shownCommand, shownShipment, repeated, approvals } =
    useLoaderData<typeof loader>();
  return (
    <>
      {shownCommand ? <CommandResultNotice command={shownCommand} repeated={repeated} /> : null}
      {shownShipment ? (
        <ShippedNotice shipment={shownShipment} commands={commands} repeated={repeated} />
      ) : null}
      {openCommand && openCommand.id !== shownCommand?.id && openCommand.id !== shownShipment?.id ? (
        <Notice tone="unsure">
          {t('order.openCommand', {
            kind: t(`order.kinds.${openCommand.kind}`),
            amount: formatKroner(openCommand.amountOre),
            status: t(`commandStatus.${openCommand.status}`),
          })}
        </Notice>
      ) : null}
      {approvals.map(({ id, amountOre, requestedBy }) => (
        <Notice key={id} tone="unsure">
          {t('approvals.onOrder', { amount: formatKroner(amountOre), name: requestedBy })}{' '}
          <Link to={`/approvals/${id}`}>{t('approvals.see')}</Link>
        </Notice>
      ))}
      {order.pollError && !isNotAtVipps(journey) ? (
        <Notice tone="unsure">
          <PollTrouble pollError={order.pollError} />
        </Notice>
      ) : null}
    </>
  );
}

function AmountsAndActions() {
  const { t } = useTranslation();
  const { order, openCommand, hasKeys, ...detail } = useLoaderData<typeof loader>();
  return (
    <section className="card" aria-label={t('amounts.amount')}>
      <AmountBar amounts={order} />
      {order.remainingOre > 0 && order.guaranteeUntil && order.deadlineAt ? (
        <dl className="facts">
          <dt>{t('order.guaranteeUntil')}</dt>
          <dd>
            <Instant at={order.guaranteeUntil} /> <Countdown until={order.guaranteeUntil} over="clock.over" />
          </dd>
          <dt>{t('order.deadlineAt')}</dt>
          <dd>
            <Instant at={order.deadlineAt} /> <Countdown until={order.deadlineAt} over="clock.deadlineOver" />
          </dd>
        </dl>
      ) : null}
      <section className="actions" aria-label={t('order.actions')}>
        {detail.shippable ? (
          <Button
            data-hand="ship"
            component={Link}
            to={`${orderPath(order)}/ship`}
            variant={order.remainingOre > 0 ? 'filled' : 'default'}
          >
            {t('ship.button')}
          </Button>
        ) : null}
        {detail.actions.map((kind) => (
          <Button
            key={kind}
            data-hand={kind}
            component={Link}
            to={`${orderPath(order)}/${kind}`}
            variant={kind === 'capture' && !detail.shippable ? 'filled' : 'default'}
          >
            {kind === 'cancel' && order.capturedOre > 0
              ? t('action.cancel.releaseButton')
              : t(`action.${kind}.button`)}
          </Button>
        ))}
        {detail.actions.length === 0 && !openCommand ? (
          <p className="quiet-text">
            {t(!hasKeys ? 'order.noKeys' : detail.notYours ? 'order.notYours' : 'order.noActions')}
          </p>
        ) : null}
        {detail.canConfirmAsCustomer ? <ConfirmAsCustomer /> : null}
      </section>
      {detail.shippable && order.remainingOre > 0 ? (
        <p className="quiet-text action-hint">{t('ship.hint')}</p>
      ) : null}
    </section>
  );
}

function ConfirmAsCustomer() {
  const { t } = useTranslation();
  const { order } = useLoaderData<typeof loader>();
  return (
    <Form method="post" action="/demo" className="demo-confirm">
      <input type="hidden" name="to" value={orderPath(order)} />
      <input type="hidden" name="msn" value={order.msn} />
      <input type="hidden" name="orderId" value={order.orderId} />
      <p className="quiet-text">{t('order.demoHint')}</p>
      <Button type="submit" name="do" value="confirm" variant="light">
        {t('order.demoConfirm')}
      </Button>
    </Form>
  );
}
