/** The detail of a record of the audit log as short lines of a name and a value, whatever it holds. */
export type AuditFact = {
  /** Of fields within fields: both names, as `before.value`. */
  readonly name: string;
  readonly value: string;
  readonly kind: 'text' | 'ore' | 'instant';
};

const mostFacts = 60;

export function auditFacts(detail: unknown): AuditFact[] {
  return factsOf('', detail).slice(0, mostFacts);
}

function factsOf(name: string, value: unknown): AuditFact[] {
  if (value === null || value === undefined || value === '') return [];
  if (Array.isArray(value) && value.every((inner) => typeof inner !== 'object'))
    return value.length === 0 ? [] : [{ name, value: value.join(', '), kind: 'text' }];
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([inner, held]) =>
      factsOf(name === '' ? inner : `${name}.${inner}`, held),
    );
  return [{ name, value: String(value), kind: kindOf(name, value) }];
}

function kindOf(name: string, value: unknown): AuditFact['kind'] {
  if (typeof value === 'number' && /Ore$/.test(name)) return 'ore';
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? 'instant' : 'text';
}
