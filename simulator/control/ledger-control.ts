import { z } from 'zod';
import { findDay } from '#core/calendar';
import { type Ore, ore } from '#core/money';
import { ControlError, type ControlRequest } from '#simulator/control/control-answer';
import { adjustEndedDay, adjustLedger } from '#simulator/settlement/adjust-ledger';
import { bookEntries, getLedgerState, ledgerHandle } from '#simulator/settlement/book-entries';
import { topics } from '#simulator/store/ledger-store';
import { findLedgerTerms, nextTransactionId, type World } from '#simulator/world';

/** What can be booked on a ledger, by the last part of the path. Each answers with where the ledger stands then. */
export const ledgerActions: Readonly<Record<string, LedgerAction>> = {
  correction: (world, ledgerId, request) => {
    const { amount, text } = request.body(adjustSchema);
    return adjustLedger(world, world.clock.now(), ledgerId, 'correction', something(amount), text);
  },
  'top-up': (world, ledgerId, request) => {
    const { amount, text } = request.body(adjustSchema);
    if (amount < 0) throw nothingToBook();
    return adjustLedger(world, world.clock.now(), ledgerId, 'top-up', something(amount), text);
  },
  'late-entry': bookLate,
  entry: bookAny,
};

export type LedgerAction = (world: World, ledgerId: string, request: ControlRequest) => string;

export function actOnLedger(world: World, action: LedgerAction, request: ControlRequest): LedgerBalance {
  const ledgerId = request.param('ledgerId');
  if (!findLedgerTerms(world, ledgerId))
    throw new ControlError(404, 'unknown-ledger', `no ledger ${ledgerId}`);
  const pspReference = action(world, ledgerId, request);
  const state = getLedgerState(world, ledgerId, world.clock.now());
  return { ledgerId, ledgerDate: state.openDay, balance: state.fundsOre, pspReference };
}

export interface LedgerBalance {
  readonly ledgerId: string;
  /** The open day. */
  readonly ledgerDate: string;
  /** Of the funds, in øre. */
  readonly balance: Ore;
  /** Of the entry that was booked. */
  readonly pspReference: string;
}

const entryType = z.string().regex(/^[a-z][a-z0-9-]{0,49}$/);
const reference = z.string().max(100);
const adjustSchema = z.strictObject({ amount: z.int(), text: reference.default('') });

export const lateEntrySchema = z.strictObject({
  /** A day that has ended. */
  ledgerDate: z.string(),
  amount: z.int(),
  entryType: entryType.default('correction'),
  text: reference.default(''),
});

export const entrySchema = z.strictObject({
  entryType,
  amount: z.int(),
  topic: z.enum(topics).default('funds'),
  /** Made up unless told. */
  pspReference: z.string().min(1).max(50).optional(),
  /** An order id, for most types. */
  reference: reference.default(''),
  /** The sales unit that the entry names; unless told, the only one of the ledger, if it is. */
  msn: z.string().optional(),
});

function bookLate(world: World, ledgerId: string, request: ControlRequest): string {
  const { ledgerDate, amount, ...entry } = request.body(lateEntrySchema);
  const day = findDay(ledgerDate);
  if (day === undefined) throw new ControlError(400, 'invalid', 'ledgerDate: must be a day, YYYY-MM-DD');
  const amountOre = something(amount);
  const booked = adjustEndedDay(world, world.clock.now(), ledgerId, day, { ...entry, amountOre });
  if (booked === undefined) throw new ControlError(409, 'not-ended', `ledger day ${day} has not ended`);
  return booked;
}

function bookAny(world: World, ledgerId: string, request: ControlRequest): string {
  const { msn, amount, ...entry } = request.body(entrySchema);
  const settlesHere = world.config.salesUnits.some((unit) => unit.msn === msn && unit.ledgerId === ledgerId);
  if (msn !== undefined && !settlesHere)
    throw new ControlError(409, 'other-ledger', `${msn} does not settle on ${ledgerId}`);
  const amountOre = something(amount);
  const pspReference = entry.pspReference ?? nextTransactionId(world);
  const recipientHandle = msn === undefined ? ledgerHandle(world, ledgerId) : `api:${msn}`;
  const draft = { ...entry, amountOre, pspReference, recipientHandle };
  world.atomically(() => bookEntries(world, ledgerId, world.clock.now(), [draft]));
  return pspReference;
}

function something(amount: number): Ore {
  if (amount === 0) throw nothingToBook();
  return ore(amount);
}

function nothingToBook(): ControlError {
  return new ControlError(400, 'invalid', 'amount: nothing to book');
}
