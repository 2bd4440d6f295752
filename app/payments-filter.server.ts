/** What of the captures and refunds an address asks for. Never throws: what cannot be read is left out, and told. */
import { addDays, type Day, daysBetween, findDay } from '#core/calendar';
import { mostDays, movedOperations, type PaymentsFilter } from '#db/queries/payments-list';

/** Without days in the address. */
const usualDays = 30;

export type PaymentsProblem = 'days' | 'too-long';
export type ReadPayments = {
  readonly filter: PaymentsFilter;
  readonly problems: readonly PaymentsProblem[];
};

export function readPaymentsFilter(query: URLSearchParams, today: Day): ReadPayments {
  const operation = movedOperations.find((name) => name === query.get('operation')) ?? 'all';
  const msn = query.get('msn') ?? '';
  const { from, to, problems } = readDays(query, today);
  return { filter: { operation, from, to, ...(/^\d{1,12}$/.test(msn) ? { msn } : {}) }, problems };
}

function readDays(query: URLSearchParams, today: Day) {
  const [fromText, toText] = [query.get('from') ?? '', query.get('to') ?? ''];
  const [first, last] = [findDay(fromText), findDay(toText)];
  const unread = (fromText !== '' && first === undefined) || (toText !== '' && last === undefined);
  const to = last ?? (first === undefined ? today : endAfter(first, today));
  const from = first ?? addDays(to, 1 - usualDays);
  if (unread || from > to)
    return { from: addDays(today, 1 - usualDays), to: today, problems: ['days'] as const };
  if (daysBetween(from, to) >= mostDays)
    return { from: addDays(to, 1 - mostDays), to, problems: ['too-long'] as const };
  return { from, to, problems: [] };
}

function endAfter(first: Day, today: Day): Day {
  const last = addDays(first, mostDays - 1);
  return first > today ? first : last < today ? last : today;
}
