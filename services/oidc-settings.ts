/** The settings of single sign-on. All of them may be left out; docs/single-sign-on.md tells what to set for whom. */
import type { z } from 'zod';
import type { RoleRule } from '#core/claim-roles';
import { type Grant, type Role, roles } from '#core/permissions';
import { isLoopback } from './loopback';
import { text } from './setting-values';

/** Kept as it is written, with or without a slash at its end: a provider's name is compared letter by letter. */
const issuer = text.superRefine((value, context) => {
  const problem = issuerProblem(value);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

const scopes = text
  .transform((value) => [...new Set(value.split(/\s+/))].join(' '))
  .refine((value) => value.split(' ').includes('openid'), 'must hold openid');

/** `role` or `role@msn+msn`. */
const grantsText = text.transform((value, context): Grant[] => {
  const grants = parseGrants(value);
  if (typeof grants !== 'string') return grants;
  context.addIssue({ code: 'custom', message: grants });
  return [];
});

/** `value=role[@msn+msn], …`. A value may hold `=` and spaces, but no comma; it may stand there several times. */
const roleMap = text.transform((value, context): RoleRule[] =>
  value.split(',').flatMap((part) => {
    const at = part.lastIndexOf('=');
    const name = part.slice(0, Math.max(at, 0)).trim();
    const grants =
      name === '' ? `"${part.trim()}" is not "claim value=role"` : parseGrants(part.slice(at + 1));
    if (typeof grants !== 'string') return [{ value: name, grants }];
    context.addIssue({ code: 'custom', message: grants });
    return [];
  }),
);

const domains = text
  .transform((value) => value.split(',').map((part) => part.trim().toLowerCase()))
  .refine(
    (list) => list.every((one) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(one)),
    'must be domains like firma.no',
  );

/** Part of the schema of all settings. */
export const oidcShape = {
  OIDC_ISSUER: issuer.optional(),
  OIDC_CLIENT_ID: text.optional(),
  OIDC_CLIENT_SECRET: text.optional(),
  OIDC_NAME: text.max(40, 'must be 40 characters at most').optional(),
  OIDC_SCOPES: scopes.default('openid profile email'),
  OIDC_ROLES_CLAIM: text.default('roles'),
  OIDC_ROLE_MAP: roleMap.optional(),
  OIDC_DEFAULT_ROLE: grantsText
    .refine(
      (grants) => grants.every(({ role }) => role !== 'admin'),
      'must not be admin: everybody who has an account there would be one',
    )
    .optional(),
  OIDC_ALLOWED_DOMAINS: domains.optional(),
};

const required = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;

/** What is wrong between these settings, by name: some without the others, or nobody or anybody let in. */
export function oidcProblems(present: Readonly<Record<string, unknown>>): [name: string, problem: string][] {
  const set = Object.keys(oidcShape).filter((name) => Object.hasOwn(present, name));
  const [first] = set;
  if (first === undefined) return [];
  const problems: [string, string][] = required
    .filter((name) => !set.includes(name))
    .map((name) => [name, `${name} is missing: single sign-on needs it (${first} is set)`]);
  if (!set.includes('OIDC_ROLE_MAP') && !set.includes('OIDC_DEFAULT_ROLE'))
    problems.push([
      'OIDC_ROLE_MAP',
      'OIDC_ROLE_MAP is missing: without it, or OIDC_DEFAULT_ROLE, single sign-on lets nobody in',
    ]);
  if (
    isGoogle(present.OIDC_ISSUER) &&
    set.includes('OIDC_DEFAULT_ROLE') &&
    !set.includes('OIDC_ALLOWED_DOMAINS')
  )
    problems.push([
      'OIDC_ALLOWED_DOMAINS',
      'OIDC_ALLOWED_DOMAINS is missing: everybody who has a Google account would get OIDC_DEFAULT_ROLE',
    ]);
  return problems;
}

export type OidcSettings = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The words on the button. */
  readonly name: string;
  readonly scopes: string;
  readonly rolesClaim: string;
  readonly roleRules: readonly RoleRule[];
  readonly defaultGrants: readonly Grant[];
  /** Domains of Google Workspace; null: whoever the provider lets in. */
  readonly allowedDomains: readonly string[] | null;
};

type ReadShape = z.output<z.ZodObject<typeof oidcShape>>;

/** What single sign-on works with; undefined where it is not set up. */
export function oidcSettingsOf(settings: ReadShape): OidcSettings | undefined {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = settings;
  if (OIDC_ISSUER === undefined || OIDC_CLIENT_ID === undefined || OIDC_CLIENT_SECRET === undefined)
    return undefined;
  return {
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    name: settings.OIDC_NAME ?? new URL(OIDC_ISSUER).host,
    scopes: settings.OIDC_SCOPES,
    rolesClaim: settings.OIDC_ROLES_CLAIM,
    roleRules: settings.OIDC_ROLE_MAP ?? [],
    defaultGrants: settings.OIDC_DEFAULT_ROLE ?? [],
    allowedDomains: settings.OIDC_ALLOWED_DOMAINS ?? null,
  };
}

/** Personal accounts of Microsoft are a tenant, too: anybody has one. */
const entraOfAnybody = ['common', 'organizations', 'consumers', '9188040d-6c67-4c5b-b112-36a304b66dad'];
const entraTenant = /^\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/v2\.0\/?$/i;

function issuerProblem(value: string): string | undefined {
  if (!URL.canParse(value)) return 'must be an https address';
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(value);
  if (protocol !== 'https:' && !isLoopback(value)) return 'must be an https address';
  if (`${search}${hash}${username}${password}` !== '') return 'must be an address without ?, # and @';
  if (pathname.includes('/.well-known/')) return 'must be the issuer: leave out /.well-known/…';
  if (!/(^|\.)(microsoftonline\.(com|us)|partner\.microsoftonline\.cn)$/.test(hostname)) return undefined;
  const [, tenant = ''] = pathname.split('/');
  if (entraOfAnybody.includes(tenant.toLowerCase()))
    return 'must name one tenant (https://login.microsoftonline.com/<tenant id>/v2.0): with this one, people of every company could log in';
  return entraTenant.test(pathname)
    ? undefined
    : 'must be https://login.microsoftonline.com/<tenant id>/v2.0, with the id and not a domain';
}

function isGoogle(value: unknown): boolean {
  return (
    typeof value === 'string' && URL.canParse(value) && new URL(value).hostname === 'accounts.google.com'
  );
}

/** The grants, or what is wrong with the words. */
function parseGrants(words: string): Grant[] | string {
  const [role = '', units, ...more] = words.split('@').map((part) => part.trim());
  if (!isRole(role)) return `"${role}" is not a role (${roles.join(', ')})`;
  if (units === undefined) return [{ role, msn: null }];
  const msns = units.split('+').map((part) => part.trim());
  const wrong = more.length > 0 ? words.trim() : msns.find((msn) => !/^\d{5,6}$/.test(msn));
  if (wrong !== undefined) return `"${wrong}" is not a merchant serial number (5 or 6 digits)`;
  return [...new Set(msns)].map((msn) => ({ role, msn }));
}

function isRole(word: string): word is Role {
  return roles.some((role) => role === word);
}
