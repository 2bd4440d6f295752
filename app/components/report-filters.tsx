import { NativeSelect, TextInput } from '@mantine/core';
import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { type ReportKind, type ReportPeriod, reportFormats, reportRules } from '#core/report-kinds';
import { type ReportFields, reportPage } from './report-address';

type Option = { readonly value: string; readonly label: string };
type Props = {
  readonly kind: ReportKind;
  readonly fields: ReportFields;
  readonly months: { readonly thisMonth: ReportPeriod; readonly lastMonth: ReportPeriod };
  readonly units: readonly Option[];
  readonly ledgers: readonly Option[];
};

const row = { display: 'flex', flexWrap: 'wrap', gap: '12px', alignItems: 'end' } as const;

/** Period, sales unit or ledger, and format: a plain form whose address can be kept. */
export function ReportFilters({ kind, fields, months, units, ledgers }: Props) {
  const { t } = useTranslation();
  const rules = reportRules(kind);
  const dated = rules.day !== 'now' && fields.payout === '';
  return (
    <Form method="get" action="/reports" className="card" key={reportPage(kind, fields)}>
      <input type="hidden" name="kind" value={kind} />
      {dated ? (
        <p>
          {(['thisMonth', 'lastMonth'] as const).map((month) => (
            <Link key={month} to={reportPage(kind, fields, months[month])} style={{ marginRight: '16px' }}>
              {t(`reports.${month}`)}
            </Link>
          ))}
        </p>
      ) : null}
      <div style={row}>
        {dated ? (
          <>
            <DayInput name="from" label={t('reports.from')} value={fields.from} />
            <DayInput name="to" label={t('reports.to')} value={fields.to} />
          </>
        ) : null}
        {rules.byUnit ? (
          <NativeSelect name="unit" label={t('reports.unit')} defaultValue={fields.unit}>
            <option value="">{t('reports.allUnits')}</option>
            <Options of={units} />
          </NativeSelect>
        ) : null}
        {rules.byLedger ? (
          <NativeSelect name="ledger" label={t('reports.ledger')} defaultValue={fields.ledger}>
            <option value="">{t('reports.allLedgers')}</option>
            <Options of={ledgers} />
          </NativeSelect>
        ) : null}
        {fields.payout === '' ? null : (
          <TextInput name="payout" label={t('reports.payout')} defaultValue={fields.payout} />
        )}
        <NativeSelect name="format" label={t('reports.format')} defaultValue={fields.format}>
          {reportFormats.map((format) => (
            <option key={format} value={format}>
              {t(`reports.formats.${format}`)}
            </option>
          ))}
        </NativeSelect>
        <button type="submit" className="plain">
          {t('reports.show')}
        </button>
      </div>
      <p className="quiet-text" style={{ margin: '12px 0 0' }}>
        {t(`reports.days.${rules.day}`)}
      </p>
    </Form>
  );
}

function DayInput({ name, label, value }: { name: string; label: string; value: string }) {
  return <TextInput type="date" name={name} label={label} defaultValue={value} required />;
}

function Options({ of }: { of: readonly Option[] }) {
  return of.map(({ value, label }) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}
