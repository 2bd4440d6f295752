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
  ],
  jobs: ['job asked for'],
  personal: ['person erased'],
};

export function isAuditKind(word: string): word is AuditKind {
  return auditKinds.some((kind) => kind === word);
}
