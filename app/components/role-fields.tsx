/** Which roles somebody has, and where: a box for each role at all sales units, and at each of them. Works without JavaScript. */
import { useTranslation } from 'react-i18next';
import { type Grant, type Role, roles } from '#core/permissions';

type Unit = { readonly msn: string; readonly name: string };

/** The name of the box for a role at a sales unit; `*` = at all. */
export const grantField = ({ role, msn }: Grant) => `grant.${role}.${msn ?? '*'}`;

export function RoleFields({ given, units }: { given: readonly Grant[]; units: readonly Unit[] }) {
  const { t } = useTranslation();
  const has = (role: Role, msn: string | null) =>
    given.some((grant) => grant.role === role && grant.msn === msn);
  return (
    <div className="role-fields">
      {roles.map((role) => (
        <fieldset key={role}>
          <legend>{t(`people.roles.${role}`)}</legend>
          <p className="quiet-text">{t(`people.roleMay.${role}`)}</p>
          {[{ msn: null, name: t('people.everywhere') }, ...units].map(({ msn, name }) => (
            <label key={msn ?? '*'} className="check-line">
              <input
                type="checkbox"
                name={grantField({ role, msn })}
                value="yes"
                defaultChecked={has(role, msn)}
              />
              <span>
                {name} {msn === null ? null : <span className="quiet-text">{msn}</span>}
              </span>
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
