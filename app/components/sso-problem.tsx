/** Why single sign-on let nobody in. Nothing of what the provider or the address said is repeated. */
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { Notice } from './notice';

export type SsoTrouble =
  | 'cancelled'
  | 'log-in-required'
  | 'provider-error'
  | 'code-refused'
  | 'client-refused'
  | 'bad-token'
  | 'unreachable'
  | 'not-ours'
  | 'domain'
  | 'overage'
  | 'malformed'
  | 'disabled'
  | 'no-roles'
  | 'not-begun';

export function SsoProblem({ why }: { why: SsoTrouble }) {
  const { t } = useTranslation();
  return (
    <main className="page lone login">
      <h1>{t('login.ssoTitle')}</h1>
      <Notice tone="bad">{t(`login.sso.${why}`)}</Notice>
      <p>
        <Link to="/login">{t('login.toLogIn')}</Link>
      </p>
    </main>
  );
}
