/** Who has an account at the provider of the tests and of the demo, and what the provider says of them. */
export type Account = Readonly<Record<string, unknown>>;

const email = (name: string) => ({
  email: `${name}@fjord.example`,
  email_verified: true,
  hd: 'fjord.example',
});

export const accounts: Readonly<Record<string, Account>> = {
  kari: { name: 'Kari Nordmann', preferred_username: 'kari', ...email('kari'), roles: ['finance-team'] },
  ola: { name: 'Ola Hansen', preferred_username: 'ola', ...email('ola'), roles: ['shop-oslo'] },
  astrid: { name: 'Astrid Berg', preferred_username: 'astrid', ...email('astrid'), roles: ['desk-admins'] },
  ravi: { name: 'Ravi Patel', preferred_username: 'ravi', ...email('ravi'), roles: ['auditors'] },
  /** Known there, with no role here. */
  nina: { name: 'Nina Dahl', preferred_username: 'nina', ...email('nina') },
  /** A private account: no Workspace, an address that nobody checked. */
  petter: {
    name: 'Petter',
    preferred_username: 'petter',
    email: 'petter@mail.example',
    email_verified: false,
  },
};

/** The map that goes with them. */
export const roleMap =
  'finance-team=finance, shop-oslo=manager@123456+123457, desk-admins=admin, auditors=read-only';
