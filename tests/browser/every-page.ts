/** Every page of the desk, each as it looks when it has something to say. */

import { orderStates } from '#core/payment-state';
import { listCommands } from '#db/commands';
import { listExceptions } from '#db/queries/exceptions-list';
import { listOrders } from '#db/queries/orders-list';
import { act, capturedOrder, orderPath, reservedOrder } from './orders';
import type { Servers } from './servers';

export type Place = {
  readonly name: string;
  readonly address: string;
  readonly status?: 404;
  readonly loggedOut?: true;
};

export async function everyPage(servers: Servers): Promise<Place[]> {
  const { db } = servers.desk;
  const { payouts } = await servers.control.books({ only: 'payouts' });
  const ofLedger = (ledgerId: string) =>
    payouts.find((payout) => payout.ledgerId === ledgerId)?.settlementNumber;
  const states = await Promise.all(
    orderStates.map(async (state) => (await listOrders(db, { view: state }, { limit: 1 })).rows),
  );
  const exceptions = (await listExceptions(db, { status: 'all' }, { sort: 'age', limit: 100 })).rows.filter(
    (row, index, all) => all.findIndex(({ kind }) => kind === row.kind) === index,
  );
  const reserved = orderPath(await reservedOrder(servers, 123_450));
  const partly = orderPath(await capturedOrder(servers, 123_450, 23_450));
  const [failed, failedCommand] = await failedCapture(servers);
  return [
    { name: 'log-in', address: '/login', loggedOut: true },
    { name: 'today', address: '/' },
    { name: 'orders', address: '/orders' },
    { name: 'orders, uncaptured', address: '/orders?view=uncaptured' },
    { name: 'orders, none', address: '/orders?view=mentioned' },
    ...states.flat().map((row) => ({ name: `order, ${row.state}`, address: orderPath(row) })),
    { name: 'order, partly captured and all actions', address: partly },
    { name: 'order, failed command', address: `${failed}?command=${failedCommand}` },
    { name: 'capture, choose', address: `${reserved}/capture` },
    { name: 'capture, wrong amount', address: `${reserved}/capture?amount=abc&text=x` },
    { name: 'capture, confirm', address: `${reserved}/capture?amount=100&text=x&reason=y` },
    { name: 'capture, refused', address: `${failed}/refund` },
    { name: 'refund, confirm', address: `${partly}/refund?amount=100&text=x` },
    { name: 'cancel, confirm', address: `${partly}/cancel?text=x` },
    { name: 'payouts', address: '/payouts' },
    { name: 'payout, net', address: `/payouts/302321/${ofLedger('302321')}` },
    { name: 'payout, gross', address: `/payouts/302977/${ofLedger('302977')}` },
    { name: 'payout, its orders', address: `/payouts/302321/${ofLedger('302321')}?view=orders` },
    { name: 'reconciliation', address: '/reconciliation?month=2026-05' },
    { name: 'reconciliation, an empty month', address: '/reconciliation?month=2020-01' },
    { name: 'ledger day', address: `/reconciliation/302321/2026-05-31` },
    { name: 'exceptions', address: '/exceptions?status=all' },
    { name: 'exceptions, none', address: '/exceptions?text=nothing-like-this' },
    ...exceptions.map(({ id, kind }) => ({
      name: `exception, ${kind}`,
      address: `/exceptions/${encodeURIComponent(id)}`,
    })),
    { name: 'bank', address: '/bank' },
    { name: 'bank, others', address: '/bank?view=other' },
    { name: 'imports', address: '/imports?refused=empty' },
    { name: 'reports', address: '/reports' },
    { name: 'reports, orders', address: '/reports?kind=orders' },
    { name: 'reports, unknown kind', address: '/reports?kind=nope' },
    { name: 'settings', address: '/settings' },
    { name: 'jobs', address: '/jobs?asked=poll-payments' },
    { name: 'search, found', address: '/search?q=FF-2026-10430' },
    { name: 'search, nothing', address: '/search?q=nothing' },
    { name: 'unknown order', address: '/orders/123456/unknown', status: 404 },
    { name: 'unknown address', address: '/unknown', status: 404 },
  ];
}

async function failedCapture(servers: Servers): Promise<[string, string]> {
  const order = await reservedOrder(servers, 50_000);
  const { orderId } = order;
  await servers.control.addFault({
    kind: 'rate-limited',
    operation: 'capture',
    orderId,
    retryAfterSeconds: 60,
  });
  const status = await act(servers, order, 'capture', 10_000);
  if (status !== 'failed') throw new Error(`the capture was to fail and is ${status}`);
  const [command] = await listCommands(servers.desk.db, order);
  return [orderPath(order), command?.id ?? ''];
}
