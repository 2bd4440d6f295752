import { useTranslation } from 'react-i18next';
import type { ExceptionAge } from '#core/exception-ages';
import { exceptionKinds } from '#core/exception-kinds';
import { AmountFields, type Chip, DayFields, InputField, ListFilters, SelectField } from './list-filters';
import { chipOf, dayChips } from './order-filters';
import { useLanguage } from './values';

type Given = Readonly<Record<string, string>>;
type Ledgers = readonly { readonly ledgerId: string; readonly units: string | null }[];
type Props = { readonly given: Given; readonly owners: readonly string[]; readonly ledgers: Ledgers };

const names = ['status', 'kind', 'age', 'owner', 'ledger', 'from', 'to', 'min', 'max', 'q'];
/** As core/exception-ages has them, which brings the calendar along. */
const ages: readonly ExceptionAge[] = ['0-1', '2-7', '8-30', 'over-30'];
const statuses = ['resolved', 'all'] as const;

/** What of the queue is shown; everything stands in the address. */
export function ExceptionFilters({ given, owners, ledgers }: Props) {
  const { t } = useTranslation();
  return (
    <ListFilters
      names={names}
      moreChosen={['from', 'to', 'min', 'max', 'ledger', 'age'].some((name) => given[name] !== undefined)}
      more={
        <>
          <DayFields given={given} label={t('lists.arose')} />
          <AmountFields given={given} />
          <SelectField
            label={t('charts.age')}
            name="age"
            value={given.age}
            any={t('charts.anyAge')}
            options={ages.map((age) => [age, t(`charts.ages.${age}`)])}
          />
          {ledgers.length > 1 ? (
            <SelectField
              label={t('reconciliation.ledger')}
              name="ledger"
              value={given.ledger}
              any={t('exceptions.allLedgers')}
              options={ledgers.map(({ ledgerId, units }) => [ledgerId, units ?? ledgerId])}
            />
          ) : null}
        </>
      }
    >
      <SelectField
        label={t('exceptions.status')}
        name="status"
        value={given.status}
        any={t('exceptions.statuses.open')}
        options={statuses.map((status) => [status, t(`exceptions.statuses.${status}`)])}
      />
      <SelectField
        label={t('exceptions.kind')}
        name="kind"
        value={given.kind}
        any={t('exceptions.allKinds')}
        options={exceptionKinds.map((kind) => [kind, t(`exception.kinds.${kind}`)])}
      />
      <SelectField
        label={t('exceptions.owner')}
        name="owner"
        value={given.owner}
        any={t('exceptions.anybody')}
        options={[
          ['me', t('exceptions.me')],
          ['nobody', t('exceptions.nobody')],
          ...owners.map((owner) => [owner, owner] as const),
        ]}
      />
      <InputField label={t('exceptions.text')} type="search" name="q" defaultValue={given.q} maxLength={80} />
    </ListFilters>
  );
}

/** What is chosen, in words. */
export function useExceptionChips(given: Given, ledgers: Ledgers): Chip[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const status = statuses.find((known) => known === given.status);
  const kind = exceptionKinds.find((known) => known === given.kind);
  const age = ages.find((known) => known === given.age);
  const ownerOf = (owner: string) =>
    owner === 'me' ? t('exceptions.me') : owner === 'nobody' ? t('exceptions.nobody') : owner;
  return [
    ...(status === undefined
      ? []
      : [{ name: 'status', text: `${t('exceptions.status')}: ${t(`exceptions.statuses.${status}`)}` }]),
    ...(kind === undefined ? [] : [{ name: 'kind', text: t(`exception.kinds.${kind}`) }]),
    ...(age === undefined ? [] : [{ name: 'age', text: `${t('charts.age')}: ${t(`charts.ages.${age}`)}` }]),
    ...chipOf(given, 'owner', (owner) => `${t('exceptions.owner')}: ${ownerOf(owner)}`),
    ...chipOf(given, 'ledger', (id) => ledgers.find(({ ledgerId }) => ledgerId === id)?.units ?? id),
    ...dayChips(given, t('lists.arose'), t, language),
    ...chipOf(given, 'min', (amount) => t('lists.chips.min', { amount })),
    ...chipOf(given, 'max', (amount) => t('lists.chips.max', { amount })),
    ...chipOf(given, 'q', (text) => `${t('exceptions.text')}: ${text}`),
  ];
}
