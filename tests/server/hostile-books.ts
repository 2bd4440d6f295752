/** Books in which every text that somebody outside wrote says what a test wants it to say. */
import { uuidv7 } from 'uuidv7';
import { ore } from '#core/money';
import type { Db } from '#db/client';
import { findOrder, type OrderRow } from '#db/orders';
import { listExceptions } from '#db/queries/exceptions-list';
import { createApiToken } from '#services/api-tokens';
import { capturePayment } from '#services/capture-payment';
import { assignExceptions, noteException, resolveExceptions } from '#services/handle-exceptions';
import { initiatePayment } from '#services/initiate-payment';
import { pollPayment } from '#services/poll-payments';
import { previewBulk } from '#services/preview-bulk';
import { noProgress } from '#services/progress';
import { runBulk } from '#services/run-bulk';
import { saveView } from '#services/saved-views';
import { shipOrder } from '#services/ship-order';
import { startBulk } from '#services/start-bulk';
import type { OpenWeb } from './open-web';

/** Columns whose text comes from people, shops, banks or Vipps and is shown or given out somewhere. */
export const freeText: Readonly<Record<string, readonly string[]>> = {
  orders: ['description', 'device', 'shipping_method', 'confirmed_by', 'poll_error'],
  order_customers: [
    'first_name',
    'last_name',
    'email',
    'mobile_number',
    'address_line_1',
    'address_line_2',
    'post_code',
    'city',
    'country',
  ],
  payment_events: ['transaction_text', 'operation_name', 'transaction_id'],
  commands: ['transaction_text', 'reason', 'actor', 'error_code', 'error_message', 'transaction_id'],
  shipments: ['carrier', 'tracking_number', 'actor'],
  exceptions: ['owner', 'resolved_by', 'resolution_reason'],
  exception_notes: ['actor', 'text'],
  ledger_entries: ['psp_reference', 'recipient_handle'],
  ledgers: ['bank_account', 'owner_id'],
  bank_lines: ['account', 'description', 'bank_reference', 'counterparty'],
  bank_matches: ['decided_by', 'decision_reason'],
  sales_units: ['name'],
  imports: ['actor', 'file_name', 'decided_by'],
  job_runs: ['requested_by', 'error'],
  bulk_runs: ['transaction_text', 'actor'],
  bulk_items: ['carrier', 'tracking_number'],
  saved_views: ['name'],
  api_tokens: ['name', 'beginning', 'created_by'],
  bank_csv_mappings: ['name', 'changed_by'],
  bank_day_overrides: ['name', 'changed_by'],
  audit_log: ['actor'],
};

/** Adds what a history of the simulator lacks: commands, parcels, notes, views, tokens, runs. */
export async function addHandwork(web: OpenWeb): Promise<{ readonly token: string }> {
  const { desk, control } = web;
  const actor = 'kari';
  const [captured, shipped, ...many] = [
    await reserved(web, 'hand-1'),
    await reserved(web, 'hand-2'),
    await reserved(web, 'hand-3'),
    await reserved(web, 'hand-4'),
  ];
  await capturePayment(desk, { ...captured, amountOre: ore(100), transactionText: 'x', reason: 'y', actor });
  await control.addFault({
    kind: 'rate-limited',
    operation: 'capture',
    orderId: captured.orderId,
    retryAfterSeconds: 60,
  });
  await capturePayment(desk, { ...captured, amountOre: ore(200), transactionText: 'x', reason: 'y', actor });
  await shipOrder(desk, {
    msn: shipped.msn,
    orderId: shipped.orderId,
    shipmentKey: 'p',
    carrier: 'x',
    trackingNumber: 'y',
    actor,
  });
  const { items } = await previewBulk(desk, 'ship', many);
  const orders = items.map(({ reason, captures, ...item }) => ({
    ...item,
    skipped: reason,
    capture: captures,
  }));
  await startBulk(desk, { id: uuidv7(), kind: 'ship', actor, orders });
  await runBulk(desk, noProgress);
  const found = await listExceptions(desk.db, { status: 'all' }, { sort: 'age', limit: 3 });
  const ids = found.rows.map(({ id }) => id);
  for (const id of ids) await noteException(desk, { id, text: 'x', actor });
  await assignExceptions(desk, { ids, owner: actor, actor });
  await resolveExceptions(desk, { ids: ids.slice(1), reason: 'x', actor });
  await saveView(desk, { page: 'orders', query: 'view=captured', shared: true, name: 'x', actor });
  const { token } = await createApiToken(desk, { name: 'x', msns: null, actor });
  const at = desk.clock.now();
  desk.db.$client.exec(
    `INSERT INTO bank_day_overrides VALUES ('NO', '2026-06-04', 'no', 'x', '${at}', 'kari');
     INSERT INTO bank_csv_mappings VALUES ('f', 'x', '{}', '${at}', 'kari');`,
  );
  return { token };
}

