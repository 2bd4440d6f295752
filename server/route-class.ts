/** What a request is for, in a word of a closed list: a label of metrics, which no caller may make up. */
export const routeClasses = [
  'probe',
  'metrics',
  'vipps',
  'shop-api',
  'live',
  'asset',
  'upload',
  'log-in',
  'form',
  'data',
  'page',
] as const;
export type RouteClass = (typeof routeClasses)[number];

const byPath: readonly (readonly [RegExp, RouteClass])[] = [
  [/^\/(healthz|readyz)$/i, 'probe'],
  [/^\/metrics$/i, 'metrics'],
  [/^\/vipps(\/|$)/i, 'vipps'],
  [/^\/api\/v1(\/|$)/i, 'shop-api'],
  [/^\/live$/i, 'live'],
  [/^\/assets\//i, 'asset'],
  [/^\/(login|logout)([/.]|$)/i, 'log-in'],
];

export function routeClassOf(method: string, path: string, upload: string): RouteClass {
  const known = byPath.find(([pattern]) => pattern.test(path));
  if (known !== undefined) return known[1];
  if (method === 'POST') return path === upload ? 'upload' : 'form';
  return path.endsWith('.data') ? 'data' : 'page';
}
