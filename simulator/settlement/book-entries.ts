import { addDays, addMs, type Day, day, instantAt, ledgerDayOf } from '#core/calendar';
import { addOre, type Ore, zeroOre } from '#core/money';
import type { LedgerTerms } from '#simulator/config';
import { captureFee } from '#simulator/settlement/capture-fee';
import { chainEntries } from '#simulator/settlement/chain-entries';
import type { LedgerState, Topic } from '#simulator/store/ledger-store';
import { getLedgerTerms, getSalesUnit, type World } from '#simulator/world';

/**
 * Books entries on the open day of a ledger, in order; or late, on a day that has ended: the balances go on from where
 * the ledger stands, so that the chain in the order of the feed is unbroken, and the next payout pays it. Call it inside
 * `world.atomically`.
 */
export function bookEntries(
  world: World,
  ledgerId: string,
  at: string,
  drafts: readonly EntryDraft[],
  late?: LatePlace,
): void {
  const state = getLedgerState(world, ledgerId, at);
  const chain = chainEntries(state, drafts);
  for (const entry of chain.entries) {
    world.ledgers.insert({
      ...entry,
      ledgerId,
      time: late?.time ?? at,
      ledgerDate: late?.ledgerDate ?? state.openDay,
      visibleAt: addMs(at, world.config.reportLagMs),
    });
  }
  world.ledgers.saveState({ ...state, ...chain.balances });
}

/** A capture (or a sale) and its fee: as agreed, and what is charged beside that (negative = too much). */
export function bookCapture(
  world: World,
  at: string,
  capture: PaymentMovement,
  extraFeeOre: Ore = zeroOre,
): void {
  const ledgerId = getSalesUnit(world, capture.msn).ledgerId;
  const feeOre = addOre(captureFee(getLedgerTerms(world, ledgerId), capture.amountOre), extraFeeOre);
  const common = {
    pspReference: capture.transactionId,
    reference: capture.orderId,
    recipientHandle: `api:${capture.msn}`,
  };
  const fee: EntryDraft = { ...common, topic: 'fees', entryType: 'capture-fee', amountOre: feeOre };
  bookEntries(world, ledgerId, at, [
    { ...common, topic: 'funds', entryType: 'capture', amountOre: capture.amountOre },
    ...(feeOre === 0 ? [] : [fee]),
  ]);
}

/** A movement of one payment that costs no fee; the amount has its sign. */
export function bookMovement(world: World, at: string, entryType: string, movement: PaymentMovement): void {
  bookEntries(world, getSalesUnit(world, movement.msn).ledgerId, at, [
    {
      topic: 'funds',
      entryType,
      amountOre: movement.amountOre,
      pspReference: movement.transactionId,
      reference: movement.orderId,
      recipientHandle: `api:${movement.msn}`,
    },
  ]);
}

/** Where a ledger stands; its first day begins when it is first asked for. */
export function getLedgerState(world: World, ledgerId: string, at: string): LedgerState {
  const found = world.ledgers.findState(ledgerId);
  if (found) return found;
  const terms = getLedgerTerms(world, ledgerId);
  const openDay = ledgerDayOf(at, terms.cutoffHour);
  const made = {
    ledgerId,
    openDay,
    closesAt: closingInstant(terms, openDay),
    fundsOre: zeroOre,
    feesOre: zeroOre,
  };
  world.ledgers.saveState(made);
  return made;
}

/** The instant at which a ledger day ends. */
export function closingInstant(terms: LedgerTerms, ledgerDay: Day): string {
  return instantAt(addDays(ledgerDay, 1), `${String(terms.cutoffHour).padStart(2, '0')}:00`);
}

/** An entry that belongs to the ledger and to no payment names a sales unit only when there is just one. */
export function ledgerHandle(world: World, ledgerId: string): string {
  const units = world.config.salesUnits.filter((unit) => unit.ledgerId === ledgerId);
  return units.length === 1 && units[0] ? `api:${units[0].msn}` : '';
}

export function openDayOf(state: LedgerState): Day {
  return day(state.openDay);
}

export interface EntryDraft {
  readonly topic: Topic;
  readonly entryType: string;
  readonly amountOre: Ore;
  readonly pspReference: string;
  readonly reference: string;
  readonly recipientHandle: string;
}

export interface LatePlace {
  readonly ledgerDate: Day;
  /** A moment of that day. */
  readonly time: string;
}

export interface PaymentMovement {
  readonly msn: string;
  readonly orderId: string;
  readonly transactionId: string;
  readonly amountOre: Ore;
}
