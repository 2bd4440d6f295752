/** Beside every list: views that were kept, which columns stand in it, and the file of it. */
import { Form } from '@remix-run/react';
import { IconColumns3, IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../auth/use-may';
import { fieldsBut, useListAddress } from '../list-address';
import { HiddenFields } from './list-filters';

export function ListTools({ children }: { children: ReactNode }) {
  return <div className="list-tools">{children}</div>;
}

type Choice = { readonly name: string; readonly label: string };

/** Boxes for the columns that may stand in a list. */
export function ColumnChoice({ columns, chosen }: { columns: readonly Choice[]; chosen: readonly string[] }) {
  const { t } = useTranslation();
  const { fields, to } = useListAddress();
  const [path = ''] = to({}).split('?');
  return (
    <details className="tool" key={chosen.join()}>
      <summary>
        <IconColumns3 size={16} stroke={1.7} aria-hidden="true" />
        {t('lists.columns')}
      </summary>
      <Form method="get" action={path} className="tool-menu card" preventScrollReset>
        <HiddenFields fields={fieldsBut(fields, ['cols'])} />
        <fieldset aria-label={t('lists.columns')}>
          {columns.map(({ name, label }) => (
            <label key={name}>
              <input type="checkbox" name="cols" value={name} defaultChecked={chosen.includes(name)} />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        <button type="submit" className="plain">
          {t('lists.useColumns')}
        </button>
      </Form>
    </details>
  );
}

/** A file of exactly what is filtered, in the order it is sorted. */
export function ExportLink() {
  const { t } = useTranslation();
  const { file } = useListAddress();
  if (!useMay()('export')) return null;
  return (
    <a href={file} className="tool-link" data-hand="export" download>
      <IconDownload size={16} stroke={1.7} aria-hidden="true" />
      {t('lists.export')}
    </a>
  );
}
