/** The detail of a record of the audit log as short lines of a name and a value, whatever it holds. */
export type AuditFact = {
  /** Of fields within fields: both names, as `mapping.date`. */
  readonly name: string;
  readonly value: string;
  /** Of a change: what it was before; empty where there was nothing. */
  readonly was?: string;
  readonly kind: 'text' | 'ore' | 'instant';
};

const mostFacts = 60;

export function auditFacts(detail: unknown): AuditFact[] {
  const facts = isChange(detail) ? changesOf(detail) : factsOf('', detail);
  return facts.slice(0, mostFacts);
}

type Change = { readonly before: unknown; readonly after: unknown };

/** What settings are recorded as. */
function isChange(detail: unknown): detail is Change {
  if (typeof detail !== 'object' || detail === null) return false;
  return Object.keys(detail).sort().join() === 'after,before';
}

/** Only what differs. */
function changesOf({ before, after }: Change): AuditFact[] {
  const [old, now] = [factsOf('', before), factsOf('', after)];
  const names = new Set([...old, ...now].map(({ name }) => name));
  return [...names].flatMap((name): AuditFact[] => {
    const [was, is] = [old, now].map((facts) => facts.find((fact) => fact.name === name));
    if (was?.value === is?.value) return [];
    return [{ name, value: is?.value ?? '', was: was?.value ?? '', kind: (is ?? was)?.kind ?? 'text' }];
  });
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
