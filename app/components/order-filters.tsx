import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { orderListFlags } from '#core/order-list';
import { formatDay } from '../format';
import type { Language } from '../i18n/languages';
import { AmountFields, type Chip, DayFields, InputField, ListFilters, SelectField } from './list-filters';
import { useLanguage } from './values';

type Units = readonly { readonly msn: string; readonly name: string }[];
type Given = Readonly<Record<string, string>>;

const names = ['msn', 'q', 'from', 'to', 'min', 'max', 'flag'];

/** What of the orders is shown, beside their state. */
export function OrderFilters({ given, units }: { given: Given; units: Units }) {
  const { t } = useTranslation();
  return (
    <ListFilters
      names={names}
      moreChosen={['from', 'to', 'min', 'max', 'flag'].some((name) => given[name] !== undefined)}
      more={
        <>
          <DayFields given={given} label={t('orders.activity')} />
          <AmountFields given={given} />
          <SelectField
            label={t('lists.flag')}
            name="flag"
            value={given.flag}
            any={t('lists.anyFlag')}
            options={orderListFlags.map((flag) => [flag, t(`lists.flags.${flag}`)])}
          />
        </>
      }
    >
      {units.length > 1 ? (
        <SelectField
          label={t('orders.unit')}
          name="msn"
          value={given.msn}
          any={t('orders.allUnits')}
          options={units.map(({ msn, name }) => [msn, `${name} (${msn})`])}
        />
      ) : null}
      <InputField
        label={t('lists.orderText')}
        name="q"
        defaultValue={given.q}
        maxLength={80}
        spellCheck={false}
      />
    </ListFilters>
  );
}

/** What is chosen beside the state, in words. */
export function useOrderChips(given: Given, units: Units): Chip[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const flag = orderListFlags.find((known) => known === given.flag);
  return [
    ...chipOf(given, 'msn', (msn) => units.find((unit) => unit.msn === msn)?.name ?? msn),
    ...chipOf(given, 'q', (text) => `${t('lists.orderText')}: ${text}`),
    ...dayChips(given, t('orders.activity'), t, language),
    ...chipOf(given, 'min', (amount) => t('lists.chips.min', { amount })),
    ...chipOf(given, 'max', (amount) => t('lists.chips.max', { amount })),
    ...(flag === undefined ? [] : [{ name: 'flag', text: t(`lists.flags.${flag}`) }]),
  ];
}

export function chipOf(given: Given, name: string, words: (value: string) => string): Chip[] {
  const value = given[name];
  return value === undefined ? [] : [{ name, text: words(value) }];
}

type Translate = TFunction;

export function dayChips(given: Given, label: string, t: Translate, language: Language): Chip[] {
  return [
    ...chipOf(given, 'from', (day) => t('lists.chips.from', { label, day: formatDay(day, language) })),
    ...chipOf(given, 'to', (day) => t('lists.chips.to', { label, day: formatDay(day, language) })),
  ];
}
