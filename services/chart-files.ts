/** The figures of each chart as a file: the rows of the table beside it. Names of columns never change. */
import { addDays, type Day, dayOf } from '#core/calendar';
import { countByKindAndAge } from '#core/exception-ages';
import type { EntryGroup } from '#core/ledger-entry-types';
import { addOre, formatDecimal, type Ore, zeroOre } from '#core/money';
import { explainPayout } from '#core/payout-explanation';
import { auditStatement } from '#db/audit';
import { atomically } from '#db/client';
import { openExceptionsByAge } from '#db/queries/exceptions-by-age';
import { dayStateOf, listLedgerDays } from '#db/queries/ledger-days';
import { type MovedDay, movedPerDay } from '#db/queries/payments-list';
import { findPayoutDetail } from '#db/queries/payout-detail';
import { listPayoutsBetween } from '#db/queries/payouts-list';
import { type CsvColumn, writeCsv } from '#files/csv-writer';
import type { OfflineDesk } from './desk';
import { amount, number, text } from './export-columns';
import { csvOptions } from './export-report';
import { forecastPayouts } from './forecast-payouts';
import { readTrends, type TrendChoice } from './trends';

/** Told to the record like every file that leaves the desk. */
export async function recordChartFile(
  { db, clock }: OfflineDesk,
  { chart, query, actor }: { readonly chart: string; readonly query: string; readonly actor: string },
): Promise<void> {
  const detail = { query: query.slice(0, 2000) };
  await atomically(db, [
    auditStatement(db, {
      at: clock.now(),
      actor,
      action: 'chart exported',
      subject: `chart ${chart}`,
      detail,
    }),
  ]);
}

export const movedColumns: readonly CsvColumn<MovedDay>[] = [
  text('day', (row) => row.day),
  number('captures', (row) => row.captures),
  amount('captured', (row) => row.capturedOre),
  number('refunds', (row) => row.refunds),
  amount('refunded', (row) => row.refundedOre),
];

export async function movedFile(desk: OfflineDesk, from: Day, to: Day, msn?: string): Promise<string> {
  return csvText(await movedPerDay(desk.db, from, to, msn), movedColumns);
}

export async function forecastFile(desk: OfflineDesk): Promise<string> {
  const { days } = await forecastPayouts(desk);
  return csvText(days, [
    text('bank_day', (row) => row.bankDay),
    number('payouts', (row) => row.payouts),
    amount('scheduled', (row) => row.scheduledOre),
    amount('estimated_on_balance', (row) => row.unpaidOre),
    amount('estimated_not_in_ledger', (row) => row.notInLedgerOre),
    amount('expected', (row) => addOre(row.scheduledOre, row.unpaidOre, row.notInLedgerOre)),
  ]);
}

export const payoutChartDays = 30;
const mostPayouts = 1000;

export type PayoutChartDay = { readonly day: Day; readonly arrivedOre: Ore; readonly openOre: Ore };

/** Paid out per ledger day of the last weeks, without what was aborted. */
export async function payoutsPerDay(desk: OfflineDesk): Promise<PayoutChartDay[]> {
  const today = dayOf(desk.clock.now());
  const rows = await listPayoutsBetween(desk.db, addDays(today, -payoutChartDays), today, mostPayouts);
  const days = new Map<Day, PayoutChartDay>();
  for (const row of rows) {
    if (row.abortedAt !== null && row.arrivedOn === null) continue;
    const bar = days.get(row.ledgerDate) ?? { day: row.ledgerDate, arrivedOre: zeroOre, openOre: zeroOre };
    const arrived = row.arrivedOn !== null;
    days.set(row.ledgerDate, {
      day: row.ledgerDate,
      arrivedOre: arrived ? addOre(bar.arrivedOre, row.amountOre) : bar.arrivedOre,
      openOre: arrived ? bar.openOre : addOre(bar.openOre, row.amountOre),
    });
  }
  return [...days.values()];
}

export async function payoutsFile(desk: OfflineDesk): Promise<string> {
  return csvText(await payoutsPerDay(desk), [
    text('ledger_day', (row) => row.day),
    amount('arrived', (row) => row.arrivedOre),
    amount('not_arrived', (row) => row.openOre),
  ]);
}

