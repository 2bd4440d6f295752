/** What the forms of the Settings page share: their fields keep what was typed, and say what is wrong with it. */
import { Button, TextInput } from '@mantine/core';
import { Form, useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../auth/use-may';

/** The answer to a form that was not stored. */
export type Refused =
  | {
      readonly sent: Readonly<Record<string, string>>;
      readonly errors: Readonly<Record<string, string>>;
    }
  | undefined;

type FormName = 'ledger' | 'bank-day' | 'reconcile' | 'accounts' | 'unit' | 'personal-days' | 'four-eyes';

type FormProps = {
  readonly form: FormName;
  /** Values that say which thing the form is of. */
  readonly of?: Readonly<Record<string, string>>;
  readonly submit: string;
  readonly children: ReactNode;
};

/** Mantine's red is too pale to be read on white. */
export const errorStyles = { error: { color: 'var(--bad)' }, input: { color: 'var(--ink)' } } as const;

export const fieldRow = { display: 'flex', flexWrap: 'wrap', gap: '12px 16px', alignItems: 'start' } as const;

export function SettingsForm({ form, of = {}, submit, children }: FormProps) {
  const navigation = useNavigation();
  const sending = navigation.state === 'submitting' && navigation.formData?.get('form') === form;
  const may = useMay()('change-settings', 'everywhere');
  return (
    <Form method="post" action="/settings" className="card stack">
      <input type="hidden" name="form" value={form} />
      {Object.entries(of).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <fieldset className="plain-fieldset stack" disabled={!may}>
        {children}
      </fieldset>
      {may ? (
        <Button type="submit" loading={sending}>
          {submit}
        </Button>
      ) : null}
    </Form>
  );
}

/** What was typed and what is wrong, if it was this form that was refused. */
export function refusedHere(
  refused: Refused,
  form: FormName,
  of: Readonly<Record<string, string>> = {},
): Refused {
  const here =
    refused?.sent.form === form && Object.entries(of).every(([name, value]) => refused.sent[name] === value);
  return here ? refused : undefined;
}

type FieldProps = {
  readonly name: string;
  readonly label: ReactNode;
  readonly hint?: string;
  readonly value: string;
  readonly refused: Refused;
  readonly type?: 'text' | 'date';
  readonly inputMode?: 'numeric' | 'decimal' | 'text';
  readonly maxLength?: number;
  readonly hideLabel?: boolean;
  /** Pixels, for a field in a table. */
  readonly minWidth?: number;
};

export function SettingsField({
  name,
  label,
  hint,
  value,
  refused,
  hideLabel,
  minWidth = 0,
  ...input
}: FieldProps) {
  const error = useFieldError(name, refused);
  const shown = refused?.sent[name] ?? value;
  return (
    <TextInput
      {...input}
      // A stored value comes back as the desk writes it.
      key={`${name} ${shown}`}
      name={name}
      label={hideLabel ? undefined : label}
      aria-label={hideLabel && typeof label === 'string' ? label : undefined}
      description={hint}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      defaultValue={shown}
      error={error}
      autoComplete="off"
      style={{ flex: '1 1 180px', minWidth: `${minWidth}px` }}
      styles={errorStyles}
    />
  );
}

export function useFieldError(name: string, refused: Refused): string | undefined {
  const { t } = useTranslation();
  const rule = refused?.errors[name];
  return rule === undefined ? undefined : t(`settings.rules.${rule}` as 'settings.rules.day');
}
