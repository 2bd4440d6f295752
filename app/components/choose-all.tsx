import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Chooses every box of a name in the form; only where scripts run. Says how many are chosen. Its key changes with the rows. */
export function ChooseAll({ name, label }: { name: string; label: string }) {
  const { t } = useTranslation();
  const mark = useRef<HTMLSpanElement>(null);
  const [count, setCount] = useState<{ chosen: number; all: number } | null>(null);
  useEffect(() => {
    const form = mark.current?.closest('form');
    if (!form) return;
    const look = () =>
      setCount({ chosen: boxesOf(form, name, ':checked').length, all: boxesOf(form, name).length });
    look();
    form.addEventListener('change', look);
    return () => form.removeEventListener('change', look);
  }, [name]);
  return (
    <span ref={mark}>
      {count === null ? null : (
        <label className="choose-all">
          <input
            type="checkbox"
            checked={count.all > 0 && count.chosen === count.all}
            onChange={(event) => {
              const { form, checked } = event.currentTarget;
              if (!form) return;
              for (const box of boxesOf(form, name)) box.checked = checked;
              setCount({ chosen: checked ? count.all : 0, all: count.all });
            }}
          />
          {label}{' '}
          <span className="quiet-text" aria-live="polite">
            {t('exceptions.chosen', { chosen: count.chosen, all: count.all })}
          </span>
        </label>
      )}
    </span>
  );
}

function boxesOf(form: HTMLFormElement, name: string, state = ''): NodeListOf<HTMLInputElement> {
  return form.querySelectorAll<HTMLInputElement>(`input[type="checkbox"][name="${name}"]${state}`);
}
