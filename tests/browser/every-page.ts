/** Every page of the desk, each as it looks when it has something to say. */
import { randomUUID } from 'node:crypto';
import { ore } from '#core/money';
import { orderColumns } from '#core/order-list';
import { orderStates } from '#core/payment-state';
import { orderSubject } from '#db/audit';
import { listCommands } from '#db/commands';
import { listExceptions } from '#db/queries/exceptions-list';
import { listOrders } from '#db/queries/orders-list';
import { createApiToken, revokeApiToken } from '#services/api-tokens';
import { askSecondPerson, endApproval } from '#services/four-eyes';
import { merchantAddresses } from '#services/merchant-addresses';
import { disablePerson } from '#services/people';
import { previewBulk } from '#services/preview-bulk';
import { registerOrder } from '#services/register-order';
import { runBulk } from '#services/run-bulk';
import { saveView } from '#services/saved-views';
import { shipOrder } from '#services/ship-order';
import { startBulk } from '#services/start-bulk';
import { act, capturedOrder, initiatedOrder, orderPath, readAgain, reservedOrder } from './orders';
import { newPerson, turnOnTwoSteps } from './people';
import { logIn, nobody, type Servers, type Session } from './servers';

export type Place = {
  readonly name: string;
  readonly address: string;
  readonly status?: 403 | 404;
  /** Who looks, where it is not the admin of the other pages. */
  readonly session?: Session;
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
    { name: 'log-in', address: '/login', session: nobody },
    { name: 'today', address: '/' },
    { name: 'orders', address: '/orders' },
    { name: 'orders, uncaptured', address: '/orders?view=uncaptured' },
    { name: 'orders, one beside the list', address: `/orders?open=${reserved.slice('/orders/'.length)}` },
    { name: 'orders, none', address: '/orders?view=mentioned' },
    {
      name: 'orders, filtered, with every column',
      address: `/orders?from=2026-05-01&min=abc&max=99999&flag=guarantee-over&sort=amount&cols=${orderColumns.join(',')}`,
    },
    { name: 'orders, nothing matches', address: '/orders?q=nothing-begins-like-this' },
    { name: 'views', address: await views(servers) },
    ...states.flat().map((row) => ({ name: `order, ${row.state}`, address: orderPath(row) })),
    { name: 'order, partly captured and all actions', address: partly },
    { name: 'order, failed command', address: `${failed}?command=${failedCommand}` },
    { name: 'capture, choose', address: `${reserved}/capture` },
    { name: 'capture, wrong amount', address: `${reserved}/capture?amount=abc&text=x` },
    { name: 'capture, confirm', address: `${reserved}/capture?amount=100&text=x&reason=y` },
    { name: 'capture, refused', address: `${failed}/refund` },
    { name: 'refund, confirm', address: `${partly}/refund?amount=100&text=x` },
    { name: 'cancel, confirm', address: `${partly}/cancel?text=x` },
    { name: 'ship, choose', address: `${reserved}/ship` },
    {
      name: 'ship, confirm',
      address: `${reserved}/ship?carrier=Posten&trackingNumber=1&amount=100&capture=yes`,
    },
    { name: 'ship, wrong amount', address: `${reserved}/ship?amount=abc&capture=yes` },
    { name: 'many at once, none chosen', address: '/orders/bulk?do=capture' },
    ...(await manyAtOnce(servers)),
    { name: 'order, express with its customer', address: await expressOrder(servers) },
    { name: 'payments', address: '/payments' },
    { name: 'payments, days that cannot be read', address: '/payments?from=x&operation=refunded' },
    { name: 'payments, none', address: '/payments?from=2020-01-01&to=2020-01-02' },
    { name: 'payouts', address: '/payouts' },
    { name: 'payouts, filtered', address: '/payouts?state=arrived&min=1&q=x' },
    { name: 'bank day, coming', address: '/payouts/expected/2026-06-03' },
    { name: 'bank day, over', address: '/payouts/expected/2026-05-29' },
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
    { name: 'bank, explained', address: '/bank?view=matched&sort=amount' },
    { name: 'imports', address: '/imports?refused=empty' },
    { name: 'reports', address: '/reports' },
    { name: 'reports, orders', address: '/reports?kind=orders' },
    { name: 'reports, unknown kind', address: '/reports?kind=nope' },
    { name: 'trends', address: '/reports/trends' },
    { name: 'trends, one ledger by month', address: '/reports/trends?span=365&ledger=302977' },
    { name: 'settings', address: '/settings' },
    { name: 'tokens', address: await tokens(servers) },
    ...(await people(servers)),
    ...(await approvals(servers)),
    { name: 'audit log', address: '/audit' },
    { name: 'audit log, filtered', address: '/audit?kind=commands&actor=a&q=order&from=x' },
    { name: 'audit log, nothing fits', address: '/audit?q=nothing-like-this' },
    { name: 'jobs', address: '/jobs?asked=poll-payments' },
    { name: 'search, found', address: '/search?q=FF-2026-10430' },
    { name: 'search, by amount', address: '/search?q=499' },
    { name: 'search, by bank text', address: '/search?q=vippsnr' },
    { name: 'search, a page', address: '/search?q=jobs' },
    { name: 'search, nothing', address: '/search?q=nothing' },
    { name: 'unknown order', address: '/orders/123456/unknown', status: 404 },
    { name: 'unknown address', address: '/unknown', status: 404 },
  ];
}

