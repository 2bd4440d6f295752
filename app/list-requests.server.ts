/** The lists of payouts, exceptions and bank lines as their addresses ask for them. What cannot be read is left out and told. */
import type { Day } from '#core/calendar';
import { daysOfAge, exceptionAges } from '#core/exception-ages';
import { exceptionKinds } from '#core/exception-kinds';
import {
  bankDirections,
  exceptionDirections,
  payoutColumns,
  payoutDirections,
  usualPayoutColumns,
} from '#core/list-words';
import { payoutStates } from '#core/payout-state';
import { type BankLineListFilter, bankLineViews } from '#db/queries/bank-lines-list';
import type { ExceptionFilter } from '#db/queries/exceptions-list';
import type { PayoutListFilter } from '#db/queries/payouts-list';
import { type ListReader, listReader } from './read-list.server';

type Given = Readonly<Record<string, string>>;

export function readPayoutList(query: URLSearchParams, today: Day) {
  const read = listReader(query);
  const state = read.word('state', payoutStates);
  const ledgerId = read.text('ledger');
  const text = read.text('q');
  const { range, given } = readRange(read, query);
  const filter: PayoutListFilter = {
    ...range,
    ...(ledgerId === undefined ? {} : { ledgerId }),
    ...(state === undefined ? {} : { state: { is: state, today } }),
    ...(text === undefined ? {} : { text }),
  };
  const sort = read.sort({ by: 'day', dir: payoutDirections.day }, payoutDirections);
  const columns = read.columns(payoutColumns) ?? usualPayoutColumns;
  return {
    filter,
    sort,
    columns,
    given: kept(given, { state, ledger: ledgerId, q: text }),
    problems: read.problems,
  };
}

export function readExceptionList(query: URLSearchParams, person: string, today: Day) {
  const read = listReader(query);
  const status = read.word('status', ['open', 'resolved', 'all'] as const) ?? 'open';
  const kind = read.word('kind', exceptionKinds);
  const age = read.word('age', exceptionAges);
  const owner = read.text('owner');
  const ledgerId = read.text('ledger');
  const text = read.text('q');
  const { range, given } = readRange(read, query);
  const filter: ExceptionFilter = {
    status,
    ...range,
    ...(kind === undefined ? {} : { kind }),
    ...(age === undefined ? {} : { arose: daysOfAge(age, today) }),
    ...(owner === undefined ? {} : { owner: owner === 'nobody' ? null : owner === 'me' ? person : owner }),
    ...(ledgerId === undefined ? {} : { ledgerId }),
    ...(text === undefined ? {} : { text }),
  };
  const sort = read.sort({ by: 'age', dir: exceptionDirections.age }, exceptionDirections);
  const chosen = {
    status: status === 'open' ? undefined : status,
    kind,
    age,
    owner,
    ledger: ledgerId,
    q: text,
  };
  return { filter, sort, given: kept(given, chosen), problems: read.problems };
}

export function readBankList(query: URLSearchParams) {
  const read = listReader(query);
  const view = read.word('view', bankLineViews) ?? 'unmatched';
  const account = read.text('account');
  const text = read.text('q');
  const { range, given } = readRange(read, query);
  const filter: BankLineListFilter = {
    ...range,
    ...(account === undefined ? {} : { account }),
    ...(text === undefined ? {} : { text }),
  };
  const sort = read.sort({ by: 'booked', dir: bankDirections.booked }, bankDirections);
  return { view, filter, sort, given: kept(given, { account, q: text }), problems: read.problems };
}

/** Days and amounts. */
function readRange(read: ListReader, query: URLSearchParams) {
  const [from, to, minOre, maxOre] = [
    read.day('from'),
    read.day('to'),
    read.kroner('min'),
    read.kroner('max'),
  ];
  const range = {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(minOre === undefined ? {} : { minOre }),
    ...(maxOre === undefined ? {} : { maxOre }),
  };
  const asTyped = (name: string, value: unknown) =>
    value === undefined ? undefined : (query.get(name) ?? '').trim();
  const given = { from, to, min: asTyped('min', minOre), max: asTyped('max', maxOre) };
  return { range, given: kept({}, given) };
}

function kept(given: Given, more: Readonly<Record<string, string | undefined>>): Given {
  const all = { ...given };
  for (const [name, value] of Object.entries(more)) if (value !== undefined) all[name] = value;
  return all;
}
