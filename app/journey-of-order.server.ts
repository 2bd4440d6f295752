import { type JourneyStep, journeyOf } from '#core/journey';
import type { JourneyLedger, JourneyMoney } from '#core/journey-facts';
import { entryGroupOf } from '#core/ledger-entry-types';
import { inferPayoutSchedule } from '#core/payout-schedule';
import type { Db } from '#db/client';
import type { CommandRow } from '#db/commands';
import type { LedgerRow } from '#db/ledgers';
import { listRecentCovers, type OrderDetail, type OrderEntry } from '#db/queries/order-detail';
import { readBankDayOverrides } from '#services/bank-day-calendar';
import { withPayoutState } from './payout-of-entry.server';

/** The six steps of an order, from all that is stored of it. */
export async function journeyOfOrder(
  db: Db,
  detail: OrderDetail,
  ledger: LedgerRow | undefined,
  now: string,
): Promise<JourneyStep[]> {
  const { order, events, commands, shipments, entries, callbacks } = detail;
  return journeyOf(
    {
      order,
      events,
      cancelledHere: commands.some(({ kind, status }) => kind === 'cancel' && status !== 'failed'),
      customerCancelled: callbacks.some(({ status }) => status?.toUpperCase() === 'CANCELLED'),
      notAtVipps: order.pollError?.startsWith('not-found') === true,
      capturedBy: capturedBy(detail),
      shipments,
      money: entries.flatMap((entry) => moneyOf(entry, now) ?? []),
      ledger: ledger === undefined ? null : await termsOf(db, ledger),
      payoutsHidden: ledger === undefined && db.$units !== undefined,
    },
    now,
  );
}

/** A capture whose id is that of a shipment was made by the rule "capture on shipping". */
function capturedBy({ commands, shipments }: OrderDetail): 'person' | 'desk' | null {
  const isCapture = ({ kind, status }: CommandRow) => kind === 'capture' && status === 'succeeded';
  const last = commands.find(isCapture);
  if (last === undefined) return null;
  return shipments.some(({ id }) => id === last.id) ? 'desk' : 'person';
}

function moneyOf(entry: OrderEntry, now: string): JourneyMoney | undefined {
  const group = entryGroupOf(entry.entryType);
  if (entry.topic !== 'funds') return undefined;
  if (group !== 'captures' && group !== 'refunds' && group !== 'disputes') return undefined;
  const { amountOre, ledgerDate, payout } = entry;
  return { group, amountOre, ledgerDate, payout: payout && withPayoutState(payout, now) };
}

async function termsOf(db: Db, ledger: LedgerRow): Promise<JourneyLedger> {
  const { ledgerId, payoutBankDays, cutoffHour, country } = ledger;
  const [covers, overridesOf] = await Promise.all([
    listRecentCovers(db, ledgerId),
    readBankDayOverrides({ db }),
  ]);
  return {
    payoutBankDays,
    cutoffHour,
    country,
    schedule: inferPayoutSchedule(covers),
    overrides: overridesOf(country),
  };
}