/** One of mine, and one that somebody else shares. */
async function views({ desk }: Servers): Promise<string> {
  const common = { page: 'orders', query: 'view=captured', shared: true } as const;
  await saveView(desk, { ...common, name: 'Captured', actor: 'kari' });
  await saveView(desk, { ...common, name: 'All that is captured', actor: 'ola' });
  return '/views';
}

/** Previews with something to do and something to skip, and runs that have ended, failed in part and not begun. */
async function manyAtOnce(servers: Servers): Promise<Place[]> {
  const names = [
    await reservedOrder(servers, 20_000),
    await reservedOrder(servers, 30_000),
    await initiatedOrder(servers, 40_000),
  ];
  const chosen = names.map(({ msn, orderId }) => `order=${msn}/${orderId}`).join('&');
  return [
    ...(['capture', 'cancel', 'ship'] as const).map((kind) => ({
      name: `many at once, ${kind}`,
      address: `/orders/bulk?do=${kind}&${chosen}`,
    })),
    { name: 'many at once, all shipped are captured', address: `/orders/bulk?do=ship&capture=yes&${chosen}` },
    { name: 'many at once, a run', address: await partlyFailedRun(servers) },
    { name: 'many at once, all runs', address: '/bulk' },
  ];
}

/** Captured, refused by Vipps, refused by the desk and skipped. */
async function partlyFailedRun(servers: Servers): Promise<string> {
  const { desk, control } = servers;
  const [good, failing, changed] = [
    await reservedOrder(servers, 20_000),
    await reservedOrder(servers, 30_000),
    await reservedOrder(servers, 50_000),
  ];
  const unknown = { msn: '123456', orderId: 'no-such-order' };
  await control.addFault({
    kind: 'rate-limited',
    operation: 'capture',
    orderId: failing.orderId,
    retryAfterSeconds: 60,
  });
  const { items } = await previewBulk(desk, 'capture', [good, failing, changed, unknown]);
  await act(servers, changed, 'capture', 10_000);
  const id = randomUUID();
  await startBulk(desk, {
    id,
    kind: 'capture',
    actor: 'kari',
    orders: items.map(({ reason, ...item }) => ({ ...item, skipped: reason })),
  });
  await runBulk(desk, { report: async () => {}, stopping: () => false });
  return `/bulk/${id}`;
}

/** Of each kind: one who must choose a password, one with two steps, one who may little. */
async function people(servers: Servers): Promise<Place[]> {
  const { url } = servers;
  const twoSteps = await newPerson(servers, [{ role: 'finance', msn: null }]);
  const withTwoSteps = await logIn(url, twoSteps);
  await turnOnTwoSteps(servers, twoSteps);
  const manager = await newPerson(servers, [{ role: 'manager', msn: '123457' }]);
  const limited = await logIn(url, manager);
  const must = await newPerson(servers, [{ role: 'read-only', msn: null }], { mustChange: true });
  const closed = await newPerson(servers, [{ role: 'read-only', msn: null }]);
  await disablePerson(servers.desk, { username: closed.username, actor: 'kari', nowMs: Date.now() });
  return [
    { name: 'log-in, the code', address: '/login/code', session: await logIn(url, twoSteps) },
    { name: 'account', address: '/account?changed' },
    { name: 'account, a log-in ended', address: '/account?ended', session: withTwoSteps },
    { name: 'password', address: '/account/password' },
    { name: 'password, must be changed', address: '/account/password', session: await logIn(url, must) },
    { name: 'two-step log-in, offered', address: '/account/two-step' },
    { name: 'two-step log-in, on', address: '/account/two-step', session: withTwoSteps },
    { name: 'people', address: '/people' },
    { name: 'people, add', address: '/people/new' },
    { name: 'person', address: '/people/manager' },
    { name: 'person, with two steps', address: `/people/${twoSteps.username}` },
    { name: 'person, closed', address: `/people/${closed.username}` },
    { name: 'today, of one sales unit', address: '/', session: limited },
    { name: 'orders, of one sales unit', address: '/orders', session: limited },
    { name: 'payouts, of one sales unit', address: '/payouts', session: limited },
    { name: 'account, of one sales unit', address: '/account', session: limited },
    { name: 'not for this person', address: '/people', session: limited, status: 403 },
  ];
}

