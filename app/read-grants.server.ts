import { type Grant, roles } from '#core/permissions';
import { grantField } from './components/role-fields';

/** The roles that were ticked. What names no sales unit of this desk is left out. */
export function readGrants(
  fields: Readonly<Record<string, unknown>>,
  units: readonly { readonly msn: string }[],
): Grant[] {
  const places = [null, ...units.map(({ msn }) => msn)];
  return roles
    .flatMap((role) => places.map((msn) => ({ role, msn })))
    .filter((grant) => fields[grantField(grant)] === 'yes');
}
