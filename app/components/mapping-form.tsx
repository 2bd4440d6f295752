/** Which column of a bank's CSV holds what; the first rows stand above, so that one can look. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PermittedForm } from './permitted-form';
import { scrollable } from './scrollable';

export type Suggested = {
  readonly account?: { readonly column: string } | { readonly fixed: string };
  readonly bookedOn?: string;
  readonly amount?: string | { readonly in: string; readonly out: string };
  readonly text?: readonly string[];
  readonly reference?: string;
  readonly counterparty?: string;
  readonly currency?: { readonly column: string } | { readonly fixed: string };
  readonly decimal?: string;
  readonly dateFormat?: string;
  readonly headerRow?: number;
};

type Props = {
  readonly fileName: string;
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly suggestion: Suggested;
};

export function MappingForm({ fileName, headers, rows, suggestion }: Props) {
  const { t } = useTranslation();
  const { amount } = suggestion;
  const choose = { headers };
  return (
    <section>
      <h2>{t('imports.mapping')}</h2>
      <p className="quiet-text">{t('imports.mappingHint')}</p>
      <FirstRows headers={headers} rows={rows} />
      <PermittedForm needs="import" where="everywhere" method="post" className="card mapping-form">
        <input type="hidden" name="headerRow" value={suggestion.headerRow ?? 1} />
        <label>
          {t('imports.map.name')}
          <input type="text" name="name" defaultValue={fileName.slice(0, 80)} maxLength={80} />
        </label>
        <ColumnSelect
          {...choose}
          name="bookedOn"
          label={t('imports.map.bookedOn')}
          value={suggestion.bookedOn}
          required
        />
        <label>
          {t('imports.map.dateFormat')}
          <select name="dateFormat" defaultValue={suggestion.dateFormat ?? 'dd.mm.yyyy'}>
            {['dd.mm.yyyy', 'yyyy-mm-dd', 'dd/mm/yyyy', 'yyyymmdd'].map((format) => (
              <option key={format}>{format}</option>
            ))}
          </select>
        </label>
        <ColumnSelect
          {...choose}
          name="amount"
          label={t('imports.map.amount')}
          value={typeof amount === 'string' ? amount : undefined}
        />
        <ColumnSelect
          {...choose}
          name="amountIn"
          label={t('imports.map.amountIn')}
          value={typeof amount === 'object' ? amount.in : undefined}
        />
        <ColumnSelect
          {...choose}
          name="amountOut"
          label={t('imports.map.amountOut')}
          value={typeof amount === 'object' ? amount.out : undefined}
        />
        <label>
          {t('imports.map.decimal')}
          <select name="decimal" defaultValue={suggestion.decimal ?? ','}>
            <option value=",">{t('imports.map.comma')}</option>
            <option value=".">{t('imports.map.point')}</option>
          </select>
        </label>
        <ColumnSelect
          {...choose}
          name="accountColumn"
          label={t('imports.map.account')}
          value={columnOf(suggestion.account)}
        />
        <label>
          {t('imports.map.fixedAccount')}
          <input
            type="text"
            name="accountFixed"
            defaultValue={fixedOf(suggestion.account)}
            maxLength={60}
            autoComplete="off"
          />
        </label>
        <label>
          {t('imports.map.text')}
          <select name="text" multiple defaultValue={[...(suggestion.text ?? [])]} required>
            {headers.map((header) => (
              <option key={header}>{header}</option>
            ))}
          </select>
        </label>
        <ColumnSelect
          {...choose}
          name="reference"
          label={t('imports.map.reference')}
          value={suggestion.reference}
        />
        <ColumnSelect
          {...choose}
          name="counterparty"
          label={t('imports.map.counterparty')}
          value={suggestion.counterparty}
        />
        <ColumnSelect
          {...choose}
          name="currencyColumn"
          label={t('imports.map.currency')}
          value={columnOf(suggestion.currency)}
        />
        <label>
          {t('imports.map.fixedCurrency')}
          <select name="currencyFixed" defaultValue={fixedOf(suggestion.currency) || 'NOK'}>
            {['NOK', 'DKK', 'SEK', 'EUR'].map((currency) => (
              <option key={currency}>{currency}</option>
            ))}
          </select>
        </label>
        <Button type="submit" name="do" value="map">
          {t('imports.save')}
        </Button>
      </PermittedForm>
    </section>
  );
}

function columnOf(source: Suggested['account']): string | undefined {
  return source && 'column' in source ? source.column : undefined;
}

function fixedOf(source: Suggested['account']): string {
  return source && 'fixed' in source ? source.fixed : '';
}

function ColumnSelect(props: {
  name: string;
  label: string;
  headers: readonly string[];
  value: string | undefined;
  required?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <label>
      {props.label}
      <select name={props.name} defaultValue={props.value ?? ''} required={props.required}>
        <option value="">{t('imports.none')}</option>
        {props.headers.map((header) => (
          <option key={header}>{header}</option>
        ))}
      </select>
    </label>
  );
}

/** Rows of a file have nothing else to be told apart by. */
function numbered(rows: Props['rows']) {
  return rows.map((row, index) => ({ number: index + 1, row }));
}

function FirstRows({ headers, rows }: Pick<Props, 'headers' | 'rows'>) {
  const { t } = useTranslation();
  return (
    <div {...scrollable}>
      <table className="table">
        <caption className="visually-hidden">{t('imports.firstRows')}</caption>
        <thead>
          <tr>
            {headers.map((header) => (
              <th key={header} scope="col">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {numbered(rows).map(({ number, row }) => (
            <tr key={number}>
              {headers.map((header, column) => (
                <td key={header} className="mono">
                  {row[column]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
