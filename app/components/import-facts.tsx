/** How far a file is, what came of it, and what could not be understood. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../format';
import { DataTable } from './data-table';
import { type ImportKind, type ImportStatus, isWorking } from './import-words';
import { Instant } from './values';

type File = {
  readonly kind: ImportKind;
  readonly status: ImportStatus;
  readonly bytes: number;
  readonly bytesDone: number;
  readonly format: string | null;
  readonly actor: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly rowsRead: number;
  readonly rowsAdded: number;
  readonly rowsKnown: number;
  readonly rowsUnreadable: number;
  readonly shipments: number | null;
  readonly differing: number | null;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
};

export function ImportFacts({ file }: { file: File }) {
  const { t } = useTranslation();
  return (
    <section className="card">
      {isWorking(file.status) ? (
        <p>
          <progress
            max={Math.max(1, file.bytes)}
            value={Math.min(file.bytesDone, file.bytes)}
            aria-label={t('imports.progress')}
          />
          <span className="sub">
            {t('imports.bytes', { done: kilobytes(file.bytesDone), total: kilobytes(file.bytes) })}
          </span>
        </p>
      ) : null}
      <dl className="figures">
        {figuresOf(file).map(({ label, value, bad }) => (
          <div key={label}>
            <dt>{t(label)}</dt>
            <dd className={bad && value > 0 ? 'bad' : undefined}>{formatCount(value)}</dd>
          </div>
        ))}
      </dl>
      <dl className="facts">
        <dt>{t('imports.kind')}</dt>
        <dd>{t(`imports.kinds.${file.kind}`)}</dd>
        {file.format ? (
          <>
            <dt>{t('imports.format')}</dt>
            <dd>{file.format}</dd>
          </>
        ) : null}
        <dt>{t('imports.size')}</dt>
        <dd>{t('imports.kb', { kb: kilobytes(file.bytes) })}</dd>
        <dt>{t('imports.who')}</dt>
        <dd>
          {file.actor}, <Instant at={file.startedAt} />
        </dd>
        {file.decidedBy ? (
          <>
            <dt>{t('imports.decided')}</dt>
            <dd>
              {file.decidedBy}
              {file.decidedAt ? (
                <>
                  , <Instant at={file.decidedAt} />
                </>
              ) : null}
            </dd>
          </>
        ) : null}
        {file.finishedAt ? (
          <>
            <dt>{t('imports.finished')}</dt>
            <dd>
              <Instant at={file.finishedAt} />
            </dd>
          </>
        ) : null}
      </dl>
    </section>
  );
}

function figuresOf(file: File) {
  const read = { label: 'imports.read', value: file.rowsRead, bad: false } as const;
  if (file.kind !== 'orders')
    return [
      read,
      { label: 'imports.rowsAdded', value: file.rowsAdded, bad: false },
      { label: 'imports.rowsKnown', value: file.rowsKnown, bad: false },
      { label: 'imports.rowsUnreadable', value: file.rowsUnreadable, bad: true },
    ] as const;
  return [
    read,
    { label: 'imports.ordersRegistered', value: file.rowsAdded, bad: false },
    { label: 'imports.rowsKnown', value: file.rowsKnown, bad: false },
    { label: 'imports.shipments', value: file.shipments ?? 0, bad: false },
    { label: 'imports.ordersDiffering', value: file.differing ?? 0, bad: true },
    { label: 'imports.rowsLeftOut', value: file.rowsUnreadable, bad: true },
  ] as const;
}

function kilobytes(bytes: number): string {
  return formatCount(Math.ceil(bytes / 1024));
}

type Problem = { readonly line: number; readonly kind: string; readonly message: string };

export function ImportProblems({ problems, count }: { problems: readonly Problem[]; count: number }) {
  const { t } = useTranslation();
  if (problems.length === 0) return <p className="empty">{t('imports.noProblems')}</p>;
  return (
    <>
      <DataTable
        rows={problems.map((problem, index) => ({ ...problem, number: index + 1 }))}
        keyOf={(problem) => problem.number}
        columns={[
          { header: t('imports.line'), cell: (problem) => formatCount(problem.line) },
          { header: t('imports.problem'), cell: (problem) => <ProblemWords problem={problem} /> },
        ]}
      />
      {count > problems.length ? (
        <p className="quiet-text">{t('imports.moreProblems', { count: count - problems.length })}</p>
      ) : null}
    </>
  );
}

/** What is wrong, in the reader's language; beneath it the figures and names, as whoever read the file wrote them down. */
function ProblemWords({ problem }: { problem: Problem }) {
  const { t, i18n } = useTranslation();
  const key = `importProblem.${problem.kind}`;
  return (
    <>
      {i18n.exists(key) ? t(key as 'importProblem.empty') : <span className="mono">{problem.kind}</span>}
      <span className="sub" lang="en" translate="no">
        {problem.message}
      </span>
    </>
  );
}