async function reserved({ desk, control }: OpenWeb, orderId: string): Promise<OrderRow> {
  const name = { msn: '123456', orderId };
  await initiatePayment(desk, {
    ...name,
    amountOre: ore(50_000),
    transactionText: 'x',
    callbackPrefix: 'https://shop.example/callbacks',
    fallBack: 'https://shop.example/done',
  });
  await control.confirm(name.msn, orderId);
  const read = async () =>
    (await findOrder(desk.db, name)) ?? Promise.reject(new Error(`no order ${orderId}`));
  await pollPayment(desk, await read());
  return read();
}

/** Writes the text into every such column; those that must differ get a number behind it. */
export function poison(db: Db, text: (place: string, row: number) => string): void {
  const { $client } = db;
  $client.function('hostile', { deterministic: false }, (place, row) => text(String(place), Number(row)));
  $client.pragma('ignore_check_constraints = ON');
  const triggers = $client.prepare(`SELECT name FROM sqlite_master WHERE type = 'trigger'`).pluck().all();
  for (const name of triggers) $client.exec(`DROP TRIGGER ${String(name)}`); // they keep people from doing just this
  for (const [table, columns] of Object.entries(freeText)) {
    const sets = columns.map((column) => `${column} = hostile('${table}.${column}', rowid)`);
    const { changes } = $client.prepare(`UPDATE ${table} SET ${sets.join(', ')}`).run();
    if (changes === 0) throw new Error(`nothing is in ${table}: this test would prove nothing of it`);
  }
}

type Row = Readonly<Record<string, string>>;

