/** Records of the audit log: when, who, what was done, to what, and what is told of it. */
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { AuditFact } from '../audit-facts';
import { subjectPath } from '../audit-subject';
import { formatKroner } from '../format';
import { DataTable } from './data-table';
import { Instant, ShortInstant } from './values';

export type AuditTableRow = {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly facts: readonly AuditFact[];
};

export function AuditTable({ rows }: { rows: readonly AuditTableRow[] }) {
  const { t } = useTranslation();
  return (
    <DataTable
      rows={rows}
      keyOf={(row) => row.sequence}
      columns={[
        {
          header: t('audit.number'),
          num: true,
          wide: true,
          cell: (row) => <span className="quiet-text">{row.sequence}</span>,
        },
        { header: t('audit.when'), cell: (row) => <ShortInstant at={row.at} /> },
        { header: t('audit.actor'), wide: true, cell: (row) => <Actor name={row.actor} /> },
        {
          header: t('audit.what'),
          rowHead: true,
          className: () => 'order-cell',
          cell: (row) => (
            <>
              <ActionWords action={row.action} />
              <span className="sub">
                <Subject name={row.subject} />
              </span>
              <span className="sub narrow-only">
                <Actor name={row.actor} />
              </span>
            </>
          ),
        },
        { header: t('audit.detail'), className: () => 'audit-detail', cell: (row) => <Facts row={row} /> },
      ]}
    />
  );
}

/** A word the desk has no text for stands as it was written. */
function ActionWords({ action }: { action: string }) {
  const { t } = useTranslation();
  return <>{t(`audit.actions.${action}` as 'audit.actions.match confirmed', { defaultValue: action })}</>;
}

function Actor({ name }: { name: string }) {
  const { t } = useTranslation();
  return name === 'system' ? t('exception.system') : <span translate="no">{name}</span>;
}

function Subject({ name }: { name: string }) {
  const path = subjectPath(name);
  const words = <span translate="no">{name}</span>;
  return path === undefined ? words : <Link to={path}>{words}</Link>;
}

const inSight = 3;

function Facts({ row: { facts } }: { row: AuditTableRow }) {
  const { t } = useTranslation();
  if (facts.length === 0) return <>–</>;
  const rest = facts.slice(inSight);
  return (
    <>
      <FactList facts={facts.slice(0, inSight)} />
      {rest.length > 0 ? (
        <details>
          <summary>{t('audit.more', { count: rest.length })}</summary>
          <FactList facts={rest} />
        </details>
      ) : null}
    </>
  );
}

function FactList({ facts }: { facts: readonly AuditFact[] }) {
  const { t } = useTranslation();
  return (
    <dl className="facts">
      {facts.map((fact) => (
        <div key={fact.name}>
          <dt>{fact.name === '' ? t('audit.fields.value') : <FieldName name={fact.name} />}</dt>
          <dd translate="no">
            <FactValue fact={fact} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function FieldName({ name }: { name: string }) {
  const { t } = useTranslation();
  const words = name
    .split('.')
    .map((part) => t(`audit.fields.${part}` as 'audit.fields.reason', { defaultValue: part }));
  return <>{words.join(' › ')}</>;
}

function FactValue({ fact: { value, was, kind } }: { fact: AuditFact }) {
  if (was === undefined) return <Value value={value} kind={kind} />;
  return (
    <>
      <Value value={was} kind={kind} /> → <Value value={value} kind={kind} />
    </>
  );
}

function Value({ value, kind }: Pick<AuditFact, 'value' | 'kind'>) {
  if (value === '') return '–';
  if (kind === 'ore') return formatKroner(Number(value));
  return kind === 'instant' ? <Instant at={value} /> : value;
}
