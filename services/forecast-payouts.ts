/** The next ten bank days: what will come, from what is known now. A forecast is kept each day, to be scored when its day is over. */
import { addMs, type Day, dayMs, dayOf, ledgerDayOf } from '#core/calendar';
import { agreedFee } from '#core/fee-check';
import { type ForecastDay, type ForecastLedger, forecastLedger, nextBankDays } from '#core/forecast';
import { addOre, minOre, type Ore, sumOre, zeroOre } from '#core/money';
import { inferPayoutSchedule } from '#core/payout-schedule';
import {
  listMoneyOnItsWay,
  listNotInLedger,
  type NotInLedger,
  type OnItsWay,
  storeForecast,
} from '#db/forecasts';
import { readBankDayOverrides } from './bank-day-calendar';
import type { OfflineDesk } from './desk';

export const forecastBankDays = 10;

export type PayoutForecast = {
  readonly days: readonly {
    readonly bankDay: Day;
    readonly scheduledOre: Ore;
    readonly unpaidOre: Ore;
    readonly notInLedgerOre: Ore;
    readonly payouts: number;
  }[];
};

/** One row for each of the next ten bank days of Norway, also when nothing comes; other countries' days besides. */
export async function forecastPayouts(desk: OfflineDesk): Promise<PayoutForecast> {
  const today = dayOf(desk.clock.now());
  const found = await forecastByLedger(desk);
  const overridesOf = await readBankDayOverrides(desk);
  const bankDays = new Set([
    ...nextBankDays(today, forecastBankDays, 'NO', overridesOf('NO')),
    ...found.map(({ bankDay }) => bankDay),
  ]);
  const days = [...bankDays].sort().map((bankDay) => {
    const ofDay = found.filter((day) => day.bankDay === bankDay);
    return {
      bankDay,
      scheduledOre: sumOre(ofDay.map((day) => day.scheduledOre)),
      unpaidOre: sumOre(ofDay.map((day) => day.unpaidOre)),
      notInLedgerOre: sumOre(ofDay.map((day) => day.notInLedgerOre)),
      payouts: ofDay.reduce((count, day) => count + day.payouts, 0),
    };
  });
  return { days };
}

/** Keeps today's forecast of the days to come. */
export async function saveForecast(desk: OfflineDesk): Promise<void> {
  const madeOn = dayOf(desk.clock.now());
  const days = (await forecastByLedger(desk)).filter(({ bankDay }) => bankDay > madeOn);
  await storeForecast(
    desk.db,
    madeOn,
    days.map(({ ledgerId, bankDay, scheduledOre, unpaidOre, notInLedgerOre }) => ({
      madeOn,
      ledgerId,
      bankDay,
      amountOre: addOre(scheduledOre, unpaidOre, notInLedgerOre),
    })),
  );
}

async function forecastByLedger(desk: OfflineDesk): Promise<ForecastDay[]> {
  const today = dayOf(desk.clock.now());
  return (await readForecastLedgers(desk)).flatMap((ledger) =>
    forecastLedger(ledger, today, forecastBankDays),
  );
}

/** What is known now of each ledger the Report API tells of: what its forecast is made from. */
export async function readForecastLedgers(desk: OfflineDesk): Promise<AskedLedger[]> {
  const now = desk.clock.now();
  const overridesOf = await readBankDayOverrides(desk);
  // What is missing for a week is an exception, not a forecast.
  const notInLedger = await listNotInLedger(desk.db, addMs(now, -7 * dayMs));
  return (await listMoneyOnItsWay(desk.db, dayOf(now))).map((ledger) => {
    const own = notInLedger.filter(({ ledgerId }) => ledgerId === ledger.ledgerId);
    return { ...inputOf(ledger, own), overrides: overridesOf(ledger.country) };
  });
}

export type NotInLedgerAmount = { readonly day: Day; readonly amountOre: Ore } & Pick<
  NotInLedger,
  'msn' | 'orderId'
>;
export type AskedLedger = Omit<ForecastLedger, 'notInLedger'> & {
  readonly notInLedger: readonly NotInLedgerAmount[];
};

function inputOf(ledger: OnItsWay, notInLedger: readonly NotInLedger[]): Omit<AskedLedger, 'overrides'> {
  const { ledgerId, country, payoutBankDays, cutoffHour, net, feeBasisPoints, feeFixedOre, leftOre } = ledger;
  const feeOf = (amountOre: Ore) =>
    net && amountOre > 0 && feeBasisPoints !== null
      ? agreedFee(amountOre, { basisPoints: feeBasisPoints, fixedOre: feeFixedOre })
      : zeroOre;
  // Ledger days begin with an hour: of many captures in one hour it is asked once.
  const dayOfHour = new Map<string, Day>();
  const ledgerDay = (instant: string) => {
    const hour = instant.slice(0, 13);
    const day = dayOfHour.get(hour) ?? ledgerDayOf(instant, cutoffHour);
    dayOfHour.set(hour, day);
    return day;
  };
  return {
    ledgerId,
    country,
    payoutBankDays,
    schedule: inferPayoutSchedule(ledger.covers),
    scheduled: ledger.scheduled,
    carriedOre: minOre(leftOre ?? zeroOre, zeroOre),
    unpaid: net ? [...ledger.unpaid, ...ledger.fees] : ledger.unpaid,
    notInLedger: notInLedger.map(({ msn, orderId, occurredAt, amountOre }) => ({
      msn,
      orderId,
      day: ledgerDay(occurredAt),
      amountOre: addOre(amountOre, feeOf(amountOre)),
    })),
  };
}
