/** Holds the desk's books against the simulator's, command by command, order by order, entry by entry. */
import { findCommand, listCommands } from '#db/commands';
import { findOrder } from '#db/orders';
import type { Desk } from '#services/desk';
import { type OrderState, viewOrder } from '#simulator/control/books';
import type { Payment } from '#simulator/store/payment-store';
import type { World } from '#simulator/world';
import { faultsIn } from '../faults-in';
import { portalText } from './business-steps';
import type { Decision, Memory } from './playground';

/** What is wrong, in words; nothing when the books agree. */
export async function checkBooks(desk: Desk, world: World, memory: Memory): Promise<string[]> {
  const problems: string[] = [];
  for (const payment of world.payments.listAfter(0, 1_000_000)) {
    problems.push(...(await checkOrder(desk, payment)));
    problems.push(...(await checkEffects(desk, world, payment)));
  }
  for (const decision of memory.decisions.values()) problems.push(...(await checkTold(desk, decision)));
  problems.push(...(await checkUnsent(desk, world, memory)));
  problems.push(...checkLedgers(desk, world), ...checkMoney(desk, world), ...checkExceptions(desk));
  return [...problems, ...(await faultsIn(desk.db)).map((fault) => `verify: ${fault}`)];
}

/**
 * What the simulator calls a state, and what the desk may call it. Amounts must be equal to the øre; names differ where the desk says
 * more: a refund of all that was captured while something is still reserved, a card that was refused before the payment was cancelled.
 */
const states: Readonly<Record<OrderState, readonly string[]>> = {
  initiated: ['initiated'],
  reserved: ['reserved'],
  'partially-captured': ['partially_captured'],
  captured: ['captured'],
  'partially-refunded': ['partially_refunded'],
  refunded: ['refunded', 'partially_refunded'],
  cancelled: ['cancelled', 'rejected'],
  declined: ['cancelled', 'rejected'],
  expired: ['expired', 'rejected'],
};

async function checkOrder({ db }: Desk, payment: Payment): Promise<string[]> {
  const name = `${payment.msn}/${payment.orderId}`;
  const [order, truth] = [await findOrder(db, payment), viewOrder(payment)];
  if (order === undefined) return [`order ${name} is at Vipps and not here`];
  const here = [order.reservedOre, order.capturedOre, order.refundedOre, order.cancelledOre].join(' ');
  const there = [truth.reserved, truth.captured, truth.refunded, truth.cancelled].join(' ');
  const problems: string[] = [];
  if (here !== there)
    problems.push(
      `order ${name}: reserved, captured, refunded, cancelled are ${here} here and ${there} at Vipps`,
    );
  // A cancel whose answer was lost finds the payment ended, and cannot tell by whom: a payment ends once.
  const cancelledHere = (await listCommands(db, payment)).some(
    ({ kind, status }) => kind === 'cancel' && status === 'succeeded',
  );
  const named = states[truth.state].includes(order.state);
  if (!named && !(truth.state === 'expired' && order.state === 'cancelled' && cancelledHere))
    problems.push(`order ${name} is ${order.state} here and ${truth.state} at Vipps`);
  return problems;
}

/** Each command has one effect at most, exactly one if it succeeded, none if it failed; and every effect has its command. */
async function checkEffects({ db }: Desk, world: World, payment: Payment): Promise<string[]> {
  const name = `${payment.msn}/${payment.orderId}`;
  const problems: string[] = [];
  const effects = world.payments.listEvents(payment.id).filter(({ success }) => success === 1);
  const commands = await listCommands(db, payment);
  for (const { id, kind, status, amountOre } of commands.filter(({ kind }) => kind !== 'cancel')) {
    const own = effects.filter(({ requestId }) => requestId === id);
    const expected = status === 'succeeded' ? 1 : 0;
    if (own.length !== expected)
      problems.push(`${kind} ${id} of ${name} is ${status} and happened ${own.length} times`);
    for (const effect of own)
      if (effect.operation.toLowerCase() !== kind || effect.amountOre !== amountOre)
        problems.push(`${kind} of ${amountOre} at ${name} was ${effect.operation} of ${effect.amountOre}`);
  }
  const releases = effects.filter(({ operation }) => operation === 'CANCEL' || operation === 'VOID');
  const cancels = commands.filter(({ kind, status }) => kind === 'cancel' && status === 'succeeded');
  if (cancels.length > releases.length) problems.push(`${name}: more cancels succeeded than there were`);
  // Each writes its own words: the customer's app those of the payment, the portal its own.
  const ours = releases.filter(({ text }) => text !== payment.text && text !== portalText);
  if (ours.length > 0 && cancels.length === 0)
    problems.push(`${name} was cancelled by the desk, and no cancel of it succeeded here`);
  const known = new Set(commands.map(({ id }) => id));
  for (const { operation, requestId } of effects)
    if ((operation === 'CAPTURE' || operation === 'REFUND') && !known.has(requestId ?? ''))
      if (!requestId?.startsWith('portal-')) problems.push(`${operation} of ${name} that nobody here gave`);
  return problems;
}

