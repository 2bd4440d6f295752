/** A person's roles in words, with the sales units they are for. */
import { useTranslation } from 'react-i18next';
import type { Grant } from '#core/permissions';

type Unit = { readonly msn: string; readonly name: string };

export function RoleWords({ grants, units }: { grants: readonly Grant[]; units: readonly Unit[] }) {
  const { t } = useTranslation();
  if (grants.length === 0) return <span className="quiet-text">{t('people.noRoles')}</span>;
  const nameOf = (msn: string) => units.find((unit) => unit.msn === msn)?.name ?? msn;
  return (
    <>
      {grants
        .map(({ role, msn }) =>
          msn === null
            ? t(`people.roles.${role}`)
            : t('people.roleAt', { role: t(`people.roles.${role}`), unit: nameOf(msn) }),
        )
        .join(', ')}
    </>
  );
}
