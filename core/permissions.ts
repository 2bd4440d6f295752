/**
 * Who may do what: one table, asked by every page, action, API and job that acts for a person. A person has roles, each at every
 * sales unit or at named ones.
 */

export const roles = ['finance', 'manager', 'admin', 'read-only'] as const;
export type Role = (typeof roles)[number];

/**
 * `see`: orders, payouts, exceptions, bank lines, jobs. `see-personal`: names and addresses of customers unmasked. `approve`: say yes
 * or no to what somebody else asked for. `reconcile`: decide on matches and exceptions. `see-audit`: who did what.
 */
export const permissions = [
  'see',
  'see-personal',
  'see-audit',
  'capture',
  'cancel',
  'ship',
  'refund',
  'approve',
  'reconcile',
  'import',
  'export',
  'share-views',
  'run-jobs',
  'change-settings',
  'manage-tokens',
  'manage-people',
] as const;
export type Permission = (typeof permissions)[number];

const everybody = roles;

/** The one table. */
export const permissionTable: Readonly<Record<Permission, readonly Role[]>> = {
  see: everybody,
  'see-personal': ['manager', 'admin'],
  'see-audit': ['finance', 'admin', 'read-only'],
  capture: ['manager', 'admin'],
  cancel: ['manager', 'admin'],
  ship: ['manager', 'admin'],
  refund: ['finance', 'manager', 'admin'],
  approve: ['finance', 'admin'],
  reconcile: ['finance', 'admin'],
  import: ['finance', 'admin'],
  export: ['finance', 'manager', 'admin'],
  'share-views': ['finance', 'manager', 'admin'],
  'run-jobs': ['finance', 'manager', 'admin'],
  'change-settings': ['admin'],
  'manage-tokens': ['admin'],
  'manage-people': ['admin'],
};

/** A role at one sales unit; `msn` null: at all of them, also those that come later. */
export type Grant = { readonly role: Role; readonly msn: string | null };

/** Where somebody may do something: everywhere, or at these sales units. No units: nowhere. */
export type Scope =
  | { readonly kind: 'everywhere' }
  | { readonly kind: 'units'; readonly units: readonly string[] };

export function scopeOf(grants: readonly Grant[], permission: Permission): Scope {
  const granting = grants.filter(({ role }) => permissionTable[permission].includes(role));
  if (granting.some(({ msn }) => msn === null)) return { kind: 'everywhere' };
  return { kind: 'units', units: [...new Set(granting.flatMap(({ msn }) => msn ?? []))].sort() };
}

/** At this sales unit? */
export function mayAt(grants: readonly Grant[], permission: Permission, msn: string): boolean {
  return includes(scopeOf(grants, permission), [msn]);
}

/** At every sales unit: what has no unit of its own (settings, files, bank lines) is for those only. */
export function mayEverywhere(grants: readonly Grant[], permission: Permission): boolean {
  return scopeOf(grants, permission).kind === 'everywhere';
}

/** At some sales unit: whether a page is offered at all. */
export function maySomewhere(grants: readonly Grant[], permission: Permission): boolean {
  const scope = scopeOf(grants, permission);
  return scope.kind === 'everywhere' || scope.units.length > 0;
}

/** Money of several sales units at once (a ledger they share) is for who may at each of them. */
export function includes(scope: Scope, units: readonly string[]): boolean {
  return scope.kind === 'everywhere' || (units.length > 0 && units.every((msn) => scope.units.includes(msn)));
}
