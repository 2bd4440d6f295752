/**
 * Which roles somebody has by what the provider of single sign-on says of them: a claim's values, each mapped to roles by the settings.
 * What is not mapped word for word gives nothing; what cannot be read is refused and never guessed.
 */
import type { Grant } from './permissions';

export type Claims = Readonly<Record<string, unknown>>;

/** One value of the claim, and what it gives. */
export type RoleRule = { readonly value: string; readonly grants: readonly Grant[] };

export type RoleMapping = {
  /** A claim's name as it stands in the token (also one that looks like an address), or a path with dots. */
  readonly claim: string;
  readonly rules: readonly RoleRule[];
  /** For those whom no rule gives anything. */
  readonly otherwise: readonly Grant[];
};

export type ClaimRoles =
  /** None is an answer, too: the provider knows them and gives them no role. */
  | { readonly kind: 'grants'; readonly grants: readonly Grant[] }
  /** `overage`: the provider left the values out because they were too many. `malformed`: neither a text nor a list of texts. */
  | { readonly kind: 'refused'; readonly why: 'overage' | 'malformed' };

/** The roles that these claims give, each once, in an order that does not depend on the token's. */
export function rolesFromClaims(claims: Claims, { claim, rules, otherwise }: RoleMapping): ClaimRoles {
  const read = readClaim(claims, claim);
  if (read.kind === 'overage' || read.kind === 'malformed') return { kind: 'refused', why: read.kind };
  const values = new Set(read.kind === 'values' ? read.values : []);
  const mapped = rules.filter(({ value }) => values.has(value)).flatMap(({ grants }) => grants);
  return { kind: 'grants', grants: eachOnce(mapped.length > 0 ? mapped : otherwise) };
}

export type ClaimReading =
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'missing' | 'overage' | 'malformed' };

/** The values of a claim that holds one text or a list of texts. */
export function readClaim(claims: Claims, name: string): ClaimReading {
  const value = valueAt(claims, name);
  if (value === undefined || value === null) return { kind: isLeftOut(claims, name) ? 'overage' : 'missing' };
  if (typeof value === 'string') return { kind: 'values', values: value === '' ? [] : [value] };
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return { kind: 'values', values: value };
  return { kind: 'malformed' };
}

function valueAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce<unknown>((node, part) => ownValue(node, part), claims);
}

function ownValue(node: unknown, name: string): unknown {
  return isObject(node) && Object.hasOwn(node, name) ? node[name] : undefined;
}

/**
 * Entra ID leaves out the groups of who is in more than 200 of them, and points elsewhere instead: "aggregated and distributed claims",
 * OpenID Connect Core 5.6.2; `hasgroups` where the token must be short.
 */
function isLeftOut(claims: Claims, name: string): boolean {
  if (ownValue(ownValue(claims, '_claim_names'), name) !== undefined) return true;
  return name === 'groups' && [true, 'true'].includes(claims.hasgroups as boolean | string);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A role at all sales units makes the same role at one of them needless. */
function eachOnce(grants: readonly Grant[]): Grant[] {
  const everywhere = new Set(grants.filter(({ msn }) => msn === null).map(({ role }) => role));
  const keyed = grants
    .filter(({ role, msn }) => msn === null || !everywhere.has(role))
    .map((grant) => [`${grant.role}@${grant.msn ?? ''}`, { role: grant.role, msn: grant.msn }] as const);
  return [...new Map(keyed)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, grant]) => grant);
}