/** Asked for by others and by oneself, decided in each way; and one that the reader may not decide. */
async function approvals(servers: Servers): Promise<Place[]> {
  const { desk, url } = servers;
  const order = await capturedOrder(servers, 300_000);
  const ask = (actor: string, kind: 'refund' | 'match' = 'refund') => {
    const key = randomUUID();
    const amountOre = ore(kind === 'refund' ? 200_000 : 54_321_00);
    const refund = { ...order, id: key, amountOre, transactionText: 'Return', actor };
    const match = { do: 'by-hand', payouts: [], lineIds: [], reason: 'Two in one', actor };
    return askSecondPerson(desk, {
      kind,
      subject: kind === 'refund' ? orderSubject(order.msn, order.orderId) : `match ${key}`,
      ...(kind === 'refund' ? { order } : {}),
      ...{ amountOre, currency: 'NOK', key, actor },
      request: kind === 'refund' ? refund : match,
      reason: 'Ullsokker, three pairs',
    });
  };
  const waiting = await ask('ola');
  const own = await ask('kari');
  const match = await ask('ola', 'match');
  const rejected = await ask('ola');
  await endApproval(desk, rejected, { status: 'rejected', by: 'finance', reason: 'Twice' });
  const expired = await ask('ola');
  await endApproval(desk, expired, { status: 'expired', by: null, reason: null });
  const manager = await logIn(url, await newPerson(servers, [{ role: 'manager', msn: order.msn }]));
  return [
    { name: 'approvals', address: '/approvals' },
    { name: 'approvals, of one sales unit', address: '/approvals', session: manager },
    { name: 'approval, to be decided', address: `/approvals/${waiting.id}` },
    { name: 'approval, of a match', address: `/approvals/${match.id}` },
    { name: "approval, one's own", address: `/approvals/${own.id}` },
    { name: 'approval, of somebody else', address: `/approvals/${waiting.id}`, session: manager },
    { name: 'approval, rejected', address: `/approvals/${rejected.id}` },
    { name: 'approval, expired', address: `/approvals/${expired.id}` },
    { name: 'order, a refund waits', address: orderPath(order) },
  ];
}

/** One that is asked to be revoked, beside one that was. */
async function tokens({ desk }: Servers): Promise<string> {
  const made = await createApiToken(desk, { name: 'Old till', msns: ['123456'], actor: 'kari' });
  await revokeApiToken(desk, { id: made.row.id, actor: 'kari' });
  const { row } = await createApiToken(desk, { name: 'Web shop', msns: null, actor: 'kari' });
  return `/tokens?revoke=${row.id}`;
}

/** Confirmed, told of by Vipps, sent in one parcel: all that an order's page can show of it. */
async function expressOrder(servers: Servers): Promise<string> {
  const { desk, control } = servers;
  await desk.clock.refresh();
  const name = { msn: '123456', orderId: `express-${randomUUID().slice(0, 8)}` };
  await registerOrder(desk, { ...name, amountOre: 89_900, express: true, device: 'phone' });
  await desk.vipps.initiatePayment({
    merchantInfo: {
      merchantSerialNumber: name.msn,
      ...merchantAddresses(desk.settings, name),
      fallBack: 'http://127.0.0.1/thanks',
      paymentType: 'eComm Express Payment',
    },
    customerInfo: { mobileNumber: '48059528' },
    transaction: { orderId: name.orderId, amountOre: ore(89_900), transactionText: 'Ullsokker' },
  });
  await control.confirm(name.msn, name.orderId);
  await control.flushCallbacks();
  await readAgain(servers, name);
  const shipped = await shipOrder(desk, {
    ...name,
    shipmentKey: 'parcel-1',
    carrier: 'Posten',
    trackingNumber: '70300000017',
    actor: 'kari',
  });
  if (shipped.kind === 'refused') throw new Error(`the parcel was refused: ${shipped.refusal}`);
  return orderPath(name);
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