/** Addresses of all pages, with what they are about taken from the books. */
export function pageAddresses(db: Db, query: string): string[] {
  const rows = (sql: string): Row[] => db.$client.prepare<[], Row>(sql).all();
  const q = encodeURIComponent(query);
  const orders =
    rows(`SELECT DISTINCT msn, order_id AS orderId FROM commands UNION SELECT msn, order_id FROM shipments
    UNION SELECT * FROM (SELECT msn, order_id FROM order_customers LIMIT 3)
    UNION SELECT * FROM (SELECT msn, order_id FROM orders GROUP BY state LIMIT 9)`);
  const orderPages = orders.flatMap(({ msn, orderId }) => {
    const order = `/orders/${msn}/${encodeURIComponent(orderId ?? '')}`;
    const forms = ['capture', 'refund', 'cancel', 'ship'].flatMap((action) => [
      `${order}/${action}`,
      `${order}/${action}?amount=${q}&text=${q}&reason=${q}&carrier=${q}&trackingNumber=${q}`,
      `${order}/${action}?amount=1&text=${q}&reason=${q}&carrier=${q}&trackingNumber=${q}&capture=yes`,
    ]);
    const chosen = `order=${msn}/${encodeURIComponent(orderId ?? '')}`;
    const many = ['capture', 'cancel', 'ship'].map((kind) => `/orders/bulk?do=${kind}&${chosen}&text=${q}`);
    return [
      order,
      `${order}?command=${q}`,
      `/panel${order}`,
      `/orders?open=${msn}/${encodeURIComponent(orderId ?? '')}`,
      ...forms,
      ...many,
    ];
  });
  const ofEach = [
    ...rows(`SELECT id FROM exceptions GROUP BY kind, status`).map(
      ({ id }) => `/exceptions/${encodeURIComponent(id ?? '')}`,
    ),
    ...rows(`SELECT id FROM imports LIMIT 4`).map(({ id }) => `/imports/${id}`),
    ...rows(`SELECT id FROM bulk_runs`).map(({ id }) => `/bulk/${id}`),
    ...rows(`SELECT id FROM bank_lines LIMIT 4`).map(({ id }) => `/bank/${encodeURIComponent(id ?? '')}`),
    ...rows(`SELECT ledger_id AS l, settlement_number AS n FROM payouts LIMIT 4`).flatMap(({ l, n }) => [
      `/payouts/${l}/${n}`,
      `/payouts/${l}/${n}?view=orders`,
    ]),
    ...rows(`SELECT ledger_id AS l, ledger_date AS d FROM ledger_days LIMIT 3`).map(
      ({ l, d }) => `/reconciliation/${l}/${d}`,
    ),
    ...rows(
      `SELECT DISTINCT expected_earliest AS d FROM payouts WHERE expected_earliest IS NOT NULL LIMIT 2`,
    ).map(({ d }) => `/payouts/expected/${d}`),
  ];
  const lists = [
    '/',
    '/orders',
    '/payments',
    '/payouts',
    '/bank',
    '/bank?view=matched',
    '/bank?view=other',
    '/bulk',
    '/exceptions?status=all',
    '/imports',
    '/jobs',
    '/reconciliation?month=2026-05',
    '/reports',
    '/reports?kind=orders',
    '/reports/trends',
    '/settings',
    '/tokens',
    '/views',
  ];
  const asked = [
    'orders',
    'payments',
    'payouts',
    'bank',
    'exceptions',
    'imports',
    'jobs',
    'reports',
    'search',
    'tokens',
  ].flatMap((page) =>
    ['q', 'text', 'view', 'from', 'kind', 'open', 'sort', 'min', 'asked', 'refused', 'revoke', 'owner'].map(
      (name) => `/${page}?${name}=${q}`,
    ),
  );
  const first = query.slice(0, 3);
  return [
    ...lists,
    ...orderPages,
    ...ofEach,
    ...asked,
    `/search/hits?q=${encodeURIComponent(first)}`,
    `/search?q=${encodeURIComponent(first)}`,
    `/${q}`,
    `/orders/${q}/${q}`,
    `/exceptions/${q}`,
    `/charts/${q}.csv`,
    `/reports/download/${q}.csv`,
    `/login?to=${q}`,
  ];
}

/** Addresses of all files the desk gives out. */
export function fileAddresses(db: Db): string[] {
  const payout = db.$client
    .prepare<[], Row>(`SELECT ledger_id AS ledger, settlement_number AS number FROM payouts LIMIT 1`)
    .get();
  const period = 'from=2026-05-01&to=2026-06-30';
  const reports = [
    'journal',
    'payouts',
    'payout-entries',
    'orders',
    'payment-events',
    'ledger-entries',
    'bank-lines',
  ];
  const charts = ['moved', 'forecast', 'payouts', 'captured-paid', 'fees', 'exceptions', 'ledger-days'];
  return [
    ...['orders', 'payments', 'payouts', 'exceptions', 'bank'].map((list) => `/${list}.csv`),
    '/exceptions.csv?status=all',
    `/payments.csv?${period}`,
    ...['all', 'matched', 'other'].map((view) => `/bank.csv?view=${view}`),
    ...reports.map((kind) => `/reports/download/${kind}.csv?${period}`),
    '/reports/download/uncaptured.csv',
    `/reports/download/exceptions.csv?${period}`,
    ...charts.map((chart) => `/charts/${chart}.csv?${period}&month=2026-05`),
    `/charts/payout.csv?${new URLSearchParams(payout)}`,
    '/imports/orders-template.csv',
  ];
}
