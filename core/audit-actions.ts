/** Everything the audit log can say that was done, by kind: what its page filters by. The words for people stand in app/i18n. */

export const auditKinds = [
  'commands',
  'shipments',
  'bulk',
  'matches',
  'exceptions',
  'files',
  'exports',
  'settings',
  'jobs',
  'personal',
  'people',
  'log-ins',
  'approvals',
] as const;
export type AuditKind = (typeof auditKinds)[number];

export const auditActions: Readonly<Record<AuditKind, readonly string[]>> = {
  commands: ['capture', 'refund', 'cancel'].flatMap((kind) =>
    ['ordered', 'succeeded', 'failed', 'unknown'].map((outcome) => `${kind} ${outcome}`),
  ),
  shipments: ['shipment recorded'],
  bulk: ['bulk capture ordered', 'bulk cancel ordered', 'bulk ship ordered', 'bulk stopped'],
  matches: [
    'match confirmed',
    'match rejected',
    'match undone',
    'match suggested',
    'match made by hand',
    'payment matched by hand',
    'payment match taken back',
  ],
  exceptions: [
    'exception assigned',
    'exception left',
    'exception noted',
    'exception resolved',
    'exception reopened',
    'exception cause gone',
  ],
  files: [
    'file received',
    'readable rows taken',
    'file discarded',
    'bank columns mapped',
    'settlement file imported',
    'bank file imported',
    'orders file imported',
  ],
  exports: ['report exported', 'list exported', 'chart exported'],
  settings: [
    'setting changed',
    'ledger terms changed',
    'bank day set',
    'bank day removed',
    'bank CSV mapping forgotten',
    'api token created',
    'api token revoked',
    'view shared',
    'view no longer shared',
    'shared view forgotten',
    'Vipps keys set',
    'Vipps keys removed',
    'secrets encrypted anew',
    'backup restored',
  ],
  jobs: ['job asked for'],
  personal: ['person erased'],
  people: [
    'person added',
    'person disabled',
    'person enabled',
    'roles changed',
    'people told apart',
    'password reset',
    'password changed',
    'two-step log-in turned on',
    'two-step log-in turned off',
    'recovery codes renewed',
  ],
  'log-ins': ['logged in', 'logged out', 'log-in ended', 'log-in refused'],
  approvals: [
    ...['refund asked for', 'refund approved', 'refund rejected', 'refund withdrawn', 'refund expired'],
    ...['match asked for', 'match approved', 'match request rejected', 'match withdrawn', 'match expired'],
  ],
};

export function isAuditKind(word: string): word is AuditKind {
  return auditKinds.some((kind) => kind === word);
}
