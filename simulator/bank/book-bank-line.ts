import { addBankDays, addDays, type Day, dayOf, instantAt, isBankDay } from '#core/calendar';
import type { Ore } from '#core/money';
import type { World } from '#simulator/world';

/** Something moves on an account. After eleven, or when banks are closed, it is booked on the next bank day. Returns the day. */
export function bookBankLine(world: World, at: string, line: BankLineDraft): Day {
  const today = dayOf(at);
  const isOpen = isBankDay(today) && at < instantAt(today, statementTime);
  const day = isOpen ? today : addBankDays(addDays(today, 1), 0);
  world.atomically(() =>
    world.bank.insert({ payoutNumbers: [], ...line, day, bookedAt: at }, instantAt(day, statementTime)),
  );
  return day;
}

export interface BankLineDraft {
  readonly account: string;
  readonly amountOre: Ore;
  /** At most 35 characters on a deposit; banks may alter it, and lengthen it when they join several. */
  readonly text: string;
  readonly counterparty: string;
  readonly payoutNumbers?: readonly string[];
}

/** The bank issues the statement of a day at eleven, when the day's deposits are booked. */
const statementTime = '11:00';
