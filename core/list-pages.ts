/** The lists of the desk that keep their whole state in the address, and the fields each understands. */
export const viewPages = ['orders', 'payments', 'payouts', 'exceptions', 'bank'] as const;
export type ViewPage = (typeof viewPages)[number];

const order = ['sort', 'dir', 'cols'];
const fields: Readonly<Record<ViewPage, readonly string[]>> = {
  orders: ['view', 'msn', 'from', 'to', 'min', 'max', 'flag', 'q', ...order],
  payments: ['operation', 'from', 'to', 'msn', ...order],
  payouts: ['from', 'to', 'min', 'max', 'ledger', 'state', 'q', ...order],
  exceptions: ['status', 'kind', 'age', 'owner', 'ledger', 'from', 'to', 'min', 'max', 'q', ...order],
  bank: ['view', 'account', 'from', 'to', 'min', 'max', 'q', ...order],
};

/**
 * A query of a list as it is kept: known fields only, each once, none empty, in one order; without the place in the list and what
 * stands open beside it. Equal lists have equal texts.
 */
export function normalListQuery(page: ViewPage, query: string): string {
  const given = new URLSearchParams(query);
  const kept = new URLSearchParams();
  for (const name of [...fields[page]].sort()) {
    const value = fieldOf(given, name);
    if (value !== '') kept.set(name, value);
  }
  return kept.toString();
}

/** Chosen columns may stand several times, as boxes of a form send them. */
function fieldOf(query: URLSearchParams, name: string): string {
  if (name !== 'cols') return (query.get(name) ?? '').trim();
  return query
    .getAll(name)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '')
    .join(',');
}