/** What people were told stands: nothing that was done is undone, nothing that failed happens later, nothing that was stored is lost. */
async function checkTold({ db }: Desk, { request, told }: Decision): Promise<string[]> {
  const command = await findCommand(db, request.id);
  const name = `${request.kind} ${request.id} of ${request.msn}/${request.orderId}`;
  if (command === undefined)
    return told.every((word) => word === 'refused' || word === 'error')
      ? []
      : [`${name}: a person was told "${told.join(', ')}" and nothing is stored`];
  return told.flatMap((word) =>
    word === 'refused' || ((word === 'succeeded' || word === 'failed') && word !== command.status)
      ? [`${name}: a person was told "${word}", it is ${command.status}`]
      : [],
  );
}

/** Orders that Vipps never heard of hold no money here. */
async function checkUnsent({ db }: Desk, world: World, { orders }: Memory): Promise<string[]> {
  const problems: string[] = [];
  for (const name of orders) {
    if (world.payments.find(name.msn, name.orderId) !== undefined) continue;
    const order = await findOrder(db, name);
    if (order !== undefined && (order.reservedOre !== 0 || order.state !== 'initiated'))
      problems.push(`order ${name.orderId} is ${order.state}, and Vipps does not know it`);
    for (const command of order === undefined ? [] : await listCommands(db, name))
      if (command.status === 'succeeded')
        problems.push(`${command.kind} of ${name.orderId} succeeded nowhere`);
  }
  return problems;
}

function checkLedgers({ db }: Desk, world: World): string[] {
  const sums = db.$client.prepare(
    `SELECT ledger_date || ' ' || entry_type AS name, count(*) AS entries, sum(amount_ore) AS sumOre FROM ledger_entries
     WHERE ledger_id = ? AND topic = ? GROUP BY 1 ORDER BY 1`,
  );
  const problems: string[] = [];
  const now = world.clock.now();
  for (const { ledgerId } of world.config.ledgers) {
    for (const topic of ['funds', 'fees'] as const) {
      const there = new Map<string, { entries: number; sumOre: number }>();
      for (const entry of world.ledgers.listAfter(ledgerId, topic, 0, 1_000_000)) {
        if (entry.visibleAt > now) continue;
        const key = `${entry.ledgerDate} ${entry.entryType}`;
        const { entries, sumOre } = there.get(key) ?? { entries: 0, sumOre: 0 };
        there.set(key, { entries: entries + 1, sumOre: sumOre + entry.amountOre });
      }
      const here = new Map(
        (sums.all(ledgerId, topic) as { name: string; entries: number; sumOre: number }[]).map(
          ({ name, ...sum }) => [name, sum] as const,
        ),
      );
      for (const name of new Set([...there.keys(), ...here.keys()])) {
        const [own, other] = [JSON.stringify(here.get(name)), JSON.stringify(there.get(name))];
        if (own !== other)
          problems.push(`ledger ${ledgerId} ${topic} ${name}: ${own} here, ${other} at Vipps`);
      }
    }
  }
  return problems;
}

/** Payouts and bank lines, as lists of text that must be the same. */
function checkMoney({ db }: Desk, world: World): string[] {
  const here = (sql: string) => (db.$client.prepare(sql).all() as { line: string }[]).map(({ line }) => line);
  const payouts = world.payouts
    .list()
    .map(({ ledgerId, number, amountOre, ledgerDate }) => `${ledgerId} ${number} ${amountOre} ${ledgerDate}`);
  const lines = world.bank
    .listAfter(0, 1_000_000)
    .filter(({ day }) => day < world.clock.now().slice(0, 10))
    .map(({ account, day, amountOre }) => `${account} ${day} ${amountOre}`);
  return [
    ...differences(
      'payout',
      here(
        `SELECT ledger_id || ' ' || settlement_number || ' ' || amount_ore || ' ' || ledger_date AS line FROM payouts`,
      ),
      payouts,
    ),
    ...differences(
      'bank line',
      here(
        `SELECT account || ' ' || booked_on || ' ' || amount_ore AS line FROM bank_lines WHERE booked_on < '${world.clock.now().slice(0, 10)}'`,
      ),
      lines,
    ),
  ];
}

function differences(what: string, here: readonly string[], there: readonly string[]): string[] {
  const left = [...there];
  const surplus = here.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [
    ...surplus.map((line) => `${what} ${line} is here and not there`),
    ...left.map((line) => `${what} ${line} is there and not here`),
  ];
}

/** Nothing that the histories do makes the desk's own books and the ledger disagree: such an exception would be a false alarm. */
const neverOpen = [
  'payout-sum-differs',
  'day-does-not-tie',
  'payout-not-in-bank',
  'bank-line-without-payout',
];

function checkExceptions({ db }: Desk): string[] {
  const open = db.$client
    .prepare(
      `SELECT kind || ' ' || detail || ' ' || arose_on AS name, kind FROM exceptions WHERE status = 'open'`,
    )
    .all() as { name: string; kind: string }[];
  return open.filter(({ kind }) => neverOpen.includes(kind)).map(({ name }) => `exception open: ${name}`);
}
