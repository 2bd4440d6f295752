/** What is told of many parcels at once: one carrier, a pasted column of tracking numbers, and whether money is taken. */
import { Textarea, TextInput } from '@mantine/core';
import { Link } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkPreviewRow, TypedFields } from './bulk-types';

const choices = ['setting', 'yes', 'no'] as const;

export function ShipFields({
  items,
  search,
  capture,
  typed,
}: {
  items: readonly BulkPreviewRow[];
  /** The address of the preview, from which that of each choice is made. */
  search: string;
  capture: (typeof choices)[number];
  typed: TypedFields;
}) {
  const { t } = useTranslation();
  const addressOf = (choice: string) => {
    const query = new URLSearchParams(search);
    query.set('capture', choice);
    return `/orders/bulk?${query}`;
  };
  return (
    <div className="card stack">
      <nav aria-label={t('bulk.captureChoice')} className="tabs bulk-choices">
        {choices.map((choice) => (
          <Link
            key={choice}
            to={addressOf(choice)}
            className="tab"
            aria-current={choice === capture ? 'true' : undefined}
            preventScrollReset
            replace
          >
            {t(`bulk.captureChoices.${choice}`)}
          </Link>
        ))}
      </nav>
      <TextInput
        name="carrier"
        label={t('bulk.carrier')}
        defaultValue={typed.carrier}
        maxLength={60}
        autoComplete="off"
      />
      <NumberColumn orders={items.length} typed={typed.numbers} />
    </div>
  );
}

/**
 * Where scripts run, each line goes into the field of its order as it is typed, to be seen and changed there, and the column itself
 * is not sent. Without them it is sent, and fills the fields that are empty.
 */
function NumberColumn({ orders, typed }: { orders: number; typed: string }) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const [spreads, setSpreads] = useState(false);
  useEffect(() => {
    setSpreads(true);
    const { current } = field;
    if (current !== null && current.value.trim() !== '') spread(current, orders);
    const form = current?.form;
    if (!form) return;
    form.addEventListener('keydown', goToNext);
    return () => form.removeEventListener('keydown', goToNext);
  }, [orders]);
  return (
    <Textarea
      ref={field}
      name={spreads ? undefined : 'numbers'}
      label={t('bulk.numbers')}
      description={t('bulk.numbersHint')}
      defaultValue={typed}
      rows={3}
      resize="vertical"
      spellCheck={false}
      onChange={(event) => spread(event.currentTarget, orders)}
    />
  );
}

function spread(column: HTMLTextAreaElement, orders: number): void {
  const lines = column.value.split('\n');
  for (let number = 1; number <= orders; number += 1) {
    const field = column.form?.elements.namedItem(`tracking.${number}`);
    if (field instanceof HTMLInputElement) field.value = (lines[number - 1] ?? '').trim().slice(0, 60);
  }
}

/** A scanner ends each number with Enter: the next order's field is then ready. */
function goToNext(event: KeyboardEvent): void {
  const { target } = event;
  if (event.key !== 'Enter' || !(target instanceof HTMLInputElement)) return;
  const [, number] = /^tracking\.(\d+)$/.exec(target.name) ?? [];
  if (number === undefined) return;
  event.preventDefault();
  const next = target.form?.elements.namedItem(`tracking.${Number(number) + 1}`);
  if (next instanceof HTMLInputElement) next.focus();
}
