import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Grant,
  includes,
  mayAt,
  mayEverywhere,
  maySomewhere,
  permissions,
  permissionTable,
  roles,
  scopeOf,
} from '#core/permissions';

const unit = fc.constantFrom('123456', '234567', '345678');
const grant = fc.record({
  role: fc.constantFrom(...roles),
  msn: fc.option(unit, { nil: null }),
}) satisfies fc.Arbitrary<Grant>;
const grants = fc.array(grant, { maxLength: 5 });
const permission = fc.constantFrom(...permissions);

describe('the table of permissions', () => {
  it('lets read-only change nothing, and only admins change who may what', () => {
    const ofReadOnly = permissions.filter((one) => permissionTable[one].includes('read-only'));
    expect(ofReadOnly).toEqual(['see', 'see-audit']);
    for (const one of ['change-settings', 'manage-tokens', 'manage-people'] as const)
      expect(permissionTable[one]).toEqual(['admin']);
  });

  it('gives nobody anything without a grant', () => {
    for (const one of permissions) expect(maySomewhere([], one)).toBe(false);
  });
});

describe('what grants add up to', () => {
  it('is what some one of them gives, at the units it gives it', () => {
    fc.assert(
      fc.property(grants, permission, unit, (all, one, msn) => {
        const some = all.some(
          (given) => permissionTable[one].includes(given.role) && (given.msn === null || given.msn === msn),
        );
        expect(mayAt(all, one, msn)).toBe(some);
      }),
    );
  });

  it('never shrinks by another grant, and never depends on their order', () => {
    fc.assert(
      fc.property(grants, grant, permission, unit, (all, more, one, msn) => {
        if (mayAt(all, one, msn)) expect(mayAt([...all, more], one, msn)).toBe(true);
        expect(scopeOf([...all].reverse(), one)).toEqual(scopeOf(all, one));
      }),
    );
  });

  it('is everywhere only by a grant for all units, whatever units there are by name', () => {
    fc.assert(
      fc.property(grants, permission, (all, one) => {
        const whole = all.some(({ role, msn }) => msn === null && permissionTable[one].includes(role));
        expect(mayEverywhere(all, one)).toBe(whole);
        if (whole) expect(maySomewhere(all, one)).toBe(true);
      }),
    );
  });

  it('covers the money of several units only when it covers each of them', () => {
    fc.assert(
      fc.property(grants, permission, fc.array(unit, { minLength: 1 }), (all, one, units) => {
        expect(includes(scopeOf(all, one), units)).toBe(units.every((msn) => mayAt(all, one, msn)));
      }),
    );
    expect(includes({ kind: 'units', units: ['123456'] }, [])).toBe(false);
  });
});
