/** Addresses of the captures and refunds of a filter: the page, and its rows as a file. */
export type PaymentsAddress = {
  readonly operation?: 'captured' | 'refunded' | 'all';
  readonly from: string;
  readonly to: string;
  readonly msn?: string;
};

export function paymentsPath(filter: PaymentsAddress): string {
  return `/payments?${queryOf(filter)}`;
}

export function paymentsFilePath(filter: PaymentsAddress): string {
  return `/payments.csv?${queryOf(filter)}`;
}

function queryOf({ operation = 'all', from, to, msn }: PaymentsAddress): string {
  const query = new URLSearchParams({ from, to });
  if (operation !== 'all') query.set('operation', operation);
  if (msn !== undefined) query.set('msn', msn);
  return query.toString();
}
