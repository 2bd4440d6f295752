/** The end of a history: quiet days until all is known that will be, all jobs, and the whole books against the model. */
import { deepStrictEqual } from 'node:assert/strict';
import { defaultJournalAccounts as accounts } from '#core/journal-accounts';
import { journalOf } from '#services/journal-lines';
import { faultsIn } from '../faults-in';
import {
  compareCommands,
  confirmDays,
  makePayouts,
  pollAll,
  readBank,
  readFeed,
  reconcileAll,
} from './commands';
import { compareOrders } from './compare';
import type { Payout } from './ledger-model';
import { day, dayAt, hour, instantOf, plusDays } from './oslo-days';
import { account, ledgerId, type RealShop } from './real-shop';
import type { ShopModel } from './shop-model';

/** Longer than any payout takes over any holidays, and than the two days of grace. */
const quietDays = 13;

export async function comeToRest(model: ShopModel, real: RealShop): Promise<void> {
  await pass(model, real, quietDays * day);
  // A statement that covers all of it, so that what is missing is known to be.
  model.ledger.bankLine(model.now, -3000, 'Gebyr nettbank');
  await real.control.addBankLine({ account, amount: -3000, text: 'Gebyr nettbank' });
  await pass(model, real, 6 * day);
  // At noon, when Vipps has told of all that ended in the night.
  await pass(model, real, instantOf(plusDays(model.today, 1), 12) - model.now);
  for (let round = 0; round < 2; round += 1)
    for (const job of [readFeed, pollAll, confirmDays, makePayouts, readBank, reconcileAll])
      await job(model, real);
  await compareOrders(model, real);
  compareEverythingSeen(model);
  await compareCommands(model, real);
  await compareVipps(model, real);
  compareDays(model, real);
  compareArrivals(model, real);
  await compareJournal(model, real);
  compareAllMatched(real);
  compareExceptions(model, real);
  deepStrictEqual(await faultsIn(real.desk.db), []);
}

async function pass(model: ShopModel, real: RealShop, ms: number): Promise<void> {
  model.advance(model.now + ms);
  await real.advance({ advanceMs: ms });
}

/** By now the desk knows of every payment what Vipps knows. */
function compareEverythingSeen(model: ShopModel): void {
  const late = model.payments.filter(({ seen, truth }) => seen !== undefined && seen !== truth);
  const behind = late.filter(({ seen, truth }) => JSON.stringify(seen) !== JSON.stringify(truth));
  deepStrictEqual(
    behind.map(({ orderId }) => orderId),
    [],
    'the desk never learned what became of these',
  );
}

async function compareVipps(model: ShopModel, real: RealShop): Promise<void> {
  const books = await real.control.books({ only: 'ledgers' });
  const ledger = books.ledgers.find((one) => one.ledgerId === ledgerId);
  const { funds, fees, openDay } = model.ledger;
  deepStrictEqual(
    { funds: Number(ledger?.funds.balance), fees: Number(ledger?.fees.balance), openDay: ledger?.openDay },
    { funds, fees, openDay },
  );
  const { payouts } = await real.control.books({ only: 'payouts' });
  deepStrictEqual(
    payouts.map(({ settlementNumber, ledgerDate, amount, status, expectedBankDay }) => ({
      ...{ settlementNumber, ledgerDate, amount: Number(amount), status, expectedBankDay },
    })),
    model.ledger.payouts.map(({ number, day: ledgerDate, ore, status, earliest }) => ({
      ...{ settlementNumber: number, ledgerDate, amount: ore, status, expectedBankDay: earliest },
    })),
  );
}

/** Opening, entries and closing of each day; days without entries too; all that ended are confirmed. */
function compareDays(model: ShopModel, real: RealShop): void {
  const stored = real.all<{ topic: string; day: string; ore: number; entries: number; status: string }>(
    `SELECT topic, ledger_date AS day, amount_ore AS ore, entries, status FROM ledger_days WHERE ledger_id = ?
     ORDER BY topic, ledger_date`,
    ledgerId,
  );
  for (const topic of ['fees', 'funds'] as const) {
    const sums = new Map<string, { ore: number; entries: number }>();
    for (const entry of model.readEntries(topic)) {
      const sum = sums.get(entry.day) ?? { ore: 0, entries: 0 };
      sums.set(entry.day, { ore: sum.ore + entry.ore, entries: sum.entries + 1 });
    }
    const days = stored.filter((row) => row.topic === topic);
    deepStrictEqual(
      days
        .filter(({ entries }) => entries > 0)
        .map(({ day: date, ore, entries }) => ({ date, ore, entries })),
      [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, sum]) => ({ date, ...sum })),
      `the days of the ${topic}`,
    );
    // Vipps tells of a day an hour after its end.
    const toldOf = dayAt(model.now - hour, model.terms.cutoffHour);
    const ended = days.filter((row) => row.day < toldOf);
    deepStrictEqual(
      ended.filter(({ status }) => status !== 'confirmed'),
      [],
    );
    const closing = days.reduce((sum, { ore }) => sum + ore, 0);
    deepStrictEqual(closing, model.ledger[topic], `the balance of the ${topic}`);
  }
}

