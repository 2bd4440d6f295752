/** Where what a record of the audit log speaks of has a page; undefined where it has none. */
export function subjectPath(subject: string): string | undefined {
  for (const [pattern, path] of places) {
    const found = pattern.exec(subject);
    if (found) return path(...found.slice(1).map(encodeURIComponent));
  }
  return undefined;
}

type Path = (...names: string[]) => string;

const lists = 'orders|payments|payouts|exceptions|bank|audit';

const places: readonly (readonly [RegExp, Path])[] = [
  [/^order (\d+)\/(.+)$/, (msn, id) => `/orders/${msn}/${id}`],
  [/^import (.+)$/, (id) => `/imports/${id}`],
  [/^bulk (.+)$/, (id) => `/bulk/${id}`],
  [/^exception (.+)$/, (id) => `/exceptions/${id}`],
  // A match is named by the payouts and bank lines it joins.
  [/^match ([^/=+]+)\/([^/=+]+)[+=]/, (ledgerId, number) => `/payouts/${ledgerId}/${number}`],
  [/^report (.+)$/, (kind) => `/reports?kind=${kind}`],
  [new RegExp(`^list (${lists})$`), (name) => `/${name}`],
  [/^chart /, () => '/reports/trends'],
  [/^view /, () => '/views'],
  [/^api token /, () => '/tokens'],
  [/^ledger (?!entry )/, () => '/settings#ledgers'],
  [/^bank day /, () => '/settings#bank-days'],
  [/^bank CSV mapping /, () => '/settings#mappings'],
  [/^setting /, () => '/settings'],
  [/^job /, () => '/jobs'],
];
