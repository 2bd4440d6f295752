/** Addresses of the audit log at a filter: the page, and its records as a file. */
export type AuditAddress = {
  readonly actor?: string;
  readonly kind?: string;
  readonly subject?: string;
  readonly from?: string;
  readonly to?: string;
};

export function auditPath(filter: AuditAddress, more: Readonly<Record<string, string>> = {}): string {
  return `/audit${queryOf(filter, more)}`;
}

export function auditFilePath(filter: AuditAddress): string {
  return `/audit.csv${queryOf(filter, {})}`;
}

function queryOf({ subject, ...rest }: AuditAddress, more: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(more);
  for (const [name, value] of Object.entries({ ...rest, q: subject }))
    if (value !== undefined) query.set(name, value);
  return query.size === 0 ? '' : `?${query}`;
}