function compareArrivals(model: ShopModel, real: RealShop): void {
  deepStrictEqual(
    real.all(
      `SELECT settlement_number AS number, arrived_on AS arrived, arrived_ore AS ore FROM payouts ORDER BY settlement_number`,
    ),
    model.ledger.payouts.map((payout) => {
      const arrived = arrivalOf(payout);
      return { number: payout.number, arrived, ore: arrived === null ? null : payout.ore };
    }),
    'other payouts arrived, or on other days',
  );
}

/** The day on which its whole money came. */
function arrivalOf({ earliest, status, arranged, cameLateOn }: Payout): string | null {
  return status === 'deposited' && arranged !== 'short' ? earliest : cameLateOn;
}

/** What a bookkeeper is given: each account stands where the model's entries and the bank bring it. */
async function compareJournal(model: ShopModel, real: RealShop): Promise<void> {
  const balances = new Map<string, number>();
  for await (const { account: number, debitOre, creditOre } of journalOf(real.desk.db, {}, accounts))
    balances.set(number, (balances.get(number) ?? 0) + (debitOre ?? 0) - (creditOre ?? 0));
  const sum = (...types: string[]) =>
    model
      .readEntries('funds')
      .filter(({ type }) => types.includes(type))
      .reduce((total, { ore }) => total + ore, 0);
  const invoiced = model.readEntries('fees').filter(({ type }) => type === 'fees-invoiced');
  const invoicedOre = invoiced.reduce((total, { ore }) => total + ore, 0);
  const arrivedOre = model.ledger.payouts
    .filter((payout) => arrivalOf(payout) !== null)
    .reduce((total, { ore }) => total + ore, 0);
  const expected: readonly (readonly [keyof typeof accounts, number])[] = [
    ['held', model.ledger.funds],
    ['sales', -sum('capture', 'refund')],
    ['fees', invoicedOre - sum('fees-retained')],
    ['supplier', -invoicedOre],
    ['disputes', -sum('retained-disputed-capture', 'returned-disputed-capture')],
    ['corrections', -sum('correction')],
    ['transit', -sum('scheduled-for-payout', 'payout-aborted', 'top-up') - arrivedOre],
    ['bank', arrivedOre],
  ];
  deepStrictEqual(
    expected.map(([role]) => [role, balances.get(accounts[role].number) ?? 0]),
    expected.map(([role, ore]) => [role, ore + 0]),
    'an account stands elsewhere',
  );
}

/** All that was captured and refunded stands in the ledger, and the ledger has nothing else. */
function compareAllMatched(real: RealShop): void {
  deepStrictEqual(
    real.all(`SELECT (SELECT count(*) FROM unmatched_entries) AS entries, (SELECT count(*) FROM unmatched_events) AS events,
      (SELECT count(*) FROM order_matches WHERE difference_ore <> 0) AS differing`),
    [{ entries: 0, events: 0, differing: 0 }],
  );
}

function compareExceptions(model: ShopModel, real: RealShop): void {
  const found = real.all<{ kind: string; about: string; ore: number }>(
    `SELECT kind, CASE kind WHEN 'bank-line-without-payout' THEN detail ->> 'text'
       ELSE coalesce(settlement_number, order_id, detail ->> 'reference', ledger_date) END AS about, amount_ore AS ore
     FROM exceptions WHERE status = 'open'`,
  );
  deepStrictEqual(sorted(found), sorted(expectedExceptions(model)), 'other exceptions than the model has');
}

function expectedExceptions(model: ShopModel) {
  const { payouts } = model.ledger;
  const aged = dayAt(model.now - 2 * day);
  const firstDue = payouts.map(({ earliest }) => earliest).sort()[0];
  return [
    ...payouts
      .filter(({ status, cameLateOn }) => status === 'lost' && cameLateOn === null)
      .map(({ number, ore }) => ({ kind: 'payout-not-in-bank', about: number, ore })),
    ...payouts
      .filter(({ status, arranged }) => status === 'deposited' && arranged === 'short')
      .map(({ number, shortBy }) => ({ kind: 'amounts-differ', about: number, ore: -shortBy })),
    // Before the first payout could come, money with Vipps's name is of an older ledger, which nobody told of.
    ...model.strayLines
      .filter((line) => firstDue !== undefined && line.day >= firstDue && line.day < aged)
      .map(({ text, ore }) => ({ kind: 'bank-line-without-payout', about: text, ore })),
    ...model.payments
      .filter(({ registered, seen }) => !registered && seen && seen.captured > 0)
      .map(({ orderId, truth }) => ({ kind: 'paid-but-no-order', about: orderId, ore: truth.captured })),
  ];
}

function sorted<Row extends object>(rows: readonly Row[]): Row[] {
  return rows.map((row) => ({ ...row })).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
