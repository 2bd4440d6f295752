/** What every list is filtered with: a form, what was chosen as chips, and what of the address could not be read. */
import { Form, Link } from '@remix-run/react';
import { IconFilter, IconX } from '@tabler/icons-react';
import type { ComponentProps, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListProblem } from '#core/list-problems';
import { fieldsBut, useListAddress } from '../list-address';
import { Notice } from './notice';

type FiltersProps = {
  /** The names of the fields below; everything else of the address is sent along. */
  readonly names: readonly string[];
  readonly children: ReactNode;
  /** Asked for less often: behind a word, until one of them is chosen. */
  readonly more?: ReactNode;
  readonly moreChosen?: boolean;
};

/** Stands in the address when sent; works without JavaScript. */
export function ListFilters({ names, children, more, moreChosen = false }: FiltersProps) {
  const { t } = useTranslation();
  const { fields, query, to } = useListAddress();
  return (
    <>
      <FilterFold />
      <Form
        method="get"
        action={pathOf(to({}))}
        className="filters list-filters"
        key={query}
        preventScrollReset
      >
        <HiddenFields fields={fieldsBut(fields, names)} />
        {children}
        <button type="submit" className="plain">
          {t('orders.show')}
        </button>
        {more ? (
          <details className="more-filters" open={moreChosen}>
            <summary>{t('lists.more')}</summary>
            <div className="filters">{more}</div>
          </details>
        ) : null}
      </Form>
    </>
  );
}

/** On a phone the filters come after the rows a person came for: a box unfolds them, without JavaScript too. */
function FilterFold() {
  const { t } = useTranslation();
  return (
    <label className="filter-fold">
      <input type="checkbox" className="visually-hidden" autoComplete="off" />
      <IconFilter size={16} aria-hidden="true" />
      {t('lists.filters')}
    </label>
  );
}

function pathOf(address: string): string {
  return address.split('?')[0] ?? address;
}

export function HiddenFields({ fields }: { fields: readonly (readonly [string, string])[] }) {
  return fields.map(([name, value]) => (
    <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
  ));
}

type InputProps = { readonly label: string } & ComponentProps<'input'>;

export function InputField({ label, ...input }: InputProps) {
  return (
    <label>
      <span>{label}</span>
      <input autoComplete="off" {...input} />
    </label>
  );
}

type SelectProps = {
  readonly label: string;
  readonly name: string;
  readonly value: string | undefined;
  /** What stands first, for nothing chosen. */
  readonly any: string;
  readonly options: readonly (readonly [value: string, words: string])[];
};

export function SelectField({ label, name, value = '', any, options }: SelectProps) {
  return (
    <label>
      <span>{label}</span>
      <select name={name} defaultValue={value}>
        <option value="">{any}</option>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Days and amounts: the same two fields of every list. */
export function DayFields({ given, label }: { given: Readonly<Record<string, string>>; label: string }) {
  const { t } = useTranslation();
  const both = { type: 'date' } as const;
  return (
    <span className="field-pair">
      <InputField
        {...both}
        label={label}
        name="from"
        defaultValue={given.from}
        aria-label={t('lists.from', { label })}
      />
      <InputField
        {...both}
        label="–"
        name="to"
        defaultValue={given.to}
        aria-label={t('lists.to', { label })}
      />
    </span>
  );
}

export function AmountFields({ given }: { given: Readonly<Record<string, string>> }) {
  const { t } = useTranslation();
  const both = { inputMode: 'decimal', size: 9, maxLength: 20 } as const;
  return (
    <span className="field-pair">
      <InputField
        {...both}
        label={t('lists.amount')}
        name="min"
        defaultValue={given.min}
        aria-label={t('lists.min')}
      />
      <InputField {...both} label="–" name="max" defaultValue={given.max} aria-label={t('lists.max')} />
    </span>
  );
}

export type Chip = {
  /** The field that is left out when it is taken away. */
  readonly name: string;
  readonly text: string;
};

/** What is chosen, each to be taken away by itself. */
export function FilterChips({ chips }: { chips: readonly Chip[] }) {
  const { t } = useTranslation();
  const { to } = useListAddress();
  if (chips.length === 0) return null;
  return (
    <ul className="chips" aria-label={t('lists.chosenFilters')}>
      {chips.map(({ name, text }) => (
        <li key={name}>
          <Link
            to={to({ [name]: null })}
            className="chip"
            preventScrollReset
            aria-label={t('lists.without', { text })}
          >
            {text}
            <IconX size={13} aria-hidden="true" />
          </Link>
        </li>
      ))}
      <li>
        <Link to={to(Object.fromEntries(chips.map(({ name }) => [name, null])))} preventScrollReset>
          {t('lists.clearAll')}
        </Link>
      </li>
    </ul>
  );
}

/** What of the address was left out. */
export function ListProblems({ problems }: { problems: readonly ListProblem[] }) {
  const { t } = useTranslation();
  if (problems.length === 0) return null;
  return (
    <Notice tone="unsure">
      {problems.map(({ kind, text }) => (
        <p key={`${kind} ${text}`} translate="no">
          {t(`lists.problems.${kind}`, { text })}
        </p>
      ))}
    </Notice>
  );
}

/** Nothing matches: which filters are to blame, and the way out. */
export function NothingMatches({ chips, clear }: { chips: readonly Chip[]; clear?: string }) {
  const { t } = useTranslation();
  const { to } = useListAddress();
  const cleared = clear ?? to(Object.fromEntries(chips.map(({ name }) => [name, null])));
  return (
    <p className="empty">
      {t('lists.nothingMatches', { filters: chips.map(({ text }) => text).join(', ') })}{' '}
      <Link to={cleared}>{t('lists.showWithout')}</Link>
    </p>
  );
}
