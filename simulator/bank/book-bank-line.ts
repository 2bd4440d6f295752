import { addBankDays, addDays, dayOf, instantAt, isBankDay } from '#core/calendar';
import type { Ore } from '#core/money';
import type { World } from '#simulator/world';

/** Something moves on an account. After eleven, or when banks are closed, it is booked on the next bank day. */
export function bookBankLine(world: World, at: string, line: BankLineDraft): void {
  const today = dayOf(at);
  const isOpen = isBankDay(today) && at < instantAt(today, statementTime);
  const day = isOpen ? today : addBankDays(addDays(today, 1), 0);
  world.atomically(() =>
    world.bank.insert({ payoutNumber: null, ...line, day, bookedAt: at }, instantAt(day, statementTime)),
  );
}

export interface BankLineDraft {
  readonly account: string;
  readonly amountOre: Ore;
  /** At most 35 characters on a deposit; banks may alter it. */
  readonly text: string;
  readonly counterparty: string;
  readonly payoutNumber?: string;
}

/** The bank issues the statement of a day at eleven, when the day's deposits are booked. */
const statementTime = '11:00';
