import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Link, useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { applySettingForm, settingsOverview } from '#services/desk-settings-forms';
import { requirePermission } from '../auth/require-permission.server';
import { useMay } from '../auth/use-may';
import { Notice } from '../components/notice';
import { SettingsAccounts } from '../components/settings-accounts';
import { SettingsBankDays } from '../components/settings-bank-days';
import { SettingsFourEyes } from '../components/settings-four-eyes';
import { SettingsLedger } from '../components/settings-ledger';
import { SettingsMappings } from '../components/settings-mappings';
import { SettingsReconcile } from '../components/settings-reconcile';
import { SettingsPersonal, SettingsUnits } from '../components/settings-unit';
import { formatCount } from '../format';
import { notFound } from '../not-found.server';
import { pageTitle } from '../page-title';
import { readForm } from '../read-form.server';

export async function loader({ context }: LoaderFunctionArgs) {
  requirePermission(context, 'see');
  return settingsOverview(context.desk);
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { actor: person, desk } = requirePermission(context, 'change-settings', 'everywhere');
  const fields = await readForm(request);
  const result = await applySettingForm(desk, fields, person);
  if (result === undefined || result.kind === 'not-found') throw notFound();
  if (result.kind === 'saved') return redirect(result.changed ? '/settings?saved' : '/settings?unchanged');
  const sent = Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => typeof field[1] === 'string'),
  );
  return data({ sent, errors: result.errors }, { status: 400 });
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'settings.title');

const places = [
  { id: 'ledgers', title: 'settings.ledgers' },
  { id: 'units', title: 'unit.title' },
  { id: 'personal', title: 'unit.personal' },
  { id: 'bank-days', title: 'settings.bankDaysTitle' },
  { id: 'reconciliation', title: 'settings.reconcile' },
  { id: 'four-eyes', title: 'approvals.settingTitle' },
  { id: 'accounts', title: 'settings.accounts' },
  { id: 'mappings', title: 'settings.mappings' },
] as const;

export default function Settings() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const may = useMay();
  const [query] = useSearchParams();
  const fixed = page.overrides.length;
  return (
    <>
      <h1>{t('settings.title')}</h1>
      <p className="lead">
        {t('settings.lead', { count: page.ledgers.length, ledgers: formatCount(page.ledgers.length) })}{' '}
        {t('settings.leadDays', { count: fixed, days: formatCount(fixed) })}{' '}
        {t('settings.leadHours', { hours: page.reconcile.graceHours })}
      </p>
      <nav className="contents" aria-label={t('settings.contents')}>
        {places.map(({ id, title }) => (
          <a key={id} href={`#${id}`}>
            {t(title)}
          </a>
        ))}
        {may('manage-tokens', 'everywhere') ? <Link to="/tokens">{t('tokens.title')}</Link> : null}
        {may('manage-people', 'everywhere') ? <Link to="/people">{t('people.title')}</Link> : null}
        {may('see-audit') ? <Link to="/audit">{t('audit.link')}</Link> : null}
      </nav>
      {refused ? (
        <Notice tone="bad" title={t('settings.notSaved')}>
          {t('settings.lookAtFields')}
        </Notice>
      ) : query.has('saved') ? (
        <Notice tone="good">{t('settings.saved')}</Notice>
      ) : query.has('unchanged') ? (
        <Notice tone="plain">{t('settings.unchanged')}</Notice>
      ) : null}
      <section id="ledgers">
        <h2>{t('settings.ledgers')}</h2>
        <p className="quiet-text">{t('settings.ledgersText')}</p>
        {page.ledgers.length === 0 ? <p className="empty">{t('settings.noLedgers')}</p> : null}
        {page.ledgers.map((ledger) => (
          <SettingsLedger key={ledger.ledgerId} ledger={ledger} refused={refused} />
        ))}
      </section>
      <div id="units">
        <SettingsUnits units={page.units} refused={refused} />
      </div>
      <div id="personal">
        <SettingsPersonal days={page.personalDays} refused={refused} />
      </div>
      <div id="bank-days">
        <SettingsBankDays overrides={page.overrides} refused={refused} />
      </div>
      <div id="reconciliation">
        <SettingsReconcile values={page.reconcile} refused={refused} />
      </div>
      <div id="four-eyes">
        <SettingsFourEyes values={page.fourEyes} refused={refused} />
      </div>
      <div id="accounts">
        <SettingsAccounts accounts={page.accounts} refused={refused} />
      </div>
      <div id="mappings">
        <SettingsMappings mappings={page.mappings} />
      </div>
    </>
  );
}
