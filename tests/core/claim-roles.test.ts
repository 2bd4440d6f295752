import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RoleMapping, readClaim, rolesFromClaims } from '#core/claim-roles';
import { type Grant, permissions, roles, scopeOf } from '#core/permissions';

const mapping: RoleMapping = {
  claim: 'roles',
  rules: [
    { value: 'finance-team', grants: [{ role: 'finance', msn: null }] },
    {
      value: 'shop-oslo',
      grants: [
        { role: 'manager', msn: '123456' },
        { role: 'manager', msn: '123457' },
      ],
    },
    { value: 'all-shops', grants: [{ role: 'manager', msn: null }] },
    { value: 'auditors', grants: [{ role: 'read-only', msn: null }] },
  ],
  otherwise: [],
};
const grantsOf = (claims: Record<string, unknown>, change: Partial<RoleMapping> = {}) => {
  const result = rolesFromClaims(claims, { ...mapping, ...change });
  return result.kind === 'grants' ? result.grants : result.why;
};

describe('roles from claims', () => {
  it.each<[string, unknown, readonly Grant[]]>([
    ['one text', 'finance-team', [{ role: 'finance', msn: null }]],
    [
      'a list',
      ['auditors', 'finance-team'],
      [
        { role: 'finance', msn: null },
        { role: 'read-only', msn: null },
      ],
    ],
    [
      'sales units',
      ['shop-oslo'],
      [
        { role: 'manager', msn: '123456' },
        { role: 'manager', msn: '123457' },
      ],
    ],
    ['the wider of two', ['shop-oslo', 'all-shops'], [{ role: 'manager', msn: null }]],
    ['values that nobody mapped', ['admin', 'root'], []],
    ['another case', ['Finance-Team'], []],
    ['spaces around', [' finance-team'], []],
    ['two in one text', 'finance-team auditors', []],
    ['an empty list', [], []],
    ['an empty text', '', []],
    ['null', null, []],
  ])('come from %s', (_what, value, wanted) => {
    expect(grantsOf({ roles: value })).toEqual(wanted);
  });

  it.each<[string, unknown]>([
    ['a number', 7],
    ['true', true],
    ['an object', { finance: true }],
    ['a list with a number', ['finance-team', 7]],
    ['lists in a list', [['finance-team']]],
  ])('are refused where the claim is %s', (_what, value) => {
    expect(grantsOf({ roles: value })).toBe('malformed');
    expect(grantsOf({ roles: value }, { otherwise: [{ role: 'read-only', msn: null }] })).toBe('malformed');
  });

  it('are found by a path, and by a name that looks like one', () => {
    expect(grantsOf({ realm_access: { roles: ['auditors'] } }, { claim: 'realm_access.roles' })).toEqual([
      { role: 'read-only', msn: null },
    ]);
    const address = 'https://desk.example/roles';
    expect(grantsOf({ [address]: ['auditors'] }, { claim: address })).toHaveLength(1);
    expect(grantsOf({ 'a.b': ['auditors'], a: { b: ['finance-team'] } }, { claim: 'a.b' })).toEqual([
      { role: 'read-only', msn: null },
    ]);
    expect(grantsOf({ realm_access: ['auditors'] }, { claim: 'realm_access.0' })).toEqual([]);
  });

  it('are refused when Entra ID left the groups out, also where everybody would get a role', () => {
    const otherwise: Grant[] = [{ role: 'read-only', msn: null }];
    const overage = { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://x' } } };
    expect(grantsOf(overage, { claim: 'groups', otherwise })).toBe('overage');
    expect(grantsOf({ hasgroups: true }, { claim: 'groups', otherwise })).toBe('overage');
    expect(grantsOf(overage, { claim: 'roles', otherwise })).toEqual(otherwise);
  });

  it('are the default only for whom the map gives nothing', () => {
    const otherwise: Grant[] = [{ role: 'read-only', msn: null }];
    expect(grantsOf({}, { otherwise })).toEqual(otherwise);
    expect(grantsOf({ roles: ['unknown'] }, { otherwise })).toEqual(otherwise);
    expect(grantsOf({ roles: ['finance-team'] }, { otherwise })).toEqual([{ role: 'finance', msn: null }]);
  });
});

const grant = fc.record({
  role: fc.constantFrom(...roles),
  msn: fc.option(fc.constantFrom('123456', '234567', '345678'), { nil: null }),
}) satisfies fc.Arbitrary<Grant>;
const value = fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'constructor', 'A', ' a');
const rules = fc.array(fc.record({ value, grants: fc.array(grant, { minLength: 1, maxLength: 3 }) }), {
  maxLength: 6,
});
const given = (list: readonly string[], rules: RoleMapping['rules']): readonly Grant[] => {
  const result = rolesFromClaims({ roles: list }, { claim: 'roles', rules, otherwise: [] });
  if (result.kind !== 'grants') throw new Error(result.why);
  return result.grants;
};

describe('whatever the claims and the map', () => {
  it('the order of values and their repetition change nothing', () => {
    fc.assert(
      fc.property(fc.array(value), rules, (list, map) => {
        expect(given([...list, ...list].reverse(), map)).toEqual(given(list, map));
        expect(given(list, [...map].reverse())).toEqual(given(list, map));
      }),
    );
  });

  it('exactly what the matching rules allow is allowed', () => {
    fc.assert(
      fc.property(fc.array(value), rules, (list, map) => {
        const matching = map.filter((rule) => list.includes(rule.value)).flatMap((rule) => rule.grants);
        for (const permission of permissions)
          expect(scopeOf(given(list, map), permission)).toEqual(scopeOf(matching, permission));
      }),
    );
  });

  it('no role is there twice, or at one unit beside all units', () => {
    fc.assert(
      fc.property(fc.array(value), rules, (list, map) => {
        const keys = given(list, map).map(({ role, msn }) => `${role}@${msn}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { role, msn } of given(list, map))
          if (msn !== null) expect(keys).not.toContain(`${role}@null`);
      }),
    );
  });

  it('nothing in a token makes it fail, and nothing unmapped gives a role', () => {
    const name = fc.constantFrom(
      'roles',
      '__proto__',
      'constructor',
      'toString',
      'a.b',
      'roles.length',
      '',
      '.',
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), name, (claims, odd, claim) => {
        for (const token of [claims, { ...claims, roles: odd, a: odd, _claim_names: odd }]) {
          const result = rolesFromClaims(token, { claim, rules: [], otherwise: [] });
          if (result.kind === 'grants') expect(result.grants).toEqual([]);
          readClaim(token, claim);
        }
      }),
    );
    expect(readClaim({}, '__proto__.constructor')).toEqual({ kind: 'missing' });
    expect(readClaim({}, 'constructor.name')).toEqual({ kind: 'missing' });
  });
});