export async function capturedPaidFile(desk: OfflineDesk, choice: TrendChoice): Promise<string> {
  const { periods, currency } = await readTrends(desk, choice);
  return csvText(periods, [
    text('from', (row) => row.from),
    text('to', (row) => row.to),
    text('currency', () => currency),
    amount('captured', (row) => row.capturedOre),
    amount('refunded', (row) => row.refundedOre),
    amount('paid_out', (row) => row.paidOutOre),
  ]);
}

export async function feesFile(desk: OfflineDesk, choice: TrendChoice): Promise<string> {
  const { periods, currency } = await readTrends(desk, choice);
  const share = (part: Ore | null, whole: Ore) =>
    part === null || whole === 0 ? null : Math.round((10_000 * part) / whole) / 100;
  return csvText(periods, [
    text('from', (row) => row.from),
    text('to', (row) => row.to),
    text('currency', () => currency),
    amount('captured', (row) => row.capturedOre),
    amount('fees', (row) => row.feesOre),
    number('effective_rate_percent', (row) => share(row.feesOre, row.capturedOre)),
    number('agreed_rate_percent', (row) => share(row.agreedOre, row.capturedOre)),
  ]);
}

export async function exceptionsFile(desk: OfflineDesk, ledgerId?: string): Promise<string> {
  const kinds = countByKindAndAge(await openExceptionsByAge(desk.db, { ledgerId }), dayOf(desk.clock.now()));
  const rows = kinds.flatMap(({ kind, ages }) =>
    ages.filter(({ count }) => count > 0).map((age) => ({ kind, ...age })),
  );
  return csvText(rows, [
    text('kind', (row) => row.kind),
    text('age_days', (row) => `${row.age} days`),
    number('exceptions', (row) => row.count),
    text('amounts', (row) =>
      Object.entries(row.sums)
        .map(([currency, ore]) => `${currency} ${formatDecimal(ore)}`)
        .join('; '),
    ),
  ]);
}

/** The grid of a month: one row for each ledger and day that anything is known of. */
export async function ledgerDaysFile(desk: OfflineDesk, from: Day, to: Day): Promise<string> {
  return csvText(await listLedgerDays(desk.db, from, to), [
    text('ledger', (row) => row.ledgerId),
    text('ledger_day', (row) => row.ledgerDate),
    text('state', (row) => dayStateOf(row)),
    number('entries', (row) => row.entries),
    amount('funds', (row) => row.fundsOre),
    amount('fees', (row) => row.feesOre),
    number('open_exceptions', (row) => row.exceptions),
  ]);
}

type Step = {
  readonly step: 'opening' | EntryGroup | 'payout' | 'closing';
  readonly entries: number | null;
  readonly ore: Ore;
};

/** The waterfall of a payout; undefined when there is no such payout. */
export async function waterfallFile(
  desk: OfflineDesk,
  ledgerId: string,
  settlementNumber: string,
): Promise<string | undefined> {
  const detail = await findPayoutDetail(desk.db, ledgerId, settlementNumber, { limit: 0 });
  if (detail === undefined) return undefined;
  const { openingOre, closingOre, groups } = explainPayout({ ...detail, ...detail.payout });
  const steps: Step[] = [
    ...(openingOre === null ? [] : [{ step: 'opening' as const, entries: null, ore: openingOre }]),
    ...groups.map(({ group, entries, amountOre }) => ({ step: group, entries, ore: amountOre })),
    { step: 'payout', entries: null, ore: detail.payout.amountOre },
    ...(closingOre === null ? [] : [{ step: 'closing' as const, entries: null, ore: closingOre }]),
  ];
  return csvText(steps, [
    text('step', (row) => row.step),
    number('entries', (row) => row.entries),
    amount('amount', (row) => row.ore),
  ]);
}

async function csvText<Row>(rows: readonly Row[], columns: readonly CsvColumn<Row>[]): Promise<string> {
  let whole = '';
  for await (const piece of writeCsv(rows, columns, csvOptions.excel)) whole += piece;
  return whole;
}
